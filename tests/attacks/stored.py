"""What attackers would need hours for is written into the database of a service that runs."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import Table, func, insert, select

from bot.store.connection import Connection, only
from bot.store.database import Database, open_database
from tests.launcher.service import Service

Row = dict[str, Any]


@asynccontextmanager
async def database_of(service: Service) -> AsyncIterator[Database]:
    database = open_database(service.database)
    try:
        yield database
    finally:
        await database.dispose()


async def rows(service: Service, table: Table) -> int:
    """How many rows the table has."""
    async with database_of(service) as database:
        found = await database.look(only(select(func.count()).select_from(table)))
    return int(found.scalar_one())


async def newest(connection: Connection, table: Table, column: Any) -> Row:
    found = (await connection.execute(select(table).order_by(column.desc()).limit(1))).first()
    return dict(found._asdict())


async def multiply(
    service: Service, table: Table, by: Any, count: int, change: Callable[[Row, int], Mapping[str, Any]]
) -> None:
    """So many more rows like the newest one; a value that is None is left to the database."""

    async def multiplied(connection: Connection) -> None:
        row = await newest(connection, table, by)
        changed = ({**row, **change(row, number)} for number in range(count))
        given = [{name: value for name, value in each.items() if value is not None} for each in changed]
        await connection.execute(insert(table), given)

    async with database_of(service) as database:
        await database.transact(multiplied)
