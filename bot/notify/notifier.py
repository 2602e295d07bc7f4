"""In-process publish and subscribe: tells subscribers that a chat has new messages."""

import asyncio
from collections import defaultdict
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

from dialogs.turn.events import Address


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
