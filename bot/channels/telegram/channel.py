"""Delivery to Telegram: a reply becomes messages, files and edits; refusals become outcomes."""

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from aiogram import Bot
from aiogram.exceptions import (
    AiogramError,
    ClientDecodeError,
    TelegramBadRequest,
    TelegramEntityTooLarge,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)

from bot.channels.messenger.pace import Pace
from bot.channels.telegram import NAME
from bot.channels.telegram.files import Files
from bot.channels.telegram.place import Place, place_of
from bot.channels.telegram.requests import Answered, EditText, Request, SendText, Sent, TakeButtonsOff
from bot.channels.telegram.screen import Screen, draw
from bot.ports import Delivered, DeliveryContext, Gone, Held, Moved, Outcome, Refused, Retry
from bot.store.store import Store
from dialogs.team.notices import TEAM_SPEAKER
from dialogs.turn.events import Address
from dialogs.turn.phrases import Phrases
from dialogs.turn.replies import Reply

log = logging.getLogger(__name__)

# Between the parts of one message it is waited here; for longer the outbox waits, and goes on with others.
LONGEST_WAIT = 3.0
_UNREACHABLE = (
    "chat not found",
    "peer_id_invalid",
    "user is deactivated",
    "bot was kicked",
    "not enough rights",
    "have no rights",
    "chat_write_forbidden",
    "chat_restricted",
    "topic_closed",
)
_CANNOT_EDIT = ("message to edit not found", "message can't be edited", "message_id_invalid")
_UNCHANGED = "message is not modified"
_QUOTING = re.compile(r"""[:"«“<]|\B'|[^\x20-\x7e]""")
REASON_LIMIT = 80

Result = TypeVar("Result")


class Wait(Exception):
    """The chat must not be written to for so many seconds."""

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds)
        self.seconds = seconds


class TelegramChannel:
    """The port of channels, for Telegram. The team's chat is never given up as gone."""

    name = NAME
    keeps_log = False

    def __init__(
        self,
        bot: Bot,
        store: Store,
        files: Files,
        phrases: Phrases,
        pace: Pace,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._bot = bot
        self._store = store
        self._files = files
        self._phrases = phrases
        self._pace = pace
        self._sleep = sleep
        self.username: str | None = None
        """The bot's own name, known once it is connected; until then nothing leaves."""

    def pause(self, chat: str, spare: int = 0) -> float:
        return 1.0 if self.username is None else self._pace.pause(chat, spare)

    def hold(self, chat: str | None, seconds: float) -> None:
        self._pace.hold(chat, seconds)

    def recall(self, chat: str, ago: float) -> None:
        self._pace.take(chat, ago)

    async def deliver(self, to: Address, reply: Reply, passage: DeliveryContext) -> Outcome:
        """Sends or edits; whatever Telegram refuses for a reason of its own becomes an outcome."""
        try:
            return await self._deliver(to, reply, passage)
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
            if any(reason in refusal.message.casefold() for reason in _UNREACHABLE):
                return _unreachable(to)
            return Refused(_in_short(refusal.message))
        except ClientDecodeError as error:
            if isinstance(error.data, dict):
                # Telegram has done it and says so in a way that we do not know: not to be done for ever.
                raise
            return Retry()
        except (TelegramNetworkError, TelegramServerError, TelegramUnauthorizedError, TelegramNotFound):
            return Retry()

    async def retire(self, to: Address, message: str) -> Retry | None:
        """The buttons go; a message that is no longer there has none either."""
        try:
            await self._requested(to, TakeButtonsOff(chat_id=int(to.chat), message_id=_last(message)))
        except TelegramRetryAfter as refusal:
            return self._told_to_wait(to, refusal)
        except (Wait, AiogramError) as error:
            log.info("old buttons stay: %s", type(error).__name__)
        return None

    def _told_to_wait(self, to: Address, refusal: TelegramRetryAfter) -> Retry:
        everyone = self._pace.refused(to.chat, refusal.retry_after)
        log.info("told to wait seconds=%d everyone=%s", refusal.retry_after, everyone)
        return Retry(refusal.retry_after, Held.ALL if everyone else Held.CHAT)

    async def _deliver(self, to: Address, reply: Reply, passage: DeliveryContext) -> Outcome:
        private = to.chat == to.person
        screen = await self._drawn(to, reply, private=private)
        if passage.in_place and not passage.done and not reply.attachments:
            edited = await self._edited(to, screen, passage.in_place)
            if edited is not None:
                return edited
        place = place_of(to, None if private else passage.regarding)
        done = list(passage.done)
        for number, text in enumerate(screen.texts):
            if number < len(done):
                continue
            last = number == len(screen.texts) - 1
            request = SendText(
                chat_id=place.chat,
                text=text,
                reply_markup=screen.markup if last else None,
                message_thread_id=place.thread,
                reply_parameters=_answering(place) if number == 0 else None,
            )
            sent: Sent = await self._requested(to, request)
            done.append(str(sent.message_id))
            # The whole is marked at once after its last part.
            if not last or reply.attachments or passage.in_place:
                await passage.keep(tuple(done))
        for attachment in reply.attachments[max(len(done) - len(screen.texts), 0) :]:
            message = await self._files.send(place, attachment, lambda send: self._paced(to.chat, send))
            done.append(str(message.message_id) if message else "0")
            await passage.keep(tuple(done))
        if passage.in_place:
            await self.retire(to, passage.in_place)
        return Delivered(",".join(done[: len(screen.texts)]) or None)

    async def _drawn(self, to: Address, reply: Reply, *, private: bool) -> Screen:
        session = await self._store.session_of(to) if reply.progress is not None else None
        language = session.language if session else "ru"
        return draw(reply, self._phrases, language, public=None if private else self.username)

    async def _edited(self, to: Address, screen: Screen, in_place: str) -> Outcome | None:
        """The messages `in_place` show the screen; None when that cannot be and it must be sent anew."""
        ids = in_place.split(",")
        if len(ids) != len(screen.texts):
            return None
        for number, (message, text) in enumerate(zip(ids, screen.texts, strict=True)):
            markup = screen.markup if number == len(ids) - 1 else None
            request = EditText(chat_id=int(to.chat), message_id=int(message), text=text, reply_markup=markup)
            try:
                await self._requested(to, request)
            except TelegramBadRequest as refusal:
                reason = refusal.message.casefold()
                if _UNCHANGED in reason:
                    continue
                if any(known in reason for known in _CANNOT_EDIT):
                    return None
                raise
        return Delivered(in_place)

    async def _requested(self, to: Address, request: Request) -> Any:
        return await self._paced(to.chat, lambda: self._bot(request))

    async def _paced(self, chat: str, send: Callable[[], Awaitable[Result]]) -> Result:
        pause = self._pace.pause(chat)
        if pause > LONGEST_WAIT:
            raise Wait(pause)
        while pause > 0:
            await self._sleep(pause)
            pause = self._pace.pause(chat)
        self._pace.take(chat)
        sent = await send()
        self._pace.passed()
        return sent


def _answering(place: Place) -> Answered | None:
    if place.answered is None:
        return None
    return {"message_id": place.answered, "allow_sending_without_reply": True}


def _last(message: str) -> int:
    return int(message.rpartition(",")[2])


def _unreachable(to: Address) -> Outcome:
    return Retry() if to.person == TEAM_SPEAKER else Gone()


def _in_short(reason: str) -> str:
    """What Telegram says is wrong, up to where it may quote us."""
    return _QUOTING.split(reason.removeprefix("Bad Request: "))[0][:REASON_LIMIT].strip()
