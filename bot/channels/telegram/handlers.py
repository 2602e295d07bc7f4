"""Handles each kind of update: makes an event of it and hands it to the turn handler."""

import re
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import partial
from typing import Any

from aiogram import BaseMiddleware, Bot, Dispatcher, Router
from aiogram.enums import ChatAction, ChatType
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError
from aiogram.filters import ExceptionTypeFilter
from aiogram.types import CallbackQuery, ChatMemberUpdated, InlineQuery, Message, TelegramObject, User
from aiogram.types.error_event import ErrorEvent

from bot.channels.messenger.lanes import BackgroundTasks
from bot.channels.messenger.screen import shortened
from bot.channels.telegram import NAME
from bot.channels.telegram.api_limits import MESSAGE
from bot.channels.telegram.html import pages
from bot.channels.telegram.inline import InlineAnswers
from bot.channels.telegram.menu import drop_team_menu, set_team_menu
from bot.channels.telegram.team import desk_update, replied, rewrote
from bot.channels.telegram.updates import (
    OTHER,
    Arrival,
    event_of,
    incoming_edit,
    incoming_group_message,
    incoming_message,
    incoming_press,
    language_of,
    said_to_us,
    sender_of,
    speaker_of,
)
from bot.ports import IncomingHandler, Receipt
from bot.store.outgoing import OutgoingMessages
from bot.store.unit_of_work import Sending
from bot.turns.desk import TeamDesk
from bot.turns.retrying import DeadLetters, Recipient, Tried, UpdateFailed, UpdateRetrier, recipient_of
from bot.turns.team_access import Member
from dialogs.team.desk_events import DeskUpdate
from dialogs.turn.events import Event, Incoming

_REMEMBERED = 10_000


class Intake:
    """What the handlers share: hands events to the turn handler and answers queries, each once."""

    def __init__(
        self,
        turn_handler: IncomingHandler,
        inline: InlineAnswers,
        background: BackgroundTasks,
        desk: TeamDesk | None = None,
    ) -> None:
        self.desk = desk
        self._turn_handler = turn_handler
        self._inline = inline
        self._background = background
        self._answered: OrderedDict[str, None] = OrderedDict()

    async def hand_over(self, arrival: Arrival, chat: int, incoming: Incoming) -> Receipt:
        """Returns when the event's effect is committed; whoever waits long sees that we are typing."""
        arrival.incoming = incoming
        with self._background.if_slow(lambda: arrival.bot.send_chat_action(chat, ChatAction.TYPING)):
            return await self._turn_handler.handle(incoming)

    def answer_press(self, query: CallbackQuery, notice: str = "") -> None:
        # Telegram may be slow to take it; the next update need not wait for that.
        self._answer(query.id, lambda: query.answer(shortened(notice, MESSAGE.toast) or None))

    def run(self, sending: Awaitable[object]) -> None:
        """Sends what need not be waited for."""
        self._background.run(sending)

    def answer_inline(self, query: InlineQuery) -> None:
        self._answer(query.id, lambda: self._inline.answer(query))

    def _answer(self, query: str, answer: Callable[[], Awaitable[object]]) -> None:
        if query in self._answered:
            return
        self._answered[query] = None
        while len(self._answered) > _REMEMBERED:
            self._answered.popitem(last=False)
        self._background.run(answer())


# aiogram runs a filter that is no coroutine in a thread, so these are.
async def in_private(message: Message) -> bool:
    return message.chat.type == ChatType.PRIVATE


async def in_group(message: Message) -> bool:
    return message.chat.type in (ChatType.GROUP, ChatType.SUPERGROUP)


async def migrates(message: Message) -> bool:
    return message.migrate_to_chat_id is not None


async def from_person(message: Message) -> bool | dict[str, User]:
    user = speaker_of(message)
    return {"user": user} if user is not None else False


async def to_us(message: Message, bot: Bot) -> bool | dict[str, Event]:
    said = said_to_us(message, await bot.me())
    return {"said": said} if said is not None else False


async def in_team(
    message: Message, bot: Bot, arrival: Arrival, intake: Intake
) -> bool | dict[str, DeskUpdate]:
    """A reply to a ticket in the team's chat."""
    if (desk := intake.desk) is None or str(message.chat.id) != desk.ticketing.address.chat:
        return False
    event = replied(message, (await bot.me()).id)
    if event is None or not await desk.knows(event):
        return False
    update = desk_update(arrival, message, event)
    return {"update": update} if update is not None else False


async def edited_in_team(message: Message, arrival: Arrival, intake: Intake) -> bool | dict[str, DeskUpdate]:
    if (desk := intake.desk) is None or str(message.chat.id) != desk.ticketing.address.chat:
        return False
    update = desk_update(arrival, message, rewrote(message))
    return {"update": update} if update is not None else False


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
    access, phrases = intake.desk.access, intake.desk.ticketing.phrases
    language = language_of(user) or "ru"
    link = await access.link(Member(NAME, str(user.id), user.first_name))
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
    await intake.desk.access.revoke(NAME, person)
    intake.run(drop_team_menu(bot, person))


async def group_migrated(message: Message, outgoing: OutgoingMessages) -> None:
    """A group became a supergroup: what waits for it goes there."""
    await outgoing.moved(NAME, str(message.chat.id), str(message.migrate_to_chat_id))


