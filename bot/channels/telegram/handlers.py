"""What is done with each kind of update: turned into an event, handed to the desk, acknowledged."""

import logging
from collections import OrderedDict
from datetime import timedelta

from aiogram import Bot, F, Router
from aiogram.enums import ChatAction
from aiogram.types import (
    CallbackQuery,
    ChatMemberUpdated,
    InlineQuery,
    Message,
    Update,
)

from bot.channels.telegram import NAME
from bot.channels.telegram.errands import Errands
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
from bot.desk import Receipt
from bot.entrance.turnstile import Desk
from bot.store.outgoing import OutgoingMessages
from dialogs.events import Edited, Incoming, Pressed, Said

log = logging.getLogger(__name__)

NOTICE_LIMIT = 200
_REMEMBERED = 10_000


class Handlers:
    """One for a bot; `router()` registers them."""

    def __init__(self, desk: Desk, outgoing: OutgoingMessages, inline: Inline, errands: Errands) -> None:
        self._desk = desk
        self._outgoing = outgoing
        self._inline = inline
        self._errands = errands
        self._answered: OrderedDict[str, None] = OrderedDict()

    def router(self) -> Router:
        """In this order the first that fits is asked."""
        router = Router(name="segmentbot")
        private, group = F.chat.type == "private", F.chat.type.in_({"group", "supergroup"})
        router.message.register(self.private_message, private)
        router.message.register(self.migrated, group, F.migrate_to_chat_id)
        router.message.register(self.group_message, group, F.text)
        router.edited_message.register(self.edited, private, F.text)
        router.callback_query.register(self.pressed)
        router.inline_query.register(self.asked_inline)
        router.my_chat_member.register(self.standing_changed)
        return router

    async def private_message(self, message: Message, bot: Bot, event_update: Update) -> None:
        if not is_person(message) or message.from_user is None:
            return
        address = address_of(message.chat, message.from_user)
        above = await self._outgoing.above(address, message.message_id) if message.text else None
        event = event_of(message, above)
        incoming = incoming_of(Arrival(bot, event_update), message, event) if event else None
        if incoming is not None:
            await self._hand_over(bot, message.chat.id, incoming)

    async def edited(self, message: Message, bot: Bot, event_update: Update) -> None:
        if is_person(message) and message.text is not None:
            event = Edited(str(message.message_id), message.text)
            incoming = incoming_of(Arrival(bot, event_update), message, event)
            if incoming is not None:
                await self._hand_over(bot, message.chat.id, incoming)

    async def group_message(self, message: Message, bot: Bot, event_update: Update) -> None:
        user = message.from_user
        if user is None or not is_person(message):
            return
        text = said_to_us(message, await bot.me())
        if text is not None:
            arrival = Arrival(bot, event_update)
            incoming = Incoming(
                address_of(message.chat, user),
                arrival.name,
                Said(text),
                regarding=regarding(message),
                language=language_of(user),
                public=True,
            )
            await self._hand_over(bot, message.chat.id, incoming)

    async def migrated(self, message: Message) -> None:
        """A group became a supergroup: what waits for it goes there."""
        await self._outgoing.moved(NAME, str(message.chat.id), str(message.migrate_to_chat_id))

    async def pressed(self, query: CallbackQuery, bot: Bot, event_update: Update) -> None:
        """Every press is answered, a repeated one too: its button must not seem to hang."""
        notice = ""
        message = query.message
        if message is not None and query.data is not None:
            public = message.chat.type != "private"
            incoming = Incoming(
                address_of(message.chat, query.from_user),
                Arrival(bot, event_update).name,
                Pressed(query.data),
                regarding=regarding(message)
                if public and isinstance(message, Message)
                else str(message.message_id),
                language=language_of(query.from_user),
                public=public,
            )
            notice = (await self._hand_over(bot, message.chat.id, incoming)).notice
        if query.id not in self._answered:
            self._answered[query.id] = None
            while len(self._answered) > _REMEMBERED:
                self._answered.popitem(last=False)
            # Telegram may be slow to take it; the next update need not wait for that.
            self._errands.run(query.answer(shortened(notice, NOTICE_LIMIT) or None))

    async def asked_inline(self, query: InlineQuery) -> None:
        if query.id not in self._answered:
            self._answered[query.id] = None
            self._errands.run(self._inline.answer(query))

    async def standing_changed(self, change: ChatMemberUpdated) -> None:
        """Blocked or put out: what waits for that chat is let go, until we are let in again."""
        if change.new_chat_member.status in ("kicked", "left"):
            # Telegram counts in whole seconds.
            await self._outgoing.gone(NAME, str(change.chat.id), change.date + timedelta(seconds=1))
        else:
            await self._outgoing.back(NAME, str(change.chat.id))

    async def _hand_over(self, bot: Bot, chat: int, incoming: Incoming) -> Receipt:
        async with self._errands.if_slow(lambda: bot.send_chat_action(chat, ChatAction.TYPING)):
            return await self._desk.handle(incoming)
