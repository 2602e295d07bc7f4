"""Removes the buttons of answered questions, or leaves their trace, when the chat's quota is idle."""

from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Mapping

import structlog

from bot.ports import Channel, Retry
from dialogs.turn.events import Address
from dialogs.turn.replies import Reply

log = structlog.get_logger(__name__)

# Removed only while so many further messages could follow at once: a question must not wait for tidiness.
SPARED = 1
REMEMBERED = 1_000


class OldKeyboards:
    """The queue of keyboards to remove, in memory only: pressing them changes nothing, so at worst they stay.
    `held` is called when a messenger says to wait."""

    def __init__(
        self, channels: Mapping[str, Channel], held: Callable[[Address, Retry], Awaitable[None]]
    ) -> None:
        self._channels = channels
        self._held = held
        self._waiting: deque[tuple[Address, str, Reply | None]] = deque(maxlen=REMEMBERED)

    def add(self, to: Address, messages: Iterable[tuple[str, Reply | None]]) -> None:
        """These messages, by the messenger's ids, are outdated; each with the trace that it becomes."""
        self._waiting.extend((to, message, trace) for message, trace in messages)

    def forget(self) -> None:
        """The buttons go all the same; whose trace waits is not known here, so all lose it."""
        self._waiting = deque(((to, message, None) for to, message, _ in self._waiting), REMEMBERED)

    def waiting_in(self, to: Address) -> bool:
        """Whether some are left in this chat."""
        return any((each.channel, each.chat) == (to.channel, to.chat) for each, *_ in self._waiting)

    def chats(self) -> list[Address]:
        """The chats in which some are left."""
        return list({(to.channel, to.chat): to for to, *_ in self._waiting}.values())

    def pause(self, to: Address) -> float:
        """Seconds until some may go in this chat; 0 when they may now."""
        return self._channels[to.channel].pause(to.chat, SPARED)

    async def take_off(self, to: Address, goes_on: Callable[[], bool]) -> None:
        """Removes the chat's, as long as that makes no message wait and `goes_on`."""
        for one in [one for one in self._waiting if one[0] == to]:
            if not goes_on() or self.pause(to) > 0:
                return
            self._waiting.remove(one)
            await self._take_off(*one)

    async def _take_off(self, to: Address, message: str, trace: Reply | None) -> None:
        try:
            outcome = await self._channels[to.channel].retire(to, message, trace)
            if outcome is not None:
                await self._held(to, outcome)
        except Exception:
            log.exception("old buttons stay", channel=to.channel)
