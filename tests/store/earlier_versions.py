"""Tables as an earlier version of the bot left them, with a row in each."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Boolean, Column, Connection, DateTime, Integer, MetaData, String, select
from sqlalchemy.sql.type_api import TypeEngine

from bot.store.database import SCRIPTS, Database, migrate

WHEN = datetime(2026, 11, 1, 9, 0, tzinfo=UTC)
NUMBER = 7

# Of each table its rows, by column.
Rows = Mapping[str, list[dict[str, Any]]]


def config() -> Config:
    made = Config()
    made.set_main_option("script_location", str(SCRIPTS))
    return made


REVISIONS = [script.revision for script in ScriptDirectory.from_config(config()).walk_revisions()]


def upgrade(connection: Connection, revision: str) -> None:
    told = config()
    told.attributes["connection"] = connection
    command.upgrade(told, revision)


def plant(connection: Connection) -> None:
    """A row in every table that there is, by the database's own description."""
    for table in tables(connection).sorted_tables:
        if table.name != "alembic_version":
            values = {column.name: _value(column, column.type) for column in table.columns}
            connection.execute(table.insert().values(values))


def tables(connection: Connection) -> MetaData:
    found = MetaData()
    found.reflect(connection)
    return found


def rows(connection: Connection) -> Rows:
    return {
        table.name: [dict(row) for row in connection.execute(select(table)).mappings()]
        for table in tables(connection).sorted_tables
        if table.name != "alembic_version"
    }


def _value(column: Column[Any], kind: TypeEngine[Any]) -> Any:
    for key in column.foreign_keys:
        return _value(key.column, key.column.type)
    match kind:
        case DateTime():
            return WHEN
        case Boolean():
            return True
        case Integer():
            return NUMBER
        case String():
            # Much of it is JSON, which a migration may read.
            return f'{{"mark": "{column.table.name}.{column.name}"}}'
        case _:
            raise AssertionError(f"{column}: say what a row holds of {kind!r}")


async def outlived(database: Database, revision: str) -> None:
    """What stood in the tables of a revision stands there at the head, as far as there still is a place for
    it. Raises AssertionError."""
    await database.transact(lambda connection: connection.run_sync(lambda bare: upgrade(bare, revision)))
    await database.transact(lambda connection: connection.run_sync(plant))
    before = await database.look(lambda connection: connection.run_sync(rows))
    assert all(len(found) == 1 for found in before.values())
    # Twice: by alembic, which does nothing at the head, and as every start does.
    await database.transact(lambda connection: connection.run_sync(lambda bare: upgrade(bare, "head")))
    await migrate(database)
    after = await database.look(lambda connection: connection.run_sync(rows))
    for table in before.keys() & after.keys():
        kept = [{name: row[name] for name in before[table][0] if name in row} for row in after[table]]
        wanted = [{name: row[name] for name in kept[0]} for row in before[table]] if kept else before[table]
        assert kept == wanted, table
