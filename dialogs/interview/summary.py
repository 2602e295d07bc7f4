"""Check-your-answers: every answer of the report as a row that leads back to its question."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from dialogs.interview.answers import Draft, NoData, Path, Skipped
from dialogs.interview.computed import computed_in
from dialogs.interview.definition import Form
from dialogs.interview.display import display_in
from dialogs.interview.field import Field
from dialogs.interview.questions import section_title
from dialogs.interview.view import View

State = Literal["answered", "no_data", "skipped", "missing"]


@dataclass(frozen=True, slots=True)
class Row:
    """One answer. `path` is None for a value that follows from others and cannot be changed itself.
    `missing` with `required` false is an optional question that was not asked yet."""

    path: Path | None
    label: str
    lines: tuple[str, ...]
    state: State
    required: bool


@dataclass(frozen=True, slots=True)
class SectionSummary:
    """One section of the report part, or (`segment` not None) of a segment."""

    section: str
    title: str
    segment: int | None
    rows: tuple[Row, ...]


def summary(form: Form, draft: Draft, today: date) -> tuple[SectionSummary, ...]:
    """The report part, then every segment; sections without visible questions are left out."""
    report = View(form, draft)
    views = [report, *(report.of_segment(n) for n in range(max(1, len(draft.segments))))]
    parts = (_section(view, section.id, today) for view in views for section in form.sections)
    return tuple(part for part in parts if part.rows)


def _section(view: View, section: str, today: date) -> SectionSummary:
    fields = [
        field
        for field in view.form.in_order
        if field.section == section
        and (field.scope == "segment") == (view.segment is not None)
        and view.visible(field)
    ]
    rows = [_asked(view, field) for field in fields]
    labels = {field.label for field in fields}
    for value in view.form.computed:
        # A value that only repeats a question («Объект профиля») is shown where it can be changed.
        if value.section != section or (value.scope == "segment") != (view.segment is not None):
            continue
        text = computed_in(view, value, today)
        if text is not None and value.label not in labels:
            path = Path(value.id, view.segment) if value.editable else None
            rows.append(Row(path, value.label, (text,), "answered", required=value.editable))
    return SectionSummary(section, section_title(view, section), view.segment, tuple(rows))


def _asked(view: View, field: Field) -> Row:
    answer = view.answer(field.id)
    state: State = "answered"
    if not view.is_answered(field):
        state = "missing"
    elif isinstance(answer, NoData):
        state = "no_data"
    elif isinstance(answer, Skipped):
        state = "skipped"
    path = Path(field.id, view.segment)
    return Row(path, field.label, display_in(view, field.id), state, view.required(field))
