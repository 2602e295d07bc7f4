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
    unknown_columns,
    unsafe_pattern,
)
from dialogs.interview.conditions import found

if TYPE_CHECKING:
    from dialogs.interview.definition import Form
    from dialogs.interview.view import View


class CellRegex(FieldCheck):
    """A cell of `column` has the pattern; `row` looks at the first or last row only."""

    type: Literal["cell_regex"]
    column: str
    row: Literal["first", "last", "any"] = "any"
    value: str

    def find(self, view: "View") -> Iterator[Detected]:
        answer = view.answer(self.field)
        rows = answer.value if isinstance(answer, Rows) else ()
        looked_at = rows[:1] if self.row == "first" else rows[-1:] if self.row == "last" else rows
        cells = [row.get(self.column, "") for row in looked_at]
        if hits := [cell for cell in cells if found(self.value, cell)]:
            yield found_in(view, self.field, quotes=hits, column=self.column)

    def problems(self, form: "Form") -> Iterator[Fault]:
        yield from unknown_columns(form.known_field(self.field), [self.column])
        yield from unsafe_pattern(self.value)


class EmptyCells(FieldCheck):
    """A row that lacks one of these columns, or says in it that there is none (`blank`); it is quoted by its
    cell of `quoted`."""

    type: Literal["empty_cells"]
    columns: tuple[str, ...]
    quoted: str
    blank: str = ""

    def find(self, view: "View") -> Iterator[Detected]:
        answer = view.answer(self.field)
        rows = answer.value if isinstance(answer, Rows) else ()
        wanting = [
            row.get(self.quoted, "")
            for row in rows
            if not all(self._filled(row.get(column, "")) for column in self.columns)
        ]
        if wanting:
            yield found_in(view, self.field, quotes=wanting, column=self.quoted)

    def problems(self, form: "Form") -> Iterator[Fault]:
        yield from unknown_columns(form.known_field(self.field), [*self.columns, self.quoted])
        yield from unsafe_pattern(self.blank, ("blank",))

    def _filled(self, cell: str) -> bool:
        return any(map(str.isalnum, cell)) and not (self.blank and found(self.blank, cell.strip()))


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
            yield found_in(view, self.table, self.list, quotes=items.value, **counts)
