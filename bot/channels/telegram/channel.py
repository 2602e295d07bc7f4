"""Delivers replies to Telegram as messages and edits, with their files; its refusals become outcomes."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, TypeVar

import structlog
from aiogram import Bot
from aiogram.exceptions import (
    AiogramError,
    ClientDecodeError,
    TelegramAPIError,
    TelegramBadRequest,
    TelegramEntityTooLarge,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramRetryAfter,
)
from aiogram.types import ReplyParameters

from bot.channels.messenger.limits import Pace
from bot.channels.telegram.bot_api import (
    cannot_edit,
    in_short,
    is_captioned,
    is_too_long,
    is_unchanged,
    is_unreachable,
)
from bot.channels.telegram.file_parts import FileParts, FileSources, Paced, SendPart
from bot.channels.telegram.forum_topics import Topics, is_gone
from bot.channels.telegram.html import TelegramScreen, draw
from bot.channels.telegram.updates import Destination, place_of
from bot.ports import (
    TELEGRAM,
    Channel,
    Delivered,
    DeliveryContext,
    DeliveryOutcome,
    Gone,
    Held,
    Moved,
    Refused,
    Retry,
    Topic,
)
from dialogs.team.notices import TEAM_SPEAKER
from dialogs.turn.events import Address
from dialogs.turn.phrases import Phrases
from dialogs.turn.replies import Reply

log = structlog.get_logger(__name__)

# Between the parts of one message the channel waits; for longer the outbox does, and goes on with others.
LONGEST_SEND_WAIT = 3.0
_NOTHING = "\N{EM DASH}"
Result = TypeVar("Result")


class Wait(Exception):
    """The limits of sending let nothing leave for so many seconds."""

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds)
        self.seconds = seconds


@dataclass(eq=False, repr=False)
class TelegramChannel(Channel):
    """The channel Telegram. The team's chat is never given up as gone."""

    name = TELEGRAM

    bot: Bot
    phrases: Phrases
    sources: FileSources
    pace: Pace
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    page: str | None = None
    username: str | None = field(default=None, init=False)
    """The bot's own name, known once it is connected; until then nothing leaves."""

    def __post_init__(self) -> None:
        self._topics = Topics(self.bot)

    def pause(self, chat: str, spare: int = 0) -> float:
        return 1.0 if self.username is None else self.pace.pause(chat, spare)

    def hold(self, chat: str | None, seconds: float) -> None:
        self.pace.hold(chat, seconds)

    def recall(self, chat: str, ago: float) -> None:
        self.pace.take(chat, ago)

    async def deliver(self, to: Address, reply: Reply, context: DeliveryContext) -> DeliveryOutcome:
        """Sends or edits; whatever Telegram refuses for a reason of its own becomes an outcome."""
        try:
            return await self._deliver(to, reply, context)
        except Wait as wait:
            return Retry(wait.seconds)
        except TelegramRetryAfter as refusal:
            return self._told_to_wait(to, refusal)
        except TelegramMigrateToChat as refusal:
            return Moved(str(refusal.migrate_to_chat_id))
        except TelegramForbiddenError:
            return _unreachable(to)
        except TelegramEntityTooLarge:
            return Refused("file too large")
        except TelegramBadRequest as refusal:
            if is_unreachable(refusal):
                return _unreachable(to)
            if context.topic is not None and context.topic.thread is not None and is_gone(refusal):
                await context.keep_topic(Topic(context.topic.subject))
                return Retry(0.0)
            return Refused(in_short(refusal))
        except ClientDecodeError as error:
            if isinstance(error.data, dict) and error.data.get("ok") is not False:
                # Telegram has done it and says so in a way that we do not know: not to be done for ever.
                raise
            return Retry()
        except TelegramAPIError:
            return Retry()

    async def retire(self, to: Address, message: str, trace: Reply | None = None) -> Retry | None:
        """Takes the buttons off, or leaves the trace; a message that is no longer there has none either."""
        at = place_of(to, message.rpartition(",")[2])
        try:
            if trace is not None:
                screen = draw(trace, self.phrases)
                await self._paced(to.chat, lambda: self._edit(at, screen, 0))
            else:
                await self._paced(
                    to.chat,
                    lambda: self.bot.edit_message_reply_markup(chat_id=at.chat, message_id=at.answered),
                )
        except TelegramRetryAfter as refusal:
            return self._told_to_wait(to, refusal)
        except (Wait, AiogramError) as error:
            log.info("old buttons stay", error=type(error).__name__)
        return None

    def _told_to_wait(self, to: Address, refusal: TelegramRetryAfter) -> Retry:
        everyone = self.pace.refused(to.chat, refusal.retry_after)
        log.info("told to wait", seconds=refusal.retry_after, everyone=everyone)
        return Retry(refusal.retry_after, Held.ALL if everyone else Held.CHAT)

    async def _deliver(self, to: Address, reply: Reply, context: DeliveryContext) -> DeliveryOutcome:
        private = to.chat == to.speaker
        screen = draw(reply, self.phrases, public=None if private else self.username, page=self.page)
        topic = context.topic
        if reply.topic is not None:
            topic = await self._topics.place(int(to.chat), reply.topic, context)
        if context.in_place and not (context.done or reply.attachments or reply.body.pictures):
            edited = await self._edited(to, screen, context.in_place)
            if edited is not None:
                return edited
        place = place_of(to, None if private else context.regarding)
        if topic is not None and topic.thread is not None:
            place = replace(place, thread=int(topic.thread))
        delivered = await self._send(to, place, reply, screen, context)
        if context.in_place:
            await self.retire(to, context.in_place)
        return delivered

    async def _send(
        self, to: Address, place: Destination, reply: Reply, screen: TelegramScreen, context: DeliveryContext
    ) -> Delivered:
        """Sends the parts that have not left yet; each is noted as sent before the next leaves."""
        paced = partial(self._paced, to.chat)
        before, after, done = list[SendPart](), list[SendPart](), list(context.done)
        texts: list[SendPart] = [
            partial(self._text, paced, place, screen, number) for number in range(len(screen.texts))
        ]
        files = FileParts(self.bot, self.sources, paced, place, reply)
        if reply.attachments or reply.chart or reply.copied or reply.body.pictures:
            before, texts, after = await files.around(texts, screen.texts)
        parts = [*before, *texts, *after]
        while len(done) < len(parts):
            done += await parts[len(done)]()
            # The whole is noted at once after its last part.
            if len(done) < len(parts) or files.refused or context.in_place:
                await context.keep(tuple(done))
        if files.refused:
            await self._text(paced, place, draw(files.told(self.phrases), self.phrases), 0)
        elsewhere = f"@{place.chat}" if place.chat != int(to.chat) else ""
        messages = ",".join(f"{each}{elsewhere}" for each in done[len(before) : len(before) + len(texts)])
        return Delivered(messages or None, "; ".join(files.refused) or None)

    async def _text(
        self, paced: Paced, place: Destination, screen: TelegramScreen, number: int
    ) -> Sequence[str]:
        """Sends one text; the first one answers, the last one bears the keyboard."""
        sent = await paced(
            lambda: self.bot.send_message(
                place.chat,
                screen.texts[number],
                reply_markup=screen.keyboard if number == len(screen.texts) - 1 else None,
                message_thread_id=place.thread,
                reply_parameters=_answering(place) if number == 0 else None,
            ),
        )
        return [str(sent.message_id)]

    async def _edited(self, to: Address, screen: TelegramScreen, in_place: str) -> DeliveryOutcome | None:
        """Shows the screen in the messages `in_place`; None when that cannot be and it must be sent anew."""
        ids = in_place.split(",")
        kept = ids[: len(screen.texts)]
        if len(kept) < len(screen.texts):
            return None
        for number, message in enumerate(kept):
            try:
                await self._paced(to.chat, partial(self._edit, place_of(to, message), screen, number))
            except TelegramBadRequest as refusal:
                if is_unchanged(refusal):
                    continue
                if is_too_long(refusal):
                    # A picture's caption that has grown: somebody's words may stand in it no longer.
                    await self._delete(to, ids)
                    return None
                if cannot_edit(refusal):
                    return None
                raise
        await self._delete(to, ids[len(kept) :])
        return Delivered(",".join(kept))

    async def _delete(self, to: Address, messages: Sequence[str]) -> None:
        """Takes away what nothing replaces; where Telegram no longer lets us, the words go."""
        for message in messages:
            at = place_of(to, message)
            here: dict[str, Any] = {"chat_id": at.chat, "message_id": at.answered}
            try:
                await self._paced(to.chat, partial(self.bot.delete_message, **here))
            except TelegramBadRequest:
                with suppress(TelegramBadRequest):
                    await self._paced(to.chat, partial(self.bot.edit_message_text, _NOTHING, **here))

    async def _edit(self, at: Destination, screen: TelegramScreen, number: int) -> None:
        keyboard = screen.keyboard if number == len(screen.texts) - 1 else None
        here: dict[str, Any] = {"chat_id": at.chat, "message_id": at.answered, "reply_markup": keyboard}
        try:
            await self.bot.edit_message_text(screen.texts[number], **here)
        except TelegramBadRequest as refusal:
            if not is_captioned(refusal):
                raise
            await self.bot.edit_message_caption(caption=screen.texts[number], **here)

    async def _paced(self, chat: str, send: Callable[[], Awaitable[Result]], messages: int = 1) -> Result:
        pause = self.pace.pause(chat, messages - 1)
        if pause > LONGEST_SEND_WAIT:
            raise Wait(pause)
        while pause > 0:
            await self.sleep(pause)
            pause = self.pace.pause(chat, messages - 1)
        for _ in range(messages):
            self.pace.take(chat)
        sent = await send()
        self.pace.passed()
        return sent


def _answering(place: Destination) -> ReplyParameters | None:
    if place.answered is None:
        return None
    return ReplyParameters(message_id=place.answered, allow_sending_without_reply=True)


def _unreachable(to: Address) -> DeliveryOutcome:
    return Retry() if to.speaker == TEAM_SPEAKER else Gone()
