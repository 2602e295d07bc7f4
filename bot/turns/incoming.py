"""An incoming update: without what no database or file keeps, its kind, how the replies to it travel."""

import re
from dataclasses import replace
from typing import assert_never
from unicodedata import combining

from bot.store.message_rows import Sending
from dialogs.turn.events import Address, Edited, Event, Incoming, Pressed, Said, Selected, Started, Uploaded

# Characters of a typed text that the chat's log shows; the conversation gets the text whole.
ECHO_LIMIT = 4_000
# NUL ends a text for PostgreSQL; half a surrogate pair cannot be written as UTF-8.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
# Accents on one letter, as in Unicode's stream-safe format: to put more of them in order (NFC, NFKC) takes
# time that grows with the square of their number, in which no other thread runs.
ACCENTS_TYPED = 30
_MAY_BE_ACCENTS = re.compile(rf"[^\w\s\x00-\u02ff]{{{ACCENTS_TYPED + 1},}}")


def cleaned(incoming: Incoming) -> Incoming:
    """The update without what nobody can keep: characters that no database or file keeps are replaced by �,
    and a letter has no more accents than any alphabet puts on one."""
    address = incoming.address
    return replace(
        incoming,
        address=Address(clean(address.channel), clean(address.chat), clean(address.speaker)),
        update=clean(incoming.update),
        event=_cleaned_event(incoming.event),
    )


def clean(text: str) -> str:
    return _MAY_BE_ACCENTS.sub(_fewer_accents, _UNSTORABLE.sub("\ufffd", text))


def _fewer_accents(run: re.Match[str]) -> str:
    kept, accents = [], 0
    for sign in run[0]:
        accents = accents + 1 if combining(sign) else 0
        if accents <= ACCENTS_TYPED:
            kept.append(sign)
    return "".join(kept)


def _cleaned_event(event: Event) -> Event:
    match event:
        case Said(text):
            return replace(event, text=clean(text), quoted=clean(event.quoted))
        case Edited(message, text):
            return Edited(clean(message), clean(text))
        case Pressed(button):
            return Pressed(clean(button))
        case Selected(buttons):
            return Selected(tuple(map(clean, buttons)))
        case Uploaded(kind):
            return Uploaded(clean(kind))
        case Started(payload):
            return Started(clean(payload))
        case _:
            assert_never(event)


def kind_of(event: Event) -> str:
    """The kind of event in one word, as in `said`."""
    return type(event).__name__.lower()


def sending_of(incoming: Incoming, *, echo_limit: int | None) -> Sending:
    """How the replies to the update travel."""
    return Sending(
        in_place=isinstance(incoming.event, Pressed | Selected),
        echo=_echo(incoming.event, echo_limit),
        regarding=incoming.regarding,
    )


def _echo(event: Event, limit: int | None) -> str | None:
    """What the chat's log shows of the event as the person's own words."""
    match event:
        case Said(text):
            return text if limit is None or len(text) <= limit else text[: limit - 1] + "…"
        case Edited() | Pressed() | Selected() | Uploaded() | Started():
            return None
        case _:
            assert_never(event)
