"""Translates Telegram's updates into events and addresses; nothing is decided here."""

import re
from dataclasses import dataclass
from typing import Any

from aiogram import Bot
from aiogram.enums import ChatType
from aiogram.types import CallbackQuery, Chat, ChatMemberUpdated, Message, Update, User
from aiogram.types.update import UpdateTypeLookupError

from bot.channels.messenger.screen import utf16_length
from bot.channels.telegram.bot_api import CUT_FROM, HARD_CUTS
from bot.ports import TELEGRAM
from dialogs.turn.events import Address, Event, Incoming, Pressed, Said, Started, Uploaded
from knowledge.text.language import Language

# What Telegram calls it, and what we call it; all that is not named here and is no service message is OTHER.
_KINDS = {
    "photo": "photo",
    "live_photo": "photo",
    "sticker": "sticker",
    "voice": "voice",
    "audio": "voice",
    "video": "video",
    "video_note": "video",
    "animation": "video",
    "document": "file",
}
OTHER = "other"
OUTSIDE = ("left", "kicked")
"""What our standing in a chat is called when we are not in it."""
# What Telegram itself says in a chat: nobody waits for an answer.
# fmt: off
_SERVICE = frozenset((
    "new_chat_members", "left_chat_member", "chat_owner_left", "chat_owner_changed", "new_chat_title",
    "new_chat_photo", "delete_chat_photo", "group_chat_created", "supergroup_chat_created",
    "channel_chat_created", "message_auto_delete_timer_changed", "migrate_to_chat_id",
    "migrate_from_chat_id", "pinned_message", "successful_payment", "refunded_payment", "users_shared",
    "chat_shared", "user_shared", "gift", "unique_gift", "gift_upgrade_sent", "connected_website",
    "write_access_allowed", "passport_data", "proximity_alert_triggered", "boost_added",
    "chat_background_set", "checklist_tasks_done", "checklist_tasks_added", "direct_message_price_changed",
    "forum_topic_created", "forum_topic_edited", "forum_topic_closed", "forum_topic_reopened",
    "general_forum_topic_hidden", "general_forum_topic_unhidden", "giveaway_created", "giveaway_completed",
    "managed_bot_created", "paid_message_price_changed", "poll_option_added", "poll_option_deleted",
    "suggested_post_approved", "suggested_post_approval_failed", "suggested_post_declined",
    "suggested_post_paid", "suggested_post_refunded", "video_chat_scheduled", "video_chat_started",
    "video_chat_ended", "video_chat_participants_invited", "web_app_data", "community_chat_added",
    "community_chat_removed", "community_chat_joined",
))
# fmt: on
# Programs in whose name Telegram shows an administrator who speaks as the group, and who speaks as a channel.
_GROUP_ANONYMOUS, _AS_CHANNEL = 1_087_968_824, 136_817_688
# Without a name behind them, commands may be meant for another bot of the group; these are ours.
OWN_COMMANDS = ("help", "glossary", "profile", "drafts", "document", "examples", "export", "forget")
_REGARDING = re.compile(r"(\d+)(?::(\d+))?(?:@(-\d+))?")
_COMMAND = re.compile(r"/(\w+)(?:@(\w+))?\s*(.*)", re.DOTALL)


@dataclass(slots=True)
class Arrival:
    """One update on its way in; `update` is None for one in a shape that this aiogram does not know.
    `incoming` is set when it is handed over to the turn handler."""

    bot: Bot
    update: Update | None
    raw_id: int
    error: Exception | None = None
    raw: dict[str, Any] | None = None
    incoming: Incoming | None = None

    @property
    def name(self) -> str:
        """The key by which a repeated update is recognised; another bot counts its updates itself."""
        return f"{self.bot.id}:{self.raw_id}"

    @property
    def kind(self) -> str:
        """What Telegram calls it; Telegram may know kinds that aiogram does not."""
        if self.update is None:
            return "unreadable"
        try:
            return self.update.event_type
        except UpdateTypeLookupError:
            return OTHER


