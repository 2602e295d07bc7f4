"""SQLite's one writer: each transaction by itself, the wait for the disk in common."""

import asyncio
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiosqlite
import pytest
from sqlalchemy import text

from bot.ports import DatabaseUnavailable
from bot.store import sqlite
from bot.store.connection import Connection, only
from bot.store.database import Database, open_database
from bot.store.database_files import DatabaseFiles
from bot.store.sqlite import BATCH
from tests.patience import PATIENCE

MANY = 3 * BATCH


@asynccontextmanager
async def opened(folder: Path) -> AsyncIterator[Database]:
    database = open_database(f"sqlite:///{folder / 'bot.db'}")
    await database.transact(only(text("CREATE TABLE things (name TEXT PRIMARY KEY)")))
    yield database
    await database.dispose()


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    async with opened(tmp_path) as database:
        yield database


@pytest.fixture
def synced(monkeypatch: pytest.MonkeyPatch) -> list[None]:
    """One entry for each wait for the disk."""
    waits: list[None] = []
    sync = DatabaseFiles.sync

    def counted(files: DatabaseFiles) -> None:
        waits.append(None)
        sync(files)

    monkeypatch.setattr(DatabaseFiles, "sync", counted)
    return waits


async def add(database: Database, name: str) -> None:
    async def work(connection: Connection) -> None:
        await connection.execute(text("INSERT INTO things VALUES (:name)"), {"name": name})

    await database.transact(work)


async def names(database: Database) -> set[Any]:
    return set((await database.look(only(text("SELECT name FROM things")))).scalars())


async def test_what_waits_together_waits_for_the_disk_together(
    database: Database, synced: list[None]
) -> None:
    await asyncio.gather(*(add(database, f"{number}") for number in range(MANY)))
    assert len(await names(database)) == MANY
    assert 1 <= len(synced) <= MANY // BATCH + 1


async def test_one_that_breaks_undoes_no_other(database: Database) -> None:
    await add(database, "first")
    wanted = ["second", "first", "third"]
    outcomes = await asyncio.gather(*(add(database, name) for name in wanted), return_exceptions=True)
    assert [outcome is None for outcome in outcomes] == [True, False, True]
    assert await names(database) == {"first", "second", "third"}


async def test_looking_does_not_wait_for_the_disk(database: Database, synced: list[None]) -> None:
    await database.transact(only(text("SELECT 1 FROM things")))
    await database.look(only(text("SELECT 1 FROM things")))
    assert synced == []
    await add(database, "first")
    assert len(synced) == 1


async def test_who_only_looks_changes_nothing(database: Database) -> None:
    await add(database, "first")
    with pytest.raises(DatabaseUnavailable, match="cannot be written to"):
        await database.look(only(text("INSERT INTO things VALUES ('second')")))
    assert await names(database) == {"first"}


async def test_nobody_is_told_done_before_the_disk_says_so(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(files: DatabaseFiles) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(DatabaseFiles, "sync", full)
    with pytest.raises(Exception, match="no space left"):
        await add(database, "first")


async def test_what_was_asked_before_the_end_is_done(tmp_path: Path) -> None:
    async with opened(tmp_path) as database:
        asked = [asyncio.ensure_future(add(database, f"{number}")) for number in range(MANY)]
        await asyncio.sleep(0)
    await asyncio.gather(*asked)
    again = open_database(f"sqlite:///{tmp_path / 'bot.db'}")
    assert len(await names(again)) == MANY
    await again.dispose()


@asynccontextmanager
async def locked(file: Path, *statements: str) -> AsyncIterator[None]:
    """Another program holds the lock."""
    async with aiosqlite.connect(file, isolation_level=None) as other:
        for statement in statements:
            await other.execute_fetchall(statement)
        yield


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite, "BUSY_SECONDS", 0.2)


@pytest.mark.usefixtures("impatient")
async def test_a_lock_held_elsewhere_is_waited_for_once_by_all_together(tmp_path: Path) -> None:
    async with opened(tmp_path) as database:
        async with locked(tmp_path / "bot.db", "BEGIN IMMEDIATE"):
            waits = await busy_waits(database, MANY)
            assert await names(database) == set(), "who only reads needs no lock"
        await add(database, "afterwards")
        assert database.last_write.problem is None
    assert waits == 1


