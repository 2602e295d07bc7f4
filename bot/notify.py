"""Tells of new messages, in this process and, on PostgreSQL, in all; and elects the process that sends."""

import asyncio
import json
from collections import defaultdict
from collections.abc import Awaitable, Callable, Collection, Iterator
from contextlib import AbstractContextManager, contextmanager
from hashlib import blake2b
from typing import Any

import structlog

from bot.store.postgres import connect_standing, is_postgres
from dialogs.turn.events import Address

log = structlog.get_logger(__name__)

TOPIC = "segmentbot_messages"
PAUSE_SECONDS = 1.0
PROOF_SECONDS = 5.0
# PostgreSQL carries payloads of less than 8,000 bytes.
LONGEST_PAYLOAD = 7_000
# How often a standby process tries to take over, and a leader checks its own connection: well within five
# seconds together with the time in which the server notices a dead machine (`postgres.STANDING`).
LEADER_SECONDS = 0.5
PROOF_WITHIN = 2.0
# The namespace of our advisory locks: any number, the same in every copy of the bot.
_NAMESPACE = 7_346_202


class Subscription:
    """One subscriber's flag. A notification between two waits is not missed; several count as one."""

    def __init__(self) -> None:
        self._notified = asyncio.Event()

    def notify(self) -> None:
        self._notified.set()

    async def wait(self, timeout: float | None = None) -> bool:  # noqa: ASYNC109  # silence is no error
        """True at the next notification, False when `timeout` seconds passed without one."""
        try:
            async with asyncio.timeout(timeout):
                await self._notified.wait()
        except TimeoutError:
            return False
        self._notified.clear()
        return True


class Notifier:
    """Notifies the subscribers of a chat, or of all chats, within this process.

    Messages are committed before it is called, so a lost notification loses nothing.
    """

    def __init__(self) -> None:
        self._subscriptions: defaultdict[tuple[str, str] | None, set[Subscription]] = defaultdict(set)

    def notify(self, address: Address) -> None:
        """Tells the subscribers of the address's chat, and those of all chats."""
        self._notify(address.channel, address.chat)

    def _notify(self, channel: str, chat: str) -> None:
        for key in ((channel, chat), None):
            for subscription in self._subscriptions.get(key, ()):
                subscription.notify()

    def notify_all(self) -> None:
        """Wakes every subscriber: a notification may have been missed."""
        for subscriptions in self._subscriptions.values():
            for subscription in subscriptions:
                subscription.notify()

    @property
    def subscribers(self) -> int:
        """How many subscriptions of single chats there are: the pages that are open."""
        return sum(len(each) for key, each in self._subscriptions.items() if key is not None)

    async def run(self) -> None:
        """Runs what the notifier needs in the background; within one process nothing."""

    async def flush(self) -> None:
        """Returns when other processes have been notified, too; within one process at once."""

    def subscribe(self, channel: str, chat: str) -> AbstractContextManager[Subscription]:
        """A subscription of one chat for as long as the block lasts."""
        return self._subscribed((channel, chat))

    def subscribe_all(self) -> AbstractContextManager[Subscription]:
        """A subscription of all chats for as long as the block lasts."""
        return self._subscribed(None)

    @contextmanager
    def _subscribed(self, key: tuple[str, str] | None) -> Iterator[Subscription]:
        subscription = Subscription()
        self._subscriptions[key].add(subscription)
        try:
            yield subscription
        finally:
            self._subscriptions[key].discard(subscription)
            if not self._subscriptions[key]:
                del self._subscriptions[key]


async def _stand(database: str, use: Callable[[Any], Awaitable[None]], pause: float, lost: str) -> None:
    """Uses a connection that stands until this is cancelled; a broken one is opened anew."""
    while True:
        try:
            connection = await connect_standing(database)
            try:
                await use(connection)
            finally:
                connection.terminate()
        except Exception as error:
            log.warning(lost, error=type(error).__name__)
        await asyncio.sleep(pause)


class PostgresNotifier(Notifier):
    """Notifies this process at once, and the others by NOTIFY.

    It does so after the commit, over a connection of its own: a turn waits for nothing. When a process dies
    in between, the streams of others find its message when they look again by themselves.
    """

    def __init__(self, database: str) -> None:
        super().__init__()
        self._database = database
        self._payloads: dict[str, None] = {}
        self._pending = asyncio.Event()
        self._flushed = asyncio.Event()
        self._flushed.set()

    def notify(self, address: Address) -> None:
        super().notify(address)
        payload = json.dumps([address.channel, address.chat])
        # A name too long for a payload: everyone is notified.
        self._payloads[payload if len(payload) <= LONGEST_PAYLOAD else ""] = None
        self._pending.set()
        self._flushed.clear()

    async def flush(self) -> None:
        await self._flushed.wait()

    async def run(self) -> None:
        """Listens and notifies until it is cancelled."""
        await _stand(self._database, self._listen, PAUSE_SECONDS, "other processes are not heard")

    async def _listen(self, connection: Any) -> None:
        await connection.add_listener(TOPIC, self._received)
        # Something may have been sent while nobody listened.
        self.notify_all()
        while True:
            await self._send(connection)

    async def _send(self, connection: Any) -> None:
        try:
            async with asyncio.timeout(PROOF_SECONDS):
                await self._pending.wait()
        except TimeoutError:
            # Silence may also mean that the connection is dead.
            await connection.execute("SELECT 1")
            return
        self._pending.clear()
        payloads = list(self._payloads)
        await connection.executemany("SELECT pg_notify($1, $2)", [(TOPIC, payload) for payload in payloads])
        # Removed only now: should the connection break, the next one sends them.
        for payload in payloads:
            self._payloads.pop(payload, None)
        if not self._payloads:
            self._flushed.set()

    def _received(self, connection: Any, sender: int, topic: str, payload: str) -> None:
        if sender == connection.get_server_pid():
            return
        if payload:
            self._notify(*json.loads(payload))
        else:
            self.notify_all()


def open_notifier(database: str) -> Notifier:
    """The notifier that reaches every process on the database."""
    return PostgresNotifier(database) if is_postgres(database) else Notifier()


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
        """Takes every lock that is free until it is cancelled."""
        if self._channels:
            await _stand(self._database, self._lead, LEADER_SECONDS, "leader connection lost")

    async def _lead(self, connection: Any) -> None:
        try:
            while True:
                await self._beat(connection)
                await asyncio.sleep(LEADER_SECONDS)
        finally:
            # We stop sending before the lock is free, not after.
            self._held.clear()

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
