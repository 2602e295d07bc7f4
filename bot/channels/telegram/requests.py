"""The requests of every message. aiogram's own have twenty fields, each with a default of the bot's, and of
their answers it would build all of the message just sent; these say what we say, and read what we need."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, TypedDict

from aiogram.methods.base import TelegramMethod


class Key(TypedDict, total=False):
    """An inline button (Bot API, InlineKeyboardButton)."""

    text: str
    callback_data: str
    url: str


Keyboard = list[list[Key]]


class Markup(TypedDict):
    """Bot API, InlineKeyboardMarkup."""

    inline_keyboard: Keyboard


class Answered(TypedDict):
    """Bot API, ReplyParameters: the message that is answered; without it if it is gone."""

    message_id: int
    allow_sending_without_reply: bool


_NO_PREVIEW = {"is_disabled": True}


@dataclass(frozen=True, slots=True)
class Sent:
    """What Telegram says of a message that it has sent."""

    message_id: int


class Request(TelegramMethod[Any]):
    """One that is whole: nothing in it is left to the bot's defaults."""

    __returning__: ClassVar[Any] = Any

    def written(self) -> str:
        """As JSON."""
        return self.model_dump_json(exclude_none=True)


class SendText(Request):
    """Bot API, sendMessage."""

    __returning__: ClassVar[Any] = Sent
    __api_method__: ClassVar[str] = "sendMessage"

    chat_id: int
    text: str
    parse_mode: str = "HTML"
    link_preview_options: Mapping[str, object] = _NO_PREVIEW
    reply_markup: Mapping[str, object] | None = None
    message_thread_id: int | None = None
    reply_parameters: Mapping[str, object] | None = None


class EditText(Request):
    """Bot API, editMessageText."""

    __api_method__: ClassVar[str] = "editMessageText"

    chat_id: int
    message_id: int
    text: str
    parse_mode: str = "HTML"
    link_preview_options: Mapping[str, object] = _NO_PREVIEW
    reply_markup: Mapping[str, object] | None = None


class TakeButtonsOff(Request):
    """Bot API, editMessageReplyMarkup."""

    __api_method__: ClassVar[str] = "editMessageReplyMarkup"

    chat_id: int
    message_id: int