@pytest.mark.usefixtures("impatient")
async def test_who_comes_later_does_not_wait_for_the_same_lock_again(tmp_path: Path) -> None:
    """A person's messages come one after the other, and so would their waits."""
    async with opened(tmp_path) as database:
        async with locked(tmp_path / "bot.db", "BEGIN IMMEDIATE"):
            assert await patience(database) == 200
            for number in range(3):
                with pytest.raises(DatabaseUnavailable, match="is locked by another program"):
                    await add(database, f"{number}")
                assert await patience(database) == 100
        await add(database, "afterwards")
        assert await patience(database) == 200


async def patience(database: Database) -> int:
    """Milliseconds for which SQLite waits for the lock."""
    assert isinstance(database, sqlite.SQLiteDatabase)
    row = await database._writer.run(
        lambda statements: statements.driver.execute("PRAGMA busy_timeout").fetchone()
    )
    return int(row[0])


async def busy_waits(database: Database, callers: int) -> int:
    """How often SQLite waited for the lock until all callers were told that it is not to be had."""
    assert isinstance(database, sqlite.SQLiteDatabase)
    run, waits = database._writer._run, []

    def counted(batch: Any) -> Any:
        outcomes = run(batch)
        waits.extend(outcomes)
        return outcomes

    database._writer._run = counted  # type: ignore[method-assign]
    outcomes = await asyncio.gather(
        *(add(database, f"{number}") for number in range(callers)), return_exceptions=True
    )
    assert {str(outcome) for outcome in outcomes} == {"is locked by another program"}
    assert database.last_write.problem is not None
    return len(waits)


@pytest.mark.usefixtures("impatient")
async def test_a_lock_on_everything_keeps_readers_back_once_too(tmp_path: Path) -> None:
    async with opened(tmp_path) as database:
        await names(database)
    async with locked(tmp_path / "bot.db", "PRAGMA locking_mode=EXCLUSIVE", "DELETE FROM things"):
        database = open_database(f"sqlite:///{tmp_path / 'bot.db'}")
        outcomes = await asyncio.gather(*(names(database) for _ in range(MANY)), return_exceptions=True)
        assert {str(outcome) for outcome in outcomes} == {"is locked by another program"}
        await database.dispose()


async def test_the_end_waits_for_nobody_for_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    never = threading.Event()

    def hangs(files: DatabaseFiles) -> None:
        never.wait()

    async with opened(tmp_path) as database:
        monkeypatch.setattr(DatabaseFiles, "sync", hangs)
        monkeypatch.setattr(sqlite, "STOP_SECONDS", 0.2)
        asked = asyncio.ensure_future(add(database, "first"))
        await asyncio.sleep(0)
    assert not asked.done()
    never.set()
    await asyncio.wait([asked])
    await database.dispose()


@pytest.mark.parametrize("put_back", [False, True])
async def test_nothing_is_accepted_into_a_file_that_is_gone(tmp_path: Path, put_back: bool) -> None:
    file = tmp_path / "bot.db"
    async with opened(tmp_path) as database:
        await add(database, "first")
        copy = file.read_bytes()
        file.rename(tmp_path / "moved.db")
        if put_back:
            file.write_bytes(copy)
        for _ in range(2):
            with pytest.raises(DatabaseUnavailable, match="replaced or deleted"):
                await add(database, "second")
        with pytest.raises(DatabaseUnavailable, match="replaced or deleted"):
            await names(database)
        assert database.last_write.problem is not None


async def test_damage_is_called_damage(tmp_path: Path) -> None:
    (tmp_path / "bot.db").write_bytes(b"not a database at all" * 1000)
    database = open_database(f"sqlite:///{tmp_path / 'bot.db'}")
    with pytest.raises(DatabaseUnavailable, match="is damaged") as raised:
        await add(database, "first")
    assert "segmentbot restore" in raised.value.remedy
    await database.dispose()


@pytest.mark.usefixtures("impatient")
async def test_what_waits_behind_a_lock_is_told_even_when_the_file_is_gone(tmp_path: Path) -> None:
    async with opened(tmp_path) as database, locked(tmp_path / "bot.db", "BEGIN IMMEDIATE"):
        (tmp_path / "bot.db").rename(tmp_path / "moved.db")
        waiting = (add(database, f"{number}") for number in range(MANY))
        outcomes = await asyncio.wait_for(asyncio.gather(*waiting, return_exceptions=True), PATIENCE)
        assert {type(outcome) for outcome in outcomes} == {DatabaseUnavailable}
