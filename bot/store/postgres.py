"""PostgreSQL through asyncpg and SQLAlchemy's asyncio; the address is libpq's own, read by the driver."""

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import sqlalchemy
import structlog
from sqlalchemy import Executable
from sqlalchemy.exc import DBAPIError

from bot.ports import DatabaseUnavailable
from bot.store.connection import STOP_SECONDS, Result, StatementResult, Work
from bot.store.unavailable import LastUse

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

log = structlog.get_logger(__name__)

CONNECT_SECONDS = 5
# A server that takes a query and never answers must not hold a person's turn for ever.
STATEMENT_SECONDS = 15
POOL_SECONDS = 10
TRIES_OF_A_TRANSACTION = 8
# What the server undid for the sake of another transaction: serialization failure, deadlock.
_UNDONE = ("40001", "40P01")
SETTINGS = {
    "application_name": "segmentbot",
    # Our queries are too small to be worth compiling.
    "jit": "off",
    # A copy that hangs in the middle of a turn must not hold its chat.
    "idle_in_transaction_session_timeout": "60s",
    # Two turns of one chat wait milliseconds for each other; whoever holds longer is another program.
    "lock_timeout": "5s",
}
# A connection that stands for its process (locks, listening): the server must notice a dead machine soon.
STANDING = {
    **SETTINGS,
    "tcp_keepalives_idle": "2",
    "tcp_keepalives_interval": "1",
    "tcp_keepalives_count": "2",
    "tcp_user_timeout": "4000",
}


def is_postgres(database: str) -> bool:
    return database.startswith(("postgresql:", "postgres:"))


class PostgresDatabase:
    """The database on PostgreSQL: every transaction on a connection of a pool (see
    `bot.store.database.Database`)."""

    def __init__(self, address: str) -> None:
        # Imported here: with all that it brings along it takes eight megabytes; SQLite has no use for it.
        from sqlalchemy.ext.asyncio import create_async_engine  # noqa: PLC0415

        # SQLAlchemy would read the address its own way, without sslmode; and so it never learns the password.
        self.engine = create_async_engine(
            "postgresql+asyncpg://",
            # Parameters hold what people typed; an error message must not carry them into a log.
            hide_parameters=True,
            async_creator=lambda: connect(address),
            pool_size=8,
            max_overflow=4,
            pool_timeout=POOL_SECONDS,
            # A server that was restarted left us dead connections; each is tried before it is used.
            pool_pre_ping=True,
        )
        self.last_write, self.last_read = LastUse("write"), LastUse("read")

    async def transact(self, work: Work[Result]) -> Result:
        """As promised by the port; repeated when the server undid it for another one, at most eight times."""
        with self.last_write:
            for _ in range(TRIES_OF_A_TRANSACTION - 1):
                try:
                    return await self._run(work)
                except DBAPIError as error:
                    if getattr(error.orig, "sqlstate", None) not in _UNDONE:
                        raise
            return await self._run(work)

    async def look(self, work: Work[Result]) -> Result:
        with self.last_read:
            return await self._run(work)

    async def _run(self, work: Work[Result]) -> Result:
        async with self.engine.begin() as connection:
            return await work(PostgresConnection(connection))

    async def scrub(self) -> bool:
        """The server's own vacuum overwrites what was erased; compiled statements keep their first values."""
        self.engine.sync_engine.clear_compiled_cache()
        return True

    async def dispose(self) -> None:
        try:
            await asyncio.wait_for(self.engine.dispose(), STOP_SECONDS)
        except TimeoutError:
            log.warning("the database server does not answer, left without waiting", seconds=STOP_SECONDS)


class PostgresConnection:
    """Connection over the wire; all their rows are there when they return."""

    dialect = "postgresql"

    def __init__(self, connection: "AsyncConnection") -> None:
        self._connection = connection

    async def execute(self, statement: Executable, parameters: Any = None, /) -> StatementResult:
        result = await self._connection.execute(statement, parameters)
        return StatementResult(result.all() if result.returns_rows else (), result.rowcount)

    async def run_sync(self, work: Callable[[sqlalchemy.Connection], Result], /) -> Result:
        return await self._connection.run_sync(work)


async def connect(database: str) -> Any:
    """A connection for the pool: passwords, sockets, TLS, several hosts as in psql."""
    return await _connect(database, STATEMENT_SECONDS, SETTINGS)


async def connect_standing(database: str) -> Any:
    """A connection that is kept as long as the process lives."""
    return await _connect(database, CONNECT_SECONDS, STANDING)


async def _connect(database: str, answer_within: float, settings: dict[str, str]) -> Any:
    import asyncpg  # noqa: PLC0415  # SQLite's users do not wait for it

    try:
        return await asyncpg.connect(
            database, timeout=CONNECT_SECONDS, command_timeout=answer_within, server_settings=settings
        )
    except ValueError as error:
        # The driver could not make sense of it, and may quote it, password and all.
        raise DatabaseUnavailable(
            "has no readable address", "postgresql://user@host/name", passing=False
        ) from error
