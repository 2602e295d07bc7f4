"""Answers where others read along: the beginning of each, and the way to the whole in the private chat."""

import re

from dialogs.turn.actions import OpenPrivate
from dialogs.turn.building import TurnBuilder
from dialogs.turn.buttons import Offering
from dialogs.turn.titles import shortened
from knowledge.text.markup import Block, Picture, RichText, paragraph

# Characters: some eight lines of a phone.
IN_SHORT = 320
_PAYLOAD = re.compile(r"[\w-]{1,64}", re.ASCII)


def beginning(body: RichText) -> RichText:
    """The first blocks as far as they are short; of a longer first one its first words."""
    kept: list[Block] = []
    room = IN_SHORT
    for block in (each for each in body.blocks if not isinstance(each, Picture)):
        text = RichText((block,)).plain()
        if len(text) > room:
            return RichText(tuple(kept)) + paragraph(shortened(text, room) if room > IN_SHORT // 2 else "…")
        kept.append(block)
        room -= len(text)
    return RichText(tuple(kept))


def offer_whole(turn: TurnBuilder, offering: Offering, entry_id: str) -> None:
    """«Подробнее» for an entry that a link can name."""
    if _PAYLOAD.fullmatch(payload := entry_id.replace(".", "_", 1)):
        offering.show(OpenPrivate(payload), turn.label("button-more-in-private"), "control")