@dataclass(frozen=True, slots=True)
class Destination:
    """Where in Telegram a message goes: a chat, a topic of it, and the message there that is answered."""

    chat: int
    thread: int | None = None
    answered: int | None = None


def place_of(to: Address, regarding: str | None) -> Destination:
    """`regarding` is the id of a message, in a forum with that of its topic: `12:3`, in the group in which a
    channel's posts are discussed with that of the group: `12@-100345`."""
    found = _REGARDING.fullmatch(regarding or "")
    if found is None:
        return Destination(int(to.chat))
    message, thread, chat = found.groups()
    return Destination(int(chat or to.chat), int(thread) if thread else None, int(message))


def named(chat: int, message: int, team: str) -> str:
    """A message of the team's chat, or of the group in which its posts are discussed."""
    return str(message) if str(chat) == team else f"{message}@{chat}"


def regarding(message: Message) -> str:
    """The message to answer in a group, with the topic in which it stands."""
    thread = message.message_thread_id if message.is_topic_message else None
    return f"{message.message_id}:{thread}" if thread else str(message.message_id)


def address_of(chat: Chat, user: User) -> Address:
    return Address(TELEGRAM, str(chat.id), str(user.id))


def sender_of(arrival: Arrival) -> Address | None:
    """Whom to tell, in private, that an update came to nothing; None where that is not known."""
    raw = arrival.raw
    if arrival.update is not None:
        raw = arrival.update.model_dump(by_alias=True, warnings=False)
    match raw:
        case (
            {"message": {"chat": {"id": int(chat), "type": "private"}, "from": {"id": int(user)}}}
            | {"edited_message": {"chat": {"id": int(chat), "type": "private"}, "from": {"id": int(user)}}}
            | {
                "callback_query": {
                    "message": {"chat": {"id": int(chat), "type": "private"}},
                    "from": {"id": int(user)},
                }
            }
        ) if chat == user:
            return Address(TELEGRAM, str(chat), str(user))
    return None


def lane_of(arrival: Arrival) -> int:
    """What must be kept in order: a chat, else a person."""
    match arrival.update:
        case Update(message=Message(chat=chat)) | Update(edited_message=Message(chat=chat)):
            return chat.id
        case Update(callback_query=CallbackQuery() as query):
            return query.message.chat.id if query.message else query.from_user.id
        case Update(inline_query=query) if query is not None:
            return query.from_user.id
        case Update(my_chat_member=change) if change is not None:
            return change.chat.id
    return 0


def language_of(user: User) -> Language | None:
    """The language of the person's own program; Russian for all that we do not speak."""
    if user.language_code is None:
        return None
    return "en" if user.language_code.startswith("en") else "ru"


def speaker_of(message: Message) -> User | None:
    """Who speaks: somebody, also as the group or as a channel; None for a program, for a post that Telegram
    brings from a channel, and for what was put into the chat through us (`@bot term`)."""
    user, channel = message.from_user, message.sender_chat
    by_program = message.is_automatic_forward or (message.via_bot is not None and message.via_bot.is_bot)
    if user is None or by_program:
        return None
    if user.id == _AS_CHANNEL and channel is not None:
        return User(id=channel.id, is_bot=False, first_name=channel.title or "")
    return None if user.is_bot and user.id != _GROUP_ANONYMOUS else user


def event_of(message: Message) -> Event | None:
    """What a private message says; None for what Telegram itself says (a pin, a timer)."""
    if message.text is not None:
        command, _, payload = message.text.partition(" ")
        if command.partition("@")[0] == "/start":
            return Started(payload.strip())
    kind = kind_of(message)
    if text := message.text or message.caption:
        moment = int(message.date.timestamp())
        under = "" if message.text else kind or OTHER
        return Said(
            *(text, None, str(message.message_id), moment),
            cut=_cut(text),
            under=under,
            quoted=message.quote.text if message.quote else "",
        )
    return None if kind is None else Uploaded(kind)


