"""Whether what an event changed in a person's drafts is what that event was about, and nothing else."""

from collections.abc import Iterator, Mapping, Sequence

from dialogs.interview.answers import Answer, Choice, Draft, Path
from dialogs.interview.route import remove_segment
from dialogs.turn.actions import ChooseOption, OnDraft, PutBack, Simple
from dialogs.turn.buttons import Stale, action_of
from dialogs.turn.events import Edited, Event, Pressed, Said, Selected
from dialogs.turn.session import AtConfirmation, AtQuestion, Removed, Session

Drafts = Mapping[str, Draft]
ANSWERING = {"no_data", "skip", "done", "keep", "record", "yes"}


def answers(draft: Draft) -> dict[Path, Answer]:
    """Every answer with its place."""
    found = {Path(name): answer for name, answer in draft.shared.items()}
    for number, segment in enumerate(draft.segments):
        found |= {Path(name, number): answer for name, answer in segment.items()}
    return found


def unexplained(session: Session, event: Event, before: Drafts, after: Drafts) -> Iterator[str]:
    """What changed though the event could not have meant it; `session` is that before the event."""
    gone, new = before.keys() - after.keys(), after.keys() - before.keys()
    if gone and not isinstance(session.place, AtConfirmation):
        yield f"drafts vanished without a question: {gone}"
    if len(new) > 1:
        yield f"one event began {len(new)} drafts"
    for id in new:
        yield from _new_draft(session, event, before, after[id])
    for id in before.keys() & after.keys():
        yield from _changes(session, event, before[id], after[id])


def _new_draft(session: Session, event: Event, before: Drafts, draft: Draft) -> Iterator[str]:
    action = _action(session, event)
    if isinstance(action, OnDraft) and action.what == "copy":
        original = answers(before[action.draft])
        added = {path for path, answer in answers(draft).items() if original.get(path) != answer}
        if added:
            yield f"a copy has answers that the original has not: {[str(path) for path in added]}"


def _changes(session: Session, event: Event, before: Draft, after: Draft) -> Iterator[str]:
    if len(after.segments) < len(before.segments):
        left = [segment for segment in before.segments if segment in after.segments]
        if len(before.segments) - len(after.segments) != 1 or not isinstance(session.place, AtConfirmation):
            yield "segments vanished"
        if len(left) < len(after.segments):
            yield "the segments that stayed are not those of before"
        return
    back = [removed for removed in session.removed if removed.draft.id == after.id]
    if (put := _put_back(back, before, after)) is not None:
        # Every other segment stays as it was, wherever it stands now.
        after = remove_segment(after, put)
    was, now = answers(before), answers(after)
    changed = {path for path in was.keys() | now.keys() if was.get(path) != now.get(path)}
    wrong = changed - _meant(session, event, after.id) - {r.path for r in back if _is_undo(session, event)}
    if wrong:
        yield f"answers changed that nobody was asked for: {[str(path) for path in wrong]}"
    if lost := was.keys() - now.keys():
        yield f"answers lost: {[str(path) for path in lost]}"
    action = _action(session, event)
    for path in changed:
        answer = now.get(path)
        if isinstance(action, ChooseOption) and isinstance(answer, Choice):
            if answer.value.option != action.option:
                yield f"{path}: {action.option} was pressed, {answer.value.option} is kept"
        elif isinstance(action, Simple) and action.name not in ANSWERING:
            yield f"{path}: [{action.name}] changed an answer"


def _meant(session: Session, event: Event, draft: str) -> set[Path]:
    """The places that the event may have answered."""
    meant = set()
    typed = session.last_typed
    place = session.place.back if isinstance(session.place, AtConfirmation) else session.place
    if isinstance(event, Said | Pressed | Selected | Edited) and isinstance(place, AtQuestion):
        meant |= {place.path} if place.draft == draft else set()
    if isinstance(event, Said | Edited) and typed is not None and typed.path is not None:
        meant |= {typed.path} if typed.draft == draft else set()
    return meant


def _put_back(kept: Sequence[Removed], before: Draft, after: Draft) -> int | None:
    """Where a removed segment stands in the draft again."""
    for place, segment in enumerate(after.segments):
        others = after.segments[:place] + after.segments[place + 1 :]
        if others == before.segments and any(removed.draft.segments == (segment,) for removed in kept):
            return place
    return None


def _is_undo(session: Session, event: Event) -> bool:
    return isinstance(_action(session, event), PutBack) or (
        isinstance(event, Said) and event.text in ("/undo", "вернуть")
    )


def _action(session: Session, event: Event) -> object:
    if not isinstance(event, Pressed):
        return None
    try:
        return action_of(event.button, session.offer)
    except Stale:
        return None
