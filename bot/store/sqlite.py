"""SQLite through aiosqlite: one connection writes, one reads; each lives in a thread of its own.

A transaction runs whole in its thread, so that it costs one hop, not one a statement.
"""

import asyncio
import time
from collections import deque
from collections.abc import Callable, Coroutine, Sequence
from contextvars import Context, copy_context
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiosqlite
import structlog

from bot.store.connection import STOP_SECONDS, Result, SQLiteStatements, Work
from bot.store.database_files import DatabaseFiles, identity
from bot.store.unavailable import LastUse, is_busy, replaced

log = structlog.get_logger(__name__)

BUSY_SECONDS = 5.0
# While another program holds the lock, whoever comes after the first one only looks whether it still does.
STILL_BUSY_SECONDS = 0.1
# The first of a crowd must not wait long for the last one.
BATCH = 32

_WRITER = (
    # The connection itself waits for the disk, once for several transactions: what FULL does after each.
    "synchronous=NORMAL",
    "foreign_keys=ON",
    # What a person asked to erase must not linger in free pages.
    "secure_delete=ON",
    # Pages in the log before they are copied into the database, 16 MB: an update writes twenty, most of them
    # the same as the one before, and every copying waits for the disk twice.
    "wal_autocheckpoint=4000",
)
_READER = ("query_only=ON",)


