"""A draft as its document shows it: answers as table cells, and how finished it is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path as FilePath

from dialogs.documents.pieces import Align, Cell
from dialogs.interview.answers import Answer, Choice, Choices, Items, NoData, Number, Rows, Skipped
from dialogs.interview.definition import Computed, Form
from dialogs.interview.display import answer_lines, computed_text, sentence
from dialogs.interview.field import Field
from dialogs.interview.findings import Finding, blocking, check_answers, check_profile, missing
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
    typeset: Callable[[str], str]
    estimated_by: str = ""

    def of_segment(self, segment: int, estimated_by: str = "") -> "Shown":
        return Shown(self.view.of_segment(segment), self.typeset, estimated_by)

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
        text = computed_text(self.view, value)
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
        return sentence(self.view, template, **given)

    def word(self, name: str | None) -> str:
        """The answer of a field as it stands inside a sentence, "" without one."""
        return (self.sentence(f"{{{name}}}") if name else None) or ""

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


@dataclass(frozen=True, slots=True)
class Standing:
    """`finished`: nothing required is missing and no error is open. `findings` are of the whole profile."""

    finished: bool
    findings: tuple[Finding, ...]

    def fires(self, check: str) -> bool:
        """Whether the check found something."""
        return any(finding.check == check for finding in self.findings)

    def estimated_by(self, form: Form, segment: int) -> str:
        """The field whose answer makes a footnote speak of this segment's data, or ""."""
        noted = {note.show_if_check for note in form.layout.footer_notes if note.show_if_check}
        for finding in self.findings:
            if finding.check in noted and finding.segment == segment and finding.paths:
                return finding.paths[0].field
        return ""


def standing(view: View) -> Standing:
    """Looks at the draft once for everything that the document says about its state."""
    findings = check_profile(view)
    return Standing(not missing(view) and not blocking((*findings, *check_answers(view))), findings)
