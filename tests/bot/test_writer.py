"""SQLite's one writer: each transaction by itself, the wait for the disk in common."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from bot.store.engines import Engines, open_engines
from bot.store.write_ahead_log import WriteAheadLog
from bot.store.writer_thread import MOST_TOGETHER, Statements

MANY = 3 * MOST_TOGETHER


@asynccontextmanager
async def opened(folder: Path) -> AsyncIterator[Engines]:
    engines = open_engines(f"sqlite:///{folder / 'bot.db'}")
    async with engines.writer.begin() as connection:
        await connection.execute(text("CREATE TABLE things (name TEXT PRIMARY KEY)"))
    yield engines
    await engines.dispose()


@pytest.fixture
async def engines(tmp_path: Path) -> AsyncIterator[Engines]:
    async with opened(tmp_path) as engines:
        yield engines


@pytest.fixture
def synced(monkeypatch: pytest.MonkeyPatch) -> list[None]:
    """One entry for each wait for the disk."""
    waits: list[None] = []
    sync = WriteAheadLog.sync

    def counted(log: WriteAheadLog) -> None:
        waits.append(None)
        sync(log)

    monkeypatch.setattr(WriteAheadLog, "sync", counted)
    return waits


async def add(engines: Engines, name: str) -> None:
    async def work(statements: Statements) -> None:
        await statements.execute(text("INSERT INTO things VALUES (:name)"), {"name": name})

    await engines.writer.transact(work)


async def names(engines: Engines) -> set[Any]:
    async with engines.reader.connect() as connection:
        return set((await connection.execute(text("SELECT name FROM things"))).scalars())


async def test_what_waits_together_waits_for_the_disk_together(engines: Engines, synced: list[None]) -> None:
    await asyncio.gather(*(add(engines, f"{number}") for number in range(MANY)))
    assert len(await names(engines)) == MANY
    assert 1 <= len(synced) <= MANY // MOST_TOGETHER + 1


async def test_one_that_breaks_undoes_no_other(engines: Engines) -> None:
    await add(engines, "first")
    wanted = ["second", "first", "third"]
    outcomes = await asyncio.gather(*(add(engines, name) for name in wanted), return_exceptions=True)
    assert [outcome is None for outcome in outcomes] == [True, False, True]
    assert await names(engines) == {"first", "second", "third"}


async def test_looking_does_not_wait_for_the_disk(engines: Engines, synced: list[None]) -> None:
    await engines.writer.transact(lambda statements: statements.execute(text("SELECT 1 FROM things")))
    await engines.writer.look(lambda statements: statements.execute(text("SELECT 1 FROM things")))
    assert synced == []
    await add(engines, "first")
    assert len(synced) == 1


async def test_who_only_looks_sees_what_was_asked_for_before_and_changes_nothing(engines: Engines) -> None:
    async def looked(statements: Statements) -> list[Any]:
        return list((await statements.execute(text("SELECT name FROM things"))).scalars())

    _, found = await asyncio.gather(add(engines, "first"), engines.writer.look(looked))
    assert found == ["first"]
    with pytest.raises(RuntimeError, match="only looks"):
        await engines.writer.look(
            lambda statements: statements.execute(text("INSERT INTO things VALUES ('second')"))
        )


async def test_nobody_is_told_done_before_the_disk_says_so(
    engines: Engines, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(log: WriteAheadLog) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(WriteAheadLog, "sync", full)
    with pytest.raises(Exception, match="cannot be reached"):
        await add(engines, "first")


async def test_what_was_asked_before_the_end_is_done(tmp_path: Path) -> None:
    async with opened(tmp_path) as engines:
        asked = [asyncio.ensure_future(add(engines, f"{number}")) for number in range(MANY)]
        await asyncio.sleep(0)
    await asyncio.gather(*asked)
    again = open_engines(f"sqlite:///{tmp_path / 'bot.db'}")
    assert len(await names(again)) == MANY
    await again.dispose()
