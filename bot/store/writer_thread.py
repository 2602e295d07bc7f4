"""SQLite's one writer: a thread in which each transaction runs whole, so that it costs one hop, not ten."""

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import Any, Protocol, TypeVar

from sqlalchemy import Connection, CursorResult, Engine, Executable
from sqlalchemy.engine import Dialect

Result = TypeVar("Result")


class Statements(Protocol):
    """Where a transaction runs its statements: in SQLite's own thread, or over the wire to a server."""

    @property
    def dialect(self) -> Dialect: ...

    async def execute(self, statement: Executable, parameters: Any = None, /) -> CursorResult[Any]: ...


Work = Callable[[Statements], Coroutine[Any, Any, Result]]


class AnsweredAtOnce:
    """A connection whose answers are there when they are asked for: awaiting them never waits."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @property
    def dialect(self) -> Dialect:
        return self._connection.dialect

    async def execute(self, statement: Executable, parameters: Any = None, /) -> CursorResult[Any]:
        return self._connection.execute(statement, parameters)


class WriterThread:
    """Transactions one after the other, on a connection that only this thread uses."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._thread = ThreadPoolExecutor(1, "sqlite-writer")
        self._connection: Connection | None = None

    async def transact(self, work: Work[Result]) -> Result:
        """What the work returns, committed; undone when it raises. It must await nothing but statements.

        Who stops waiting does not stop it: it is then committed unheard.
        """
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, copy_context().run, self._transacted, work)

    def _transacted(self, work: Work[Result]) -> Result:
        if self._connection is None:
            self._connection = self.engine.connect()
        with self._connection.begin():
            return without_waiting(work(AnsweredAtOnce(self._connection)))

    async def dispose(self) -> None:
        """Returns when the last transaction has ended and the file is let go."""
        await asyncio.get_running_loop().run_in_executor(self._thread, self._close)
        self._thread.shutdown()

    def _close(self) -> None:
        if self._connection is not None:
            self._connection.close()
        self.engine.dispose()


def without_waiting(work: Coroutine[Any, Any, Result]) -> Result:
    """Runs a coroutine that never has to wait to its end, where there is no loop."""
    try:
        work.send(None)
    except StopIteration as end:
        result: Result = end.value
        return result
    work.close()
    raise RuntimeError("a transaction awaited something else than its statements")
