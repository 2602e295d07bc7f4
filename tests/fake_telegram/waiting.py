"""What a person waits for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from .refusal import Json
from .state import Message

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360000002000001e221bc330000000049454e44ae426082"
)


class Wait(Enum):
    """How long an action waits for the bot."""

    ANYTHING = "the first message sent or edited"
    NOTHING = "not at all"


ANYTHING, NOTHING = Wait.ANYTHING, Wait.NOTHING

Expected = Wait | str | int | Callable[[Message], bool]
"""What to wait for: a part of the text, a number of messages, a condition, anything, nothing."""


@dataclass(frozen=True, slots=True)
class Press:
    """What a press led to: the notice shown, and the message waited for, if any."""

    notice: str
    alert: bool
    url: str | None
    message: Message | None


def condition(expect: Expected) -> Callable[[Message], bool]:
    """Whether a message is one that is waited for."""
    if isinstance(expect, str):
        return lambda message: expect in message.text
    if isinstance(expect, int | Wait):
        return lambda message: True
    return expect


def labelled(rows: list[list[Json]], label: str) -> Json | None:
    """The button with this label."""
    return next((button for row in rows for button in row if button["text"] == label), None)
