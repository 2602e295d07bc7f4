"""Migrations on PostgreSQL: copies that start together make the tables once, as the queries mean them; what
an earlier version has stored stays."""

import asyncio

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection

from bot.store.database import Database, migrate, open_database
from bot.store.tables import metadata
from tests.databases.fixtures import Databases
from tests.store.earlier_versions import REVISIONS, outlived


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


@pytest.mark.parametrize("revision", REVISIONS)
async def test_the_rows_of_every_version_outlive_the_upgrade(databases: Databases, revision: str) -> None:
    address = await databases.empty()
    database = open_database(address)
    await outlived(database, revision)
    await database.dispose()
    await databases.drop(address)
