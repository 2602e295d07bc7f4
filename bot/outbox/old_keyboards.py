"""Removes the buttons of answered questions, or leaves their trace, when the chat's quota is idle."""

from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, replace

import structlog

from bot.ports import Channel, Retry
from dialogs.turn.events import Address
from dialogs.turn.replies import Reply

log = structlog.get_logger(__name__)

# Removed only while so many further messages could follow at once: a question must not wait for tidiness.
SPARED = 1
MOST_OLD_KEYBOARDS = 1_000


@dataclass(frozen=True, slots=True)
class _OldKeyboard:
    """A message that is outdated, and the trace that it becomes; `stored`: the database alone has it."""

    to: Address
    message: str
    trace: Reply | None
    stored: bool = False


class OldKeyboards:
    """The queue of keyboards to remove, in memory only: pressing them changes nothing, so at worst they stay.
    `held` is called when a messenger says to wait; `trace_of` tells a trace as it is stored."""

    def __init__(
        self,
        channels: Mapping[str, Channel],
        held: Callable[[Address, Retry], Awaitable[None]],
        trace_of: Callable[[Address, str], Awaitable[Reply | None]],
    ) -> None:
        self._channels = channels
        self._held = held
        self._trace_of = trace_of
        self._waiting: deque[_OldKeyboard] = deque(maxlen=MOST_OLD_KEYBOARDS)

    def add(self, to: Address, messages: Iterable[tuple[str, Reply | None]]) -> None:
        """These messages, by the messenger's ids, are outdated; each with the trace that it becomes."""
        self._waiting.extend(_OldKeyboard(to, message, trace) for message, trace in messages)

    def forget(self) -> None:
        """Holds no trace any more: what the database still has of them is read there."""
        emptied = (
            replace(each, trace=None, stored=True) if each.trace is not None else each
            for each in self._waiting
        )
        self._waiting = deque(emptied, MOST_OLD_KEYBOARDS)

    def waiting_in(self, to: Address) -> bool:
        """Whether some are left in this chat."""
        return any((each.to.channel, each.to.chat) == (to.channel, to.chat) for each in self._waiting)

    def chats(self) -> list[Address]:
        """The chats in which some are left."""
        return list({(each.to.channel, each.to.chat): each.to for each in self._waiting}.values())

    def pause(self, to: Address) -> float:
        """Seconds until some may go in this chat; 0 when they may now."""
        return self._channels[to.channel].pause(to.chat, SPARED)

    async def take_off(self, to: Address, goes_on: Callable[[], bool]) -> None:
        """Removes the chat's, as long as that makes no message wait and `goes_on`."""
        for one in [one for one in self._waiting if one.to == to]:
            if not goes_on() or self.pause(to) > 0:
                return
            # Somebody may have been erased meanwhile.
            known = one if one in self._waiting else replace(one, trace=None, stored=True)
            self._waiting.remove(known)
            await self._take_off(known)

    async def _take_off(self, one: _OldKeyboard) -> None:
        to = one.to
        try:
            trace = await self._trace_of(to, one.message) if one.stored else one.trace
            outcome = await self._channels[to.channel].retire(to, one.message, trace)
            if outcome is not None:
                await self._held(to, outcome)
        except Exception:
            log.exception("old buttons stay", channel=to.channel)
