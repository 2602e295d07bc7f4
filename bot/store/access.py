"""One way into the database."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy.engine import Dialect, Engine
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.store.losses import told_plainly
from bot.store.writer_thread import Result, Work, WriterThread


class Access:
    """An engine whose losses are told as DatabaseAway, whatever the driver calls them."""

    def __init__(self, engine: AsyncEngine, thread: WriterThread | None = None) -> None:
        self._engine = engine
        self._thread = thread

    @property
    def sync_engine(self) -> Engine:
        return self._thread.engine if self._thread else self._engine.sync_engine

    @property
    def dialect(self) -> Dialect:
        return self._engine.dialect

    async def transact(self, work: Work[Result]) -> Result:
        """What the work returns, committed; undone when it raises. It awaits nothing but its statements."""
        with told_plainly():
            if self._thread is not None:
                return await self._thread.transact(work)
            async with self._engine.begin() as connection:
                return await work(connection)

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[AsyncConnection]:
        """A transaction for rare things: committed when the block ends well, undone when it raises."""
        with told_plainly():
            async with self._engine.begin() as connection:
                yield connection

    @asynccontextmanager
    async def connect(self) -> AsyncIterator[AsyncConnection]:
        """A connection to look things up with; what it changes is undone."""
        with told_plainly():
            async with self._engine.connect() as connection:
                yield connection

    async def dispose(self) -> None:
        if self._thread is not None:
            await self._thread.dispose()
        await self._engine.dispose()
