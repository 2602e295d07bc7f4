"""What of a draft counts now: answers of visible questions whose options still exist."""

from collections.abc import Iterator, Mapping

from dialogs.interview.answers import Answer, Choice, Choices, Draft, NoData, Path, Picked, Skipped
from dialogs.interview.conditions import holds, plain_value
from dialogs.interview.definition import Computed, Form
from dialogs.interview.field import Field


class View:
    """The answers that count, seen from one segment or (None) from the report part.

    Every answer is looked at once, so a view is for one turn and one draft.
    """

    __slots__ = ("_answers", "_own", "_report", "_visible", "draft", "form", "segment")

    def __init__(self, form: Form, draft: Draft, segment: int | None = None, report: "View | None" = None):
        self.form = form
        self.draft = draft
        self.segment = segment
        self._report = report or (self if segment is None else View(form, draft))
        self._own: Mapping[str, Answer] = draft.shared
        if segment is not None:
            self._own = draft.segments[segment] if segment < len(draft.segments) else {}
        self._answers: dict[str, Answer | None] = {}
        self._visible: dict[str, bool] = {}

    def of_segment(self, segment: int | None) -> "View":
        """A view of another segment that shares what is known of the report part."""
        return self._report if segment is None else View(self.form, self.draft, segment, self._report)

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
        if field.scope != "segment" and self._report is not self:
            return self._report.answer(name)
        stored = self._own.get(name)
        if stored is None or (field.scope == "segment") != (self.segment is not None):
            return None
        return stored if self.visible(field) and self._still_taken(field, stored) else None

    def visible(self, field: Field) -> bool:
        """Whether the question is asked now."""
        if field.show_if is None:
            return True
        if field.scope != "segment" and self._report is not self:
            return self._report.visible(field)
        known = self._visible.get(field.id)
        if known is None:
            self._visible[field.id] = known = holds(field.show_if, self)
        return known

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
    def segment_type(self) -> str | None:
        """The client type that decides which options are offered."""
        return plain_value(self.answer("segment_type"))

    def offers(self, field: Field, option_id: str) -> bool:
        """Whether the option can be chosen now."""
        option = field.option(option_id)
        if option is None:
            return False
        return not option.available_for or self.segment_type in option.available_for

    def _still_taken(self, field: Field, answer: Answer) -> bool:
        match answer:
            case Choice(value=picked):
                return self.offers(field, picked.option)
            case Choices(value=many):
                return all(self.offers(field, picked.option) for picked in many)
            case NoData():
                return field.allow_unknown
            case _:
                return True


def visible_fields(form: Form, draft: Draft) -> Iterator[tuple[Path, Field, View]]:
    """All visible questions in the form's order with the view that judges them."""
    report = View(form, draft)
    for field in form.opening:
        if report.visible(field):
            yield Path(field.id), field, report
    for segment in range(max(1, len(draft.segments))):
        view = report.of_segment(segment)
        for field in form.of_segment:
            if view.visible(field):
                yield Path(field.id, segment), field, view
    for field in form.closing:
        if report.visible(field):
            yield Path(field.id), field, report
