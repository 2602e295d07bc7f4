"""SIGKILL in the middle of a migration, of forgetting, drawing, a backup and a restore."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.databases.fixtures import Database
from tests.fake_telegram import FakeTelegram
from tests.launcher.forked import ForkServer
from tests.launcher.injected import HALTED, Injection
from tests.launcher.service import Service
from tests.whole.caller import Caller, plain

SENTINEL = "Министерство-5e17"
QUESTION = "что такое сегмент?"
COPIES = "bot.store.sqlite_copies"
pytestmark = pytest.mark.on_both


@pytest.fixture
async def service(
    chosen_database: Database, fork_server: ForkServer, tmp_path: Path
) -> AsyncIterator[Service]:
    """A bot that does not run yet."""
    service = Service(tmp_path, chosen_database.settings, fork_server=fork_server)
    yield service
    await service.stop()


async def killed_at(service: Service, place: str) -> None:
    """Returns when the bot has halted there and is killed."""
    await service.says(f"{HALTED} {place}")
    await service.kill()


@pytest.mark.parametrize("place", ["alembic.op:create_index", "sqlalchemy.engine:Connection.execute"])
async def test_a_migration_is_made_whole_or_not_at_all(service: Service, place: str) -> None:
    for _ in range(2):
        await service.start(wait=False, injection=Injection(halt=place))
        await service.says(HALTED)
        await service.kill()
    await service.start()
    async with Caller(service.address) as person:
        assert "Источник" in await person.say(QUESTION)


@pytest.mark.parametrize(
    ("place", "is_done"),
    [("bot.store.message_rows:MessageRows.add", False), ("bot.store.store:Store.scrub", True)],
)
async def test_who_is_forgotten_is_forgotten_whole_or_not_at_all(
    service: Service, place: str, is_done: bool
) -> None:
    await service.start()
    async with Caller(service.address) as person:
        await person.say("/profile")
        await person.say(SENTINEL)
        asked = await person.say("/forget")
        press = next(
            button["id"]
            for button in (await person.messages())[-1]["reply"]["buttons"]
            if button["role"] == "danger"
        )
        await service.kill()
        await service.start(injection=Injection(halt=place))
        event = {"press": press, "id": "forget-me"}
        pressing = asyncio.ensure_future(person.post(event))
        await killed_at(service, place)
        await asyncio.wait([pressing])
        assert pressing.exception() is not None, "nobody was told that it is done"
        await service.start()
        if not is_done:
            assert any(SENTINEL in plain(message) for message in await person.messages())
            assert asked in map(plain, await person.messages())
        assert (await person.post(event))["accepted"] is not is_done
        said = await person.messages()
        assert not any(SENTINEL in plain(message) for message in said)
        assert sum("удал" in plain(message).lower() for message in said) == 1, "told once"
    await service.kill()
    if service.database.startswith("sqlite"):
        file = Path(service.database.removeprefix("sqlite:///"))
        left = b"".join(path.read_bytes() for path in file.parent.glob(f"{file.name}*"))
        assert SENTINEL.encode() not in left


async def test_a_document_that_was_being_drawn_comes_once(
    chosen_database: Database, fork_server: ForkServer, tmp_path: Path
) -> None:
    place = "bot.documents.on_demand:DocumentRenderer.__call__"
    async with FakeTelegram() as telegram:
        service = Service(tmp_path, chosen_database.settings, telegram, fork_server)
        await service.start()
        chat = await telegram.person("Анна").start()
        await chat.say(QUESTION, expect="Источник")
        await service.kill()
        await service.start(injection=Injection(halt=place))
        mark = chat.mark()
        chat.tell("/export")
        await killed_at(service, place)
        await telegram.deserted()
        await service.start()
        await chat.until(lambda: any(message.documents for message in chat.since(mark)), "the archive")
        await chat.say("/drafts", expect="пока нет профилей")
        assert sum(len(message.documents) for message in chat.since(mark)) == 1
        await service.stop()
        assert telegram.violations == []


async def command(service: Service, halt: str, *arguments: str) -> int | None:
    """The command's exit code; None when it halted and was killed."""
    program = (
        "import sys; from tests.launcher.injected import halt_at; from bot.cli.main import main; "
        f"halt_at({halt!r}) if {halt!r} else None; sys.exit(main(sys.argv[1:]))"
    )
    settings = {**service.settings, "ENCODERS": "off"}
    process = Service(service.folder, settings, program=("-c", program, *arguments))
    await process.start(wait=False)
    if not halt:
        return await process.ended()
    await killed_at(process, halt)
    return None


@pytest.fixture
async def saved(service: Service) -> tuple[Service, Path]:
    """A bot that was stopped, and a backup of before the last word."""
    await service.start()
    copy = service.folder / "copy.db"
    async with Caller(service.address) as person:
        await person.post({"text": "до"})
        assert await command(service, "", "backup", str(copy)) == 0
        await person.post({"text": "после"})
    await service.stop()
    return service, copy


def texts(file: Path) -> str:
    """All that was said, as a whole database has it."""
    with closing(sqlite3.connect(file)) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        rows = database.execute("SELECT body FROM messages WHERE kind = 'echo' ORDER BY id").fetchall()
    return "".join(body for (body,) in rows)


@pytest.mark.on_sqlite
@pytest.mark.parametrize(
    "place", ["bot.store.sqlite_copies:_copy", "bot.store.sqlite_copies:_sync", "pathlib:Path.replace"]
)
async def test_a_backup_is_whole_or_not_there(saved: tuple[Service, Path], place: str) -> None:
    service, _ = saved
    fresh = service.folder / "fresh.db"
    assert await command(service, place, "backup", str(fresh)) is None
    assert not fresh.exists()
    assert await command(service, "", "backup", str(fresh)) == 0
    assert "после" in texts(fresh)
    assert [path.name for path in fresh.parent.glob("fresh.db*")] == ["fresh.db"]


@pytest.mark.on_sqlite
@pytest.mark.parametrize(
    "place",
    [
        *(
            "bot.store.sqlite_copies:_bring_up_to_date",
            "bot.store.sqlite_copies:put_in_place",
            "bot.store.sqlite_copies:_exchange",
        ),
        *("pathlib:Path.hardlink_to", "pathlib:Path.replace"),
    ],
)
async def test_a_restore_that_is_killed_leaves_one_of_the_two(
    saved: tuple[Service, Path], place: str
) -> None:
    service, copy = saved
    file = Path(service.database.removeprefix("sqlite:///"))
    assert await command(service, place, "restore", str(copy)) is None
    assert "до" in texts(file) and "после" in texts(file)
    await service.start()
    await service.stop()
    assert await command(service, "", "restore", str(copy)) == 0
    assert "до" in texts(file) and "после" not in texts(file)
    assert list(file.parent.glob("*restoring*")) == []
    (kept, *_) = file.parent.glob(f"{file.name}.replaced-*")
    assert "после" in texts(kept)
    await service.start()
    async with Caller(service.address) as person:
        assert "Источник" in await person.say(QUESTION)
