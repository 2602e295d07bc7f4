"""Sends documents as Telegram files; what Telegram has once is sent again by its own id of it."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from aiogram import Bot
from aiogram.enums import ChatAction
from aiogram.exceptions import AiogramError, TelegramBadRequest
from aiogram.types import BufferedInputFile, InputMediaDocument, Message

from bot.channels.messenger.screen import shortened
from bot.channels.telegram.bot_api import MESSAGE
from bot.channels.telegram.updates import Destination
from bot.documents.on_demand import DocumentCache
from bot.store.documents import SentFiles
from dialogs.turn.replies import Attachment

Result = TypeVar("Result")

# Bot API, sendMediaGroup: 2 to 10.
SMALLEST_GROUP = 2


class Paced(Protocol):
    """Makes a request when the limits of sending allow it; it sends so many `messages`."""

    async def __call__(self, send: Callable[[], Awaitable[Result]], messages: int = 1) -> Result: ...


@dataclass(frozen=True)
class Files:
    """Sends attachments, from the documents that were issued."""

    bot: Bot
    documents: DocumentCache
    known: SentFiles

    async def send(self, place: Destination, attachment: Attachment, paced: Paced) -> Message | None:
        """The document as a file, its preview as a photo; None when it was erased meanwhile.

        Each request to send it goes through `paced`, drawing does not: what is counted leaves at once.
        """
        known = await self.known.find(attachment.document, attachment.format)
        if known is not None:
            try:
                return await self._send(place, attachment, known, paced)
            except TelegramBadRequest as refusal:
                if "file" not in refusal.message.casefold():
                    raise
                # Telegram has lost it; it is uploaded again.
        await self._show_work(place, attachment)
        file = await self.documents.issued(attachment.document, attachment.format)
        if file is None:
            return None
        upload = BufferedInputFile(file.content, attachment.file_name)
        sent = await self._send(place, attachment, upload, paced)
        if (identity := _file_id(sent)) is not None:
            await self.known.keep(attachment.document, attachment.format, identity)
        return sent

    async def send_together(
        self, place: Destination, attachments: Sequence[Attachment], paced: Paced
    ) -> list[Message | None]:
        """Documents as one group, each with its caption; None for each that was erased meanwhile."""
        media = {}
        for number, each in enumerate(attachments):
            file: BufferedInputFile | str | None = await self.known.find(each.document, each.format)
            if file is None:
                await self._show_work(place, each)
                if (drawn := await self.documents.issued(each.document, each.format)) is None:
                    continue
                file = BufferedInputFile(drawn.content, each.file_name)
            caption = shortened(each.caption, MESSAGE.caption) or None
            media[number] = InputMediaDocument(
                media=file, caption=caption, parse_mode=None, disable_content_type_detection=True
            )
        sent: list[Message | None] = [None] * len(attachments)
        if len(media) < SMALLEST_GROUP:
            for number in media:
                sent[number] = await self.send(place, attachments[number], paced)
            return sent
        group = await paced(
            lambda: self.bot.send_media_group(place.chat, [*media.values()], message_thread_id=place.thread),
            len(media),
        )
        for number, message in zip(media, group, strict=True):
            sent[number], each = message, attachments[number]
            if (identity := _file_id(message)) is not None:
                await self.known.keep(each.document, each.format, identity)
        return sent

    async def _send(
        self, place: Destination, attachment: Attachment, file: BufferedInputFile | str, paced: Paced
    ) -> Message:
        caption = shortened(attachment.caption, MESSAGE.caption) or None
        chat, thread = place.chat, place.thread
        if attachment.format == "png":
            return await paced(
                lambda: self.bot.send_photo(
                    chat, file, caption=caption, parse_mode=None, message_thread_id=thread
                )
            )
        return await paced(
            lambda: self.bot.send_document(
                chat,
                file,
                caption=caption,
                parse_mode=None,
                message_thread_id=thread,
                disable_content_type_detection=True,
            )
        )

    async def _show_work(self, place: Destination, attachment: Attachment) -> None:
        action = ChatAction.UPLOAD_PHOTO if attachment.format == "png" else ChatAction.UPLOAD_DOCUMENT
        try:
            await self.bot.send_chat_action(place.chat, action, message_thread_id=place.thread)
        except AiogramError:
            return  # the document itself will say what is wrong


def _file_id(sent: Message) -> str | None:
    if sent.photo:
        return sent.photo[-1].file_id
    return sent.document.file_id if sent.document else None
