"""The team's chat in Telegram: replies to tickets, and who its members are.

It may be a channel: its posts are answered in the group in which they are discussed. A message there is named
`12@-100345`, for the channel has a twelfth message, too.
"""

import re
from itertools import pairwise

import structlog
from aiogram import Bot
from aiogram.enums import ChatMemberStatus, ChatType
from aiogram.exceptions import AiogramError, TelegramBadRequest
from aiogram.types import ChatMemberRestricted, Message, MessageEntity, MessageOriginChannel

from bot.channels.messenger.screen import utf16_length
from bot.channels.telegram.updates import Arrival
from bot.ports import TELEGRAM
from dialogs.team.desk_events import DeskUpdate, Replied, Rewrote
from dialogs.turn.events import Address
from dialogs.turn.replies import Copied
from knowledge.text.markup import Paragraph, RichText, Span

log = structlog.get_logger(__name__)

_MEMBERS = (ChatMemberStatus.CREATOR, ChatMemberStatus.ADMINISTRATOR, ChatMemberStatus.MEMBER)
_NUMBERED = re.compile(r"№ (\d{1,9})")
_FILES = ("document", "photo", "video", "voice", "audio", "animation", "video_note", "sticker")


class TelegramMembership:
    """Asks Telegram who is in a chat, a channel's group included."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot

    async def is_member(self, chat: str, person: str) -> bool | None:
        try:
            if await self._is_in(int(chat), int(person)):
                return True
            known = await self._bot.get_chat(int(chat))
            group = known.linked_chat_id if known.type == ChatType.CHANNEL else None
            return group is not None and await self._is_in(group, int(person))
        except TelegramBadRequest:
            return False
        except AiogramError as error:
            log.warning("membership not known now", error=type(error).__name__)
            return None

    async def _is_in(self, chat: int, person: int) -> bool:
        try:
            member = await self._bot.get_chat_member(chat, person)
        except TelegramBadRequest:
            return False
        if isinstance(member, ChatMemberRestricted):
            return member.is_member
        return member.status in _MEMBERS


def desk_update(arrival: Arrival, message: Message, event: Replied | Rewrote, team: str) -> DeskUpdate | None:
    """What somebody does in the team's chat; None for what no person does (a post of a linked channel)."""
    if message.is_automatic_forward or message.from_user is None:
        return None
    speaker, name = message.from_user.id, message.from_user.first_name
    if message.sender_chat is not None:
        # An anonymous administrator speaks as the chat itself, somebody's channel as that.
        here = message.sender_chat.id == message.chat.id
        speaker = int(team) if here else message.sender_chat.id
        name = message.author_signature or message.sender_chat.title or ""
    return DeskUpdate(Address(TELEGRAM, team, str(speaker)), arrival.name, event, name)


def replied(message: Message, me: int, team: str) -> Replied | None:
    """The reply to a message of ours, or to a post of the team's channel; None for any other message."""
    to = message.reply_to_message
    if to is None or to.forum_topic_created is not None:
        return None
    if (post := posted(to, team)) is not None:
        answered = str(post)
    elif to.from_user is not None and to.from_user.id == me:
        answered = named(message.chat.id, to.message_id, team)
    else:
        return None
    elsewhere, thread = str(message.chat.id) != team, message.message_thread_id
    # In another group our words may name the number of anything.
    number = _NUMBERED.search(to.text or "") if post is not None or not elsewhere else None
    topic = thread if message.is_topic_message else None
    return Replied(
        named(message.chat.id, message.message_id, team),
        rich_text(message),
        answered,
        int(number[1]) if number else None,
        _file(message),
        str(topic) if topic else None,
        named(message.chat.id, thread or to.message_id, team) if elsewhere else None,
    )


def rewrote(message: Message, team: str) -> Rewrote:
    return Rewrote(named(message.chat.id, message.message_id, team), rich_text(message))


def posted(message: Message, team: str) -> int | None:
    """The post of the team's channel that Telegram has brought into its group."""
    origin = message.forward_origin
    if not message.is_automatic_forward or not isinstance(origin, MessageOriginChannel):
        return None
    return origin.message_id if str(origin.chat.id) == team else None


def named(chat: int, message: int, team: str) -> str:
    """A message of the team's chat, or of the group in which its posts are discussed."""
    return str(message) if str(chat) == team else f"{message}@{chat}"


def _file(message: Message) -> Copied | None:
    kind = next((kind for kind in _FILES if getattr(message, kind, None)), None)
    if kind is None:
        return None
    name = getattr(getattr(message, kind), "file_name", None) or kind
    return Copied(TELEGRAM, str(message.chat.id), str(message.message_id), name)


def rich_text(message: Message) -> RichText:
    """The text or caption with its bold, its italics and its links; other formatting is left."""
    text = message.text or message.caption or ""
    entities = message.entities or message.caption_entities or []
    if not text:
        return RichText()
    cuts = {0, utf16_length(text)}
    for entity in entities:
        cuts |= {entity.offset, entity.offset + entity.length}
    places = sorted(cuts)
    wide = text.encode("utf-16-le")
    spans = tuple(
        _span(wide[2 * begin : 2 * end].decode("utf-16-le", "replace"), begin, end, entities)
        for begin, end in pairwise(places)
    )
    return RichText((Paragraph(spans),))


def _span(text: str, begin: int, end: int, entities: list[MessageEntity]) -> Span:
    over = [each for each in entities if each.offset <= begin and end <= each.offset + each.length]
    kinds = {each.type for each in over}
    link = next((each.url for each in over if each.type == "text_link"), None)
    if link is None and "url" in kinds:
        link = text if text.startswith(("http://", "https://")) else f"https://{text}"
    return Span(text, "bold" in kinds, "italic" in kinds, link)
