"""One way into the database."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy.engine import Dialect, Engine
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.store.losses import told_plainly


class Access:
    """An engine whose losses are told as DatabaseAway, whatever the driver calls them."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    @property
    def sync_engine(self) -> Engine:
        return self._engine.sync_engine

    @property
    def dialect(self) -> Dialect:
        return self._engine.dialect

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[AsyncConnection]:
        """A transaction: committed when the block ends well, undone when it raises."""
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
        await self._engine.dispose()
