"""A chat goes along with another chat of the same person in which their draft was changed."""

from dataclasses import replace

from dialogs.filling.asking import ask, ask_again, marks
from dialogs.filling.finishing import send_again
from dialogs.filling.going_on import go_to_step, show_place
from dialogs.filling.reviewing import show_summary
from dialogs.interview.question import question
from dialogs.interview.route import AskField, first_open, route
from dialogs.turn.building import TurnBuilder
from dialogs.turn.effects import SaveDraft, Turn
from dialogs.turn.session import AtAnotherSegment, AtConfirmation, AtQuestion, AtSummary, Home, Session
from dialogs.turn.world import World


def saved_drafts(turn: Turn) -> frozenset[str]:
    """The drafts that the turn changed."""
    return frozenset(effect.draft.id for effect in turn.effects if isinstance(effect, SaveDraft))


def follow(session: Session, world: World, leading: Turn) -> Turn | None:
    """The turn of a chat whose draft the `leading` turn of another one changed: what is asked there is asked
    here. A finished profile comes as files. None where another draft is on screen, or nothing is asked."""
    here, there = session.place, leading.session.place
    if isinstance(here, AtConfirmation):
        # It was asked about the draft as it was.
        here = here.back
    if not isinstance(here, AtQuestion | AtAnotherSegment | AtSummary):
        return None
    turn = TurnBuilder(session, world)
    draft = turn.draft(here.draft)
    if draft is None or draft.id not in saved_drafts(leading):
        return None
    match there:
        case AtQuestion(draft.id, path) if not (isinstance(here, AtQuestion) and here.path == path):
            # What is only half said there, or explained, is no part of it.
            ask(turn, AtQuestion(draft.id, path, way_on=replace(there.way_on, confirms=False)))
        case AtAnotherSegment(draft.id):
            turn.go(there)
            show_place(turn)
        case AtSummary(draft.id):
            show_summary(turn, draft)
        case Home() if draft.status == "finished":
            turn.go_home()
            send_again(turn, draft)
        case _ if isinstance(here, AtQuestion):
            if AskField(here.path) in route(turn.view(draft)):
                # What was typed here stays; what was chosen and collected is as it is recorded now.
                marked = marks(question(turn.view(draft), here.path), draft.at(here.path))
                ask_again(turn, replace(here, marked=marked, collected=()))
            else:
                go_to_step(turn, draft, first_open(turn.view(draft)))
        case _:
            turn.go(here)
            show_place(turn)
    return turn.turn()
