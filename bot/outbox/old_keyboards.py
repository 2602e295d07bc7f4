"""The buttons of questions that are answered: they go when nobody waits for anything else."""

import logging
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Mapping

from bot.ports import Channel, Retry
from dialogs.turn.events import Address

log = logging.getLogger(__name__)

# They go only when a question could still follow at once: nobody waits for tidiness.
SPARED = 1
REMEMBERED = 1_000


class OldKeyboards:
    """Only in memory: pressing them changes nothing, so at worst they stay. `held` is told when a messenger
    says to wait."""

    def __init__(
        self, channels: Mapping[str, Channel], held: Callable[[Address, Retry], Awaitable[None]]
    ) -> None:
        self._channels = channels
        self._held = held
        self._waiting: deque[tuple[Address, str]] = deque(maxlen=REMEMBERED)

    def add(self, to: Address, messages: Iterable[str]) -> None:
        """These messages, by the messenger's ids, are outdated."""
        self._waiting.extend((to, message) for message in messages)

    def chats(self) -> list[Address]:
        """Where some are left, each chat once."""
        return list({(to.channel, to.chat): to for to, _ in self._waiting}.values())

    def pause(self, to: Address) -> float:
        """Seconds until some may go in this chat; 0 when they may now."""
        return self._channels[to.channel].pause(to.chat, SPARED)

    async def take_off(self, to: Address, goes_on: Callable[[], bool]) -> None:
        """Takes the chat's off, as long as that makes no message wait and `goes_on`."""
        for one in [one for one in self._waiting if one[0] == to]:
            if not goes_on() or self.pause(to) > 0:
                return
            self._waiting.remove(one)
            await self._take_off(*one)

    async def _take_off(self, to: Address, message: str) -> None:
        try:
            outcome = await self._channels[to.channel].retire(to, message)
            if outcome is not None:
                await self._held(to, outcome)
        except Exception:
            log.exception("old buttons stay channel=%s", to.channel)
