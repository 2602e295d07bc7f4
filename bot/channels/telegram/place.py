"""Where in Telegram a message goes."""

from dataclasses import dataclass

from dialogs.turn.events import Address


@dataclass(frozen=True, slots=True)
class Place:
    """A chat, a topic of it, and the message there that is answered."""

    chat: int
    thread: int | None = None
    answered: int | None = None


def place_of(to: Address, regarding: str | None) -> Place:
    """`regarding` is the id of a message, in a forum with that of its topic: `12:3`."""
    if regarding is None:
        return Place(int(to.chat))
    message, _, thread = regarding.partition(":")
    return Place(int(to.chat), int(thread) if thread else None, int(message))
