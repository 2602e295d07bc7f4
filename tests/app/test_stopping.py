"""A stop is over within the ten seconds that an administrator is promised, whatever hangs."""

import asyncio
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.app.lifecycle import Part, run_parts
from bot.store.database import open_database
from bot.store.database_files import DatabaseFiles
from bot.store.store import Store
from bot.store.unit_of_work import UnitOfWork
from dialogs.turn.events import Address
from dialogs.turn.replies import Reply
from knowledge.text.markup import paragraph
from tests import virtual_time

PROMISED = 10.0
ANNA = Address("push", "anna", "anna")


async def never() -> None:
    await asyncio.Event().wait()


def parts(closed: list[str]) -> list[Part]:
    """As many as a bot with Telegram has, of which none can finish what it has in hand."""

    def closing(name: str) -> Part:
        async def close() -> None:
            closed.append(name)

        return Part(name, run=never, drain=never, close=close)

    return [Part("upkeep", run=never), *map(closing, ("notifier", "messengers", "web"))]


def test_parts_that_hang_are_left_and_all_are_closed() -> None:
    closed: list[str] = []

    async def stopped() -> None:
        stop = asyncio.Event()
        stop.set()
        await run_parts(parts(closed), stop)

    _, seconds = virtual_time.run(stopped())
    assert closed == ["web", "messengers", "notifier"]
    assert 0 < seconds <= PROMISED


def test_a_disk_that_hangs_takes_no_more_than_what_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The parts use up their time, and a transaction waits for the disk for ever."""
    let_go = threading.Event()

    async def told(work: UnitOfWork) -> None:
        await work.tell(ANNA, None, (Reply(paragraph("раз")),))

    store = Store(open_database(f"sqlite:///{tmp_path / 'bot.db'}"), lambda: datetime.now(UTC), str)

    async def stopped() -> float:
        await store.prepare()
        hanging = threading.Event()

        def hangs(_files: DatabaseFiles) -> None:
            hanging.set()
            let_go.wait()

        monkeypatch.setattr(DatabaseFiles, "sync", hangs)
        asked = asyncio.ensure_future(store.transact(told))
        await asyncio.to_thread(hanging.wait)
        began = asyncio.get_running_loop().time()
        stop = asyncio.Event()
        stop.set()
        await run_parts(parts([]), stop)
        await store.close()
        seconds = asyncio.get_running_loop().time() - began
        assert not asked.done()
        let_go.set()
        await asyncio.wait([asked])
        return seconds

    seconds, _ = virtual_time.run(stopped())
    asyncio.run(store.close())
    assert seconds <= PROMISED


def test_who_has_nothing_in_hand_stops_at_once() -> None:
    async def stopped() -> None:
        stop = asyncio.Event()
        stop.set()
        await run_parts([Part("web", run=never), Part("upkeep", run=never)], stop)

    _, seconds = virtual_time.run(stopped())
    assert seconds == 0
