"""Copies that start together on an empty PostgreSQL make the tables once, as the queries mean them."""

import asyncio

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection

from bot.store.engines import Engines, open_engines
from bot.store.migrate import migrate
from bot.store.tables import metadata
from tests.databases.fixtures import Databases


async def test_copies_started_together_take_turns(databases: Databases) -> None:
    def differences(connection: Connection) -> list[object]:
        return list(compare_metadata(MigrationContext.configure(connection), metadata))

    async def opened() -> Engines:
        engines = open_engines(address)
        await migrate(engines.writer)
        return engines

    address = await databases.empty()
    several = await asyncio.gather(*(opened() for _ in range(4)))
    async with several[0].writer.connect() as connection:
        assert await connection.run_sync(differences) == []
    for engines in several:
        await engines.dispose()
    await databases.drop(address)
