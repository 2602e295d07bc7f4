"""The team's chat in Telegram: who its members are, what they write there, and their way to the team's page.

It may be a channel: its posts are answered in the group in which they are discussed. A message there is named
`12@-100345`, for the channel has a twelfth message, too.
"""

import re
from itertools import pairwise

import structlog
from aiogram import Bot, Router
from aiogram.enums import ChatMemberStatus, ChatType
from aiogram.exceptions import AiogramError, TelegramBadRequest, TelegramForbiddenError
from aiogram.types import ChatMemberRestricted, Message, MessageEntity, MessageOriginChannel, User

from bot.channels.messenger.screen import utf16_length
from bot.channels.telegram.handlers import Intake, from_person, in_group, in_private
from bot.channels.telegram.html import pages
from bot.channels.telegram.menu import drop_team_menu, set_team_menu
from bot.channels.telegram.updates import Arrival, language_of, named
from bot.ports import TELEGRAM, Topic
from bot.store.access_tokens import Member
from bot.store.outgoing import OutgoingMessages
from bot.store.topics import of_post
from bot.turns.desk import TeamDesk
from dialogs.team.desk_events import DeskUpdate, Replied, Rewrote
from dialogs.turn.events import Address
from dialogs.turn.replies import Copied
from knowledge.text.markup import Paragraph, RichText, Span

log = structlog.get_logger(__name__)

_MEMBERS = (ChatMemberStatus.CREATOR, ChatMemberStatus.ADMINISTRATOR, ChatMemberStatus.MEMBER)
_NUMBERED = re.compile(r"№ (\d{1,9})")
_FILES = ("document", "photo", "video", "voice", "audio", "animation", "video_note", "sticker")


async def is_member(bot: Bot, chat: str, person: str) -> bool | None:
    """Whether somebody is in a chat, a channel's group included; None when Telegram does not tell now."""
    try:
        if await _is_in(bot, int(chat), int(person)):
            return True
        known = await bot.get_chat(int(chat))
        group = known.linked_chat_id if known.type == ChatType.CHANNEL else None
        return group is not None and await _is_in(bot, group, int(person))
    except TelegramBadRequest:
        return False
    except AiogramError as error:
        log.warning("membership not known now", error=type(error).__name__)
        return None


async def _is_in(bot: Bot, chat: int, person: int) -> bool:
    try:
        member = await bot.get_chat_member(chat, person)
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


async def in_team(
    message: Message, bot: Bot, arrival: Arrival, desk: TeamDesk
) -> bool | dict[str, DeskUpdate]:
    """A reply to a ticket in the team's chat, or in the group in which its posts are discussed."""
    event = replied(message, (await bot.me()).id, chat_of(desk))
    if event is None or not await desk.knows(event):
        return False
    update = desk_update(arrival, message, event, chat_of(desk))
    return {"update": update} if update is not None else False


async def edited_in_team(
    message: Message, bot: Bot, arrival: Arrival, desk: TeamDesk
) -> bool | dict[str, DeskUpdate]:
    team = chat_of(desk)
    if str(message.chat.id) != team and not await in_team(message, bot, arrival, desk):
        return False
    update = desk_update(arrival, message, rewrote(message, team), team)
    return {"update": update} if update is not None else False


async def brought_for_team(message: Message, desk: TeamDesk) -> bool | dict[str, int]:
    """A post of the team's channel arrives in the group in which it is discussed."""
    post = posted(message, chat_of(desk))
    return {"post": post} if post is not None else False


async def keep_discussion(message: Message, desk: TeamDesk, outgoing: OutgoingMessages, post: int) -> None:
    """Keeps under which post the team talks from now on."""
    place = Topic(of_post(str(post)), named(message.chat.id, message.message_id, chat_of(desk)))
    await outgoing.keep_topic(TELEGRAM, chat_of(desk), place)


async def for_the_desk(message: Message, desk: TeamDesk, update: DeskUpdate) -> None:
    await desk.handle(update)


async def asks_for_page(message: Message) -> bool:
    return bool(re.fullmatch(r"/team(@\w+)?", message.text or ""))


async def in_teams_chat(message: Message, desk: TeamDesk) -> bool:
    return str(message.chat.id) == chat_of(desk)


async def page_link(message: Message, bot: Bot, intake: Intake, desk: TeamDesk, user: User) -> None:
    """The link is sent past the outbox, which would keep it, and in private; who gets none asks again."""
    if intake.not_said.take(("link", user.id)) is not None:
        return
    access, phrases = desk.access, desk.ticketing.phrases
    language = language_of(user) or "ru"
    link = await access.link(Member(TELEGRAM, str(user.id), user.first_name))
    key = "team-page-refused" if link is None else "team-page-link"
    body = phrases.text(language, key, link=link or "")
    if link is not None and access.only_here:
        body += phrases.text(language, "team-page-only-here")
    (text,) = pages(body)

    async def send() -> None:
        try:
            await bot.send_message(user.id, text)
        except (TelegramForbiddenError, TelegramBadRequest):
            # A bot may not write first.
            await message.reply(phrases.label(language, "team-page-in-private"))
            return
        if link is not None:
            await set_team_menu(bot, phrases, str(user.id))

    intake.run(send())


async def somebody_left(message: Message) -> bool | dict[str, str]:
    left = message.left_chat_member
    return {"person": str(left.id)} if left is not None else False


async def revoke_page(message: Message, bot: Bot, intake: Intake, desk: TeamDesk, person: str) -> None:
    """Ends the page of whoever leaves the team's chat, at once."""
    await desk.access.revoke(TELEGRAM, person)
    intake.run(drop_team_menu(bot, person))


def chat_of(desk: TeamDesk) -> str:
    """The team's chat, as Telegram numbers it."""
    return desk.ticketing.address.chat


def team_router() -> Router:
    """The handlers, where there is a team's desk; they let everything else pass."""
    router = Router(name="team")
    router.message.register(page_link, in_private, asks_for_page, from_person)
    router.message.register(page_link, in_group, in_teams_chat, asks_for_page, from_person)
    router.message.register(revoke_page, in_group, in_teams_chat, somebody_left)
    router.message.register(keep_discussion, in_group, brought_for_team)
    router.message.register(for_the_desk, in_group, in_team)
    router.edited_message.register(for_the_desk, in_group, edited_in_team)
    return router
