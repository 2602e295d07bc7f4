"""What the web chat needs of the rest of the application."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Literal, Protocol

from dialogs.turn.events import Incoming
from dialogs.turn.replies import Reply
from knowledge.text.language import Language

CHANNEL = "web"
"""This channel in an Address."""

FileFormat = Literal["docx", "pdf", "png", "json", "zip"]


class Accepted(Protocol):
    """The desk's answer: the update is stored, or it was there already. `notice` is a passing word.

    With `wait` it was not taken, for too many came at once: the page sends it again in so many seconds."""

    @property
    def accepted(self) -> bool: ...

    @property
    def notice(self) -> str: ...

    @property
    def wait(self) -> int: ...


class TurnHandler(Protocol):
    """Takes one update, once, in one transaction."""

    async def handle(self, incoming: Incoming) -> Accepted: ...


@dataclass(frozen=True, slots=True)
class Message:
    """One line of a chat: what the person said (`text`) or what the bot answered (`reply`)."""

    id: int
    text: str | None = None
    reply: Reply | None = None


@dataclass(frozen=True, slots=True)
class DraftLine:
    """A draft in the list beside the chat; `button` opens it."""

    id: str
    title: str
    answered: int
    total: int
    changed: str
    button: str


@dataclass(frozen=True, slots=True)
class File:
    """A document as bytes, under the name that the person sees."""

    name: str
    content: bytes


class Chats(Protocol):
    """What is stored about a chat of this channel."""

    async def recent(self, chat: str, limit: int) -> Sequence[Message]:
        """The last messages, oldest first."""
        ...

    async def after(self, chat: str, message: int, limit: int) -> Sequence[Message]:
        """Messages younger than `message`, oldest first."""
        ...

    async def language(self, chat: str) -> Language | None:
        """The language that the chat is held in; None before the first word."""
        ...

    async def drafts(self, chat: str, language: Language) -> Sequence[DraftLine]:
        """The person's drafts, the last changed first."""
        ...

    async def file(self, chat: str, document: str, form: FileFormat) -> File | None:
        """The document, when it exists and is this person's."""
        ...


class Subscription(Protocol):
    """One subscriber's flag; a notification between two waits is not missed."""

    def notify(self) -> None: ...

    async def wait(self, timeout: float | None = None) -> bool:  # noqa: ASYNC109  # silence is no error
        ...


class Notifier(Protocol):
    """Tells subscribers that a chat has new messages."""

    def subscribe(self, channel: str, chat: str) -> AbstractContextManager[Subscription]: ...
