"""Updates without what no database or file keeps."""

import re
from dataclasses import replace
from typing import assert_never

from dialogs.turn.events import Address, Edited, Event, Incoming, Pressed, Said, Selected, Started, Uploaded

# NUL ends a text for PostgreSQL; half a surrogate pair cannot be written as UTF-8.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def cleaned(incoming: Incoming) -> Incoming:
    """The same update; characters that no database or file keeps are replaced by �."""
    address = incoming.address
    return replace(
        incoming,
        address=Address(clean(address.channel), clean(address.chat), clean(address.person)),
        update=clean(incoming.update),
        event=_cleaned_event(incoming.event),
    )


def clean(text: str) -> str:
    return _UNSTORABLE.sub("\ufffd", text)


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
        case Uploaded(kind, name, size):
            return Uploaded(clean(kind), clean(name), size)
        case Started(payload):
            return Started(clean(payload))
        case _:
            assert_never(event)
