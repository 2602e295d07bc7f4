"""Of several processes on one PostgreSQL, one sends for each channel; another follows when it dies."""

import asyncio
import logging
from collections.abc import Callable, Collection
from hashlib import blake2b
from typing import Any, Protocol

from bot.store.postgres import connect_standing, is_postgres

log = logging.getLogger(__name__)

# How often we try to follow, and prove that our own connection still stands: well within five seconds
# together with the time in which the server notices a dead machine (`postgres.STANDING`).
BEAT_SECONDS = 0.5
PROOF_WITHIN = 2.0
# Any number, the same in every copy of the bot.
_ROOM = 7_346_202


class Leadership(Protocol):
    """Knows which channels this process sends for."""

    def holds(self, channel: str) -> bool: ...

    async def until_held(self, channel: str) -> None: ...

    async def run(self) -> None: ...


class SingleProcess:
    """On SQLite there is one process, so it sends for every channel."""

    def holds(self, channel: str) -> bool:
        return True

    async def until_held(self, channel: str) -> None:
        return

    async def run(self) -> None:
        return


class LeaderLock:
    """Holds an advisory lock for each channel that this process sends for.

    The lock goes with the connection, so the server itself sees to it that two never hold it.
    `changed` is called when this process may send for more than before.
    """

    def __init__(self, database: str, channels: Collection[str], changed: Callable[[], None]) -> None:
        self._database = database
        self._channels = channels
        self._changed = changed
        self._held: set[str] = set()
        self._told: set[str] = set()
        self._gained = asyncio.Condition()

    def holds(self, channel: str) -> bool:
        return channel in self._held

    async def until_held(self, channel: str) -> None:
        """Returns once this process is the one for the channel."""
        async with self._gained:
            await self._gained.wait_for(lambda: self.holds(channel))

    async def run(self) -> None:
        """Holds what is free, whatever becomes of the connection, until it is cancelled."""
        while self._channels:
            try:
                await self._connected()
            except Exception as error:
                log.warning("sending rests: %s", type(error).__name__)
            await asyncio.sleep(BEAT_SECONDS)

    async def _connected(self) -> None:
        connection = await connect_standing(self._database)
        try:
            while True:
                await self._beat(connection)
                await asyncio.sleep(BEAT_SECONDS)
        finally:
            # First we rest, then the lock is free: not the other way round.
            self._held.clear()
            connection.terminate()

    async def _beat(self, connection: Any) -> None:
        for channel in self._channels:
            if channel in self._held:
                continue
            question = "SELECT pg_try_advisory_lock($1, $2)"
            if await connection.fetchval(question, _ROOM, _number(channel), timeout=PROOF_WITHIN):
                log.info("sending channel=%s", channel)
                self._held.add(channel)
                self._changed()
                async with self._gained:
                    self._gained.notify_all()
            elif channel not in self._told:
                log.info("standing by channel=%s", channel)
                self._told.add(channel)
        await connection.execute("SELECT 1", timeout=PROOF_WITHIN)


def open_leadership(database: str, channels: Collection[str], changed: Callable[[], None]) -> Leadership:
    return LeaderLock(database, channels, changed) if is_postgres(database) else SingleProcess()


def _number(channel: str) -> int:
    return int.from_bytes(blake2b(channel.encode(), digest_size=4).digest(), signed=True)
