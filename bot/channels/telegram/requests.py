"""The requests of every message, said whole: nothing in them is left to the bot's defaults, and of the answer
only the least is read. aiogram would build all of the message just sent."""

from dataclasses import dataclass
from typing import Any, ClassVar

from aiogram.methods import EditMessageReplyMarkup, EditMessageText, SendMessage
from aiogram.methods.base import TelegramMethod
from aiogram.types import InlineKeyboardMarkup, LinkPreviewOptions

from bot.channels.telegram.place import Place

_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


@dataclass(frozen=True, slots=True)
class Sent:
    """What Telegram says of a message that it has sent."""

    message_id: int


class SendText(SendMessage):
    """Answers with `Sent`."""

    __returning__: ClassVar[Any] = Sent


class EditText(EditMessageText):
    """Answers with nothing that is needed."""

    __returning__: ClassVar[Any] = Any


class EditButtons(EditMessageReplyMarkup):
    """Answers with nothing that is needed."""

    __returning__: ClassVar[Any] = Any


def send_text(place: Place, html: str, markup: InlineKeyboardMarkup | None) -> SendText:
    return SendText(
        chat_id=place.chat,
        text=html,
        parse_mode="HTML",
        link_preview_options=_NO_PREVIEW,
        reply_markup=markup,
        message_thread_id=place.thread,
        reply_parameters=place.reply,
    )


def edit_text(chat: int, message: int, html: str, markup: InlineKeyboardMarkup | None) -> EditText:
    return EditText(
        chat_id=chat,
        message_id=message,
        text=html,
        parse_mode="HTML",
        link_preview_options=_NO_PREVIEW,
        reply_markup=markup,
    )


def take_buttons_off(chat: int, message: int) -> EditButtons:
    return EditButtons(chat_id=chat, message_id=message)


def written(method: TelegramMethod[Any]) -> str | None:
    """The request as JSON; None for one in which something is left to the bot."""
    if not isinstance(method, SendText | EditText | EditButtons):
        return None
    return method.model_dump_json(exclude_unset=True, exclude_none=True)
