"""Feeds updates to aiogram's dispatcher; one on which our code breaks is tried again, then set aside."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from aiogram import BaseMiddleware, Dispatcher
from aiogram.filters import ExceptionTypeFilter
from aiogram.types import TelegramObject, Update
from aiogram.types.error_event import ErrorEvent

from bot.channels.telegram.handlers import Intake, people_router
from bot.channels.telegram.team_handlers import team_router
from bot.channels.telegram.updates import OTHER, Arrival, sender_of
from bot.ports import TELEGRAM
from bot.store.message_rows import Sending
from bot.store.outgoing import OutgoingMessages
from bot.turns.retrying import DeadLetters, Recipient, Tried, UpdateFailed, UpdateRetrier, recipient_of

# aiogram remembers the kinds of the last 128 updates, and by that the updates with all that people typed.
_KINDS_OF_UPDATES: Any = Update.event_type.fget  # type: ignore[attr-defined]


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
        return recipient_of(arrival.incoming)
    sender = sender_of(arrival)
    return None if sender is None else Recipient(sender, Sending())


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
        update = Tried(TELEGRAM, arrival.name, arrival.kind)
        return await self._retrier.run(update, partial(handler, event, data), may_kill=data["may_kill"])


class UpdateDispatch:
    """Feeds updates to aiogram's dispatcher, which has the routers, no state of its own and no polling."""

    def __init__(self, intake: Intake, outgoing: OutgoingMessages, retrier: UpdateRetrier) -> None:
        self._dead_letters = retrier.dead_letters
        self._dispatcher = Dispatcher(
            disable_fsm=True,
            intake=intake,
            desk=intake.desk,
            outgoing=outgoing,
            dead_letters=retrier.dead_letters,
        )
        self._dispatcher.update.outer_middleware(RetryMiddleware(retrier))
        if intake.desk is not None:
            # What belongs to the team is not taken for a question.
            self._dispatcher.include_router(team_router())
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