def kind_of(message: Message) -> str | None:
    """What a message holds besides words; None for what Telegram itself says."""
    kind = message.content_type
    return None if kind in _SERVICE else _KINDS.get(kind, OTHER)


def _cut(text: str) -> str | None:
    """What stood between a text that may be cut at its end and its next part; None for a short one."""
    if len(text) * 2 < CUT_FROM or (length := utf16_length(text)) < CUT_FROM:
        return None
    return "" if length in HARD_CUTS else " "


def incoming_of(arrival: Arrival, chat: Chat, user: User, event: Event, **more: Any) -> Incoming:
    """What somebody did in a chat; `more` is what only some updates tell."""
    return Incoming(
        address_of(chat, user),
        arrival.name,
        event,
        language=language_of(user),
        public=chat.type != ChatType.PRIVATE,
        name=user.first_name,
        **more,
    )


def incoming_message(arrival: Arrival, message: Message, event: Event, user: User) -> Incoming:
    """A message, or an edit of one."""
    private, album = message.chat.type == ChatType.PRIVATE, message.media_group_id
    return incoming_of(
        arrival,
        message.chat,
        user,
        event,
        regarding=str(message.message_id) if private else regarding(message),
        answers=_answered(message),
        group=f"{arrival.bot.id}:album:{message.chat.id}:{album}" if album and private else None,
    )


def incoming_introduction(arrival: Arrival, change: ChatMemberUpdated) -> Incoming | None:
    """We are let into a group, which does not know us yet; None for any other change of our standing."""
    old, new = change.old_chat_member.status, change.new_chat_member.status
    let_in = old in OUTSIDE and new in ("member", "administrator")
    if change.chat.type not in ("group", "supergroup") or not let_in:
        return None
    return incoming_of(arrival, change.chat, change.from_user, Started())


def incoming_press(arrival: Arrival, query: CallbackQuery) -> Incoming | None:
    """A button pressed; None for one of a message that Telegram does not name."""
    message = query.message
    if message is None or query.data is None:
        return None
    place = str(message.message_id)
    if message.chat.type != ChatType.PRIVATE and isinstance(message, Message):
        place = regarding(message)
    return incoming_of(arrival, message.chat, query.from_user, Pressed(query.data), regarding=place)


def _answered(message: Message) -> str | None:
    return str(message.reply_to_message.message_id) if message.reply_to_message else None


def said_to_us(message: Message, me: User) -> Event | None:
    """What a group's message says, without our name; None when it is not for us."""
    kind, text = kind_of(message), message.text or message.caption
    if text is None:
        return Uploaded(kind) if kind is not None and _answers(message, me) else None
    if (words := _words_to_us(message, text, me)) is None:
        return None
    return Said(
        words, under="" if message.text else kind or OTHER, quoted=message.quote.text if message.quote else ""
    )


def _words_to_us(message: Message, text: str, me: User) -> str | None:
    if command := _COMMAND.fullmatch(text):
        name, addressee, argument = command.groups()
        if addressee is not None:
            ours = addressee.casefold() == (me.username or "").casefold()
        else:
            ours = name in OWN_COMMANDS
        return f"/{name} {argument}".strip() if ours else None
    rest = _without_mention(message, text, me)
    return text if rest is None and _answers(message, me) else rest


def _answers(message: Message, me: User) -> bool:
    """Whether a message replies to one of ours."""
    replied = message.reply_to_message
    ours = replied is not None and replied.from_user is not None and replied.from_user.id == me.id
    # In a forum every message replies to the one that opened its topic.
    return replied is not None and ours and not replied.forum_topic_created


def _without_mention(message: Message, text: str, me: User) -> str | None:
    for entity in message.entities or message.caption_entities or ():
        named = entity.extract_from(text)
        by_name = entity.type == "mention" and named.casefold() == f"@{me.username}".casefold()
        if by_name or (entity.type == "text_mention" and entity.user and entity.user.id == me.id):
            return " ".join(text.replace(named, " ", 1).strip(" ,:;—-").split(" ")).strip()
    return None
