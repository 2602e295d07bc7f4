"""Handles updates: aiogram's dispatcher finds the handler, which makes an event for the turn handler."""

import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial
from typing import Any

from aiogram import Bot, Dispatcher, Router
from aiogram.enums import ChatAction, ChatType
from aiogram.filters import ExceptionTypeFilter
from aiogram.types import CallbackQuery, ChatMemberUpdated, InlineQuery, Message, TelegramObject, Update, User
from aiogram.types.error_event import ErrorEvent

from bot.channels.messenger.lanes import BackgroundTasks
from bot.channels.messenger.screen import shortened
from bot.channels.telegram.bot_api import MESSAGE
from bot.channels.telegram.inline import InlineAnswers
from bot.channels.telegram.menu import set_team_menu
from bot.channels.telegram.updates import (
    OTHER,
    OUTSIDE,
    Arrival,
    event_of,
    incoming_introduction,
    incoming_message,
    incoming_press,
    named,
    said_to_us,
    sender_of,
    speaker_of,
)
from bot.ports import TELEGRAM, IncomingHandler, Receipt
from bot.store.message_rows import Sending
from bot.store.outgoing import OutgoingMessages
from bot.turns.desk import TeamDesk
from bot.turns.rate_limit import Limit, TokenBuckets
from bot.turns.retrying import Recipient, Tried, UpdateFailed, UpdateRetrier, recipient_of
from dialogs.turn.events import Edited, Event, Incoming

_REMEMBERED = 10_000
# aiogram remembers the kinds of the last 128 updates, and by that the updates with all that people typed.
_KINDS_OF_UPDATES: Any = Update.event_type.fget  # type: ignore[attr-defined]


@dataclass(eq=False, repr=False)
class Intake:
    """Hands events to the turn handler and answers queries, each once; every handler has it."""

    turn_handler: IncomingHandler
    inline: InlineAnswers
    background: BackgroundTasks
    desk: TeamDesk | None = None
    not_said: TokenBuckets = field(
        default_factory=lambda: TokenBuckets(Limit(burst=10, a_minute=6), time.monotonic), init=False
    )
    """For what people do past the turn handler: links to the team's page, each noted and sent past the
    pace, and changes of our standing, each of which writes."""
    _answered: OrderedDict[str, None] = field(default_factory=OrderedDict, init=False)

    async def hand_over(self, arrival: Arrival, incoming: Incoming) -> Receipt:
        """Returns when the event's effect is committed; whoever waits long sees that we are typing."""
        arrival.incoming, chat = incoming, int(incoming.address.chat)
        with self.background.if_slow(lambda: arrival.bot.send_chat_action(chat, ChatAction.TYPING)):
            return await self.turn_handler.handle(incoming)

    def answer_press(self, query: CallbackQuery, notice: str = "") -> None:
        # Telegram may be slow to take it; the next update need not wait for that.
        self._answer(query.id, lambda: query.answer(shortened(notice, MESSAGE.toast) or None))

    def run(self, sending: Awaitable[object]) -> None:
        """Sends what need not be waited for."""
        self.background.run(sending)

    def answer_inline(self, query: InlineQuery) -> None:
        self._answer(query.id, lambda: self.inline.answer(query))

    def _answer(self, query: str, answer: Callable[[], Awaitable[object]]) -> None:
        if query in self._answered:
            return
        self._answered[query] = None
        while len(self._answered) > _REMEMBERED:
            self._answered.popitem(last=False)
        self.background.run(answer())


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


async def group_migrated(message: Message, outgoing: OutgoingMessages) -> None:
    """A group became a supergroup: what waits for it goes there."""
    await outgoing.moved(TELEGRAM, str(message.chat.id), str(message.migrate_to_chat_id))


async def group_message(message: Message, arrival: Arrival, intake: Intake, user: User, said: Event) -> None:
    await intake.hand_over(arrival, incoming_message(arrival, message, said, user))


async def private_message(message: Message, arrival: Arrival, intake: Intake, user: User) -> None:
    event = event_of(message)
    if event is not None:
        await intake.hand_over(arrival, incoming_message(arrival, message, event, user))


async def private_edit(message: Message, arrival: Arrival, intake: Intake, user: User) -> None:
    if text := message.text or message.caption:
        event = Edited(str(message.message_id), text)
        await intake.hand_over(arrival, incoming_message(arrival, message, event, user))


async def button_pressed(query: CallbackQuery, arrival: Arrival, intake: Intake) -> None:
    """Answers every press, a repeated one too: its button must not seem to hang."""
    incoming = incoming_press(arrival, query)
    notice = ""
    if incoming is not None and incoming.public and query.message is not None and intake.desk is not None:
        team, group = intake.desk.ticketing.address.chat, query.message.chat.id
        here = named(group, query.message.message_id, team)
        if str(group) != team and await intake.desk.has_button(query.data or "", here, str(group)):
            incoming = replace(incoming, address=replace(incoming.address, chat=team))
    if incoming is not None:
        notice = (await intake.hand_over(arrival, incoming)).notice
    intake.answer_press(query, notice)


