"""Checks of what was chosen, and of conditions that must not hold together."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

from pydantic import Field as Key

from dialogs.interview.checks.base import (
    CheckKind,
    Detected,
    Fault,
    FieldCheck,
    found_in,
    unknown_options,
    unknown_wording,
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
        yield from unknown_options(form.known_field(self.field), self.options)


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
            elif part.op in ("says", "not_says"):
                yield from unknown_wording(part.values[0] if part.values else "", ())
            elif field is not None and field.options:
                yield from unknown_options(field, part.values)
