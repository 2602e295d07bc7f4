"""The way into PostgreSQL: statements over the wire, awaited by the loop itself."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy.engine import Dialect, Engine
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.store.access import Connected
from bot.store.losses import told_plainly
from bot.store.writer_thread import Result, Work


class ServerAccess:
    """See `Access`."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    @property
    def sync_engine(self) -> Engine:
        return self._engine.sync_engine

    @property
    def dialect(self) -> Dialect:
        return self._engine.dialect

    async def transact(self, work: Work[Result]) -> Result:
        with told_plainly:
            async with self._engine.begin() as connection:
                return await work(connection)

    async def look(self, work: Work[Result]) -> Result:
        return await self.transact(work)

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[Connected]:
        with told_plainly:
            async with self._engine.begin() as connection:
                yield connection

    @asynccontextmanager
    async def connect(self) -> AsyncIterator[Connected]:
        with told_plainly:
            async with self._engine.connect() as connection:
                yield connection

    async def dispose(self) -> None:
        await self._engine.dispose()
