"""Puts the present place of a chat on screen again."""

from typing import assert_never

from dialogs.filling import confirming, going_on, reasons
from dialogs.filling.asking import ask_again
from dialogs.filling.reviewing import show_summary
from dialogs.turn.building import TurnBuilder
from dialogs.turn.session import AtAnotherSegment, AtConfirmation, AtOneMessage, AtQuestion, AtSummary, Home


def show_place(turn: TurnBuilder) -> None:
    """The present question or summary comes in a new message; at home there is none."""
    match turn.place:
        case AtQuestion() as place:
            ask_again(turn, place)
        case AtAnotherSegment(draft_id):
            if (draft := turn.draft(draft_id)) is not None:
                going_on.ask_another_segment(turn, draft)
        case AtOneMessage(draft_id):
            if (draft := turn.draft(draft_id)) is not None:
                confirming.show(turn, draft, turn.place)
        case AtSummary(draft_id, page, keeping, part=part):
            if (draft := turn.draft(draft_id)) is None:
                return
            if keeping is not None:
                reasons.ask_why(turn, draft, keeping)
            else:
                show_summary(turn, draft, page, part=part)
        case Home() | AtConfirmation():
            pass
        case _:
            assert_never(turn.place)


def draft_gone(turn: TurnBuilder) -> None:
    """The draft that the person was filling has been removed, perhaps elsewhere."""
    turn.go_home()
    turn.say(turn.text("draft-gone-long"))
