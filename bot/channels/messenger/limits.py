"""What a messenger takes: sizes of messages and keyboards, and how many messages in a while."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MessageLimits:
    """Sizes. Texts are counted in UTF-16 units, as messengers do; `button_id` in bytes of UTF-8.
    `copied`: of a text that one button copies."""

    text: int
    caption: int
    toast: int
    buttons: int
    button_id: int
    button_label: int
    copied: int


@dataclass(frozen=True, slots=True)
class WindowLimit:
    """At most `most` messages in any `seconds`."""

    most: int
    seconds: float


@dataclass(frozen=True, slots=True)
class BurstLimit:
    """At most `burst` messages at once, and one every `every` seconds in the long run."""

    burst: int
    every: float


@dataclass(frozen=True, slots=True)
class SendingLimits:
    """How many messages a messenger takes from one bot: to all chats, to a person, to a group. When so many
    chats in a row are told to wait, `flooded_chats`, it is meant for all of them."""

    overall: WindowLimit
    person: BurstLimit
    group: WindowLimit
    flooded_chats: int
