"""Puts the present place of a chat on screen again."""

from typing import assert_never

from dialogs.filling import confirming, going_on, reasons
from dialogs.filling.asking import ask_again
from dialogs.filling.reviewing import show_summary
from dialogs.turn.building import TurnBuilder
from dialogs.turn.session import AtAnotherSegment, AtConfirmation, AtOneMessage, AtQuestion, AtSummary, Home


def show_place(turn: TurnBuilder) -> None:
    """The present question or summary comes in a new message; at home there is none."""
    place = turn.place
    if isinstance(place, Home | AtConfirmation):
        return
    if (draft := turn.draft(place.draft)) is None:
        draft_gone(turn)
        return
    match place:
        case AtQuestion():
            ask_again(turn, place)
        case AtAnotherSegment():
            going_on.ask_another_segment(turn, draft)
        case AtOneMessage():
            confirming.show(turn, draft, place)
        case AtSummary(page=page, keeping=keeping, part=part):
            if keeping is not None:
                reasons.ask_why(turn, draft, keeping)
            else:
                show_summary(turn, draft, page, part=part)
        case _:
            assert_never(place)


def draft_gone(turn: TurnBuilder) -> None:
    """The draft that the person was filling has been removed, perhaps elsewhere."""
    turn.go_home()
    turn.say(turn.text("draft-gone-long"))