class SQLiteDatabase:
    """The database on SQLite: one connection that writes, one that reads (see `bot.store.database.Database`).

    Each transaction is committed by itself, but those that had to wait for their turn wait for the disk
    together: their callers hear of them when all are on it. What is in the log before them is on the disk
    with them.
    """

    def __init__(self, file: Path) -> None:
        self._writer = QueuedConnection(file, _WRITER, DatabaseFiles(file))
        self._reader = QueuedConnection(file, _READER)
        self.last_write, self.last_read = LastUse("write"), LastUse("read")

    async def transact(self, work: Work[Result]) -> Result:
        with self.last_write:
            return await self._writer.run(lambda connection: _transacted(connection, work))

    async def look(self, work: Work[Result]) -> Result:
        with self.last_read:
            return await self._reader.run(lambda connection: _completed(work(connection)))

    async def scrub(self) -> bool:
        with self.last_write:
            return await self._writer.run(_log_emptied)

    async def dispose(self) -> None:
        try:
            async with asyncio.timeout(STOP_SECONDS):
                # One after the other: of two that let go at once neither may be the last, and the log stays.
                await self._reader.close()
                await self._writer.close()
        except TimeoutError:
            log.warning("the database is still busy, left without waiting", seconds=STOP_SECONDS)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A function that waits for its turn in the thread, and who waits for it."""

    function: Callable[[SQLiteStatements], Any]
    context: Context
    answer: asyncio.Future[Any]


# Its result, or what went wrong.
Ended = tuple[Any, BaseException | None]


class QueuedConnection:
    """aiosqlite's connection; functions that queue up for it run in its thread one after the other, in one
    hop. It is opened when it is first used."""

    def __init__(self, file: Path, pragmas: Sequence[str], files: DatabaseFiles | None = None) -> None:
        self._file = file
        self._pragmas = pragmas
        # Of the connection that writes.
        self._files = files
        self._identity = identity(file)
        self._aiosqlite: aiosqlite.Connection | None = None
        self._statements: SQLiteStatements | None = None
        self._busy = False
        self._waiting: deque[Waiting] = deque()
        self._serving: asyncio.Future[None] | None = None

    async def run(self, function: Callable[[SQLiteStatements], Result]) -> Result:
        answer: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
        self._waiting.append(Waiting(function, copy_context(), answer))
        if self._serving is None:
            self._serving = asyncio.ensure_future(self._serve())
        return await answer

    async def close(self) -> None:
        """Returns when all that waits has had its turn and the file is let go."""
        while self._serving is not None:
            await asyncio.wait([self._serving])
        if self._aiosqlite is not None:
            if self._statements is not None:
                await _in_thread(self._aiosqlite, self._statements.close)
            await self._aiosqlite.close()
            self._aiosqlite = self._statements = None
        if self._files is not None:
            self._files.close()

    async def _serve(self) -> None:
        batch: list[Waiting] = []
        try:
            connection = await self._opened()
            while self._waiting:
                batch = [self._waiting.popleft() for _ in range(min(len(self._waiting), BATCH))]
                outcomes = await _in_thread(connection, self._run, batch)
                for waiting, outcome in zip(batch, outcomes, strict=False):
                    _answer(waiting, outcome)
                if is_busy(error := outcomes[-1][1]):
                    # Somebody else holds the lock: whoever waits for it once more waits as long again.
                    batch = batch[len(outcomes) :]
                    self._fail_all(batch, error)
        except BaseException as error:
            self._fail_all(batch, error)
            if not isinstance(error, Exception):
                raise
        finally:
            self._serving = None

    def _fail_all(self, batch: Sequence[Waiting], error: BaseException | None) -> None:
        for waiting in (*batch, *self._waiting):
            _answer(waiting, (None, error))
        self._waiting.clear()

    async def _opened(self) -> aiosqlite.Connection:
        if self._aiosqlite is None:
            self._check_file()
            connection = aiosqlite.connect(self._file, timeout=BUSY_SECONDS, isolation_level=None)
            # A process that ends without closing us must not wait for this thread for ever.
            connection._thread.daemon = True
            await connection
            try:
                await _in_thread(connection, self._prepare, connection._conn)
            except BaseException:
                await connection.close()
                if self._files is not None:
                    self._files.close()
                raise
            self._aiosqlite = connection
        return self._aiosqlite

    def _prepare(self, driver: Any) -> None:
        if self._files is not None:
            _turn_log_on(driver)
        for pragma in self._pragmas:
            driver.execute(f"PRAGMA {pragma}")
        if self._files is not None:
            self._files.open()
        self._statements = SQLiteStatements(driver)

    def _run(self, batch: Sequence[Waiting]) -> list[Ended]:
        """Runs in the thread. Ends early when the lock is held elsewhere."""
        assert self._statements is not None
        outcomes: list[Ended] = []
        try:
            # What is damaged already is left as it is: SQLite might write over what can still be saved.
            self._check_file()
        except OSError as error:
            return [(None, error)] * len(batch)
        before = self._statements.driver.total_changes
        for waiting in batch:
            try:
                outcomes.append((waiting.context.run(waiting.function, self._statements), None))
            except BaseException as error:
                outcomes.append((None, error))
                if is_busy(error):
                    self._be_patient(STILL_BUSY_SECONDS)
                    break
        changed = self._statements.driver.total_changes != before
        if self._busy and (changed or self._files is None) and not is_busy(outcomes[-1][1]):
            self._be_patient(BUSY_SECONDS)
        try:
            if self._files is not None and changed:
                self._files.sync()
            self._check_file()
        except OSError as error:
            return [(None, error)] * len(batch)
        return outcomes

    def _be_patient(self, seconds: float) -> None:
        assert self._statements is not None
        self._statements.driver.execute(f"PRAGMA busy_timeout={seconds * 1000:.0f}")
        self._busy = seconds < BUSY_SECONDS

    def _check_file(self) -> None:
        """What we write must be found after a restart. Raises DatabaseUnavailable."""
        if self._files is not None and self._aiosqlite is not None:
            self._files.check()
        elif identity(self._file) != self._identity:
            raise replaced()


async def _in_thread(
    connection: aiosqlite.Connection, function: Callable[..., Result], *arguments: Any
) -> Result:
    """aiosqlite has no public way to run a function of ours in its thread; hence the pin of its version."""
    result: Result = await connection._execute(function, *arguments)  # type: ignore[no-untyped-call]
    return result


def _answer(waiting: Waiting, outcome: Ended) -> None:
    if waiting.answer.done():
        return
    result, error = outcome
    if error is None:
        waiting.answer.set_result(result)
    else:
        waiting.answer.set_exception(error)


def _transacted(connection: SQLiteStatements, work: Work[Result]) -> Result:
    # Past SQLAlchemy, whose own begin and commit cost more than many a statement. Immediate: a transaction
    # that turns into a writer midway fails at once when another program writes.
    driver = connection.driver
    driver.execute("BEGIN IMMEDIATE")
    try:
        result = _completed(work(connection))
        driver.commit()
    finally:
        if driver.in_transaction:
            driver.rollback()
    return result


def _completed(work: Coroutine[Any, Any, Result]) -> Result:
    """Runs a coroutine that never has to wait to its end, where there is no loop."""
    try:
        work.send(None)
    except StopIteration as end:
        result: Result = end.value
        return result
    work.close()
    raise RuntimeError("a transaction awaited something else than its statements")


def _log_emptied(connection: SQLiteStatements) -> bool:
    """Overwrites the log with nothing; no checkpoint runs inside a transaction."""
    # A statement that was compiled keeps the values with which it first ran.
    connection.engine.clear_compiled_cache()
    busy, *_ = connection.driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return not busy


def _turn_log_on(driver: Any) -> None:
    """SQLite does not wait for the lock that this needs, so copies of the bot that make a new database
    together try again."""
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            driver.execute("PRAGMA journal_mode=WAL")
            # Nor does it always wait while another copy turns it on: one empty transaction proves it done.
            driver.execute("BEGIN IMMEDIATE")
            driver.execute("COMMIT")
            return
        except aiosqlite.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