async def inline_asked(query: InlineQuery, intake: Intake) -> None:
    intake.answer_inline(query)


async def membership_changed(
    change: ChatMemberUpdated, bot: Bot, arrival: Arrival, intake: Intake, outgoing: OutgoingMessages
) -> None:
    """Blocked or put out: what waits for that chat is let go, until we are let in again. A group that lets us
    in is told what we are for. Who does so again and again is not followed: what is sent in vain tells it,
    too, and whoever writes can be written to."""
    desk = intake.desk
    is_team = desk is not None and str(change.chat.id) == desk.ticketing.address.chat
    if not is_team and intake.not_said.take(("standing", change.from_user.id)) is not None:
        return
    if change.new_chat_member.status in OUTSIDE:
        # Telegram counts in whole seconds.
        await outgoing.gone(TELEGRAM, str(change.chat.id), change.date + timedelta(seconds=1))
    else:
        await outgoing.back(TELEGRAM, str(change.chat.id))
        if desk is not None and is_team:
            intake.run(set_team_menu(bot, desk.ticketing.phrases, str(change.chat.id)))
        elif (introduction := incoming_introduction(arrival, change)) is not None:
            await intake.hand_over(arrival, introduction)


def people_router() -> Router:
    """The handlers; of those of one kind the first counts whose filters let the update pass."""
    router = Router(name="people")
    router.message.register(private_message, in_private, from_person)
    router.message.register(group_migrated, in_group, migrates)
    router.message.register(group_message, in_group, from_person, to_us)
    router.edited_message.register(private_edit, in_private, from_person)
    router.callback_query.register(button_pressed)
    router.inline_query.register(inline_asked)
    router.my_chat_member.register(membership_changed)
    return router


async def update_failed(event: ErrorEvent, arrival: Arrival, intake: Intake, retrier: UpdateRetrier) -> None:
    """The update becomes a dead letter, and whoever sent it is told."""
    assert isinstance(event.exception, UpdateFailed)
    await retrier.dead_letters.add(event.exception.fault, recipient_for(arrival))
    if event.update.callback_query is not None:
        intake.answer_press(event.update.callback_query)


def recipient_for(arrival: Arrival) -> Recipient | None:
    """Who is told that the update came to nothing: where it was said if it was for us, else in private."""
    if arrival.incoming is not None:
        return recipient_of(arrival.incoming)
    sender = sender_of(arrival)
    return None if sender is None else Recipient(sender, Sending())


async def retry(
    handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
    event: TelegramObject,
    data: dict[str, Any],
) -> Any:
    """Repeats an update on which our code breaks; UpdateFailed reaches the error handler in the end."""
    arrival, retrier = data["arrival"], data["retrier"]
    update = Tried(TELEGRAM, arrival.name, arrival.kind)
    return await retrier.run(update, partial(handler, event, data), may_kill=data["may_kill"])


class UpdateDispatch:
    """Feeds updates to aiogram's dispatcher, which has the routers, no state of its own and no polling. An
    update on which our code breaks is tried again, then set aside. The router `team` comes first."""

    def __init__(
        self,
        intake: Intake,
        outgoing: OutgoingMessages,
        retrier: UpdateRetrier,
        team: Router | None = None,
    ) -> None:
        self._dead_letters = retrier.dead_letters
        self._dispatcher = Dispatcher(
            disable_fsm=True,
            intake=intake,
            desk=intake.desk,
            outgoing=outgoing,
            retrier=retrier,
        )
        self._dispatcher.update.outer_middleware(retry)
        if team is not None:
            # What belongs to the team is not taken for a question.
            self._dispatcher.include_router(team)
        self._dispatcher.include_router(people_router())
        self._dispatcher.error.register(update_failed, ExceptionTypeFilter(UpdateFailed))

    async def __call__(self, arrival: Arrival, may_kill: bool) -> None:
        """Returns when the update's effect is committed; what is not our business has none."""
        if arrival.update is None:
            # It would be read no better a second time.
            assert arrival.error is not None
            fault = Tried(TELEGRAM, arrival.name, arrival.kind).fault(arrival.error)
            await self._dead_letters.add(fault, recipient_for(arrival))
        elif arrival.kind != OTHER:
            # Of an unknown kind aiogram would warn by printing all of it.
            try:
                await self._dispatcher.feed_update(
                    arrival.bot, arrival.update, arrival=arrival, may_kill=may_kill
                )
            finally:
                _KINDS_OF_UPDATES.cache_clear()
