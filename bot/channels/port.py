"""The port of channels that push: messengers that must be told, one message after another."""

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


Outcome = Delivered | Retry | Gone


class Channel(Protocol):
    """Carries replies to one messenger.

    `keeps_log`: people read the channel from our own log (the page, the terminal), so nothing is pushed.
    """

    @property
    def name(self) -> str: ...

    @property
    def keeps_log(self) -> bool: ...

    async def deliver(self, to: Address, reply: Reply, in_place: str | None) -> Outcome:
        """Sends `reply`; `in_place` is the messenger's id of the message that it should replace, when
        there is one: the same question again, after a press."""
        ...
