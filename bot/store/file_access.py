"""The way into an SQLite file: every connection has a thread of its own, which alone uses it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import Connection, CursorResult, Engine, Executable
from sqlalchemy.engine import Dialect

from bot.store.access import Connected
from bot.store.losses import told_plainly
from bot.store.rows import Rows
from bot.store.writer_thread import Result, Work, WriterThread


class FileAccess:
    """See `Access`. Transactions that are functions go to the `writer`, where there is one; for all else
    there are up to `most` connections."""

    def __init__(self, engine: Engine, most: int, writer: WriterThread | None = None) -> None:
        self._engine = engine
        self._writer = writer
        self._idle: list[InThread] = []
        self._free = asyncio.Semaphore(most)

    @property
    def sync_engine(self) -> Engine:
        return self._writer.engine if self._writer else self._engine

    @property
    def dialect(self) -> Dialect:
        return self._engine.dialect

    async def transact(self, work: Work[Result]) -> Result:
        assert self._writer is not None
        with told_plainly:
            return await self._writer.transact(work)

    async def look(self, work: Work[Result]) -> Result:
        assert self._writer is not None
        with told_plainly:
            return await self._writer.look(work)

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[Connected]:
        with told_plainly:
            async with self._connection() as connection:
                await connection.run_sync(_begin)
                yield connection
                await connection.run_sync(Connection.commit)

    @asynccontextmanager
    async def connect(self) -> AsyncIterator[Connected]:
        with told_plainly:
            async with self._connection() as connection:
                yield connection

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator["InThread"]:
        async with self._free:
            connection = self._idle.pop() if self._idle else InThread(self._engine)
            try:
                yield connection
            finally:
                # Whoever takes it next stands behind all this in its thread, a statement too for which nobody
                # waits any more.
                self._idle.append(connection)
                await connection.end()

    async def dispose(self) -> None:
        if self._writer is not None:
            await self._writer.dispose()
        while self._idle:
            await self._idle.pop().close()
        self._engine.dispose()


class InThread:
    """A connection whose statements run in its thread; all their rows are there when they return."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._thread = ThreadPoolExecutor(1, "sqlite")
        self._connection: Connection | None = None

    @property
    def dialect(self) -> Dialect:
        return self._engine.dialect

    async def execute(self, statement: Executable, parameters: Any = None, /) -> Rows:
        return await self.run_sync(lambda connection: _read(connection.execute(statement, parameters)))

    async def scalar(self, statement: Executable, parameters: Any = None, /) -> Any:
        return (await self.execute(statement, parameters)).scalar()

    async def exec_driver_sql(self, statement: str, /) -> Rows:
        return await self.run_sync(lambda connection: _read(connection.exec_driver_sql(statement)))

    async def run_sync(self, work: Callable[[Connection], Result], /) -> Result:
        return await self._run(lambda: work(self._connected()))

    async def end(self) -> None:
        """Undoes what was not committed."""
        await self._run(self._rolled_back)

    async def close(self) -> None:
        await self._run(self._closed)
        self._thread.shutdown()

    async def _run(self, work: Callable[[], Result]) -> Result:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    def _connected(self) -> Connection:
        if self._connection is None:
            self._connection = self._engine.connect()
        return self._connection

    def _rolled_back(self) -> None:
        if self._connection is not None:
            self._connection.rollback()

    def _closed(self) -> None:
        if self._connection is not None:
            self._connection.close()


def _begin(connection: Connection) -> None:
    connection.begin()


def _read(result: CursorResult[Any]) -> Any:
    # What is left with the cursor would be read in the loop, by another thread than its own.
    return result.freeze()() if result.returns_rows else result
