"""Check-your-answers: every answer of the report as a row that leads back to its question, what is missing
and what was found."""

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from dialogs.interview.answers import NoData, Path, Skipped
from dialogs.interview.display import display
from dialogs.interview.field import Field
from dialogs.interview.findings import CheckFinding, blocking, check_answers, check_profile, missing
from dialogs.interview.question import section_title
from dialogs.interview.view import View

RowState = Literal["answered", "no_data", "skipped", "missing"]


@dataclass(frozen=True, slots=True)
class SummaryRow:
    """One answer. `path` is None for a value that follows from others and cannot be changed itself, and for a
    question that cannot be asked yet.
    `missing` with `required` false is an optional question that was not asked yet."""

    path: Path | None
    label: str
    lines: tuple[str, ...]
    state: RowState
    required: bool


@dataclass(frozen=True, slots=True)
class SectionSummary:
    """One section of the report part, or (`segment` not None) of a segment."""

    section: str
    title: str
    segment: int | None
    rows: tuple[SummaryRow, ...]


@dataclass(frozen=True)
class ProfileFindings:
    """What a profile lacks and what was found in it, each looked for once, when it is first asked for."""

    view: View

    @cached_property
    def missing(self) -> tuple[Path, ...]:
        """The required questions without an answer."""
        return missing(self.view)

    @cached_property
    def of_profile(self) -> tuple[CheckFinding, ...]:
        """What the checks of the whole profile found."""
        return check_profile(self.view)

    @cached_property
    def of_answers(self) -> tuple[CheckFinding, ...]:
        """Which rules of single questions are broken."""
        return check_answers(self.view)

    @property
    def all(self) -> tuple[CheckFinding, ...]:
        return (*self.of_profile, *self.of_answers)

    @property
    def may_finish(self) -> bool:
        """Whether nothing is missing and no error is open."""
        return not self.missing and not blocking(self.all)


def summary(view: View) -> tuple[SectionSummary, ...]:
    """The report part, then every segment; sections without visible questions are left out."""
    parts = (
        _section(part, section.id)
        for part in (view.report, *view.segments_shown)
        for section in view.form.sections
    )
    return tuple(part for part in parts if part.rows)


def _section(view: View, section: str) -> SectionSummary:
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
        lines = display(view, Path(value.id, view.segment))
        if lines and value.label not in labels:
            path = Path(value.id, view.segment) if value.editable else None
            rows.append(SummaryRow(path, value.label, lines, "answered", required=value.editable))
    return SectionSummary(section, section_title(view, section), view.segment, tuple(rows))


def _asked(view: View, field: Field) -> SummaryRow:
    answer = view.answer(field.id)
    state: RowState = "answered"
    if not view.is_answered(field):
        state = "missing"
    elif isinstance(answer, NoData):
        state = "no_data"
    elif isinstance(answer, Skipped):
        state = "skipped"
    path = Path(field.id, view.segment)
    there = None if view.waits(field) else path
    return SummaryRow(there, field.label, display(view, path), state, view.required(field))
