"""One bot at Telegram: its chats, files, commands, and the rules of posting into them."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from .html import utf16_length
from .limits import Clock
from .refusal import Json, Refusal, bad_request, forbidden
from .state import Chat, ChatKind, Event, Message, StoredFile, User
from .updates import Update, UpdateQueue
from .webhook import Webhook

SPECIAL = re.compile(
    r"(?<!\S)/(?P<command>\w{1,64}(?:@\w+)?)|(?<!\w)@(?P<mention>\w{3,32})|https?://(?P<url>\S+)"
)


TELEGRAM = User(777_000, "Telegram")
"""In whose name posts come from a channel into its group."""


@dataclass(slots=True, eq=False)
class Query:
    """A pressed button or an inline query that waits for its answer."""

    id: str
    date: float
    user: User
    chat: Chat | None = None
    answer: Json | None = None
    update: Update | None = None


class Account:
    """What Telegram knows about one bot. Chats are seen with this bot's eyes."""

    def __init__(self, token: str, user: User, clock: Clock) -> None:
        self.token, self.user, self.clock = token, user, clock
        self.updates = UpdateQueue(clock)
        self.webhook: Webhook | None = None
        self.privacy = False
        self.logged_out = False
        self.chats: dict[int, Chat] = {}
        self.files: dict[str, StoredFile] = {}
        self.paths: dict[str, StoredFile] = {}
        self.callbacks: dict[str, Query] = {}
        self.inline_queries: dict[str, Query] = {}
        self.inline_messages: dict[str, Message] = {}
        self.inline_cache: dict[tuple[str, str, int], tuple[float, Json]] = {}
        self.commands: dict[tuple[str, str], list[Json]] = {}
        self.texts: dict[tuple[str, str], str] = {}
        self.profile_photos: list[StoredFile] = []
        self.menu_buttons: dict[int, Json] = {}
        self._message_ids = itertools.count(1)
        self._own_ids: dict[int, itertools.count[int]] = {}
        self._numbers = itertools.count(1)

    def me(self) -> Json:
        """What getMe says."""
        return self.user.json() | {
            "can_join_groups": True,
            "can_read_all_group_messages": not self.privacy,
            "supports_inline_queries": True,
            "can_connect_to_business": False,
            "has_main_web_app": False,
        }

    def number(self) -> int:
        """A fresh number for ids."""
        return next(self._numbers)

    # Chats

    def add_chat(self, chat_id: int, kind: ChatKind, **details: Any) -> Chat:
        """A new chat that the bot may know."""
        chat = self.chats[chat_id] = Chat(chat_id, kind, **details)
        return chat

    def chat(self, raw: Any) -> Chat:
        """The chat a request names."""
        if raw in (None, ""):
            raise bad_request("chat_id is empty")
        if isinstance(raw, str) and raw.startswith("@"):
            found = [c for c in self.chats.values() if c.title and f"@{c.title}" == raw]
        else:
            found = [self.chats[raw]] if isinstance(raw, int) and raw in self.chats else []
        if not found:
            raise bad_request("chat not found")
        return found[0]

    def writable(self, chat: Chat) -> None:
        """Refuses when the bot may not write there."""
        name = f"{chat.type} chat"
        if chat.migrated_to is not None:
            raise bad_request(
                "group chat was upgraded to a supergroup chat", migrate_to_chat_id=chat.migrated_to
            )
        if chat.blocked:
            raise forbidden("bot was blocked by the user")
        if not chat.reachable:
            raise forbidden("bot can't initiate conversation with a user")
        if chat.bot_status == "kicked":
            raise forbidden(f"bot was kicked from the {name}")
        if chat.bot_status == "left":
            raise forbidden(f"bot is not a member of the {name}")
        if chat.muted:
            raise bad_request("not enough rights to send text messages to the chat")
        if chat.type == "channel" and chat.bot_status != "administrator":
            raise bad_request("need administrator rights in the channel chat")

    # Messages

    def message_id(self, chat: Chat) -> int:
        """Supergroups and channels count for themselves, all other chats of a bot together."""
        if chat.type not in ("supergroup", "channel"):
            return next(self._message_ids)
        return next(self._own_ids.setdefault(chat.id, itertools.count(1)))

    def post(
        self,
        chat: Chat,
        sender: User,
        content: Json,
        *,
        files: Iterable[StoredFile] = (),
        reply_to: Message | None = None,
        thread: int | None = None,
    ) -> Message:
        """Puts a message into a chat; what may be put there is the caller's matter. A channel's post comes
        into the group in which it is discussed, too."""
        number = self.message_id(chat)
        json: Json = {"message_id": number, "chat": chat.json(), "date": int(self.clock())}
        json |= {"sender_chat": chat.json()} if chat.type == "channel" else {"from": sender.json()}
        if thread is not None:
            json |= {"message_thread_id": thread, "is_topic_message": True}
            # What replies to nothing replies to the message that opened the topic.
            reply_to = reply_to or chat.messages[thread]
        elif reply_to is not None and chat.type == "supergroup":
            json["message_thread_id"] = reply_to.json.get("message_thread_id", reply_to.id)
        if reply_to is not None:
            json["reply_to_message"] = {
                key: value for key, value in reply_to.json.items() if key != "reply_to_message"
            }
        json |= content
        message = Message(number, chat, sender, json, list(files))
        chat.messages[number] = message
        kind = "sent" if sender is self.user else "said"
        chat.note(Event("sent" if kind == "sent" else "said", sender.first_name, message, "", json))
        if chat.type == "channel" and chat.linked is not None:
            copy = self.post(chat.linked, TELEGRAM, _brought(message), files=message.files)
            message.brought = copy
            copy.update = self.announce(copy)
        return message

    def change(self, message: Message, content: Json, files: list[StoredFile] | None = None) -> None:
        """Puts a new version in a message's place."""
        message.versions.append(message.json)
        message.json = content | {"edit_date": int(self.clock())}
        if message.brought is not None:
            outer = ("message_id", "chat", "from", "date", "message_thread_id")
            kept = {key: value for key, value in message.brought.json.items() if key in outer}
            self.change(message.brought, kept | _brought(message))
            self.announce(message.brought, "edited_message")
        if files is not None:
            message.files = files
        kind = "edited" if message.sender is self.user else "retyped"
        message.chat.note(
            Event(
                "edited" if kind == "edited" else "retyped",
                message.sender.first_name,
                message,
                "",
                message.json,
            )
        )

    def message(self, chat: Chat, number: Any, what: str) -> Message:
        """A message that is still there; `what` names it in the refusal."""
        found = chat.messages.get(number) if isinstance(number, int) else None
        if found is None or found.deleted:
            raise bad_request(f"{what} not found")
        return found

    # Files

    def store(
        self, kind: str, name: str, content: bytes, mime: str, size: tuple[int, int] = (0, 0)
    ) -> StoredFile:
        """Keeps a file under a new id, for this bot alone."""
        number = self.number()
        file = StoredFile(
            f"{kind[:2].upper()}AC{self.user.id:x}-{number:06d}",
            f"u{number:06d}",
            kind,
            name,
            mime,
            content,
            *size,
        )
        self.files[file.file_id] = file
        self.paths[file.path] = file
        return file

    # Updates

    def sees(self, message: Message) -> bool:
        """Whether Telegram shows a group's message to the bot (privacy mode hides ordinary talk)."""
        if message.chat.private or not self.privacy or message.chat.bot_status == "administrator":
            return True
        replied = message.json.get("reply_to_message") or {}
        return (
            message.text.startswith("/")
            or (replied.get("from") or {}).get("id") == self.user.id
            or f"@{self.user.username}".lower() in message.text.lower()
        )

    def announce(self, message: Message, kind: str = "message") -> Update | None:
        """Queues a person's message for the bot."""
        if not self.sees(message) or message.chat.bot_status in ("kicked", "left"):
            return None
        if message.chat.type == "channel":
            kind = {"message": "channel_post", "edited_message": "edited_channel_post"}[kind]
        return self.updates.push(kind, message.json, message.chat.id)

    def press(self, message: Message, user: User, data: str) -> Query:
        """A person presses a button with callback data."""
        query = Query(f"{user.id}{self.number():08d}", self.clock(), user, message.chat)
        self.callbacks[query.id] = query
        payload: Json = {
            "id": query.id,
            "from": user.json(),
            "chat_instance": str(-message.chat.id * 7),
            "data": data,
        }
        inline_id = message.json.get("inline_message_id")
        payload |= {"inline_message_id": inline_id} if inline_id else {"message": message.json}
        query.update = self.updates.push("callback_query", payload, message.chat.id)
        return query

    def open_query(self, known: dict[str, Query], number: Any, seconds: float) -> Query:
        """A query that may still be answered."""
        query = known.get(str(number))
        if query is None or query.answer is not None or self.clock() - query.date > seconds:
            raise Refusal(
                400, "Bad Request: query is too old and response timeout expired or query ID is invalid"
            )
        return query


def _brought(post: Message) -> Json:
    """What a channel's post is in its group: without buttons that call the bot."""
    outer = ("message_id", "chat", "date", "edit_date", "reply_markup", "reply_to_message")
    origin = {"type": "channel", "chat": post.chat.json(), "message_id": post.id, "date": post.json["date"]}
    return {key: value for key, value in post.json.items() if key not in outer} | {
        "forward_origin": origin,
        "is_automatic_forward": True,
    }


def typed_entities(text: str) -> list[Json]:
    """The entities Telegram finds itself in what a person types: commands, mentions, addresses."""
    found: list[Json] = []
    for match in SPECIAL.finditer(text):
        kind = {"command": "bot_command", "mention": "mention", "url": "url"}[str(match.lastgroup)]
        found.append(
            {
                "type": kind,
                "offset": utf16_length(text[: match.start()]),
                "length": utf16_length(match.group()),
            }
        )
    return found
