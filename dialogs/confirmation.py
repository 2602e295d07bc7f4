"""What waits for a yes: asked for again, done at a yes, left as it was at a no."""

from dialogs import personal
from dialogs.filling import drafts, removing
from dialogs.filling.going_on import accept, draft_gone, show_place
from dialogs.filling.reviewing import show_summary
from dialogs.interview.answers import Draft
from dialogs.interview.route import remove_segment, reopen
from dialogs.turn.building import TurnBuilder
from dialogs.turn.session import AtConfirmation, AtQuestion, Home


def ask_again(turn: TurnBuilder, place: AtConfirmation) -> None:
    """The question whose yes is awaited, in a new message."""
    draft = turn.draft(place.draft or "")
    if place.what == "forget":
        personal.ask_to_forget(turn)
    elif place.what == "begin_anew":
        drafts.begin(turn)
    elif draft is None:
        draft_gone(turn)
    elif place.what == "rename_draft":
        drafts.ask_for_name(turn, draft)
    elif place.answer is not None and isinstance(place.back, AtQuestion):
        removing.ask_to_replace(turn, draft, place.back, place.answer, place.kept)
    elif place.segment is None:
        removing.ask_to_delete(turn, draft, drafts.state_of(turn, draft))
    elif place.segment < len(draft.segments):
        removing.ask_to_remove_segment(turn, draft, place.segment)
    else:
        show_summary(turn, draft)


def leave(turn: TurnBuilder, place: AtConfirmation) -> None:
    """Back to where it was asked, past the buttons of yes and no."""
    turn.go_home()
    turn.go(place.back)


def decide(turn: TurnBuilder, place: AtConfirmation, yes: bool) -> None:
    """Does what was asked about, or says that everything is as it was."""
    leave(turn, place)
    if not yes:
        _leave_as_it_was(turn, place)
    elif place.what == "forget":
        personal.forget(turn)
    elif place.what == "begin_anew":
        drafts.begin_anew(turn)
    elif (draft := turn.draft(place.draft or "")) is None:
        draft_gone(turn)
    elif place.answer is not None and isinstance(place.back, AtQuestion):
        unchanged = draft.revision == place.revision
        accept(turn, draft, place.back, place.answer, place.kept, confirmed=unchanged)
    elif draft.revision != place.revision:
        # More might go than was said.
        ask_again(turn, place)
    elif place.segment is None:
        _delete(turn, draft)
    else:
        _remove_segment(turn, draft, place.segment)


def _leave_as_it_was(turn: TurnBuilder, place: AtConfirmation) -> None:
    at_home, offering = isinstance(turn.place, Home), turn.new_offering()
    if at_home:
        personal.offer_menu(turn, offering)
    turn.say(turn.text("left-as-it-was"), offering)
    show_place(turn)
    if at_home and place.what in ("delete_draft", "rename_draft"):
        drafts.show_drafts(turn)


def _delete(turn: TurnBuilder, draft: Draft) -> None:
    removed = removing.keep_draft(turn, draft)
    turn.delete(draft.id)
    removing.say_removed(turn, removed)
    drafts.show_drafts(turn)


def _remove_segment(turn: TurnBuilder, draft: Draft, segment: int) -> None:
    removed = removing.keep_segment(turn, draft, segment)
    removing.move_segments(turn, draft, lambda old: None if old == segment else old - (old > segment))
    draft = turn.save(remove_segment(reopen(turn.form, draft, turn.world.now), segment))
    removing.say_removed(turn, removed)
    show_summary(turn, draft)
