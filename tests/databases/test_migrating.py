"""Copies that start together on an empty PostgreSQL make the tables once, as the queries mean them."""

import asyncio

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection

from bot.store.database import Database, migrate, open_database
from bot.store.tables import metadata
from tests.databases.fixtures import Databases


async def test_copies_started_together_take_turns(databases: Databases) -> None:
    def differences(connection: Connection) -> list[object]:
        return list(compare_metadata(MigrationContext.configure(connection), metadata))

    async def opened() -> Database:
        database = open_database(address)
        await migrate(database)
        return database

    address = await databases.empty()
    several = await asyncio.gather(*(opened() for _ in range(4)))
    assert await several[0].look(lambda connection: connection.run_sync(differences)) == []
    for database in several:
        await database.dispose()
    await databases.drop(address)
