"""The answers of one view as table cells: in the document's words, not-filled states kept apart."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path as FilePath

from dialogs.documents.pieces import Align, Cell
from dialogs.interview.answers import Answer, Choice, Choices, Items, NoData, Number, Rows, Skipped
from dialogs.interview.computed import computed_in
from dialogs.interview.definition import Computed
from dialogs.interview.display import answer_lines
from dialogs.interview.field import Field
from dialogs.interview.placeholders import filled
from dialogs.interview.view import View
from knowledge.authored import Authored, read_yaml, typed


class Wording(Authored):
    """Words of the document that the form's layout does not have."""

    expert_estimate: str


@lru_cache(maxsize=1)
def wording() -> Wording:
    return typed(Wording, read_yaml(FilePath(__file__).parent / "wording.yaml"))


@dataclass(frozen=True)
class Shown:
    """One view of a draft and how its answers are written.

    `estimated_by` names the field whose answer says that the segment rests on opinions alone, or "".
    """

    view: View
    today: date
    typeset: Callable[[str], str]
    estimated_by: str = ""

    def of_segment(self, segment: int, estimated_by: str = "") -> "Shown":
        return Shown(self.view.of_segment(segment), self.today, self.typeset, estimated_by)

    def cell(self, field: Field) -> Cell:
        """The answer of a visible field."""
        answer = self.view.answer(field.id)
        form = self.view.form
        if answer is None:
            return Cell((form.layout.typography.empty_value,), filled=False)
        lines = self._lines(field, answer)
        match answer:
            case NoData() | Skipped():
                return Cell(lines, filled=False)
            case Items():
                return Cell(lines, numbered=len(lines) > 1)
            case Choices() if field.ordered:
                return Cell(lines, numbered=len(lines) > 1)
            case Choices():
                return Cell((self._noted("; ".join(lines), field, answer),))
            case Number() | Choice():
                return Cell(tuple(self._noted(line, field, answer) for line in lines))
            case _:
                return Cell(lines)

    def first(self, field: Field, column: str | None = None) -> Cell:
        """The first item of an answer, or of one column of its table."""
        answer = self.view.answer(field.id)
        if isinstance(answer, Rows):
            found = answer.value[0].get(column or field.columns[0].id, "") if answer.value else ""
            return Cell((self.typeset(found),))
        whole = self.cell(field)
        return Cell(whole.lines[:1], filled=whole.filled)

    def computed(self, value: Computed) -> Cell | None:
        """A computed value; None when it does not apply or is a number without its parts."""
        if not self.view.applies(value):
            return None
        text = computed_in(self.view, value, self.today)
        if text is not None:
            text = self.typeset(text[:1].upper() + text[1:])
            return Cell((self._estimate(text) if value.share_of else text,))
        if value.share_of is not None:
            return None
        return Cell((self.view.form.layout.typography.empty_value,), filled=False)

    def grid_row(self, field: Field, row: Mapping[str, str], number: int | None) -> tuple[Cell, ...]:
        """One row of a table field, with its number in front when the layout wants one."""
        cells = tuple(Cell(self._split(row.get(column.id, ""))) for column in field.columns)
        align: Align = "center"
        return cells if number is None else (Cell((str(number),), align=align), *cells)

    def sentence(self, template: str, **given: str) -> str | None:
        """An authored sentence with the answers in it; None when one of them is missing."""
        return filled(template, lambda name, part: given[name] if name in given else self._part(name, part))

    def _part(self, name: str, part: str) -> str | None:
        """An answer inside a sentence: the whole text, or one of the option's other wordings."""
        form, answer = self.view.form, self.view.answer(name)
        if (computed := form.computed_value(name)) is not None:
            return computed_in(self.view, computed, self.today)
        match answer:
            case None | NoData() | Skipped():
                return None
            case Choice(value=picked) if part == "phrase" and (
                option := form.field(name).option(picked.option)
            ):
                return (option.phrase or option.label).replace("{other}", picked.other or "")
            case _:
                return "; ".join(answer_lines(form, form.field(name), answer))

    def _lines(self, field: Field, answer: Answer) -> tuple[str, ...]:
        lines = answer_lines(self.view.form, field, answer, document=True)
        return tuple(
            part for line in lines for part in self._split(line, keep_items=isinstance(answer, Items))
        )

    def _split(self, text: str, keep_items: bool = False) -> tuple[str, ...]:
        parts = [part.strip() for part in self.typeset(text).split("\n")]
        if keep_items:  # an item with a line end inside is still one item of the numbered list
            return (" ".join(part for part in parts if part),)
        return tuple(part for part in parts if part) or ("",)

    def _noted(self, text: str, field: Field, answer: Answer) -> str:
        is_figure = isinstance(answer, Number) and field.scope == "segment"
        return self._estimate(text) if is_figure or field.id == self.estimated_by else text

    def _estimate(self, text: str) -> str:
        return f"{text} ({wording().expert_estimate})" if self.estimated_by else text
