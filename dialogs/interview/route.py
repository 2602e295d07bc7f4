"""The course of an interview: which question comes next, how far it is, how a draft begins and ends."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from dialogs.interview.answers import Answer, Day, Draft, Path, Text
from dialogs.interview.definition import Form
from dialogs.interview.view import View


@dataclass(frozen=True, slots=True)
class AskField:
    path: Path


@dataclass(frozen=True, slots=True)
class AskAnotherSegment:
    """«Добавить ещё один сегмент?»"""


@dataclass(frozen=True, slots=True)
class CheckAnswers:
    """Check-your-answers: the end of every route."""


Step = AskField | AskAnotherSegment | CheckAnswers


def route(view: View) -> tuple[Step, ...]:
    """Every step in the order asked, answered or not; hidden questions are left out."""
    return tuple(step for step, _ in _steps(view))


def first_open(view: View) -> Step:
    """The first step without an answer, or with a list that was not ended."""
    return next(step for step, done in _steps(view) if not done)


def open_after(view: View, step: Step) -> Step:
    """The next step without an answer; when all after `step` are answered, the first one left behind."""
    here = _rank(view, step)
    left_behind: Step | None = None
    for candidate, done in _steps(view):
        if done or candidate == step or isinstance(candidate, CheckAnswers):
            continue
        if _rank(view, candidate) > here:
            return candidate
        left_behind = left_behind or candidate
    return left_behind or CheckAnswers()


def step_after(view: View, step: Step) -> Step | None:
    """The neighbour on the route, answered or not; None after CheckAnswers."""
    here = _rank(view, step)
    return next((other for other in route(view) if _rank(view, other) > here), None)


def step_before(view: View, step: Step) -> Step | None:
    """The neighbour on the route, answered or not; None before the first step."""
    here = _rank(view, step)
    return next((other for other in reversed(route(view)) if _rank(view, other) < here), None)


def is_visible(view: View, path: Path) -> bool:
    """Whether the question at `path` is part of the interview now."""
    field = view.form.known_field(path.field)
    if field is None or (field.scope == "segment") != (path.segment is not None):
        return False
    if path.segment is not None and path.segment >= len(view.segments_shown):
        return False
    return view.of_segment(path.segment).visible(field)


def is_answered(view: View, path: Path) -> bool:
    """Whether the answer at `path` counts: its question is visible, its options are still offered, and
    a required question was not skipped."""
    return is_visible(view, path) and view.of_segment(path.segment).is_answered(view.form.field(path.field))


def _steps(view: View) -> Iterator[tuple[Step, bool]]:
    defers = _defers(view.form)
    put_off: list[tuple[Step, bool]] = []
    asked_about_more = False
    for path, field, part in view.visible_fields:
        if path.segment is None and field.asked == "last" and not asked_about_more:
            yield from _another_segment(view)
            asked_about_more = True
        step = (AskField(path), part.is_answered(field) and path != view.draft.unended)
        if defers and not part.required(field):
            put_off.append(step)
        else:
            yield step
    if not asked_about_more:
        yield from _another_segment(view)
    yield from put_off
    yield CheckAnswers(), False


def _defers(form: Form) -> bool:
    return form.interview.optional_questions.default == "defer"


def _another_segment(view: View) -> Iterator[tuple[Step, bool]]:
    if view.form.of_segment and len(view.draft.segments) < view.form.report.max_segments:
        yield AskAnotherSegment(), view.draft.complete_segments


def _rank(view: View, step: Step) -> tuple[int, int, int]:
    """The place of a step in the order, even of one that is hidden now."""
    match step:
        case CheckAnswers():
            return (9, 0, 0)
        case AskAnotherSegment():
            return (2, 0, 0)
        case AskField(path):
            field = view.form.field(path.field)
            position = view.form.positions[field.id]
            part = 1 if path.segment is not None else 3 if field.asked == "last" else 0
            put_off = _defers(view.form) and not view.of_segment(path.segment).required(field)
            return (part + 4 if put_off else part, path.segment or 0, position)


@dataclass(frozen=True, slots=True)
class SectionProgress:
    """Questions of one section, in one segment or (None) in the report part."""

    section: str
    segment: int | None
    answered: int
    total: int


@dataclass(frozen=True, slots=True)
class InterviewProgress:
    """Questions of the present route, optional ones included."""

    answered: int
    total: int
    sections: tuple[SectionProgress, ...]

    def of(self, section: str, segment: int | None) -> SectionProgress:
        """The section's counts; none when it has no questions now."""
        wanted = (part for part in self.sections if (part.section, part.segment) == (section, segment))
        return next(wanted, SectionProgress(section, segment, 0, 0))


