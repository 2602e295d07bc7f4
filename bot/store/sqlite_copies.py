"""Copies of a SQLite file: made while it is in use, looked at, and put in the place of the database."""

import asyncio
import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from itertools import chain, count
from pathlib import Path

import aiosqlite
from sqlalchemy import inspect
from sqlalchemy.exc import SQLAlchemyError

from bot.ports import DatabaseUnavailable
from bot.store.database import migrate, open_database
from bot.store.tables import HEAD, metadata

_MAGIC = b"SQLite format 3\x00"
_BESIDE = ("-wal", "-shm", "-journal")


class Unfit(Exception):
    """Raised where the restore cannot be; the message says why and what helps. The database is as it was."""


def copy_in_use(database: Path, target: Path) -> None:
    """Makes a consistent copy while the bot goes on."""
    asyncio.run(_copy(aiosqlite.connect(f"{database.resolve().as_uri()}?mode=ro", uri=True), target))
    _sync(target)


def fresh_copy(backup: Path, fresh: Path) -> str:
    """Makes a copy of the backup with the newest tables; the version that the backup had. Raises Unfit."""
    version = asyncio.run(_version(backup))
    asyncio.run(_copy(_opened(backup), fresh))
    asyncio.run(_bring_up_to_date(fresh))
    return version


async def _version(backup: Path) -> str:
    """The backup's version. Raises Unfit when it is damaged, foreign, or newer than we are."""
    if not _is_sqlite(backup):
        raise Unfit(f"{backup}: is no SQLite database (give a file that segmentbot backup made)")
    try:
        async with _opened(backup) as copy:
            ((damage,),) = await copy.execute_fetchall("PRAGMA integrity_check(1)")
            orphans = await copy.execute_fetchall("PRAGMA foreign_key_check")
            names = await copy.execute_fetchall("SELECT name FROM sqlite_master WHERE type = 'table'")
            tables = {name for (name,) in names}
            known = "alembic_version" in tables
            rows = await copy.execute_fetchall("SELECT version_num FROM alembic_version") if known else ()
            versions = [version for (version,) in rows]
    except aiosqlite.DatabaseError as error:
        raise Unfit(f"{backup}: is damaged (take another backup)") from error
    if damage != "ok" or orphans:
        raise Unfit(f"{backup}: is damaged (take another backup)")
    if len(versions) != 1 or not {"persons", "chats", "drafts"} <= tables:
        raise Unfit(f"{backup}: is no database of Segmentbot (give a file that segmentbot backup made)")
    version: str = versions[0]
    if version > HEAD:
        raise Unfit(
            f"{backup}: was made by a newer Segmentbot, version {version} of the tables (update first)"
        )
    return version


def _is_sqlite(backup: Path) -> bool:
    with backup.open("rb") as file:
        return file.read(len(_MAGIC)) == _MAGIC


def _opened(backup: Path) -> aiosqlite.Connection:
    # A medium that cannot be written to has no room for SQLite's own files; there is nothing in them.
    way = "mode=ro" if backup.with_name(f"{backup.name}-wal").exists() else "immutable=1"
    return aiosqlite.connect(f"{backup.resolve().as_uri()}?{way}", uri=True)


async def _copy(source: aiosqlite.Connection, target: Path) -> None:
    for path in with_companions(target):
        path.unlink(missing_ok=True)
    # Only the owner may read it, from the first byte on.
    os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    async with source as original, aiosqlite.connect(target) as copy:
        await original.backup(copy)


async def _bring_up_to_date(fresh: Path) -> None:
    database = open_database(f"sqlite:///{fresh}")
    try:
        await migrate(database)
        tables = await database.look(
            lambda connection: connection.run_sync(lambda sync: inspect(sync).get_table_names())
        )
        missing = metadata.tables.keys() - set(tables)
    except (SQLAlchemyError, DatabaseUnavailable) as error:
        raise Unfit(f"the backup cannot be brought to version {HEAD} of the tables") from error
    finally:
        await database.dispose()
    if missing:
        raise Unfit(f"the backup lacks tables: {', '.join(sorted(missing))}")


def put_in_place(fresh: Path, database: Path, moment: str) -> Path | None:
    """Puts the copy in the place of the database; at every instant one of the two stands at its name. Returns
    where the old one is kept."""
    # Restored by root, it must still be the bot's.
    owner = (database if database.exists() else database.parent).stat()
    with suppress(PermissionError):
        os.chown(fresh, owner.st_uid, owner.st_gid)
    _sync(fresh)
    if not database.exists():
        for stray in with_companions(database):
            stray.unlink(missing_ok=True)  # a log without its database, which SQLite would lay over ours
        fresh.replace(database)
        return None
    name = f"{database.name}.replaced-{moment}"
    # A restore that was killed a moment ago may have left a file of this second.
    names = chain((name,), (f"{name}-{number}" for number in count(2)))
    kept = next(path for each in names if not (path := database.with_name(each)).exists())
    asyncio.run(_exclusively(database, lambda: _exchange(fresh, database, kept)))
    with suppress(OSError):
        _sync(database.parent)
    return kept


def _exchange(fresh: Path, database: Path, kept: Path) -> None:
    try:
        kept.hardlink_to(database)
    except OSError:  # a file system without links
        shutil.copy2(database, kept)
    for companion in with_companions(database)[1:]:
        if companion.exists():
            companion.replace(f"{kept}{companion.name.removeprefix(database.name)}")
    fresh.replace(database)


async def _exclusively(database: Path, work: Callable[[], None]) -> None:
    """Works while nobody else has the database open, or can open it. Raises Unfit when somebody has."""
    async with aiosqlite.connect(database, timeout=0, isolation_level=None) as connection:
        try:
            # Leaving the write-ahead log is granted only to the last one who has the file open; and it puts
            # all of the log into the file.
            await connection.execute_fetchall("PRAGMA journal_mode=DELETE")
            await connection.execute("BEGIN EXCLUSIVE")
        except aiosqlite.OperationalError as error:
            raise Unfit(f"{database}: is in use (stop the bot, then restore)") from error
        except aiosqlite.DatabaseError:
            pass  # too damaged for anybody to use: one more reason to restore
        work()
        with suppress(aiosqlite.Error):
            await connection.execute("ROLLBACK")


def with_companions(database: Path) -> list[Path]:
    return [database, *(database.with_name(database.name + ending) for ending in _BESIDE)]


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
