"""Updates of Telegram as events of ours; nothing is decided here."""

from dataclasses import dataclass
from typing import Any

from aiogram import Bot
from aiogram.types import Chat, Message, Update, User
from aiogram.types.update import UpdateTypeLookupError

from bot.channels.telegram import NAME
from bot.store.outbox import Above
from dialogs.turn.events import Address, Event, Incoming, Said, Started, Uploaded
from knowledge.text.language import Language

# What Telegram calls it, and what we do, in the order in which they are looked for.
_KINDS = {
    "photo": "photo",
    "sticker": "sticker",
    "voice": "voice",
    "audio": "voice",
    "video": "video",
    "video_note": "video",
    "animation": "video",
    "document": "file",
    "contact": "other",
    "location": "other",
    "venue": "other",
    "poll": "other",
    "dice": "other",
    "story": "other",
    "game": "other",
    "paid_media": "other",
    "checklist": "other",
}
_GROUP_ANONYMOUS = 1_087_968_824  # an administrator who speaks as the group


@dataclass(frozen=True, slots=True)
class Arrival:
    """One update on its way in, and the bot that it came to."""

    bot: Bot
    update: Update

    @property
    def name(self) -> str:
        """By which a repeat is recognised; another bot counts its updates itself."""
        return f"{self.bot.id}:{self.update.update_id}"


@dataclass(frozen=True, slots=True)
class Unreadable:
    """An update in a shape that nobody here knows."""

    update_id: int
    raw: dict[str, Any]
    error: Exception


def kind_of(update: Update) -> str:
    """What Telegram calls it; Telegram may know kinds that aiogram does not."""
    try:
        return update.event_type
    except UpdateTypeLookupError:
        return "other"


def whose(update: Update | Unreadable) -> Address | None:
    """Whom to tell, in private, that an update came to nothing; None where that is not known."""
    if isinstance(update, Unreadable):
        return _whose_raw(update.raw)
    message = update.message or update.edited_message
    if message is not None and message.from_user is not None:
        address = address_of(message.chat, message.from_user)
        return address if message.chat.type == "private" and is_person(message) else None
    query = update.callback_query
    if query is not None and query.message is not None and query.message.chat.type == "private":
        return address_of(query.message.chat, query.from_user)
    return None


def _whose_raw(raw: dict[str, Any]) -> Address | None:
    for kind in ("message", "edited_message"):
        match raw.get(kind):
            case {"chat": {"id": int(chat), "type": "private"}, "from": {"id": int(user)}} if chat == user:
                return Address(NAME, str(chat), str(user))
    return None


def address_of(chat: Chat, user: User) -> Address:
    return Address(NAME, str(chat.id), str(user.id))


def lane_of(update: Update) -> int:
    """What must be kept in order: a chat, else a person."""
    match update:
        case Update(message=Message(chat=chat)) | Update(edited_message=Message(chat=chat)):
            return chat.id
    if update.callback_query is not None:
        query = update.callback_query
        return query.message.chat.id if query.message else query.from_user.id
    if update.inline_query is not None:
        return update.inline_query.from_user.id
    if update.my_chat_member is not None:
        return update.my_chat_member.chat.id
    return 0


def language_of(user: User) -> Language | None:
    """The language of the person's own program; Russian for all that we do not speak."""
    if user.language_code is None:
        return None
    return "en" if user.language_code.startswith("en") else "ru"


def is_person(message: Message) -> bool:
    """Whether somebody speaks, not a program, and not through us (`@bot term` put into the chat)."""
    user = message.from_user
    if user is None or (message.via_bot is not None and message.via_bot.is_bot):
        return False
    return not user.is_bot or user.id == _GROUP_ANONYMOUS


def event_of(message: Message, above: Above | None) -> Event | None:
    """What a private message says; None for what Telegram itself says (someone joined, a pin)."""
    if message.text is not None:
        command, _, payload = message.text.partition(" ")
        if command.partition("@")[0] == "/start":
            return Started(payload.strip())
        moment = int(message.date.timestamp())
        offer, seen = (above.offer, above.last) if above else (None, 0)
        return Said(message.text, offer, str(message.message_id), moment, seen)
    kind = next((ours for theirs, ours in _KINDS.items() if getattr(message, theirs, None)), None)
    return None if kind is None else Uploaded(kind)


def incoming_of(arrival: Arrival, message: Message, event: Event) -> Incoming | None:
    """A private message. An album is answered once, not picture by picture."""
    user = message.from_user
    if user is None:
        return None
    album = message.media_group_id
    return Incoming(
        address_of(message.chat, user),
        f"{arrival.bot.id}:album:{message.chat.id}:{album}" if album else arrival.name,
        event,
        regarding=str(message.message_id),
        language=language_of(user),
    )
