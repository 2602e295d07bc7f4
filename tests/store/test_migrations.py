"""The database reaches the newest tables from nothing, and from what is there."""

import asyncio
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from bot.store.connection import only
from bot.store.database import Database, migrate, open_database
from bot.store.tables import HEAD, metadata
from tests.store.earlier_versions import REVISIONS, config, outlived


async def opened(file: Path) -> Database:
    database = open_database(f"sqlite:///{file}")
    await migrate(database)
    return database


def test_the_head_is_the_newest_script() -> None:
    assert ScriptDirectory.from_config(config()).get_current_head() == HEAD


async def test_migrations_make_the_tables_that_the_queries_mean(tmp_path: Path) -> None:
    def differences(connection: Connection) -> list[object]:
        return list(compare_metadata(MigrationContext.configure(connection), metadata))

    database = await opened(tmp_path / "new" / "bot.db")
    assert await database.look(lambda connection: connection.run_sync(differences)) == []
    await database.dispose()


@pytest.mark.parametrize("revision", REVISIONS)
async def test_the_rows_of_every_version_outlive_the_upgrade(tmp_path: Path, revision: str) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'bot.db'}")
    await outlived(database, revision)
    await database.dispose()


async def test_an_up_to_date_database_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    await (await opened(tmp_path / "bot.db")).dispose()
    # Were alembic needed again, its import would fail.
    monkeypatch.setitem(sys.modules, "alembic", None)
    await (await opened(tmp_path / "bot.db")).dispose()


async def test_copies_started_together_take_turns(tmp_path: Path) -> None:
    several = await asyncio.gather(*(opened(tmp_path / "bot.db") for _ in range(3)))
    for database in several:
        await database.dispose()


async def test_the_connection_of_every_turn_keeps_what_it_promises(tmp_path: Path) -> None:
    database = await opened(tmp_path / "bot.db")
    # NORMAL: the queue itself waits for the disk, see tests/store/test_writer.py.
    wanted = {"journal_mode": "wal", "synchronous": 1, "foreign_keys": 1, "secure_delete": 1}
    for pragma, value in wanted.items():
        assert (await database.transact(only(text(f"PRAGMA {pragma}")))).scalar() == value
    await database.dispose()


async def test_only_the_bot_may_read_what_people_typed(tmp_path: Path) -> None:
    database = await opened(tmp_path / "bot.db")
    await database.transact(only(text("DELETE FROM updates")))
    assert _rights_of_others(tmp_path) == {0}
    await database.dispose()


def _rights_of_others(folder: Path) -> set[int]:
    return {path.stat().st_mode & 0o077 for path in folder.iterdir()}
