"""Waits until others wait for a lock of PostgreSQL."""

import asyncio

import asyncpg

from tests.patience import PATIENCE

WAITING = """
SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()
"""


async def until_waiting(address: str, count: int = 1) -> None:
    """Returns when so many connections to the database stand at a lock."""
    looking = await asyncpg.connect(address)
    try:
        async with asyncio.timeout(PATIENCE):
            # The server itself waits between two looks: nothing tells of a lock that is waited for.
            while await looking.fetchval(WAITING) < count:
                await looking.execute("SELECT pg_sleep(0.02)")
    finally:
        await looking.close()