def progress(view: View) -> InterviewProgress:
    """Counts of answered questions, overall and for every section of every segment."""
    counts: dict[tuple[str, int | None], tuple[int, int]] = {}
    for path, field, part in view.visible_fields:
        key = (field.section, path.segment)
        answered, total = counts.get(key, (0, 0))
        done = part.is_answered(field)
        counts[key] = (answered + done, total + 1)
    return InterviewProgress(
        answered=sum(answered for answered, _ in counts.values()),
        total=sum(total for _, total in counts.values()),
        sections=tuple(
            SectionProgress(section, segment, answered, total)
            for (section, segment), (answered, total) in counts.items()
        ),
    )


def add_segment(draft: Draft) -> Draft:
    """One more segment, empty; whether it is the last one is asked again."""
    return replace(draft, segments=(*draft.segments, {}), complete_segments=False)


def remove_segment(draft: Draft, index: int) -> Draft:
    """The draft without that segment; what was kept as it is in later segments stays with them."""
    stay = {old: old - (old > index) for old in range(len(draft.segments)) if old != index}
    left = draft.segments[:index] + draft.segments[index + 1 :]
    return replace(_renumbered(draft, stay), segments=left, moved=draft.moved + 1)


def only_segment(draft: Draft, index: int) -> Draft:
    """That segment as the first of a draft that holds nothing else."""
    of_none = _renumbered(draft, {}).kept
    own = _renumbered(replace(draft, kept=draft.kept - of_none), {index: 0})
    return replace(own, shared={}, segments=(draft.segments[index],))


def insert_segment(draft: Draft, index: int, only: Draft) -> Draft:
    """The draft with one more segment at that place, taken from `only_segment`; later ones move on."""
    segments = (*draft.segments[:index], only.segments[0], *draft.segments[index:])
    later = _renumbered(draft, {old: old + (old >= index) for old in range(len(draft.segments))})
    back = _renumbered(only, {0: index})
    return replace(later, segments=segments, moved=draft.moved + 1).keeping(back.kept_why)


def _renumbered(draft: Draft, numbers: Mapping[int, int]) -> Draft:
    """What was kept, with why, and the list that was not ended: `needs@2#…` becomes `needs@1#…` for {2: 1}.
    What belongs to another segment goes, to no segment stays."""
    moved = {}
    for key in draft.kept:
        place, sign, rule = key.partition("#")
        path = Path.parse(place)
        if path.segment is None:
            moved[key] = key
        elif path.segment in numbers:
            moved[key] = f"{Path(path.field, numbers[path.segment])}{sign}{rule}"
    reasons = {moved[key]: why for key, why in draft.reasons.items() if key in moved}
    unended = draft.unended
    if unended is not None and unended.segment is not None:
        number = numbers.get(unended.segment)
        unended = None if number is None else Path(unended.field, number)
    return replace(draft, kept=frozenset(moved.values()), reasons=reasons, unended=unended)


def new_draft(form: Form, id: str, now: datetime, about_person: Mapping[str, Answer]) -> Draft:
    """An empty draft in which the questions asked once per person are answered already. Its date and
    version are the form's defaults until somebody changes them."""
    known = {field.id for field in form.fields if field.scope == "user"}
    shared = {name: answer for name, answer in about_person.items() if name in known}
    return Draft(id, form.id, form.version, created=now, updated=now, shared=shared)


def copy_of(form: Form, draft: Draft, id: str, now: datetime) -> Draft:
    """An earlier report as a new draft, for a new study: today's date, the next whole version; what was
    kept as it is must be looked at again."""
    shared = {name: answer for name, answer in draft.shared.items() if name != form.roles.date}
    copied = replace(
        draft,
        id=id,
        form=form.id,
        form_version=form.version,
        created=now,
        updated=now,
        shared=shared,
        kept=frozenset(),
        reasons={},
        status="filling",
        revision=0,
        document=None,
    )
    return _with_version(form, copied, study=1)


def finish(form: Form, draft: Draft, now: datetime) -> Draft:
    """The draft as finished today; a date that the person set stays."""
    date = form.roles.date
    shared = {date: Day(now.date()), **draft.shared} if date else draft.shared
    return replace(draft, shared=shared, status="finished", updated=now, unended=None)


def reopen(form: Form, draft: Draft, now: datetime) -> Draft:
    """A finished report opened for changes: the next minor version, dated anew. An open one is untouched."""
    if draft.status == "filling":
        return draft
    shared = {name: answer for name, answer in draft.shared.items() if name != form.roles.date}
    opened = replace(draft, shared=shared, status="filling", updated=now)
    return _with_version(form, opened, edit=1)


def _with_version(form: Form, draft: Draft, study: int = 0, edit: int = 0) -> Draft:
    version = form.roles.version
    computed = form.computed_value(version) if version else None
    if version is None or computed is None:
        return draft
    written = draft.shared.get(version)
    text = written.value if isinstance(written, Text) else computed.default or ""
    whole, _, part = text.partition(".")
    if not (whole.isdecimal() and part.isdecimal()):
        return draft
    major, minor = int(whole) + study, 0 if study else int(part) + edit
    if minor > 99:
        major, minor = major + 1, 0
    return replace(draft, shared={**draft.shared, version: Text(f"{major}.{minor}")})
