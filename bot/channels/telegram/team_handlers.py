"""Handles what the team writes in its chat, and its way to the team's page."""

import re

from aiogram import Bot, Router
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError
from aiogram.types import Message, User

from bot.channels.telegram.handlers import Intake, from_person, in_group, in_private
from bot.channels.telegram.html import pages
from bot.channels.telegram.menu import drop_team_menu, set_team_menu
from bot.channels.telegram.team import desk_update, named, posted, replied, rewrote
from bot.channels.telegram.updates import Arrival, language_of
from bot.ports import TELEGRAM, Topic
from bot.store.outgoing import OutgoingMessages
from bot.store.topics import of_post
from bot.turns.desk import TeamDesk
from bot.turns.team_access import Member
from dialogs.team.desk_events import DeskUpdate


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
    if intake.page_links.take(user.id) is not None:
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
