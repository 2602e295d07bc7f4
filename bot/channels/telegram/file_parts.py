"""Sends what a reply holds beside its texts: documents, pictures, a chart, somebody's file once more.

What Telegram has once is sent again by its own id of it. A file that it refuses keeps back nothing else.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict, dataclass, field
from functools import partial
from html import escape
from itertools import takewhile
from typing import Protocol, TypeVar

import structlog
from aiogram import Bot
from aiogram.enums import ChatAction
from aiogram.exceptions import AiogramError, TelegramBadRequest, TelegramEntityTooLarge
from aiogram.types import BufferedInputFile, InputMediaDocument, Message

from bot.channels.messenger.screen import shortened, utf16_length
from bot.channels.telegram.bot_api import MESSAGE, in_short, is_unreachable
from bot.channels.telegram.updates import Destination
from bot.documents.long_document import DocumentTooLong
from bot.documents.on_demand import DocumentCache
from bot.ports import TELEGRAM
from bot.store.documents import SentFiles
from dialogs.interview.answers import profile_number
from dialogs.turn.phrases import Phrases
from dialogs.turn.replies import Attachment, Button, Chart, Copied, Reply
from knowledge.text.markup import Picture

log = structlog.get_logger(__name__)

Result = TypeVar("Result")

FILE_TRIES = 2
# Bot API, sendMediaGroup.
SMALLEST_GROUP, LARGEST_GROUP = 2, 10
NOT_SENT = "0"

SendPart = Callable[[], Awaitable[Sequence[str]]]
"""Sends a message, or several at once; returns Telegram's ids of them, «0» for what could not be sent."""


class Paced(Protocol):
    """Makes a request when the limits of sending allow it; it sends so many `messages`."""

    async def __call__(self, send: Callable[[], Awaitable[Result]], messages: int = 1) -> Result: ...


@dataclass(frozen=True)
class FileSources:
    """Where files come from: issued documents, with the ids of those that Telegram `known`s already, and the
    pictures of the answers, by their files."""

    documents: DocumentCache
    known: SentFiles
    picture: Callable[[str], bytes | None] = lambda _: None


