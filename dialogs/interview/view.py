"""What of a draft counts now: answers of visible questions whose options still exist."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import cached_property

from dialogs.interview.answers import Answer, Choice, Choices, Day, Draft, NoData, Path, Picked, Skipped, Text
from dialogs.interview.conditions import holds, plain_value
from dialogs.interview.definition import Computed, Form
from dialogs.interview.field import Field, Option


class View:
    """The answers that count, seen from one segment or (None) from the report part.

    Every answer is looked at once, so a view is for one turn and one draft. `today` dates what has no date
    of its own; without it the day of the draft's last change is taken.
    """

    def __init__(self, form: Form, draft: Draft, today: date | None = None):
        self.form = form
        self.draft = draft
        self.today = today or draft.updated.date()
        self.segment: int | None = None
        self.report = self
        self._own: Mapping[str, Answer] = draft.shared
        self._answers: dict[str, Answer | None] = {}
        self._visible: dict[str, bool] = {}
        self._segments: dict[int, View] = {}

    def of_segment(self, segment: int | None) -> "View":
        """The same draft seen from another segment or from the report part."""
        if segment is None:
            return self.report
        known = self.report._segments.get(segment)
        if known is None:
            known = self.report._segments[segment] = View(self.form, self.draft, self.today)
            known.segment, known.report = segment, self.report
            known._own = self.draft.segments[segment] if segment < len(self.draft.segments) else {}
        return known

    @property
    def segments(self) -> tuple["View", ...]:
        """The segments that there are."""
        return tuple(self.of_segment(number) for number in range(len(self.draft.segments)))

    @property
    def segments_shown(self) -> tuple["View", ...]:
        """The segments as people meet them: the first one is there before its first answer."""
        return self.segments or (self.of_segment(0),)

    def path(self, name: str) -> Path:
        """Where the answer of a field stands, seen from here."""
        return Path(name, self.segment if self.form.field(name).scope == "segment" else None)

    def answer(self, name: str) -> Answer | None:
        """The answer of a field or computed value; None when hidden, unanswered or no longer offered."""
        if name in self._answers:
            return self._answers[name]
        self._answers[name] = result = self._find(name)
        return result

    def _find(self, name: str) -> Answer | None:
        field = self.form.known_field(name)
        if field is None:
            computed = self.form.computed_value(name)
            value = self.case(computed) if computed is not None else None
            return Choice(Picked(value)) if value is not None else None
        if field.scope != "segment" and self.report is not self:
            return self.report.answer(name)
        stored = self._own.get(name)
        if stored is None or (field.scope == "segment") != (self.segment is not None):
            return None
        stored = as_options_are_now(field, stored)
        return stored if self.visible(field) and self.still_taken(field, stored) else None

    def visible(self, field: Field) -> bool:
        """Whether the question is asked now."""
        if field.show_if is None:
            return True
        if field.scope != "segment" and self.report is not self:
            return self.report.visible(field)
        known = self._visible.get(field.id)
        if known is None:
            self._visible[field.id] = known = holds(field.show_if, self)
        return known

    def waits(self, field: Field) -> bool:
        """Whether the question cannot be asked yet: which options it has follows from another answer."""
        return bool(field.options) and not self.options(field)

    def required(self, field: Field) -> bool:
        return field.required and (field.required_if is None or holds(field.required_if, self))

    def is_answered(self, field: Field) -> bool:
        """Whether nothing more is to be asked: a required question is not done by skipping it."""
        answer = self.answer(field.id)
        return answer is not None and not (isinstance(answer, Skipped) and self.required(field))

    def applies(self, computed: Computed) -> bool:
        """Whether the computed value is shown now."""
        return computed.show_if is None or holds(computed.show_if, self)

    def case(self, computed: Computed) -> str | None:
        """The id of a computed value, such as the segment's type."""
        for case in computed.cases:
            if case.when is None or holds(case.when, self):
                value = case.value if case.taken_from is None else plain_value(self.answer(case.taken_from))
                return value if value in computed.values else None
        return None

    @property
    def day(self) -> date:
        """The day that the profile is of."""
        dated = self.answer(self.form.roles.date) if self.form.roles.date else None
        return dated.value if isinstance(dated, Day) else self.today

    @property
    def segment_type(self) -> str | None:
        """The type of the segment, which decides what options are offered."""
        role = self.form.roles.segment_type
        return plain_value(self.answer(role)) if role else None

    @property
    def segment_name(self) -> str:
        """How messages call the segment."""
        role = self.form.roles.segment_name
        named = self.answer(role) if role else None
        if isinstance(named, Text):
            return named.value
        return self.form.messages.unnamed_segment.format(number=(self.segment or 0) + 1)

    def offers(self, field: Field, option_id: str) -> bool:
        """Whether the option can be chosen now."""
        option = field.option(option_id)
        if option is None:
            return False
        return not option.available_for or self.segment_type in option.available_for

    def options(self, field: Field) -> tuple[Option, ...]:
        """The options that can be chosen now, in the authors' order."""
        return tuple(o for o in field.options if not o.retired and self.offers(field, o.id))

    def still_taken(self, field: Field, answer: Answer) -> bool:
        """Whether its options can be chosen here."""
        match answer:
            case Choice(value=picked):
                return self.offers(field, picked.option)
            case Choices(value=many):
                return all(self.offers(field, picked.option) for picked in many)
            case NoData():
                return field.allow_unknown
            case _:
                return True

    @cached_property
    def visible_fields(self) -> tuple[tuple[Path, Field, "View"], ...]:
        """All visible questions in the order asked, each with the view that judges it."""
        report, form = self.report, self.form
        return tuple(
            (Path(field.id, view.segment), field, view)
            for fields, views in (
                (form.opening, (report,)),
                (form.of_segment, report.segments_shown),
                (form.closing, (report,)),
            )
            for view in views
            for field in fields
            if view.visible(field)
        )


def as_options_are_now(field: Field, answer: Answer) -> Answer:
    """An answer of an older form with the options that stand for those it names now. What several options
    said that are one now is one choice."""
    if not field.has_former_options or not isinstance(answer, Choice | Choices):
        return answer
    picks = (answer.value,) if isinstance(answer, Choice) else answer.value
    now = (
        replace(picked, option=option.id) if (option := field.option(picked.option)) else picked
        for picked in picks
    )
    many = tuple({picked.option: picked for picked in now}.values())
    return Choice(many[0]) if field.type == "choice" and len(many) == 1 else Choices(many)
