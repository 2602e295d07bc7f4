"""Topics of the team's chat: a ticket's card opens one, which is closed and reopened with the ticket."""

import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial

import structlog
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest

from bot.ports import DeliveryContext, Topic
from dialogs.turn.replies import OwnTopic

log = structlog.get_logger(__name__)

TOPIC_STATE_SECONDS = 300.0
_GONE = ("topic_deleted", "topic_id_invalid", "thread not found")
_UNCHANGED = "topic_not_modified"
_REFUSED = ("not enough rights", "chat_admin_required", "not a forum")


def is_gone(refusal: TelegramBadRequest) -> bool:
    """Whether somebody has deleted the topic."""
    return any(reason in refusal.message.casefold() for reason in _GONE)


class Topics:
    """Opens, closes and renames topics of the team's chat; where there are none, or we may not manage them,
    everything stands in the chat itself."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot
        self._known: dict[int, tuple[float, bool]] = {}

    async def place(self, chat: int, own: OwnTopic, context: DeliveryContext) -> Topic | None:
        """The topic that a message goes to; it is opened, named, closed or reopened first, as `own` says."""
        topic = context.topic
        if topic is None:
            return None
        if topic.thread is None:
            opens = not (context.in_place or own.closed)
            return await self._opened(chat, own, topic, context) if opens else None
        thread, changes = int(topic.thread), list[Callable[[], Awaitable[bool]]]()
        if own.renamed:
            changes.append(partial(self._bot.edit_forum_topic, chat, thread, name=own.name))
        if own.closed != topic.closed:
            change = self._bot.close_forum_topic if own.closed else self._bot.reopen_forum_topic
            changes.append(partial(change, chat, thread))
        for each in changes:
            try:
                await each()
            except TelegramBadRequest as refusal:
                if is_gone(refusal):
                    await context.keep_topic(Topic(topic.subject))
                    return None
                if _UNCHANGED not in refusal.message.casefold():
                    log.warning("topic left as it is", subject=topic.subject)
        return await self._kept(replace(topic, closed=own.closed), context) if changes else topic

    async def _opened(self, chat: int, own: OwnTopic, topic: Topic, context: DeliveryContext) -> Topic | None:
        if not await self._has_topics(chat):
            return None
        try:
            made = await self._bot.create_forum_topic(chat, own.name)
        except TelegramBadRequest as refusal:
            if not any(reason in refusal.message.casefold() for reason in _REFUSED):
                raise
            log.warning("no topics: the bot may not manage those of the team's chat")
            self._known[chat] = (time.monotonic(), False)
            return None
        # Stored before anything is sent there: a crash in between leaves one empty topic.
        return await self._kept(Topic(topic.subject, str(made.message_thread_id)), context)

    async def _kept(self, topic: Topic, context: DeliveryContext) -> Topic:
        await context.keep_topic(topic)
        return topic

    async def _has_topics(self, chat: int) -> bool:
        known = self._known.get(chat)
        if known is None or time.monotonic() - known[0] > TOPIC_STATE_SECONDS:
            known = self._known[chat] = (time.monotonic(), bool((await self._bot.get_chat(chat)).is_forum))
        return known[1]
