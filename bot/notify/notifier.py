"""Tells whoever listens that a chat has new messages."""

import asyncio
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager


class Listener:
    """Hears the notifier of one chat; a ring between two waits is not missed."""

    def __init__(self) -> None:
        self._rung = asyncio.Event()

    def ring(self) -> None:
        self._rung.set()

    async def wait(self, timeout: float | None = None) -> bool:  # noqa: ASYNC109  # no ring is no error
        """True at the next ring, False when `timeout` seconds passed without one."""
        try:
            async with asyncio.timeout(timeout):
                await self._rung.wait()
        except TimeoutError:
            return False
        self._rung.clear()
        return True


class Notifier:
    """One for the process. Messages are in the database before it rings, so a lost ring loses nothing."""

    def __init__(self) -> None:
        self._listeners: defaultdict[tuple[str, str], set[Listener]] = defaultdict(set)
        self._everywhere: set[Listener] = set()

    def ring(self, channel: str, chat: str) -> None:
        for listener in (*self._listeners.get((channel, chat), ()), *self._everywhere):
            listener.ring()

    def notify_all(self) -> None:
        """Something may have been missed: all listeners look."""
        for listener in (*(each for chat in self._listeners.values() for each in chat), *self._everywhere):
            listener.ring()

    @property
    def listeners(self) -> int:
        """How many listen to one chat each: the pages that are open."""
        return sum(map(len, self._listeners.values()))

    async def run(self) -> None:
        """What has to go on in the background; within one process nothing."""

    async def told(self) -> None:
        """Returns when other processes have heard of every ring; within one process at once."""

    @contextmanager
    def listen(self, channel: str, chat: str) -> Iterator[Listener]:
        """A listener of one chat, for as long as the block lasts."""
        listener = Listener()
        self._listeners[channel, chat].add(listener)
        try:
            yield listener
        finally:
            self._listeners[channel, chat].discard(listener)
            if not self._listeners[channel, chat]:
                del self._listeners[channel, chat]

    @contextmanager
    def subscribe_all(self) -> Iterator[Listener]:
        """A listener of all chats."""
        listener = Listener()
        self._everywhere.add(listener)
        try:
            yield listener
        finally:
            self._everywhere.discard(listener)