@dataclass(frozen=True)
class FileParts:
    """The files of one reply. Each request to send one goes through `paced`, drawing does not: what is
    counted leaves at once. `refused`: the files that Telegram did not take, by the reason."""

    bot: Bot
    sources: FileSources
    paced: Paced
    place: Destination
    reply: Reply
    refused: dict[str, Attachment] = field(default_factory=dict)

    async def around(self, texts: Sequence[SendPart], written: Sequence[str]) -> tuple[list[SendPart], ...]:
        """What is sent before the texts, in their place and after them. The first of them, as it is
        `written`, is the caption of a chart where it fits."""
        reply, here, after = self.reply, list(texts), list[SendPart]()
        if reply.chart is not None and (chart := await _drawn(reply.chart)) is not None:
            if utf16_length(reply.body.plain()) <= MESSAGE.caption:
                here = [partial(self._photo, chart, "chart.png", written[0])]
            else:
                after.append(partial(self._photo, chart, "chart.png"))
        files: list[SendPart] = [partial(self._files_from, first) for first in range(len(reply.attachments))]
        # Buttons stand below the files that they are about.
        before = files if reply.buttons else []
        after += [] if reply.buttons else files
        after += [partial(self._picture, each) for each in reply.body.pictures]
        if reply.copied is not None and reply.copied.channel == TELEGRAM:
            after.append(partial(self._copy, reply.copied))
        return before, here, after

    def told(self, phrases: Phrases) -> Reply:
        """Which files have not come, with a button that sends them again."""
        language, refused = self.reply.language, list(self.refused.values())
        names = "; ".join(attachment.caption or attachment.file_name for attachment in refused)
        again = Button(refused[0].again, phrases.label(language, "button-again"))
        text = phrases.text(language, "file-refused", names=names)
        return Reply(text, (again,) if refused[0].again else (), language=language)

    async def _photo(self, content: bytes, name: str, html: str | None = None) -> Sequence[str]:
        file, chat, thread = BufferedInputFile(content, name), self.place.chat, self.place.thread
        sent = await self.paced(
            lambda: self.bot.send_photo(chat, file, caption=html or None, message_thread_id=thread)
        )
        return [str(sent.message_id)]

    async def _picture(self, picture: Picture) -> Sequence[str]:
        """Sends a picture of an answer; one that has gone stays the line that describes it."""
        content = await asyncio.to_thread(self.sources.picture, picture.file)
        if content is None:
            return [NOT_SENT]
        description = shortened(picture.description, MESSAGE.caption)
        return await self._photo(content, picture.file, escape(description, quote=False))

    async def _copy(self, file: Copied) -> Sequence[str]:
        """Sends a file of a message once more; its caption is in the reply's own text."""
        chat, message = int(file.chat), int(file.message)
        place, thread = self.place.chat, self.place.thread
        copy = await self.paced(
            lambda: self.bot.copy_message(place, chat, message, caption="", message_thread_id=thread)
        )
        return [str(copy.message_id)]

    async def _files_from(self, first: int) -> Sequence[str]:
        """Sends files from this one on: a picture by itself, documents as one group, or each by itself where
        Telegram refuses the group."""
        left = self.reply.attachments[first:]
        documents = list(takewhile(lambda each: each.format != "png", left))[:LARGEST_GROUP]
        sent = await self._together(documents) if len(documents) >= SMALLEST_GROUP else None
        return [await self._alone(left[0])] if sent is None else sent

    async def _together(self, documents: list[Attachment]) -> Sequence[str] | None:
        """Sends documents as one group, each with its caption; None where that cannot be."""
        try:
            files = [(each, await self._file(each)) for each in documents]
            media = [
                InputMediaDocument(
                    media=file, caption=_caption(each), parse_mode=None, disable_content_type_detection=True
                )
                for each, file in files
                if file is not None
            ]
            if len(media) < SMALLEST_GROUP:
                return [NOT_SENT if file is None else await self._alone(each) for each, file in files]
            chat, thread = self.place.chat, self.place.thread
            group = await self.paced(
                lambda: self.bot.send_media_group(chat, [*media], message_thread_id=thread), len(media)
            )
        except DocumentTooLong:
            return None
        except (TelegramBadRequest, TelegramEntityTooLarge) as refusal:
            if is_unreachable(refusal):
                raise
            log.info("group of files refused", reason=in_short(refusal))
            return None
        messages = iter(group)
        return [
            NOT_SENT if file is None else await self._kept(each, file, next(messages)) for each, file in files
        ]

    async def _alone(self, attachment: Attachment) -> str:
        """Sends a file by itself, the second time uploaded anew: Telegram may have lost it."""
        named = f"{attachment.format} of {profile_number(attachment.document)}"
        reason = ""
        for tried in range(FILE_TRIES):
            try:
                file = await self._file(attachment, anew=tried > 0)
                if file is None:
                    return NOT_SENT
                return await self._kept(attachment, file, await self._sent(attachment, file))
            except DocumentTooLong:
                reason = "too long"
                break
            except (TelegramBadRequest, TelegramEntityTooLarge) as refusal:
                if is_unreachable(refusal):
                    raise
                reason = in_short(refusal)
        self.refused[f"{named}: {reason}"] = attachment
        return NOT_SENT

    async def _sent(self, attachment: Attachment, file: BufferedInputFile | str) -> Message:
        """Sends the document as a file, its preview as a photo."""
        chat, thread, caption = self.place.chat, self.place.thread, _caption(attachment)
        if attachment.format == "png":
            return await self.paced(
                lambda: self.bot.send_photo(
                    chat, file, caption=caption, parse_mode=None, message_thread_id=thread
                )
            )
        return await self.paced(
            lambda: self.bot.send_document(
                chat,
                file,
                caption=caption,
                parse_mode=None,
                message_thread_id=thread,
                disable_content_type_detection=True,
            )
        )

    async def _file(self, attachment: Attachment, *, anew: bool = False) -> BufferedInputFile | str | None:
        """Telegram's own id of the document, else the file to upload; None when it was erased meanwhile."""
        if not anew and (known := await self.sources.known.find(attachment.document, attachment.format)):
            return known
        action = ChatAction.UPLOAD_PHOTO if attachment.format == "png" else ChatAction.UPLOAD_DOCUMENT
        try:
            await self.bot.send_chat_action(self.place.chat, action, message_thread_id=self.place.thread)
        except AiogramError as error:
            log.debug("work not shown", error=type(error).__name__)  # the document will say what is wrong
        drawn = await self.sources.documents.issued(attachment.document, attachment.format)
        return None if drawn is None else BufferedInputFile(drawn.content, attachment.file_name)

    async def _kept(self, attachment: Attachment, file: BufferedInputFile | str, sent: Message) -> str:
        """The id of the message; what was uploaded is kept under Telegram's id of it."""
        found = sent.photo[-1] if sent.photo else sent.document
        if isinstance(file, BufferedInputFile) and found is not None:
            await self.sources.known.keep(attachment.document, attachment.format, found.file_id)
        return str(sent.message_id)


def _caption(attachment: Attachment) -> str | None:
    return shortened(attachment.caption, MESSAGE.caption) or None


async def _drawn(chart: Chart) -> bytes | None:
    """The chart as a picture; without one the text says it all."""

    def draw() -> bytes:
        # Imported here: typst would hold up the start, and only a digest needs it.
        from dialogs.documents.pdf import render_chart  # noqa: PLC0415

        return render_chart(asdict(chart))

    try:
        return await asyncio.to_thread(draw)
    except Exception:
        log.exception("chart not drawn")
        return None
