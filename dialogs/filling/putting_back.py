"""Putting back what was removed today, where it stood."""

from dataclasses import replace

from dialogs.filling import drafts, removing
from dialogs.filling.reviewing import show_summary
from dialogs.interview.answers import Draft
from dialogs.interview.route import insert_segment, reopen
from dialogs.turn.building import TurnBuilder
from dialogs.turn.session import AtQuestion, Home, Removed


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
