"""What the Bot API takes, as documented, and what its refusals mean, which have no codes, only sentences."""

import re

from aiogram.exceptions import TelegramAPIError, TelegramBadRequest

from bot.channels.messenger.limits import BurstLimit, MessageLimits, SendingLimits, WindowLimit

MESSAGE = MessageLimits(
    text=4_096, caption=1_024, toast=200, buttons=100, button_id=64, button_label=60, copied=256
)
# Telegram's own programs cut a longer text into messages: at a space, else at one of these lengths.
CUT_FROM = 2_000
HARD_CUTS = (2_048, 4_096)


def sending(rate: int) -> SendingLimits:
    """The limits of a bot that may send `rate` messages a second, 30 unless it pays for more.

    A little below Telegram's own, for requests do not arrive as evenly as they leave: `rate` a second to all
    chats, 1 a second to a person after a short burst, 20 a minute to a group."""
    return SendingLimits(
        overall=WindowLimit(max(round(rate * 0.93), 1), 1.1),
        person=BurstLimit(3, 1.05),
        group=WindowLimit(20, 61.0),
        flooded_chats=3,
    )


def is_group(chat: str) -> bool:
    """Whether the id is a group's, which is negative."""
    return chat.startswith("-")


REASON_LIMIT = 80
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
_TOO_LONG = "caption is too long"
_CAPTIONED = "there is no text in the message"
_QUOTING = re.compile(r"""[:"«“<]|\B'|[^\x20-\x7e]""")


def is_unreachable(refusal: TelegramAPIError) -> bool:
    """Whether nothing at all can be sent to the chat."""
    return _says(refusal, *_UNREACHABLE)


def cannot_edit(refusal: TelegramBadRequest) -> bool:
    """Whether the message is gone, or too old to be edited."""
    return _says(refusal, *_CANNOT_EDIT)


def is_unchanged(refusal: TelegramBadRequest) -> bool:
    """Whether the message already reads so."""
    return _says(refusal, _UNCHANGED)


def is_captioned(refusal: TelegramBadRequest) -> bool:
    """Whether the message is a picture, whose text is its caption."""
    return _says(refusal, _CAPTIONED)


def is_too_long(refusal: TelegramBadRequest) -> bool:
    """Whether a caption cannot hold the text."""
    return _says(refusal, _TOO_LONG)


def in_short(refusal: TelegramAPIError) -> str:
    """What Telegram says is wrong, up to where it may quote us."""
    reason = refusal.message.removeprefix("Bad Request: ")
    return _QUOTING.split(reason)[0][:REASON_LIMIT].strip()


def _says(refusal: TelegramAPIError, *reasons: str) -> bool:
    return any(reason in refusal.message.casefold() for reason in reasons)
