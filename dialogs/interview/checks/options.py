"""Checks of what was chosen, and of conditions that must not hold together."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field as Key

from dialogs.interview.checks.base import (
    CheckKind,
    Detected,
    Fault,
    FieldCheck,
    found_in,
    unknown,
    unsafe_pattern,
)
from dialogs.interview.conditions import Comparison, chosen, holds

if TYPE_CHECKING:
    from dialogs.interview.definition import Form
    from dialogs.interview.view import View


class OnlyOptions(FieldCheck):
    """Nothing is chosen but these options."""

    type: Literal["only_options"]
    options: tuple[str, ...]

    def find(self, view: "View") -> Iterator[Detected]:
        picked = chosen(view.answer(self.field))
        if picked and set(picked) <= set(self.options):
            yield found_in(view, self.field)

    def problems(self, form: "Form") -> Iterator[Fault]:
        if field := form.known_field(self.field):
            known = {option.id for option in field.options}
            yield from unknown(f'option of "{field.id}"', self.options, known)


class SharedCriteria(FieldCheck):
    """The segments have fewer than `min_common` options in common."""

    in_segment: ClassVar[bool] = False
    in_report: ClassVar[bool] = True
    type: Literal["shared_criteria"]
    min_common: int

    def find(self, view: "View") -> Iterator[Detected]:
        picked = [set(options) for part in view.segments if (options := chosen(part.answer(self.field)))]
        if len(picked) > 1 and len(set.intersection(*picked)) < self.min_common:
            paths = tuple(segment.path(self.field) for segment in view.segments)
            yield Detected(paths, repr([sorted(options) for options in picked]))


class AllHold(CheckKind):
    """Conditions that must not hold together."""

    type: Literal["all"]
    of: tuple[Comparison, ...] = Key(min_length=1)

    @property
    def named(self) -> tuple[str, ...]:
        return tuple(part.field for part in self.of)

    def find(self, view: "View") -> Iterator[Detected]:
        if all(holds(part, view) for part in self.of):
            yield found_in(view, *self.named)

    def problems(self, form: "Form") -> Iterator[Fault]:
        for part in self.of:
            field = form.known_field(part.field)
            if part.op in ("regex", "not_regex"):
                yield from unsafe_pattern(part.values[0] if part.values else "", ())
            elif field is not None and field.options:
                known = {option.id for option in field.options}
                yield from unknown(f'option of "{field.id}"', part.values, known)


class FieldRule(FieldCheck):
    """A rule of the field itself, broken in an answer that was left as it is or came from a file."""

    type: Literal["field_rule"]
    rule_index: tuple[int, ...]

    def find(self, view: "View") -> Iterator[Detected]:
        answer = view.answer(self.field)
        if answer is None:
            return
        rules, say = view.form.field(self.field).rules, view.form.messages
        if any(rules[index].remark(answer, say, view.today) for index in self.rule_index):
            yield found_in(view, self.field)

    def problems(self, form: "Form") -> Iterator[Fault]:
        if field := form.known_field(self.field):
            for index in self.rule_index:
                if index >= len(field.rules):
                    yield Fault(
                        f'field "{field.id}" has no rule number {index}', "rules count from 0; correct it"
                    )
