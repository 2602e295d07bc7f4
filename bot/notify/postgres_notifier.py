"""The notifier of several processes on one PostgreSQL: what one writes rings in the others."""

import asyncio
import json
import logging
from typing import Any

from bot.notify.notifier import Notifier
from bot.store.postgres import connect_standing, is_postgres

log = logging.getLogger(__name__)

TOPIC = "segmentbot_bell"
PAUSE_SECONDS = 1.0
PROOF_SECONDS = 5.0
# PostgreSQL carries notices of less than 8,000 bytes.
LONGEST_NOTICE = 7_000


class PostgresNotifier(Notifier):
    """Rings here at once, and elsewhere by NOTIFY.

    It rings after the commit, over a connection of its own: a turn waits for nothing. A process that dies
    in between rings nowhere, and the streams of others find its message when they look again by themselves.
    """

    def __init__(self, database: str) -> None:
        super().__init__()
        self._database = database
        self._to_tell: dict[str, None] = {}
        self._something = asyncio.Event()
        self._nothing_left = asyncio.Event()
        self._nothing_left.set()

    def ring(self, channel: str, chat: str) -> None:
        super().ring(channel, chat)
        notice = json.dumps([channel, chat])
        # A name too long for a notice: everyone looks.
        self._to_tell[notice if len(notice) <= LONGEST_NOTICE else ""] = None
        self._something.set()
        self._nothing_left.clear()

    async def told(self) -> None:
        await self._nothing_left.wait()

    async def run(self) -> None:
        """Hears and tells, whatever becomes of the connection, until it is cancelled."""
        while True:
            try:
                await self._connected()
            except Exception as error:
                log.warning("the bell of other processes is not heard: %s", type(error).__name__)
            await asyncio.sleep(PAUSE_SECONDS)

    async def _connected(self) -> None:
        connection = await connect_standing(self._database)
        try:
            await connection.add_listener(TOPIC, self._hear)
            # Whatever was rung while nobody listened.
            self.notify_all()
            while True:
                await self._tell(connection)
        finally:
            connection.terminate()

    async def _tell(self, connection: Any) -> None:
        try:
            async with asyncio.timeout(PROOF_SECONDS):
                await self._something.wait()
        except TimeoutError:
            # Silence may also mean that the connection is dead.
            await connection.execute("SELECT 1")
            return
        self._something.clear()
        notices = list(self._to_tell)
        await connection.executemany("SELECT pg_notify($1, $2)", [(TOPIC, notice) for notice in notices])
        # Only now: should the connection break, the next one tells them.
        for notice in notices:
            self._to_tell.pop(notice, None)
        if not self._to_tell:
            self._nothing_left.set()

    def _hear(self, connection: Any, sender: int, topic: str, notice: str) -> None:
        if sender == connection.get_server_pid():
            return
        if notice:
            super().ring(*json.loads(notice))
        else:
            self.notify_all()


def open_notifier(database: str) -> Notifier:
    """The notifier that reaches everyone who uses the database."""
    return PostgresNotifier(database) if is_postgres(database) else Notifier()
