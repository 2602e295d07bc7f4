"""Removing with a question before and a way back until the day ends: segments, profiles, answers."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from dialogs.interview.answers import Answer, Choice, Choices, Draft, Items, NoData, Path, Rows, Skipped
from dialogs.interview.display import display
from dialogs.interview.parting import Parted
from dialogs.interview.route import insert_segment, only_segment, reopen
from dialogs.turn.actions import PutBack, Simple
from dialogs.turn.building import MOST_DRAFTS, TurnBuilder
from dialogs.turn.buttons import Offering
from dialogs.turn.session import AtConfirmation, AtQuestion, RefusedAnswer, Removed
from dialogs.turn.titles import draft_title
from knowledge.text.markup import RichText

# A chat's state is read and written with every turn: it must not grow with what was thrown away.
MOST_KEPT = 5


def ask_to_remove_segment(turn: TurnBuilder, draft: Draft, segment: int) -> None:
    """«Удалить сегмент 2? В нём 16 ответов.»"""
    turn.confirm(AtConfirmation("remove_segment", draft.id, draft.revision, segment))
    amount = _answers(turn, draft.segments[segment])
    _ask(turn, turn.text("remove-segment-confirm", number=segment + 1, amount=amount))


def ask_to_delete(turn: TurnBuilder, draft: Draft, state: str) -> None:
    """«Удалить профиль «…»? 12 из 40, изменён … В нём 34 ответа.»"""
    turn.confirm(AtConfirmation("delete_draft", draft.id, draft.revision))
    amount = _answers(turn, draft.shared, *draft.segments)
    _ask(turn, turn.text("delete-confirm", title=draft_title(turn, draft), state=state, amount=amount))


def ask_to_replace(
    turn: TurnBuilder, draft: Draft, place: AtQuestion, answer: Answer, kept: Mapping[str, str]
) -> None:
    """An answer would go, or a list become shorter."""
    # What is asked again afterwards shows the stored answer.
    turn.go(replace(place, refused=RefusedAnswer()))
    turn.confirm(AtConfirmation("replace_answer", draft.id, draft.revision, answer=answer, kept=dict(kept)))
    left = draft.with_answer(place.path, answer)
    after = _extent(turn, answer) or f"«{'; '.join(display(turn.view(left), place.path))}»"
    before = _extent(turn, draft.at(place.path)) or turn.label("amount-answers", count=1)
    _ask(turn, turn.text("replace-confirm", before=before, after=after), replacing=True)


def loses(before: Answer | None, after: Answer) -> bool:
    """Whether `after` in place of `before` throws away something that was written."""
    if isinstance(before, Items | Rows) and isinstance(after, Items | Rows):
        return len(after.value) < len(before.value)
    return isinstance(after, NoData) and is_written(before)


def is_written(answer: Answer | None) -> bool:
    """Whether somebody typed it."""
    return not isinstance(answer, Choice | Choices | NoData | Skipped | None)


def keep_segment(turn: TurnBuilder, draft: Draft, segment: int) -> Removed:
    """Keeps a segment that is about to go."""
    return _keep(turn, only_segment(draft, segment), segment=segment)


def keep_answer(turn: TurnBuilder, draft: Draft, path: Path) -> Removed:
    """Keeps the stored answer that is about to be replaced."""
    stored = draft.at(path)
    assert stored is not None
    bare = replace(draft, shared={path.field: stored}, segments=(), kept=frozenset(), reasons={})
    return _keep(turn, bare.keeping(draft.kept_at(path)), path=path)


def keep_draft(turn: TurnBuilder, draft: Draft) -> Removed:
    """Keeps a whole draft; its documents go, so it names none."""
    return _keep(turn, replace(draft, document=None))


def _keep(turn: TurnBuilder, taken: Draft, segment: int | None = None, path: Path | None = None) -> Removed:
    removed = Removed(turn.session.revision, turn.today, taken, segment, path)
    turn.remember(removed=(*turn.session.removed, removed)[-MOST_KEPT:])
    return removed


def move_segments(turn: TurnBuilder, draft: Draft, moved: Callable[[int], int | None]) -> None:
    """The segments of the draft, as it was, get other numbers, or None: answers kept of them go along, and
    what was read of a text."""
    kept = []
    for removed in turn.session.removed:
        path = removed.path
        if removed.draft.id != draft.id or path is None or path.segment is None:
            kept.append(removed)
        elif removed.draft.moved == draft.moved and (segment := moved(path.segment)) is not None:
            taken = replace(removed.draft, moved=draft.moved + 1)
            kept.append(replace(removed, draft=taken, path=replace(path, segment=segment)))
    # The last message typed was for a place that may be another one now.
    turn.remember(removed=tuple(kept), last_typed=None)
    pasted = turn.session.pasted
    if pasted is not None and (pasted.draft, pasted.moved) == (draft.id, draft.moved):
        parts = []
        for part in pasted.parts:
            here = part.path.segment
            if here is None or (there := moved(here)) is not None:
                parts.append(part if here is None else replace(part, path=replace(part.path, segment=there)))
        # A text that names segments by their old numbers is not read again.
        left = replace(pasted, segment=0, sent=(), read=Parted(), parts=tuple(parts), moved=draft.moved + 1)
        turn.remember(pasted=left if parts else None)


def say_removed(turn: TurnBuilder, removed: Removed) -> None:
    """What went, with «Вернуть»."""
    offering = turn.new_offering()
    offering.show(PutBack(removed.number), turn.label("button-put-back"), "control")
    turn.say(turn.text("removed", what=described(turn, removed)), offering)


def offer_back(turn: TurnBuilder, offering: Offering, of: Draft | None = None, most: int = MOST_KEPT) -> None:
    """«Вернуть: …» for each segment and answer removed from `of` today, or for each profile."""
    here = [
        removed
        for removed in reversed(turn.session.removed)
        if ((removed.draft.id == of.id and not removed.whole) if of else removed.whole)
    ]
    for removed in here[:most]:
        label = turn.label("button-put-back-what", what=described(turn, removed))
        offering.show(PutBack(removed.number), label, "control")


def put_back(turn: TurnBuilder, number: int | None = None) -> Removed | None:
    """What was removed today under that number, or the last of all, stands again where it stood. None when
    there is no such thing, or no room for it; then that is said."""
    found = [removed for removed in turn.session.removed if number in (None, removed.number)]
    if not found:
        turn.notice = turn.label("nothing-to-put-back")
        return None
    removed = found[-1]
    draft = removed.draft if removed.whole else turn.draft(removed.draft.id)
    if draft is None:
        turn.notice = turn.label("draft-gone")
        return None
    if removed.whole and turn.count_drafts() >= MOST_DRAFTS:
        turn.notice = turn.label("too-many-drafts", most=MOST_DRAFTS)
        return None
    path = removed.path
    if path is not None and path.segment is not None and removed.draft.moved != draft.moved:
        # In another chat a segment was removed or put back since.
        turn.notice = turn.label("segments-moved")
        return None
    if removed.segment is not None and len(draft.segments) >= turn.form.report.max_segments:
        turn.notice = turn.label("no-room-for-segment", most=turn.form.report.max_segments)
        return None
    what = described(turn, removed)
    turn.remember(removed=tuple(other for other in turn.session.removed if other is not removed))
    turn.save(_with(turn, draft, removed))
    turn.say(turn.text("put-back", what=what))
    return removed


def _with(turn: TurnBuilder, draft: Draft, removed: Removed) -> Draft:
    taken = removed.draft
    if removed.whole:
        return taken
    draft = reopen(turn.form, draft, turn.world.now)
    if removed.path is not None:
        path = removed.path
        if is_written(draft.at(path)):
            keep_answer(turn, draft, path)
        return draft.with_answer(path, taken.shared[path.field]).keeping_at(path, taken.kept_why)
    index = min(removed.segment or 0, len(draft.segments))
    move_segments(turn, draft, lambda old: old + (old >= index))
    place = turn.place
    if isinstance(place, AtQuestion) and place.draft == draft.id:
        at = place.path.segment
        if at is not None and at >= index:
            turn.go(replace(place, path=replace(place.path, segment=at + 1)))
    return insert_segment(draft, index, taken)


def described(turn: TurnBuilder, removed: Removed) -> str:
    """«сегмент 2 (16 ответов)»."""
    taken = removed.draft
    amount = _answers(turn, taken.shared, *taken.segments)
    if removed.segment is not None:
        return turn.label("removed-segment", number=removed.segment + 1, amount=amount)
    if removed.path is None:
        return turn.label("removed-draft", title=draft_title(turn, taken), amount=amount)
    amount = _extent(turn, taken.shared[removed.path.field]) or amount
    label = turn.form.field(removed.path.field).label if turn.form.knows(removed.path.field) else ""
    return turn.label("removed-answer", label=label, amount=amount)


def _ask(turn: TurnBuilder, body: RichText, *, replacing: bool = False) -> None:
    offering = turn.new_offering()
    yes = turn.label("button-replace-yes" if replacing else "button-delete-yes")
    offering.show(Simple("yes"), yes, "danger")
    offering.show(Simple("no"), turn.label("button-delete-no"))
    turn.say(body, offering)


def _answers(turn: TurnBuilder, *parts: Mapping[str, Answer]) -> str:
    given = sum(not isinstance(answer, Skipped) for part in parts for answer in part.values())
    return turn.label("amount-answers", count=given)


def _extent(turn: TurnBuilder, answer: Answer | None) -> str | None:
    """How much a list or a table holds."""
    match answer:
        case Items(items):
            return turn.label("amount-items", count=len(items))
        case Rows(rows):
            return turn.label("amount-rows", count=len(rows))
        case _:
            return None
