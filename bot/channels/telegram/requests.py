"""Requests of whose answers only the least is read; aiogram would build all of the message just sent."""

from typing import Any, ClassVar

from aiogram.methods import EditMessageReplyMarkup, EditMessageText, SendMessage
from aiogram.types import MessageId


class SendText(SendMessage):
    """Answers with the new message's id."""

    __returning__: ClassVar[Any] = MessageId


class EditText(EditMessageText):
    """Answers with nothing that is needed."""

    __returning__: ClassVar[Any] = Any


class EditButtons(EditMessageReplyMarkup):
    """Answers with nothing that is needed."""

    __returning__: ClassVar[Any] = Any
