"""Brings a database, empty or old, to the newest tables."""

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from bot.store.access import Access
from bot.store.tables import HEAD

SCRIPTS = Path(__file__).parent / "migrations"

# Any number, the same in every copy of the bot.
_LOCK = 7_346_201


async def migrate(engine: Access) -> None:
    """All migrations that the database lacks, in one transaction; copies started together take turns."""
    async with engine.begin() as connection:
        if await connection.run_sync(_version) == HEAD:
            return
        if connection.dialect.name == "postgresql":
            await connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        await connection.run_sync(_upgrade)


def _version(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _upgrade(connection: Connection) -> None:
    # Imported here: it takes a third of a second, and a start on an up-to-date database needs none of it.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
