"""The team's chat in Telegram: replies to tickets, and who its members are."""

import re
from itertools import pairwise

import structlog
from aiogram import Bot
from aiogram.enums import ChatMemberStatus
from aiogram.exceptions import AiogramError, TelegramBadRequest
from aiogram.types import ChatMemberRestricted, Message, MessageEntity

from bot.channels.messenger.screen import utf16_length
from bot.channels.telegram import NAME
from bot.channels.telegram.updates import Arrival
from dialogs.team.desk_events import DeskUpdate, Replied, Rewrote
from dialogs.turn.events import Address
from dialogs.turn.replies import Copied
from knowledge.text.markup import Paragraph, RichText, Span

log = structlog.get_logger(__name__)

_MEMBERS = (ChatMemberStatus.CREATOR, ChatMemberStatus.ADMINISTRATOR, ChatMemberStatus.MEMBER)
_NUMBERED = re.compile(r"№ (\d{1,9})")
_FILES = ("document", "photo", "video", "voice", "audio", "animation", "video_note", "sticker")


class TelegramMembership:
    """Asks Telegram who is in a chat."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot

    async def is_member(self, chat: str, person: str) -> bool | None:
        try:
            member = await self._bot.get_chat_member(int(chat), int(person))
        except TelegramBadRequest:
            return False
        except AiogramError as error:
            log.warning("membership not known now", error=type(error).__name__)
            return None
        if isinstance(member, ChatMemberRestricted):
            return member.is_member
        return member.status in _MEMBERS


def desk_update(arrival: Arrival, message: Message, event: Replied | Rewrote) -> DeskUpdate | None:
    """What somebody does in the team's chat; None for what no person does (a post of a linked channel)."""
    if message.is_automatic_forward or message.from_user is None:
        return None
    speaker, name = message.from_user.id, message.from_user.first_name
    if message.sender_chat is not None:
        # An anonymous administrator speaks as the chat itself, somebody's channel as that.
        speaker, name = message.sender_chat.id, message.author_signature or message.sender_chat.title or ""
    address = Address(NAME, str(message.chat.id), str(speaker))
    return DeskUpdate(address, arrival.name, event, name)


def replied(message: Message, me: int) -> Replied | None:
    """The reply to a message of ours; None for any other message."""
    to = message.reply_to_message
    if to is None or to.from_user is None or to.from_user.id != me or to.forum_topic_created is not None:
        return None
    number = _NUMBERED.search(to.text or "")
    thread = message.message_thread_id if message.is_topic_message else None
    return Replied(
        str(message.message_id),
        rich_text(message),
        str(to.message_id),
        int(number[1]) if number else None,
        _file(message),
        str(thread) if thread else None,
    )


def rewrote(message: Message) -> Rewrote:
    return Rewrote(str(message.message_id), rich_text(message))


def _file(message: Message) -> Copied | None:
    kind = next((kind for kind in _FILES if getattr(message, kind, None)), None)
    if kind is None:
        return None
    name = getattr(getattr(message, kind), "file_name", None) or kind
    return Copied(NAME, str(message.chat.id), str(message.message_id), name)


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
