"""Engines for a database address: one writer, and readers beside it."""

import sqlite3
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, event
from sqlalchemy.engine import make_url

from bot.store.access import Access
from bot.store.file_access import FileAccess
from bot.store.postgres import connect, is_postgres
from bot.store.write_ahead_log import WriteAheadLog
from bot.store.writer_thread import WriterThread

BUSY_SECONDS = 30
SERVER_SECONDS = 10
READERS = 4
# Parameters hold what people typed; an error message must not carry them into a log.
_SILENT: dict[str, Any] = {"hide_parameters": True}


@dataclass(frozen=True, slots=True)
class Engines:
    """`writer` for transactions that change something, `reader` for looking; one engine on a server."""

    writer: Access
    reader: Access

    @property
    def dialect(self) -> str:
        return self.writer.dialect.name

    async def dispose(self) -> None:
        await self.writer.dispose()
        if self.reader is not self.writer:
            await self.reader.dispose()


def open_engines(database: str) -> Engines:
    """Engines for `sqlite:///path` or `postgresql://…`; the SQLite file's folder is made."""
    if not is_postgres(database):
        url = make_url(database)
        file = Path(url.database or "")
        file.parent.mkdir(parents=True, exist_ok=True)
        # What people type is for the bot alone; SQLite gives its log the same rights.
        file.touch(mode=0o600)
        writer, batches, reader = [create_engine(url, **_SILENT) for _ in range(3)]
        event.listen(writer, "connect", _prepare_writer)
        event.listen(writer, "begin", _begin_immediate)
        event.listen(batches, "connect", _prepare_batches)
        event.listen(reader, "connect", _prepare_reader)
        # One writer: SQLite has one anyway, and waiting in our queue is fairer than in its busy loop.
        thread = WriterThread(batches, WriteAheadLog(file))
        return Engines(FileAccess(writer, 1, thread), FileAccess(reader, READERS))
    # Imported here: with all that it brings along it takes eight megabytes, of no use to a copy on SQLite.
    from sqlalchemy.ext.asyncio import create_async_engine  # noqa: PLC0415

    from bot.store.server_access import ServerAccess  # noqa: PLC0415

    # SQLAlchemy would read the address its own way, without sslmode; and so it never learns the password.
    server = ServerAccess(
        create_async_engine(
            "postgresql+asyncpg://",
            **_SILENT,
            async_creator=lambda: connect(database),
            pool_size=8,
            max_overflow=4,
            pool_timeout=SERVER_SECONDS,
            # A server that was restarted left us dead connections; each is tried before it is used.
            pool_pre_ping=True,
        )
    )
    return Engines(server, server)


def _prepare_writer(connection: Any, _record: object) -> None:
    # The driver must not begin transactions of its own: BEGIN IMMEDIATE is ours, see below.
    connection.isolation_level = None
    _pragmas(connection, f"busy_timeout={BUSY_SECONDS * 1000}")
    _write_ahead(connection)
    _pragmas(
        connection,
        "synchronous=FULL",
        "foreign_keys=ON",
        # What a person asked to erase must not linger in free pages.
        "secure_delete=ON",
    )


def _prepare_batches(connection: Any, record: object) -> None:
    _prepare_writer(connection, record)
    # The thread itself waits for the disk, once for several transactions: what FULL does after each.
    _pragmas(connection, "synchronous=NORMAL")


def _prepare_reader(connection: Any, _record: object) -> None:
    connection.isolation_level = None
    _pragmas(connection, f"busy_timeout={BUSY_SECONDS * 1000}", "query_only=ON")


def _write_ahead(connection: Any) -> None:
    """Turns the write-ahead log on. SQLite does not wait for the lock that this needs, so copies of the
    bot that make a new database together try again."""
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            _pragmas(connection, "journal_mode=WAL")
            # Nor does it always wait while another copy turns it on: one empty transaction proves it done.
            return _run(connection, "BEGIN IMMEDIATE", "COMMIT")
        except sqlite3.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)


def _pragmas(connection: Any, *pragmas: str) -> None:
    _run(connection, *(f"PRAGMA {pragma}" for pragma in pragmas))


def _run(connection: Any, *statements: str) -> None:
    cursor = connection.cursor()
    for statement in statements:
        cursor.execute(statement)
    cursor.close()


def _begin_immediate(connection: Any) -> None:
    # A deferred transaction that turns into a writer midway fails at once when another one writes.
    connection.exec_driver_sql("BEGIN IMMEDIATE")
