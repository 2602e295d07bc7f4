"""Checks of tables."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar, Literal

from dialogs.interview.answers import Items, Rows
from dialogs.interview.checks.base import (
    CheckKind,
    Detected,
    Fault,
    FieldCheck,
    found_in,
    unknown,
    unsafe_pattern,
)
from dialogs.interview.conditions import found

if TYPE_CHECKING:
    from dialogs.interview.definition import Form
    from dialogs.interview.view import View


class _CellRegex(FieldCheck):
    column: str
    value: str

    def problems(self, form: "Form") -> Iterator[Fault]:
        if field := form.known_field(self.field):
            columns = {column.id for column in field.columns}
            yield from unknown(f'column of "{field.id}"', [self.column], columns)
        yield from unsafe_pattern(self.value)

    def _has_pattern(self, view: "View", row: int) -> bool | None:
        """Whether that row's cell has the pattern; None without rows."""
        answer = view.answer(self.field)
        if not isinstance(answer, Rows) or not answer.value:
            return None
        return found(self.value, answer.value[row].get(self.column, "")) is not None


class FirstRowRegex(_CellRegex):
    """The first row has the pattern."""

    type: Literal["first_row_regex"]

    def find(self, view: "View") -> Iterator[Detected]:
        if self._has_pattern(view, 0):
            yield found_in(view, self.field)


class LastRowRegexMissing(_CellRegex):
    """The last row lacks the pattern."""

    type: Literal["last_row_regex_missing"]

    def find(self, view: "View") -> Iterator[Detected]:
        if self._has_pattern(view, -1) is False:
            yield found_in(view, self.field)


class RowsLessThanItems(CheckKind):
    """A table with fewer rows than `ratio` of a list's items."""

    makes: ClassVar[frozenset[str]] = frozenset({"items", "rows"})
    type: Literal["rows_less_than_items"]
    table: str
    list: str
    ratio: float

    @property
    def named(self) -> tuple[str, ...]:
        return (self.table, self.list)

    def find(self, view: "View") -> Iterator[Detected]:
        table, items = view.answer(self.table), view.answer(self.list)
        if not isinstance(table, Rows) or not isinstance(items, Items):
            return
        if len(table.value) < self.ratio * len(items.value):
            counts = {"items": str(len(items.value)), "rows": str(len(table.value))}
            yield found_in(view, *self.named, **counts)
