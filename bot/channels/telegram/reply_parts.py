"""Sends a reply part by part: texts, files, pictures, a chart; goes on behind the parts that left before."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import partial
from html import escape
from itertools import takewhile
from typing import Any

import structlog
from aiogram import Bot
from aiogram.exceptions import ClientDecodeError, TelegramBadRequest, TelegramEntityTooLarge
from aiogram.types import BufferedInputFile, ReplyParameters

from bot.channels.messenger.screen import shortened, utf16_length
from bot.channels.telegram.bot_api import MESSAGE, in_short, is_unreachable
from bot.channels.telegram.files import Files, Paced
from bot.channels.telegram.html import TelegramScreen, draw
from bot.channels.telegram.updates import Destination
from bot.documents.long_document import DocumentTooLong
from bot.ports import TELEGRAM, DeliveryContext
from dialogs.interview.answers import profile_number
from dialogs.turn.phrases import Phrases
from dialogs.turn.replies import Attachment, Button, Copied, Reply
from knowledge.text.markup import Picture

log = structlog.get_logger(__name__)

FILE_TRIES = 2
LARGEST_GROUP = 10
NOT_SENT = "0"

SendPart = Callable[[], Awaitable[Sequence[str]]]
"""Sends a message, or several at once; returns Telegram's ids of them, «0» for what could not be sent."""


def draw_bars(chart: Mapping[str, Any]) -> bytes:
    # Imported here: typst would hold up the start, and only a digest needs it.
    from dialogs.documents.pdf import render_chart  # noqa: PLC0415

    return render_chart(chart)


@dataclass(frozen=True)
class PartSender:
    """What every reply's parts are sent with. `picture`: the content of an answer's picture, by its file."""

    bot: Bot
    files: Files
    phrases: Phrases
    picture: Callable[[str], bytes | None] = lambda _: None


