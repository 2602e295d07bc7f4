"""Removing what was confirmed, and putting back what was removed today."""

from dataclasses import replace

from dialogs.filling import drafts, removing
from dialogs.filling.going_on import accept
from dialogs.filling.reviewing import show_summary
from dialogs.interview.answers import Draft
from dialogs.interview.route import insert_segment, remove_segment, reopen
from dialogs.turn.building import TurnBuilder
from dialogs.turn.session import AtConfirmation, AtQuestion, Home, Removed


def remove(turn: TurnBuilder, place: AtConfirmation) -> None:
    """A removal that was confirmed. Asks anew when the draft was changed meanwhile: more might go than was
    said."""
    draft = turn.draft(place.draft or "")
    if draft is None:
        turn.go_home()
        turn.say(turn.text("draft-gone-long"))
        return
    unchanged = draft.revision == place.revision
    if place.answer is not None and isinstance(place.back, AtQuestion):
        accept(turn, draft, place.back, place.answer, place.kept, confirmed=unchanged)
    elif not unchanged or (place.segment is not None and place.segment >= len(draft.segments)):
        ask_again_for_yes(turn, place)
    elif place.segment is None:
        _delete(turn, draft)
    else:
        _remove_segment(turn, draft, place.segment)


def ask_again_for_yes(turn: TurnBuilder, place: AtConfirmation) -> None:
    """The question whose yes is awaited, in a new message."""
    draft = turn.draft(place.draft or "")
    if place.what == "begin_anew":
        drafts.begin(turn)
    elif draft is None:
        turn.go_home()
        turn.say(turn.text("draft-gone-long"))
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


def put_back(turn: TurnBuilder, number: int | None = None) -> bool:
    """What was removed today under that number, or the last of all, stands again where it stood. False when
    there is no such thing, or no room for it; then that is said."""
    found = [removed for removed in turn.session.removed if number in (None, removed.number)]
    if not found:
        turn.notice = turn.label("nothing-to-put-back")
        return False
    removed = found[-1]
    draft = removed.draft if removed.whole else turn.draft(removed.draft.id)
    if draft is None:
        turn.notice = turn.label("draft-gone")
        return False
    if removed.whole and turn.count_drafts() >= drafts.MOST_DRAFTS:
        turn.notice = turn.label("too-many-drafts", most=drafts.MOST_DRAFTS)
        return False
    path = removed.path
    if path is not None and path.segment is not None and removed.draft.moved != draft.moved:
        # In another chat a segment was removed or put back since.
        turn.notice = turn.label("segments-moved")
        return False
    if removed.segment is not None and len(draft.segments) >= turn.form.report.max_segments:
        turn.notice = turn.label("no-room-for-segment", most=turn.form.report.max_segments)
        return False
    what = removing.described(turn, removed)
    turn.remember(removed=tuple(other for other in turn.session.removed if other is not removed))
    draft = turn.save(_with(turn, draft, removed))
    turn.say(turn.text("put-back", what=what))
    if isinstance(turn.place, Home):
        drafts.show_drafts(turn) if removed.whole else show_summary(turn, draft)
    return True


def _with(turn: TurnBuilder, draft: Draft, removed: Removed) -> Draft:
    taken = removed.draft
    if removed.whole:
        return taken
    draft = reopen(turn.form, draft, turn.world.now)
    if removed.path is not None:
        path = removed.path
        if removing.is_written(draft.at(path)):
            removing.keep_answer(turn, draft, path)
        return draft.with_answer(path, taken.shared[path.field]).keeping_at(path, taken.kept_why)
    index = min(removed.segment or 0, len(draft.segments))
    removing.move_segments(turn, draft, lambda old: old + (old >= index))
    place = turn.place
    if isinstance(place, AtQuestion) and place.draft == draft.id:
        at = place.path.segment
        if at is not None and at >= index:
            turn.go(replace(place, path=replace(place.path, segment=at + 1)))
    return insert_segment(draft, index, taken)