async def group_message(message: Message, arrival: Arrival, intake: Intake, user: User, said: Event) -> None:
    incoming = incoming_group_message(arrival, message, said, user)
    await intake.hand_over(arrival, message.chat.id, incoming)


async def private_message(message: Message, arrival: Arrival, intake: Intake, user: User) -> None:
    event = event_of(message)
    if event is not None:
        await intake.hand_over(arrival, message.chat.id, incoming_message(arrival, message, event, user))


async def private_edit(message: Message, arrival: Arrival, intake: Intake, user: User) -> None:
    if message.text or message.caption:
        await intake.hand_over(arrival, message.chat.id, incoming_edit(arrival, message, user))


async def button_pressed(query: CallbackQuery, arrival: Arrival, intake: Intake) -> None:
    """Every press is answered, a repeated one too: its button must not seem to hang."""
    incoming = incoming_press(arrival, query)
    notice = ""
    if incoming is not None:
        notice = (await intake.hand_over(arrival, int(incoming.address.chat), incoming)).notice
    intake.answer_press(query, notice)


async def inline_asked(query: InlineQuery, intake: Intake) -> None:
    intake.answer_inline(query)


async def membership_changed(
    change: ChatMemberUpdated, bot: Bot, intake: Intake, outgoing: OutgoingMessages
) -> None:
    """Blocked or put out: what waits for that chat is let go, until we are let in again."""
    if change.new_chat_member.status in ("kicked", "left"):
        # Telegram counts in whole seconds.
        await outgoing.gone(NAME, str(change.chat.id), change.date + timedelta(seconds=1))
    else:
        await outgoing.back(NAME, str(change.chat.id))
        desk = intake.desk
        if desk is not None and str(change.chat.id) == desk.ticketing.address.chat:
            intake.run(set_team_menu(bot, desk.ticketing.phrases, str(change.chat.id)))


async def update_failed(
    event: ErrorEvent, arrival: Arrival, intake: Intake, dead_letters: DeadLetters
) -> None:
    """The update becomes a dead letter, and whoever sent it is told."""
    assert isinstance(event.exception, UpdateFailed)
    await dead_letters.add(event.exception.fault, recipient_for(arrival))
    if event.update.callback_query is not None:
        intake.answer_press(event.update.callback_query)


def recipient_for(arrival: Arrival) -> Recipient | None:
    """Who is told that the update came to nothing: where it was said if it was for us, else in private."""
    if arrival.incoming is not None:
        return recipient_of(arrival.incoming, logged=False)
    sender = sender_of(arrival)
    return None if sender is None else Recipient(sender, Sending(logged=False))


class RetryMiddleware(BaseMiddleware):
    """Repeats an update on which our code breaks; UpdateFailed reaches the error handler in the end."""

    def __init__(self, retrier: UpdateRetrier) -> None:
        self._retrier = retrier

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        arrival: Arrival = data["arrival"]
        update = Tried(NAME, arrival.name, arrival.kind)
        return await self._retrier.run(update, partial(handler, event, data), may_kill=data["may_kill"])


def build_router() -> Router:
    """The handlers; of those of one kind the first counts whose filters let the update pass."""
    router = Router(name="segmentbot")
    router.message.register(page_link, in_private, asks_for_page, from_person)
    router.message.register(revoke_page, in_group, left_team)
    router.message.register(private_message, in_private, from_person)
    router.message.register(page_link, in_group, asks_in_team, from_person)
    router.message.register(group_migrated, in_group, migrates)
    router.message.register(for_the_desk, in_group, in_team)
    router.message.register(group_message, in_group, from_person, to_us)
    router.edited_message.register(private_edit, in_private, from_person)
    router.edited_message.register(for_the_desk, in_group, edited_in_team)
    router.callback_query.register(button_pressed)
    router.inline_query.register(inline_asked)
    router.my_chat_member.register(membership_changed)
    router.error.register(update_failed, ExceptionTypeFilter(UpdateFailed))
    return router


class UpdateDispatch:
    """Feeds updates to aiogram's dispatcher, which has the router, no state of its own and no polling."""

    def __init__(self, intake: Intake, outgoing: OutgoingMessages, retrier: UpdateRetrier) -> None:
        self._dead_letters = retrier.dead_letters
        self._dispatcher = Dispatcher(
            disable_fsm=True, intake=intake, outgoing=outgoing, dead_letters=retrier.dead_letters
        )
        self._dispatcher.update.outer_middleware(RetryMiddleware(retrier))
        self._dispatcher.include_router(build_router())

    async def __call__(self, arrival: Arrival, may_kill: bool) -> None:
        """Returns when the update's effect is committed; what is not our business has none."""
        if arrival.update is None:
            # It would be read no better a second time.
            assert arrival.error is not None
            fault = Tried(NAME, arrival.name, arrival.kind).fault(arrival.error)
            await self._dead_letters.add(fault, recipient_for(arrival))
        elif arrival.kind != OTHER:
            # Of an unknown kind aiogram would warn by printing all of it.
            await self._dispatcher.feed_update(
                arrival.bot, arrival.update, arrival=arrival, may_kill=may_kill
            )
