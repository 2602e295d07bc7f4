"""Removes the buttons of answered questions, or leaves their trace, when the chat's quota is idle."""

from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial

import structlog

from bot.ports import Channel, Retry
from dialogs.turn.events import Address
from dialogs.turn.replies import Reply

log = structlog.get_logger(__name__)

# Removed only while so many further messages could follow at once: a question must not wait for tidiness.
SPARED = 1
MOST_OLD_KEYBOARDS = 1_000


@dataclass(eq=False, repr=False)
class OldKeyboards:
    """The queue of keyboards to remove, in memory only: pressing them changes nothing, so at worst they stay.
    `held` is called when a messenger says to wait; `trace_of` tells what a message becomes."""

    channels: Mapping[str, Channel]
    held: Callable[[Address, Retry], Awaitable[None]]
    trace_of: Callable[[Address, str], Awaitable[Reply | None]]
    _waiting: deque[tuple[Address, str]] = field(
        default_factory=partial(deque, maxlen=MOST_OLD_KEYBOARDS), init=False
    )

    def add(self, to: Address, messages: Iterable[str]) -> None:
        """These messages, by the messenger's ids, are outdated."""
        self._waiting.extend((to, message) for message in messages)

    def waiting_in(self, to: Address) -> bool:
        """Whether some are left in this chat."""
        return any((each.channel, each.chat) == (to.channel, to.chat) for each, _ in self._waiting)

    def chats(self) -> list[Address]:
        """The chats in which some are left."""
        return list({(each.channel, each.chat): each for each, _ in self._waiting}.values())

    def pause(self, to: Address) -> float:
        """Seconds until some may go in this chat; 0 when they may now."""
        return self.channels[to.channel].pause(to.chat, SPARED)

    async def take_off(self, to: Address, goes_on: Callable[[], bool]) -> None:
        """Removes the chat's, as long as that makes no message wait and `goes_on`."""
        while (message := self._first(to)) is not None and goes_on() and self.pause(to) <= 0:
            self._waiting.remove((to, message))
            await self._take_off(to, message)

    def _first(self, to: Address) -> str | None:
        return next((message for each, message in self._waiting if each == to), None)

    async def _take_off(self, to: Address, message: str) -> None:
        try:
            outcome = await self.channels[to.channel].retire(to, message, await self.trace_of(to, message))
            if outcome is not None:
                await self.held(to, outcome)
        except Exception:
            log.exception("old buttons stay", channel=to.channel)
