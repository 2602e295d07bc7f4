"""Leader election: of several processes on one PostgreSQL, one sends for each channel."""

import asyncio
from collections.abc import Callable, Collection
from hashlib import blake2b
from typing import Any

import structlog

from bot.store.postgres import connect_standing, is_postgres

log = structlog.get_logger(__name__)

# How often a standby process tries to take over, and a leader checks its own connection: well within five
# seconds together with the time in which the server notices a dead machine (`postgres.STANDING`).
LEADER_SECONDS = 0.5
PROOF_WITHIN = 2.0
# The namespace of our advisory locks: any number, the same in every copy of the bot.
_NAMESPACE = 7_346_202


class Leadership:
    """Knows for which channels this process is the leader: on SQLite, where it is the only one, for all."""

    def holds(self, channel: str) -> bool:
        """Whether this process is the leader of the channel."""
        return True

    async def until_held(self, channel: str) -> None:
        """Returns once this process is the leader of the channel."""

    async def run(self) -> None:
        """Takes what is free until it is cancelled."""


class LeaderLock(Leadership):
    """The leadership on PostgreSQL: an advisory lock for each channel that this process sends for.

    The lock ends with the connection, so the server itself sees to it that two never hold it.
    `changed` is called when this process becomes the leader of a channel.
    """

    def __init__(self, database: str, channels: Collection[str], changed: Callable[[], None]) -> None:
        self._database = database
        self._channels = channels
        self._changed = changed
        self._held: set[str] = set()
        self._logged: set[str] = set()
        self._gained = asyncio.Condition()

    def holds(self, channel: str) -> bool:
        return channel in self._held

    async def until_held(self, channel: str) -> None:
        async with self._gained:
            await self._gained.wait_for(lambda: self.holds(channel))

    async def run(self) -> None:
        """Takes every lock that is free until it is cancelled; a broken connection is opened anew."""
        while self._channels:
            try:
                await self._connected()
            except Exception as error:
                log.warning("leader connection lost", error=type(error).__name__)
            await asyncio.sleep(LEADER_SECONDS)

    async def _connected(self) -> None:
        connection = await connect_standing(self._database)
        try:
            while True:
                await self._beat(connection)
                await asyncio.sleep(LEADER_SECONDS)
        finally:
            # We stop sending before the lock is free, not after.
            self._held.clear()
            connection.terminate()

    async def _beat(self, connection: Any) -> None:
        for channel in self._channels:
            if channel in self._held:
                continue
            question = "SELECT pg_try_advisory_lock($1, $2)"
            if await connection.fetchval(question, _NAMESPACE, _number(channel), timeout=PROOF_WITHIN):
                log.info("sending", channel=channel)
                self._held.add(channel)
                self._changed()
                async with self._gained:
                    self._gained.notify_all()
            elif channel not in self._logged:
                log.info("standing by", channel=channel)
                self._logged.add(channel)
        await connection.execute("SELECT 1", timeout=PROOF_WITHIN)


def open_leadership(database: str, channels: Collection[str], changed: Callable[[], None]) -> Leadership:
    return LeaderLock(database, channels, changed) if is_postgres(database) else Leadership()


def _number(channel: str) -> int:
    return int.from_bytes(blake2b(channel.encode(), digest_size=4).digest(), signed=True)
