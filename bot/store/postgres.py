"""Connections to PostgreSQL; the address is libpq's own, read by the driver."""

from typing import Any

from bot.ports import DatabaseUnavailable

CONNECT_SECONDS = 5
# A server that takes a query and never answers must not hold a person's turn for ever.
ANSWER_SECONDS = 60
SETTINGS = {
    "application_name": "segmentbot",
    # Our queries are too small to be worth compiling.
    "jit": "off",
    # A copy that hangs in the middle of a turn must not hold its chat.
    "idle_in_transaction_session_timeout": "60s",
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


async def connect(database: str) -> Any:
    """A connection for the pool: passwords, sockets, TLS, several hosts as in psql."""
    return await _connect(database, ANSWER_SECONDS, SETTINGS)


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
