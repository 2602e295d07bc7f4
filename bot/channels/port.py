"""The port of channels that push: messengers that must be told, one message after another."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol

from dialogs.events import Address
from dialogs.replies import Reply


@dataclass(frozen=True, slots=True)
class Delivered:
    """The messenger has it, under its own id `message` (needed to replace the message later)."""

    message: str | None = None


@dataclass(frozen=True, slots=True)
class Retry:
    """Not now. `after` is the messenger's own word in seconds; None leaves the wait to us."""

    after: float | None = None


@dataclass(frozen=True, slots=True)
class Gone:
    """The person blocked the bot or the chat is no more: nothing for it can be delivered."""


@dataclass(frozen=True, slots=True)
class Moved:
    """The chat goes on under another name; everything that waits goes there."""

    chat: str


Outcome = Delivered | Retry | Gone | Moved


async def _forget(parts: tuple[str, ...]) -> None:
    return None


@dataclass(frozen=True, slots=True)
class Passage:
    """One message's way. `in_place`: the messenger's id, as `Delivered` gave it, of the message whose
    place it takes. `regarding`: the id of the message that it answers. `done`: what the messenger has of
    it already, after a crash or a refusal midway; `keep` is told of each further part."""

    in_place: str | None = None
    regarding: str | None = None
    done: tuple[str, ...] = ()
    keep: Callable[[tuple[str, ...]], Awaitable[None]] = _forget


class Channel(Protocol):
    """Carries replies to one messenger.

    `keeps_log`: people read the channel from our own log (the page, the terminal), so nothing is pushed.
    """

    @property
    def name(self) -> str: ...

    @property
    def keeps_log(self) -> bool: ...

    def pause(self, chat: str) -> float:
        """Seconds until the messenger will take something for this chat; 0 when it will now."""
        ...

    async def deliver(self, to: Address, reply: Reply, passage: Passage) -> Outcome:
        """Sends `reply`, or puts it in the place of an earlier one."""
        ...

    async def retire(self, to: Address, message: str) -> None:
        """Takes the buttons off an earlier message, whose question is no longer the current one."""
        ...