@dataclass(frozen=True)
class ReplyParts:
    """One reply's parts; each is noted as sent before the next leaves. `refused`: the files that Telegram did
    not take, by the reason."""

    by: PartSender
    paced: Paced
    place: Destination
    reply: Reply
    screen: TelegramScreen
    context: DeliveryContext
    refused: dict[str, Attachment] = field(default_factory=dict)

    async def send(self) -> Sequence[str]:
        """Sends what has not left yet; returns the ids of the texts."""
        reply, done = self.reply, list(self.context.done)
        texts: list[SendPart] = [
            partial(self._text, self.screen, number) for number in range(len(self.screen.texts))
        ]
        charts: list[SendPart] = []
        if reply.chart is not None and (chart := await self._drawn()) is not None:
            charts.append(partial(self._photo, chart, "chart.png"))
            if utf16_length(reply.body.plain()) <= MESSAGE.caption:
                # The text is the picture's caption.
                texts, charts = [partial(self._photo, chart, "chart.png", self.screen.texts[0])], []
        files: list[SendPart] = [
            partial(self._files_from, number) for number in range(len(reply.attachments))
        ]
        # Buttons stand below the files that they are about.
        before, after = (files, []) if reply.buttons else ([], files)
        pictures: list[SendPart] = [partial(self._picture, each) for each in reply.body.pictures]
        copied = reply.copied if reply.copied is not None and reply.copied.channel == TELEGRAM else None
        copies: list[SendPart] = [partial(self._copy, copied)] if copied is not None else []
        parts = [*before, *texts, *charts, *after, *pictures, *copies]
        while len(done) < len(parts):
            done += await parts[len(done)]()
            # The whole is noted at once after its last part.
            if len(done) < len(parts) or self.refused or self.context.in_place:
                await self.context.keep(tuple(done))
        if self.refused:
            await self._tell_refused()
        return done[len(before) : len(before) + len(texts)]

    async def _text(self, screen: TelegramScreen, number: int) -> Sequence[str]:
        last = number == len(screen.texts) - 1
        try:
            sent = await self.paced(
                lambda: self.by.bot.send_message(
                    self.place.chat,
                    screen.texts[number],
                    reply_markup=screen.keyboard if last else None,
                    message_thread_id=self.place.thread,
                    reply_parameters=_answering(self.place) if number == 0 else None,
                ),
            )
        except ClientDecodeError as error:
            # Telegram has sent it and shows it in a shape that this aiogram does not know.
            match error.data:
                case {"ok": True, "result": {"message_id": int(message)}}:
                    return [str(message)]
            raise
        return [str(sent.message_id)]

    async def _photo(self, content: bytes, name: str, html: str | None = None) -> Sequence[str]:
        sent = await self.paced(
            lambda: self.by.bot.send_photo(
                self.place.chat,
                BufferedInputFile(content, name),
                caption=html or None,
                message_thread_id=self.place.thread,
            ),
        )
        return [str(sent.message_id)]

    async def _picture(self, picture: Picture) -> Sequence[str]:
        """Sends a picture of an answer; one that has gone stays the line that describes it."""
        content = await asyncio.to_thread(self.by.picture, picture.file)
        if content is None:
            return [NOT_SENT]
        description = shortened(picture.description, MESSAGE.caption)
        return await self._photo(content, picture.file, escape(description, quote=False))

    async def _drawn(self) -> bytes | None:
        """The chart as a picture; without one the text says it all."""
        assert self.reply.chart is not None
        try:
            return await asyncio.to_thread(draw_bars, asdict(self.reply.chart))
        except Exception:
            log.exception("chart not drawn")
            return None

    async def _files_from(self, first: int) -> Sequence[str]:
        """Sends files from this one on: a picture by itself, documents as one group, or each by itself where
        Telegram refuses the group."""
        left = self.reply.attachments[first:]
        documents = list(takewhile(lambda each: each.format != "png", left))[:LARGEST_GROUP]
        sent = await self._together(documents) if len(documents) > 1 else None
        return [await self._file(left[0])] if sent is None else sent

    async def _together(self, documents: list[Attachment]) -> Sequence[str] | None:
        try:
            sent = await self.by.files.send_together(self.place, documents, self.paced)
        except (TelegramBadRequest, TelegramEntityTooLarge) as refusal:
            if isinstance(refusal, TelegramBadRequest) and is_unreachable(refusal):
                raise
            log.info("group of files refused", reason=in_short(refusal))
            return None
        except DocumentTooLong:
            return None
        return [str(message.message_id) if message else NOT_SENT for message in sent]

    async def _file(self, attachment: Attachment) -> str:
        """Sends a file by itself, tried twice: one that Telegram refuses must not keep back the others."""
        named = f"{attachment.format} of {profile_number(attachment.document)}"
        reason = ""
        for _ in range(FILE_TRIES):
            try:
                message = await self.by.files.send(self.place, attachment, self.paced)
            except DocumentTooLong:
                reason = "too long"
                break
            except (TelegramBadRequest, TelegramEntityTooLarge) as refusal:
                if isinstance(refusal, TelegramBadRequest) and is_unreachable(refusal):
                    raise
                reason = in_short(refusal)
            else:
                return str(message.message_id) if message else NOT_SENT
        self.refused[f"{named}: {reason}"] = attachment
        return NOT_SENT

    async def _tell_refused(self) -> None:
        """Tells which files have not come, with a button that sends them again."""
        phrases, language, refused = self.by.phrases, self.reply.language, list(self.refused.values())
        names = "; ".join(attachment.caption or attachment.file_name for attachment in refused)
        again = Button(refused[0].again, phrases.label(language, "button-again"))
        told = Reply(
            phrases.text(language, "file-refused", names=names),
            (again,) if refused[0].again else (),
            language=language,
        )
        await self._text(draw(told, phrases), 0)

    async def _copy(self, file: Copied) -> Sequence[str]:
        """Sends a file of a message once more; its caption is in the reply's own text."""
        copy = await self.paced(
            lambda: self.by.bot.copy_message(
                self.place.chat,
                int(file.chat),
                int(file.message),
                caption="",
                message_thread_id=self.place.thread,
            ),
        )
        return [str(copy.message_id)]


def _answering(place: Destination) -> ReplyParameters | None:
    if place.answered is None:
        return None
    return ReplyParameters(message_id=place.answered, allow_sending_without_reply=True)
