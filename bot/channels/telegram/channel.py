"""Delivers replies to Telegram as messages, files and edits; its refusals become outcomes."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict
from functools import partial
from itertools import takewhile
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
from aiogram.types import BufferedInputFile, ReplyParameters

from bot.channels.messenger.pace import Pace
from bot.channels.messenger.screen import shortened, utf16_length
from bot.channels.telegram import NAME
from bot.channels.telegram.api_limits import MESSAGE
from bot.channels.telegram.files import Files
from bot.channels.telegram.html import TelegramScreen, draw
from bot.channels.telegram.updates import Destination, place_of
from bot.documents.long_document import DocumentTooLong
from bot.ports import Delivered, DeliveryContext, DeliveryOutcome, Gone, Held, Moved, Refused, Retry
from dialogs.team.notices import TEAM_SPEAKER
from dialogs.turn.events import Address
from dialogs.turn.phrases import Phrases
from dialogs.turn.replies import Attachment, Button, Copied, Reply
from knowledge.text.markup import Picture

log = structlog.get_logger(__name__)

# Between the parts of one message the channel waits; for longer the outbox does, and goes on with others.
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
REFERENCE_LENGTH = 8  # of a document's id, as people are told it
FILE_TRIES = 2
LARGEST_GROUP = 10

Result = TypeVar("Result")


def draw_bars(chart: Mapping[str, Any]) -> bytes:
    # Imported here: typst would hold up the start, and only a digest needs it.
    from dialogs.documents.chart import render_chart  # noqa: PLC0415

    return render_chart(chart)


class Wait(Exception):
    """The limits of sending let nothing leave for so many seconds."""

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds)
        self.seconds = seconds


class TelegramChannel:
    """The channel Telegram. The team's chat is never given up as gone."""

    name = NAME
    keeps_log = False

    def __init__(
        self,
        bot: Bot,
        files: Files,
        phrases: Phrases,
        pace: Pace,
        picture: Callable[[str], bytes | None] = lambda _: None,
        draw_chart: Callable[[Mapping[str, Any]], bytes] = draw_bars,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._bot = bot
        self._files = files
        self._phrases = phrases
        self._pace = pace
        self._picture = picture
        self._draw_chart = draw_chart
        self._sleep = sleep
        self.username: str | None = None
        """The bot's own name, known once it is connected; until then nothing leaves."""

    def pause(self, chat: str, spare: int = 0) -> float:
        return 1.0 if self.username is None else self._pace.pause(chat, spare)

    def hold(self, chat: str | None, seconds: float) -> None:
        self._pace.hold(chat, seconds)

    def recall(self, chat: str, ago: float) -> None:
        self._pace.take(chat, ago)

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
            if any(reason in refusal.message.casefold() for reason in _UNREACHABLE):
                return _unreachable(to)
            return Refused(_in_short(refusal.message))
        except ClientDecodeError as error:
            if isinstance(error.data, dict) and error.data.get("ok") is not False:
                # Telegram has done it and says so in a way that we do not know: not to be done for ever.
                raise
            return Retry()
        except TelegramAPIError:
            return Retry()

    async def retire(self, to: Address, message: str, trace: Reply | None = None) -> Retry | None:
        """Takes the buttons off, or leaves the trace; a message that is no longer there has none either."""
        chat, last = int(to.chat), _last(message)
        try:
            if trace is not None:
                screen = draw(trace, self._phrases)
                await self._paced(to.chat, lambda: self._edit(chat, last, screen, 0))
            else:
                await self._paced(
                    to.chat, lambda: self._bot.edit_message_reply_markup(chat_id=chat, message_id=last)
                )
        except TelegramRetryAfter as refusal:
            return self._told_to_wait(to, refusal)
        except (Wait, AiogramError) as error:
            log.info("old buttons stay", error=type(error).__name__)
        return None

    def _told_to_wait(self, to: Address, refusal: TelegramRetryAfter) -> Retry:
        everyone = self._pace.refused(to.chat, refusal.retry_after)
        log.info("told to wait", seconds=refusal.retry_after, everyone=everyone)
        return Retry(refusal.retry_after, Held.ALL if everyone else Held.CHAT)

    async def _deliver(self, to: Address, reply: Reply, context: DeliveryContext) -> DeliveryOutcome:
        private = to.chat == to.person
        screen = draw(reply, self._phrases, public=None if private else self.username)
        pictures = reply.body.pictures
        if context.in_place and not context.done and not reply.attachments and not pictures:
            edited = await self._edited(to, screen, context.in_place)
            if edited is not None:
                return edited
        place = place_of(to, None if private else context.regarding)
        done = list(context.done)
        chart = await self._drawn(reply) if reply.chart is not None else None
        captioned = chart is not None and utf16_length(reply.body.plain()) <= MESSAGE.caption
        # Buttons stand below the files that they are about.
        files_first = bool(reply.attachments and reply.buttons)
        refused: dict[str, Attachment] = {}
        first = len(reply.attachments) if files_first else 0
        before = len(screen.texts) + len(reply.attachments)
        if files_first:
            await self._attached(to, place, reply, context, done, 0, refused)
        ends = before + len(pictures) == first + len(screen.texts) and chart is None
        last = ends and not (refused or context.in_place)
        for number in range(max(len(done) - first, 0), len(screen.texts)):
            done.append(
                await self._charted(to, place, chart, screen.texts[number])
                if captioned and chart is not None
                else await self._sent(to, place, screen, number)
            )
            # The whole is marked at once after its last part.
            if number < len(screen.texts) - 1 or not last:
                await context.keep(tuple(done))
        if chart is not None and not captioned and len(done) == first + len(screen.texts):
            done.append(await self._charted(to, place, chart, ""))
            await context.keep(tuple(done))
        if not files_first:
            await self._attached(to, place, reply, context, done, len(screen.texts), refused)
        for picture in pictures[max(len(done) - before, 0) :]:
            done.append(await self._shown(to, place, picture))
            await context.keep(tuple(done))
        if refused:
            await self._tell_refused(to, place, reply, tuple(refused.values()))
        copied = reply.copied
        if copied and copied.channel == NAME and len(done) == before + len(pictures):
            done.append(await self._copied(to, place, copied))
            await context.keep(tuple(done))
        if context.in_place:
            await self.retire(to, context.in_place)
        texts = done[first : first + len(screen.texts)]
        return Delivered(",".join(texts) or None, "; ".join(refused) or None)

    async def _attached(
        self,
        to: Address,
        place: Destination,
        reply: Reply,
        context: DeliveryContext,
        done: list[str],
        before: int,
        refused: dict[str, Attachment],
    ) -> None:
        """Sends the files that are not sent yet: pictures by themselves, documents as one group, or each by
        itself where Telegram refuses the group. `before`: the parts that leave before them."""
        left = list(reply.attachments[max(len(done) - before, 0) :])
        while left:
            documents = list(takewhile(lambda each: each.format != "png", left))[:LARGEST_GROUP]
            sent = await self._together(to, place, documents) if len(documents) > 1 else None
            if sent is None:
                sent = (await self._file(to, place, left[0], refused),)
            done.extend(sent)
            del left[: len(sent)]
            await context.keep(tuple(done))

    async def _together(
        self, to: Address, place: Destination, documents: list[Attachment]
    ) -> tuple[str, ...] | None:
        try:
            sent = await self._files.send_together(place, documents, partial(self._paced, to.chat))
        except (TelegramBadRequest, TelegramEntityTooLarge) as refusal:
            if any(reason in refusal.message.casefold() for reason in _UNREACHABLE):
                raise
            log.info("group of files refused", reason=_in_short(refusal.message))
            return None
        except DocumentTooLong:
            return None
        return tuple(str(message.message_id) if message else "0" for message in sent)

    async def _file(
        self, to: Address, place: Destination, attachment: Attachment, refused: dict[str, Attachment]
    ) -> str:
        """Sends a file by itself, tried twice: one that Telegram refuses must not keep back the others."""
        for tried in range(FILE_TRIES):
            try:
                message = await self._files.send(place, attachment, partial(self._paced, to.chat))
            except (TelegramBadRequest, TelegramEntityTooLarge) as refusal:
                if any(reason in refusal.message.casefold() for reason in _UNREACHABLE):
                    raise
                if tried == FILE_TRIES - 1:
                    reference = attachment.document[:REFERENCE_LENGTH].upper()
                    refused[f"{attachment.format} of {reference}: {_in_short(refusal.message)}"] = attachment
            except DocumentTooLong:
                reference = attachment.document[:REFERENCE_LENGTH].upper()
                refused[f"{attachment.format} of {reference}: too long"] = attachment
                break
            else:
                return str(message.message_id) if message else "0"
        return "0"

    async def _tell_refused(
        self, to: Address, place: Destination, reply: Reply, refused: tuple[Attachment, ...]
    ) -> None:
        """Tells which files have not come, with a button that sends them again."""
        names = "; ".join(attachment.caption or attachment.file_name for attachment in refused)
        body = self._phrases.text(reply.language, "file-refused", names=names)
        label = self._phrases.label(reply.language, "button-again")
        buttons = (Button(refused[0].again, label),) if refused[0].again else ()
        await self._sent(to, place, draw(Reply(body, buttons, language=reply.language), self._phrases), 0)

    async def _sent(self, to: Address, place: Destination, screen: TelegramScreen, number: int) -> str:
        """Sends one of the screen's messages; returns Telegram's id of it."""
        last = number == len(screen.texts) - 1
        try:
            sent = await self._paced(
                to.chat,
                lambda: self._bot.send_message(
                    place.chat,
                    screen.texts[number],
                    reply_markup=screen.keyboard if last else None,
                    message_thread_id=place.thread,
                    reply_parameters=_answering(place) if number == 0 else None,
                ),
            )
        except ClientDecodeError as error:
            # Telegram has sent it and shows it in a shape that this aiogram does not know.
            match error.data:
                case {"ok": True, "result": {"message_id": int(message)}}:
                    return str(message)
            raise
        return str(sent.message_id)

    async def _shown(self, to: Address, place: Destination, picture: Picture) -> str:
        """Sends a picture of an answer; one that has gone stays the line that describes it."""
        content = await asyncio.to_thread(self._picture, picture.file)
        if content is None:
            return "0"
        sent = await self._paced(
            to.chat,
            lambda: self._bot.send_photo(
                place.chat,
                BufferedInputFile(content, picture.file),
                caption=shortened(picture.description, MESSAGE.caption),
                parse_mode=None,
                message_thread_id=place.thread,
            ),
        )
        return str(sent.message_id)

    async def _drawn(self, reply: Reply) -> bytes | None:
        """The chart as a picture; without one the text says it all."""
        assert reply.chart is not None
        try:
            return await asyncio.to_thread(self._draw_chart, asdict(reply.chart))
        except Exception:
            log.exception("chart not drawn")
            return None

    async def _charted(self, to: Address, place: Destination, chart: bytes, caption: str) -> str:
        sent = await self._paced(
            to.chat,
            lambda: self._bot.send_photo(
                place.chat,
                BufferedInputFile(chart, "chart.png"),
                caption=caption or None,
                message_thread_id=place.thread,
            ),
        )
        return str(sent.message_id)

    async def _copied(self, to: Address, place: Destination, file: Copied) -> str:
        """Sends a file of a message once more; its caption is in the reply's own text."""
        copy = await self._paced(
            to.chat,
            lambda: self._bot.copy_message(
                place.chat, int(file.chat), int(file.message), caption="", message_thread_id=place.thread
            ),
        )
        return str(copy.message_id)

    async def _edited(self, to: Address, screen: TelegramScreen, in_place: str) -> DeliveryOutcome | None:
        """Shows the screen in the messages `in_place`; None when that cannot be and it must be sent anew."""
        ids = in_place.split(",")
        if len(ids) != len(screen.texts):
            return None
        for number, message in enumerate(ids):
            try:
                await self._paced(to.chat, partial(self._edit, int(to.chat), int(message), screen, number))
            except TelegramBadRequest as refusal:
                reason = refusal.message.casefold()
                if _UNCHANGED in reason:
                    continue
                if any(known in reason for known in _CANNOT_EDIT):
                    return None
                raise
        return Delivered(in_place)

    async def _edit(self, chat: int, message: int, screen: TelegramScreen, number: int) -> None:
        keyboard = screen.keyboard if number == len(screen.texts) - 1 else None
        try:
            await self._bot.edit_message_text(
                screen.texts[number], chat_id=chat, message_id=message, reply_markup=keyboard
            )
        except ClientDecodeError as error:
            # As above: Telegram has done it.
            if not (isinstance(error.data, dict) and error.data.get("ok") is True):
                raise

    async def _paced(self, chat: str, send: Callable[[], Awaitable[Result]], messages: int = 1) -> Result:
        pause = self._pace.pause(chat, messages - 1)
        if pause > LONGEST_WAIT:
            raise Wait(pause)
        while pause > 0:
            await self._sleep(pause)
            pause = self._pace.pause(chat, messages - 1)
        for _ in range(messages):
            self._pace.take(chat)
        sent = await send()
        self._pace.passed()
        return sent


def _answering(place: Destination) -> ReplyParameters | None:
    if place.answered is None:
        return None
    return ReplyParameters(message_id=place.answered, allow_sending_without_reply=True)


def _last(message: str) -> int:
    return int(message.rpartition(",")[2])


def _unreachable(to: Address) -> DeliveryOutcome:
    return Retry() if to.person == TEAM_SPEAKER else Gone()


def _in_short(reason: str) -> str:
    """What Telegram says is wrong, up to where it may quote us."""
    return _QUOTING.split(reason.removeprefix("Bad Request: "))[0][:REASON_LIMIT].strip()
