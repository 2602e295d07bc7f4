"""What is done with each kind of update: turned into an event, handed to the turn handler, acknowledged."""

import logging
from collections import OrderedDict
from datetime import timedelta

from aiogram import Bot
from aiogram.enums import ChatAction
from aiogram.types import (
    CallbackQuery,
    ChatMemberUpdated,
    InlineQuery,
    Message,
)

from bot.channels.telegram import NAME
from bot.channels.telegram.background_tasks import BackgroundTasks
from bot.channels.telegram.groups import regarding, said_to_us
from bot.channels.telegram.html import shortened
from bot.channels.telegram.inline import Inline
from bot.channels.telegram.updates import (
    Arrival,
    address_of,
    event_of,
    incoming_of,
    is_person,
    language_of,
)
from bot.store.outbox import OutgoingMessages
from bot.turns.handler import Receipt
from bot.turns.rate_limit import TurnHandler
from dialogs.turn.events import Edited, Incoming, Pressed, Said

log = logging.getLogger(__name__)

NOTICE_LIMIT = 200
_REMEMBERED = 10_000
_GROUPS = ("group", "supergroup")


class Handlers:
    """One for a bot. There are few kinds of updates, so they are told apart here: aiogram's dispatcher would
    take a tenth of an update's time for it, and a thread for every filter."""

    def __init__(
        self,
        turn_handler: TurnHandler,
        outgoing: OutgoingMessages,
        inline: Inline,
        background: BackgroundTasks,
    ) -> None:
        self._turn_handler = turn_handler
        self._outgoing = outgoing
        self._inline = inline
        self._background = background
        self._answered: OrderedDict[str, None] = OrderedDict()

    async def take(self, arrival: Arrival) -> None:
        """Returns when the update's effect is committed; what is not our business has none."""
        update = arrival.update
        if update.message is not None:
            await self._message(arrival, update.message)
        elif update.callback_query is not None:
            await self._pressed(arrival, update.callback_query)
        elif update.edited_message is not None:
            await self._edited(arrival, update.edited_message)
        elif update.inline_query is not None:
            self._asked_inline(update.inline_query)
        elif update.my_chat_member is not None:
            await self._standing_changed(update.my_chat_member)

    async def _message(self, arrival: Arrival, message: Message) -> None:
        if message.chat.type == "private":
            await self._private_message(arrival, message)
        elif message.chat.type in _GROUPS and message.migrate_to_chat_id:
            # A group became a supergroup: what waits for it goes there.
            await self._outgoing.moved(NAME, str(message.chat.id), str(message.migrate_to_chat_id))
        elif message.chat.type in _GROUPS and message.text:
            await self._group_message(arrival, message)

    async def _private_message(self, arrival: Arrival, message: Message) -> None:
        if not is_person(message) or message.from_user is None:
            return
        address = address_of(message.chat, message.from_user)
        above = await self._outgoing.above(address, message.message_id) if message.text else None
        event = event_of(message, above)
        incoming = incoming_of(arrival, message, event) if event else None
        if incoming is not None:
            await self._hand_over(arrival.bot, message.chat.id, incoming)

    async def _edited(self, arrival: Arrival, message: Message) -> None:
        if message.chat.type == "private" and is_person(message) and message.text:
            incoming = incoming_of(arrival, message, Edited(str(message.message_id), message.text))
            if incoming is not None:
                await self._hand_over(arrival.bot, message.chat.id, incoming)

    async def _group_message(self, arrival: Arrival, message: Message) -> None:
        user = message.from_user
        if user is None or not is_person(message):
            return
        text = said_to_us(message, await arrival.bot.me())
        if text is not None:
            incoming = Incoming(
                address_of(message.chat, user),
                arrival.name,
                Said(text),
                regarding=regarding(message),
                language=language_of(user),
                public=True,
            )
            await self._hand_over(arrival.bot, message.chat.id, incoming)

    async def _pressed(self, arrival: Arrival, query: CallbackQuery) -> None:
        """Every press is answered, a repeated one too: its button must not seem to hang."""
        notice = ""
        message = query.message
        if message is not None and query.data is not None:
            public = message.chat.type != "private"
            incoming = Incoming(
                address_of(message.chat, query.from_user),
                arrival.name,
                Pressed(query.data),
                regarding=regarding(message)
                if public and isinstance(message, Message)
                else str(message.message_id),
                language=language_of(query.from_user),
                public=public,
            )
            notice = (await self._hand_over(arrival.bot, message.chat.id, incoming)).notice
        if self._first_answer(query.id):
            # Telegram may be slow to take it; the next update need not wait for that.
            self._background.run(query.answer(shortened(notice, NOTICE_LIMIT) or None))

    def _asked_inline(self, query: InlineQuery) -> None:
        if self._first_answer(query.id):
            self._background.run(self._inline.answer(query))

    def _first_answer(self, query: str) -> bool:
        if query in self._answered:
            return False
        self._answered[query] = None
        while len(self._answered) > _REMEMBERED:
            self._answered.popitem(last=False)
        return True

    async def _standing_changed(self, change: ChatMemberUpdated) -> None:
        """Blocked or put out: what waits for that chat is let go, until we are let in again."""
        if change.new_chat_member.status in ("kicked", "left"):
            # Telegram counts in whole seconds.
            await self._outgoing.gone(NAME, str(change.chat.id), change.date + timedelta(seconds=1))
        else:
            await self._outgoing.back(NAME, str(change.chat.id))

    async def _hand_over(self, bot: Bot, chat: int, incoming: Incoming) -> Receipt:
        with self._background.if_slow(lambda: bot.send_chat_action(chat, ChatAction.TYPING)):
            return await self._turn_handler.handle(incoming)
