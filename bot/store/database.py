"""The port of the database; it is opened by its address and brought to the newest tables."""

from pathlib import Path
from typing import Protocol

import sqlalchemy
from sqlalchemy import inspect, text
from sqlalchemy.engine import make_url

from bot.settings import StartError
from bot.store.connection import Connection, Result, Work
from bot.store.postgres import PostgresDatabase, is_postgres
from bot.store.sqlite import SQLiteDatabase
from bot.store.tables import HEAD
from bot.store.unavailable import LastUse

SCRIPTS = Path(__file__).parent / "migrations"

# Any number, the same in every copy of the bot.
_LOCK = 7_346_201


class Database(Protocol):
    """Transactions on SQLite or PostgreSQL. Raises DatabaseUnavailable, whatever the driver calls it."""

    @property
    def last_write(self) -> LastUse:
        """How the last transaction ended, and when."""
        ...

    @property
    def last_read(self) -> LastUse:
        """How the last look ended, and when."""
        ...

    async def transact(self, work: Work[Result]) -> Result:
        """What the work returns, committed and on the disk; undone when it raises. It awaits nothing but its
        statements. Who stops waiting does not stop it: it is then committed unheard."""
        ...

    async def look(self, work: Work[Result]) -> Result:
        """What the work returns, which changes nothing and awaits nothing but its statements."""
        ...

    async def scrub(self) -> bool:
        """Overwrites what was erased wherever it still lingers. False when that is in use at the moment."""
        ...

    async def dispose(self) -> None:
        """Returns when what was asked for is done, or after some seconds at most."""
        ...


def open_database(address: str) -> Database:
    """`sqlite:///path` or `postgresql://…`; nothing is connected yet, but SQLite's file is made."""
    if is_postgres(address):
        return PostgresDatabase(address)
    file = Path(make_url(address).database or "")
    file.parent.mkdir(parents=True, exist_ok=True)
    # What people type is for the bot alone; SQLite gives its log the same rights.
    file.touch(mode=0o600)
    return SQLiteDatabase(file)


class NewerTables(StartError):
    """Raised where a newer version of the bot has been here; what it wrote would be misread."""

    def __init__(self, found: str) -> None:
        super().__init__(
            f"SEGMENTBOT_DATABASE: its tables are at {found}, this version knows {HEAD} "
            "(start the newer version, or restore the backup from before the upgrade)"
        )


async def migrate(database: Database) -> None:
    """All migrations that the database lacks, in one transaction; copies started together take turns."""

    async def migrated(connection: Connection) -> None:
        found = await connection.run_sync(version)
        if found == HEAD:
            return
        if found is not None and found > HEAD:
            raise NewerTables(found)
        if connection.dialect == "postgresql":
            # Another copy may migrate for longer than anybody else may hold a lock.
            await connection.execute(text("SET LOCAL lock_timeout = 0"))
            await connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        await connection.run_sync(_upgrade)

    await database.transact(migrated)


def version(connection: sqlalchemy.Connection) -> str | None:
    """The version of the tables; None when there are none yet."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _upgrade(connection: sqlalchemy.Connection) -> None:
    # Imported here: it takes a third of a second, and a start on an up-to-date database needs none of it.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
