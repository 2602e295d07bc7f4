"""Which question comes next: the route through the form as the answers stand now."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from dialogs.interview.answers import Draft, Path
from dialogs.interview.definition import Form
from dialogs.interview.progress import InterviewProgress, SectionProgress, progress
from dialogs.interview.versions import copy_of, finish, new_draft, reopen
from dialogs.interview.view import View, visible_fields

__all__ = [
    "AskAnotherSegment",
    "AskField",
    "InterviewProgress",
    "Review",
    "SectionProgress",
    "Step",
    "add_segment",
    "copy_of",
    "deferred",
    "finish",
    "first_open",
    "is_answered",
    "is_visible",
    "new_draft",
    "open_after",
    "progress",
    "remove_segment",
    "reopen",
    "route",
    "step_after",
    "step_before",
]


@dataclass(frozen=True, slots=True)
class AskField:
    path: Path


@dataclass(frozen=True, slots=True)
class AskAnotherSegment:
    """«Добавить ещё один сегмент?»"""


@dataclass(frozen=True, slots=True)
class Review:
    """Check-your-answers: the end of every route."""


Step = AskField | AskAnotherSegment | Review


def route(form: Form, draft: Draft) -> tuple[Step, ...]:
    """Every step in the order asked, answered or not; hidden questions are left out."""
    return tuple(step for step, _ in _steps(form, draft))


def first_open(form: Form, draft: Draft) -> Step:
    """The first step without an answer."""
    return next(step for step, done in _steps(form, draft) if not done)


def open_after(form: Form, draft: Draft, step: Step) -> Step:
    """The next step without an answer; when all after `step` are answered, the first one left behind."""
    here = _rank(form, draft, step)
    left_behind: Step | None = None
    for candidate, done in _steps(form, draft):
        if done or candidate == step or isinstance(candidate, Review):
            continue
        if _rank(form, draft, candidate) > here:
            return candidate
        left_behind = left_behind or candidate
    return left_behind or Review()


def step_after(form: Form, draft: Draft, step: Step) -> Step | None:
    """The neighbour on the route, answered or not; None after Review."""
    here = _rank(form, draft, step)
    return next((other for other in route(form, draft) if _rank(form, draft, other) > here), None)


def step_before(form: Form, draft: Draft, step: Step) -> Step | None:
    """The neighbour on the route, answered or not; None before the first step."""
    here = _rank(form, draft, step)
    return next((other for other in reversed(route(form, draft)) if _rank(form, draft, other) < here), None)


def is_visible(form: Form, draft: Draft, path: Path) -> bool:
    """Whether the question at `path` is part of the interview now."""
    if not form.knows(path.field):
        return False
    field = form.field(path.field)
    if (field.scope == "segment") != (path.segment is not None):
        return False
    if path.segment is not None and path.segment >= max(1, len(draft.segments)):
        return False
    return View(form, draft, path.segment).visible(field)


def is_answered(form: Form, draft: Draft, path: Path) -> bool:
    """Whether the answer at `path` counts: its question is visible, its options are still offered, and
    a required question was not skipped."""
    return is_visible(form, draft, path) and View(form, draft, path.segment).is_answered(
        form.field(path.field)
    )


def deferred(form: Form, draft: Draft) -> tuple[Path, ...]:
    """Optional questions that wait for the end of the interview (mode `defer`), answered or not."""
    if not _defers(form):
        return ()
    return tuple(path for path, field, view in visible_fields(form, draft) if not view.required(field))


def _steps(form: Form, draft: Draft) -> Iterator[tuple[Step, bool]]:
    defers = _defers(form)
    put_off: list[tuple[Step, bool]] = []
    asked_about_more = False
    for path, field, view in visible_fields(form, draft):
        if path.segment is None and field.asked == "last" and not asked_about_more:
            yield from _another_segment(form, draft)
            asked_about_more = True
        step = (AskField(path), view.is_answered(field))
        if defers and not view.required(field):
            put_off.append(step)
        else:
            yield step
    if not asked_about_more:
        yield from _another_segment(form, draft)
    yield from put_off
    yield Review(), False


def _defers(form: Form) -> bool:
    return form.interview.optional_questions.default == "defer"


def _another_segment(form: Form, draft: Draft) -> Iterator[tuple[Step, bool]]:
    if len(draft.segments) < form.report.max_segments:
        yield AskAnotherSegment(), draft.complete_segments


def _rank(form: Form, draft: Draft, step: Step) -> tuple[int, int, int]:
    """Where a step stands, even one that is hidden now."""
    match step:
        case Review():
            return (9, 0, 0)
        case AskAnotherSegment():
            return (2, 0, 0)
        case AskField(path):
            field = form.field(path.field)
            position = form.positions[field.id]
            part = 1 if path.segment is not None else 3 if field.asked == "last" else 0
            put_off = _defers(form) and not View(form, draft, path.segment).required(field)
            return (part + 4 if put_off else part, path.segment or 0, position)


def add_segment(draft: Draft) -> Draft:
    """One more segment, empty; whether it is the last one is asked again."""
    return replace(draft, segments=(*draft.segments, {}), complete_segments=False)


def remove_segment(draft: Draft, index: int) -> Draft:
    """Without that segment; what was kept as it is in later segments stays with them."""
    kept = frozenset(moved for key in draft.kept if (moved := _after_removal(key, index)) is not None)
    segments = draft.segments[:index] + draft.segments[index + 1 :]
    return replace(draft, segments=segments, kept=kept)


def _after_removal(key: str, removed: int) -> str | None:
    """`needs@2#…` → `needs@1#…` when segment 1 goes, and nothing for segment 1 itself."""
    name, at, rest = key.partition("@")
    number, hash_sign, rule = rest.partition("#")
    if not at or int(number) < removed:
        return key
    return None if int(number) == removed else f"{name}@{int(number) - 1}{hash_sign}{rule}"
