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
from bot.turns.team_access import Member
from dialogs.team.desk_events import DeskUpdate


async def in_team(
    message: Message, bot: Bot, arrival: Arrival, intake: Intake
) -> bool | dict[str, DeskUpdate]:
    """A reply to a ticket in the team's chat, or in the group in which its posts are discussed."""
    if (desk := intake.desk) is None:
        return False
    team = desk.ticketing.address.chat
    event = replied(message, (await bot.me()).id, team)
    if event is None or not await desk.knows(event):
        return False
    update = desk_update(arrival, message, event, team)
    return {"update": update} if update is not None else False


async def edited_in_team(
    message: Message, bot: Bot, arrival: Arrival, intake: Intake
) -> bool | dict[str, DeskUpdate]:
    if (desk := intake.desk) is None:
        return False
    team = desk.ticketing.address.chat
    if str(message.chat.id) != team and not await in_team(message, bot, arrival, intake):
        return False
    update = desk_update(arrival, message, rewrote(message, team), team)
    return {"update": update} if update is not None else False


async def brought_for_team(message: Message, intake: Intake) -> bool | dict[str, int]:
    """A post of the team's channel arrives in the group in which it is discussed."""
    post = posted(message, intake.desk.ticketing.address.chat) if intake.desk is not None else None
    return {"post": post} if post is not None else False


async def keep_discussion(message: Message, intake: Intake, outgoing: OutgoingMessages, post: int) -> None:
    """From now on what belongs to the post is said under it."""
    assert intake.desk is not None
    team = intake.desk.ticketing.address.chat
    place = Topic(of_post(str(post)), named(message.chat.id, message.message_id, team))
    await outgoing.keep_topic(TELEGRAM, team, place)


async def for_the_desk(message: Message, intake: Intake, update: DeskUpdate) -> None:
    assert intake.desk is not None
    await intake.desk.handle(update)


async def asks_for_page(message: Message, intake: Intake) -> bool:
    return intake.desk is not None and bool(re.fullmatch(r"/team(@\w+)?", message.text or ""))


async def asks_in_team(message: Message, intake: Intake) -> bool:
    in_team_s = intake.desk is not None and str(message.chat.id) == intake.desk.ticketing.address.chat
    return in_team_s and await asks_for_page(message, intake)


async def page_link(message: Message, bot: Bot, intake: Intake, user: User) -> None:
    """The link is sent past the outbox, which would keep it, and in private; who gets none asks again."""
    assert intake.desk is not None
    if intake.page_links.take(user.id) is not None:
        return
    access, phrases = intake.desk.access, intake.desk.ticketing.phrases
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


async def left_team(message: Message, intake: Intake) -> bool:
    desk, left = intake.desk, message.left_chat_member
    return desk is not None and left is not None and str(message.chat.id) == desk.ticketing.address.chat


async def revoke_page(message: Message, bot: Bot, intake: Intake) -> None:
    """Who leaves the team's chat leaves its page at once."""
    assert intake.desk is not None and message.left_chat_member is not None
    person = str(message.left_chat_member.id)
    await intake.desk.access.revoke(TELEGRAM, person)
    intake.run(drop_team_menu(bot, person))


def team_router() -> Router:
    """The handlers, which let everything else pass."""
    router = Router(name="team")
    router.message.register(page_link, in_private, asks_for_page, from_person)
    router.message.register(page_link, in_group, asks_in_team, from_person)
    router.message.register(revoke_page, in_group, left_team)
    router.message.register(keep_discussion, in_group, brought_for_team)
    router.message.register(for_the_desk, in_group, in_team)
    router.edited_message.register(for_the_desk, in_group, edited_in_team)
    return router
