"""The ports between the rooms: how an update is taken in, how a reply leaves."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from dialogs.turn.events import Address, Incoming
from dialogs.turn.replies import Reply

TERMINAL, WEB, TELEGRAM, NOTICES = "terminal", "web", "telegram", "notices"
"""The channels by their names in an Address; `notices` are other services by which the team is told."""
PULLING = frozenset({TERMINAL, WEB})
"""Channels that fetch their messages from the database; to the others the outbox sends them."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """The update is stored and may be acknowledged; `accepted` is False for a repeat.

    `notice` is a short text for whoever pressed a button, to be shown as a toast. With `wait` the update is
    not stored: a channel that kept it sends it again after so many seconds. `done`: what an expert wanted is
    done, and the notice says so."""

    accepted: bool
    notice: str = ""
    wait: int = 0
    done: bool = False


class IncomingHandler(Protocol):
    """Takes one update, once, in one transaction."""

    async def handle(self, incoming: Incoming) -> Receipt: ...


@dataclass(frozen=True, slots=True)
class Delivered:
    """The messenger has it, under its own id `message` (needed to replace the message later); `refused` says
    why it has not taken a file of it, of which the person has been told."""

    message: str | None = None
    refused: str | None = None


LONGEST_RETRY = 3600
"""Seconds that a messenger is waited for at most, whatever it says."""


class Held(Enum):
    """For whom the messenger itself said to wait."""

    NOBODY = "nobody"
    CHAT = "chat"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Retry:
    """The messenger does not take the message now. `after` is in seconds; None leaves the wait to the outbox.
    What the messenger itself `held` is held after a restart, too."""

    after: float | None = None
    held: Held = Held.NOBODY


@dataclass(frozen=True, slots=True)
class Refused:
    """The messenger will never take the message, for a reason that quotes nothing of it: a mistake of
    ours."""

    reason: str


@dataclass(frozen=True, slots=True)
class Gone:
    """The person blocked the bot or the chat is no more: nothing for it can be delivered."""


@dataclass(frozen=True, slots=True)
class Moved:
    """The chat goes on under another name; everything that waits goes there."""

    chat: str


DeliveryOutcome = Delivered | Retry | Refused | Gone | Moved


async def _forget(parts: tuple[str, ...]) -> None:
    return None


@dataclass(frozen=True, slots=True)
class Topic:
    """Where a messenger keeps what belongs to one `subject` of the team's chat: `thread` is its own name of
    the place, None until there is one."""

    subject: str
    thread: str | None = None
    closed: bool = False


async def _leave(topic: Topic) -> None:
    return None


@dataclass(frozen=True, slots=True)
class DeliveryContext:
    """What a channel needs beside the reply to deliver one message.

    `in_place`: the messenger's id, as `Delivered` gave it, of the message that is replaced. `regarding`: the
    id of the message that is answered. `done`: the ids of the parts that the messenger has already, after a
    crash or a refusal midway; `keep` stores them after each further part. `topic`: of the ticket that a
    message to the team is about; `keep_topic` stores what has become of it."""

    in_place: str | None = None
    regarding: str | None = None
    done: tuple[str, ...] = ()
    keep: Callable[[tuple[str, ...]], Awaitable[None]] = _forget
    topic: Topic | None = None
    keep_topic: Callable[[Topic], Awaitable[None]] = _leave


class Channel(Protocol):
    """Carries replies to one messenger; by itself it knows no limits of sending and takes no buttons off."""

    name: str

    def pause(self, chat: str, spare: int = 0) -> float:
        """Seconds until the messenger will take a message for this chat, and `spare` more directly after it;
        0 when it will now."""
        return 0.0

    def hold(self, chat: str | None, seconds: float) -> None:
        """The messenger said before a restart to wait so long, for this chat or, with None, for all."""
        return

    def recall(self, chat: str, ago: float) -> None:
        """Something was sent so many seconds ago, before a restart; told in the order of sending."""
        return

    async def deliver(self, to: Address, reply: Reply, context: DeliveryContext) -> DeliveryOutcome:
        """Sends `reply`, or replaces an earlier message by it."""
        ...

    async def retire(self, to: Address, message: str, trace: Reply | None = None) -> Retry | None:
        """Takes the buttons off an earlier message, whose question is no longer the current one, or shows
        `trace` in its place. It is tried once; Retry tells only of what holds."""
        return None


class DatabaseUnavailable(OSError):
    """The database cannot be used now; the same work may well succeed later. `passing` is False when only a
    person can mend it."""

    def __init__(self, problem: str, remedy: str, *, passing: bool = True) -> None:
        super().__init__(problem)
        self.problem = problem
        self.remedy = remedy
        self.passing = passing
