"""Brings a database, empty or old, to the newest tables."""

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from bot.settings import StartError
from bot.store.access import Access
from bot.store.tables import HEAD

SCRIPTS = Path(__file__).parent / "migrations"

# Any number, the same in every copy of the bot.
_LOCK = 7_346_201


class NewerTables(StartError):
    """A newer version of the bot has been here; what it wrote would be misread."""

    def __init__(self, found: str) -> None:
        super().__init__(
            f"SEGMENTBOT_DATABASE: its tables are at {found}, this version knows {HEAD} "
            "(start the newer version, or restore the backup from before the upgrade)"
        )


async def migrate(engine: Access) -> None:
    """All migrations that the database lacks, in one transaction; copies started together take turns."""
    async with engine.begin() as connection:
        found = await connection.run_sync(version)
        if found == HEAD:
            return
        if found is not None and found > HEAD:
            raise NewerTables(found)
        if connection.dialect.name == "postgresql":
            await connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        await connection.run_sync(_upgrade)


def version(connection: Connection) -> str | None:
    """The version of the tables; None when there are none yet."""
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
