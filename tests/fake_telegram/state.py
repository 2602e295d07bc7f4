"""What Telegram keeps: people, chats, messages, files. Plain values; the rules are elsewhere."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from .refusal import Json

if TYPE_CHECKING:
    from .updates import Update

ChatKind = Literal["private", "group", "supergroup", "channel"]


@dataclass(slots=True, eq=False)
class User:
    """A person or a bot."""

    id: int
    first_name: str
    username: str | None = None
    language_code: str | None = None
    last_name: str | None = None
    is_bot: bool = False

    def json(self) -> Json:
        """As the Bot API writes a User."""
        found: Json = {"id": self.id, "is_bot": self.is_bot, "first_name": self.first_name}
        for name in ("last_name", "username", "language_code"):
            if value := getattr(self, name):
                found[name] = value
        return found


@dataclass(slots=True, eq=False)
class StoredFile:
    """A file on the server; `file_id` may be sent again by the bot that got it."""

    file_id: str
    unique_id: str
    kind: str
    name: str
    mime: str
    content: bytes
    width: int = 0
    height: int = 0

    @property
    def path(self) -> str:
        """Where it is downloaded from."""
        return f"{self.kind}s/{self.unique_id}_{self.name}"

    def json(self) -> Json:
        """As the Bot API writes a Document, PhotoSize, Voice …"""
        found: Json = {
            "file_id": self.file_id,
            "file_unique_id": self.unique_id,
            "file_size": len(self.content),
        }
        if self.kind in ("photo", "video", "animation", "sticker"):
            found |= {"width": self.width or 512, "height": self.height or 512}
        if self.kind in ("voice", "audio", "video", "animation"):
            found["duration"] = 3
        if self.kind == "sticker":
            found |= {"type": "regular", "is_animated": False, "is_video": False, "emoji": "🙂"}
        if self.kind in ("document", "audio", "video", "animation"):
            found["file_name"] = self.name
        if self.kind not in ("photo", "sticker"):
            found["mime_type"] = self.mime
        return found


@dataclass(slots=True, eq=False)
class Message:
    """One message: its present JSON, its earlier versions, and what a reader sees of it."""

    id: int
    chat: Chat
    sender: User
    json: Json
    files: list[StoredFile] = field(default_factory=list)
    versions: list[Json] = field(default_factory=list)
    deleted: bool = False
    markup_kind: str | None = None
    update: Update | None = None
    brought: Message | None = None
    """The copy of a channel's post in its group."""

    @property
    def text(self) -> str:
        """The text or the caption."""
        return str(self.json.get("text") or self.json.get("caption") or "")

    @property
    def keyboard(self) -> list[list[Json]]:
        """The inline keyboard's rows as they are now."""
        rows: list[list[Json]] = (self.json.get("reply_markup") or {}).get("inline_keyboard", [])
        return rows

    @property
    def buttons(self) -> list[str]:
        """The labels of the inline keyboard, row by row."""
        return [button["text"] for row in self.keyboard for button in row]

    @property
    def documents(self) -> list[StoredFile]:
        """The documents it carries, with `.name` and `.content`."""
        return [file for file in self.files if file.kind == "document"]

    @property
    def photos(self) -> list[StoredFile]:
        """The pictures it carries."""
        return [file for file in self.files if file.kind == "photo"]

    @property
    def reply_to(self) -> int | None:
        """The id of the message it replies to."""
        return (self.json.get("reply_to_message") or {}).get("message_id")

    @property
    def edited(self) -> int:
        """How many times it was edited."""
        return len(self.versions)

    def former_keyboards(self) -> Iterator[list[list[Json]]]:
        """The keyboards of earlier versions, newest first: an old client may still show them."""
        for version in reversed(self.versions):
            yield (version.get("reply_markup") or {}).get("inline_keyboard", [])

    def __contains__(self, part: str) -> bool:
        return part in self.text

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a chat's journal."""

    kind: Literal["said", "sent", "edited", "retyped", "deleted", "pressed", "answered", "note"]
    who: str
    message: Message | None
    line: str
    snapshot: Json | None = None


class Signal:
    """Wakes those who wait for something to become true."""

    def __init__(self) -> None:
        self._waiting: set[asyncio.Future[None]] = set()

    def fire(self) -> None:
        """Something changed: every waiter looks again."""
        waiting, self._waiting = self._waiting, set()
        for future in waiting:
            if not future.done():
                future.set_result(None)

    async def wait_for(self, truth: Callable[[], bool], seconds: float) -> bool:
        """Waits until `truth()`; False when the time is up first."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + seconds
        while not truth():
            future = loop.create_future()
            self._waiting.add(future)
            try:
                async with asyncio.timeout_at(deadline):
                    await future
            except TimeoutError:
                return truth()
            finally:
                self._waiting.discard(future)
        return True


@dataclass(slots=True, eq=False)
class Chat:
    """A chat as one bot knows it."""

    id: int
    type: ChatKind
    title: str | None = None
    person: User | None = None
    is_forum: bool = False
    members: dict[int, tuple[User, str]] = field(default_factory=dict)
    bot_status: str = "member"
    reachable: bool = True
    blocked: bool = False
    muted: bool = False
    migrated_to: int | None = None
    topics: dict[int, str] = field(default_factory=dict)
    closed_topics: set[int] = field(default_factory=set)
    manages_topics: bool = True
    linked: Chat | None = None
    messages: dict[int, Message] = field(default_factory=dict)
    pinned: list[int] = field(default_factory=list)
    actions: list[str] = field(default_factory=list)
    reply_keyboard: Json | None = None
    journal: list[Event] = field(default_factory=list)
    signal: Signal = field(default_factory=Signal)

    @property
    def private(self) -> bool:
        """Whether it is a talk of two."""
        return self.type == "private"

    def json(self) -> Json:
        """As the Bot API writes a Chat."""
        found: Json = {"id": self.id, "type": self.type}
        if self.person is not None:
            found["first_name"] = self.person.first_name
            if self.person.username:
                found["username"] = self.person.username
        if self.title is not None:
            found["title"] = self.title
        if self.is_forum:
            found["is_forum"] = True
        return found

    def note(self, event: Event) -> None:
        """Adds a line to the journal and wakes those who wait."""
        self.journal.append(event)
        self.signal.fire()

    def newest(self, fits: Callable[[Message], bool]) -> Message | None:
        """The newest message not deleted that fits."""
        for message in reversed(self.messages.values()):
            if not message.deleted and fits(message):
                return message
        return None
