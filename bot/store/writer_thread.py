"""SQLite's one writer: a thread in which each transaction runs whole, so that it costs one hop, not ten."""

import asyncio
from collections import deque
from collections.abc import Callable, Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import Context, copy_context
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from sqlalchemy import Connection, Engine, Executable
from sqlalchemy.engine import Dialect

from bot.store.prepared import PreparedStatements, is_prepared
from bot.store.rows import Rows
from bot.store.write_ahead_log import WriteAheadLog

Result = TypeVar("Result")

# The first of a crowd must not wait long for the last one.
MOST_TOGETHER = 32


class Statements(Protocol):
    """Where a transaction runs its statements: in SQLite's own thread, or over the wire to a server."""

    @property
    def dialect(self) -> Dialect: ...

    async def execute(self, statement: Executable, parameters: Any = None, /) -> Rows: ...


Work = Callable[[Statements], Coroutine[Any, Any, Result]]


class AnsweredAtOnce:
    """A connection whose answers are there when they are asked for: awaiting them never waits."""

    def __init__(self, connection: Connection, driver: Any, prepared: PreparedStatements) -> None:
        self._connection = connection
        self.driver = driver
        self._prepared = prepared

    @property
    def dialect(self) -> Dialect:
        return self._connection.dialect

    async def execute(self, statement: Executable, parameters: Any = None, /) -> Rows:
        if not is_prepared(statement):
            return self._connection.execute(statement, parameters)
        return self._prepared.run(self.driver, statement, parameters)


@dataclass(frozen=True, slots=True)
class Asked:
    """A transaction that waits for its turn, and who waits for it. `looks`: it changes nothing."""

    work: Work[Any]
    looks: bool
    context: Context
    answer: asyncio.Future[Any]


# Its result, or what went wrong.
Outcome = tuple[Any, BaseException | None]


class WriterThread:
    """Transactions one after the other, on a connection that only this thread uses.

    Each is committed by itself, but those that had to wait for their turn wait for the disk together: their
    callers hear of them when all are on it. What is in the log before them is on the disk with them.
    """

    def __init__(self, engine: Engine, log: WriteAheadLog) -> None:
        self.engine = engine
        self._log = log
        self._thread = ThreadPoolExecutor(1, "sqlite-writer")
        self._connection: Connection | None = None
        self._prepared = PreparedStatements(engine.dialect)
        self._asked: deque[Asked] = deque()
        self._running: asyncio.Future[list[Outcome]] | None = None

    async def transact(self, work: Work[Result]) -> Result:
        """What the work returns, committed and on the disk; undone when it raises. It must await nothing but
        statements.

        Who stops waiting does not stop it: it is then committed unheard.
        """
        return await self._done(work, looks=False)

    async def look(self, work: Work[Result]) -> Result:
        """What the work returns; it changes nothing, and so needs no transaction."""
        return await self._done(work, looks=True)

    async def _done(self, work: Work[Result], *, looks: bool) -> Result:
        answer: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
        self._asked.append(Asked(work, looks, copy_context(), answer))
        if self._running is None:
            self._start()
        return await answer

    def _start(self) -> None:
        batch = [self._asked.popleft() for _ in range(min(len(self._asked), MOST_TOGETHER))]
        if not batch:
            self._running = None
            return
        self._running = asyncio.get_running_loop().run_in_executor(self._thread, self._run, batch)
        self._running.add_done_callback(lambda run: self._tell(batch, run.result()))

    def _tell(self, batch: Sequence[Asked], outcomes: Sequence[Outcome]) -> None:
        # The next ones are under way while these are looked at.
        self._start()
        for asked, (result, error) in zip(batch, outcomes, strict=True):
            if asked.answer.done():
                continue
            if error is None:
                asked.answer.set_result(result)
            else:
                asked.answer.set_exception(error)

    def _run(self, batch: Sequence[Asked]) -> list[Outcome]:
        outcomes: list[Outcome] = []
        changes = False
        for asked in batch:
            try:
                way = self._looked if asked.looks else self._transacted
                result, changed = asked.context.run(way, asked.work)
            except BaseException as error:
                outcomes.append((None, error))
            else:
                changes |= changed
                outcomes.append((result, None))
        if changes:
            try:
                self._log.sync()
            except OSError as error:
                return [(result, other or error) for result, other in outcomes]
        return outcomes

    def _transacted(self, work: Work[Result]) -> tuple[Result, bool]:
        """What the work returns, committed, and whether that changed anything."""
        statements = self._statements()
        # Past SQLAlchemy, whose own begin and commit cost more than many a statement.
        driver = statements.driver
        driver.execute("BEGIN IMMEDIATE")
        before = driver.total_changes
        try:
            result = without_waiting(work(statements))
            driver.commit()
        finally:
            if driver.in_transaction:
                driver.rollback()
        return result, driver.total_changes != before

    def _looked(self, work: Work[Result]) -> tuple[Result, bool]:
        statements = self._statements()
        before = statements.driver.total_changes
        result = without_waiting(work(statements))
        if statements.driver.total_changes != before:
            raise RuntimeError("who only looks has changed something")
        return result, False

    def _statements(self) -> AnsweredAtOnce:
        if self._connection is None:
            self._connection = self.engine.connect()
        return AnsweredAtOnce(self._connection, self._connection.connection.driver_connection, self._prepared)

    async def dispose(self) -> None:
        """Returns when the last transaction has ended and the file is let go."""
        while self._running is not None:
            await asyncio.wait([self._running])
        await asyncio.get_running_loop().run_in_executor(self._thread, self._close)
        self._thread.shutdown()

    def _close(self) -> None:
        if self._connection is not None:
            self._connection.close()
        self._log.close()
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
