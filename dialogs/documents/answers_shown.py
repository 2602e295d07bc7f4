"""A draft as its document shows it: answers as table cells, and how finished it is."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path as FilePath

from dialogs.documents.pieces import Cell
from dialogs.interview.answers import (
    Answer,
    Choice,
    Choices,
    Items,
    NoData,
    Number,
    Picked,
    Rows,
    Skipped,
)
from dialogs.interview.definition import Computed, Form
from dialogs.interview.display import amount, answer_lines, computed_share, computed_text, sentence
from dialogs.interview.field import Field
from dialogs.interview.findings import CheckFinding
from dialogs.interview.summary import ProfileFindings
from dialogs.interview.view import View
from knowledge.authored import Authored, typed
from knowledge.yaml_source import read_yaml


class Wording(Authored):
    """Words of the document that the form's layout does not have."""

    expert_estimate: str
    personal_data: str


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

    @property
    def form(self) -> Form:
        return self.view.form

    def of_segment(self, segment: int, estimated_by: str = "") -> "Shown":
        return Shown(self.view.of_segment(segment), self.typeset, estimated_by)

    def text(self, *lines: str) -> Cell:
        """A cell of such lines, with the layout's sign when there is nothing in them."""
        split = tuple(part for line in lines if line.strip() for part in self._split(line))
        return Cell(split) if split else self.nothing()

    def nothing(self) -> Cell:
        return Cell((self.form.layout.typography.empty_value,), filled=False)

    def cell(self, field: Field) -> Cell:
        """The answer of a visible field."""
        answer = self.view.answer(field.id)
        if answer is None or isinstance(answer, Skipped):
            return self.nothing()
        lines = self._lines(field, answer)
        match answer:
            case NoData():
                return Cell(lines, filled=False)
            case Items():
                return Cell(lines, numbered=len(lines) > 1)
            case Choices() if field.ordered:
                return Cell(lines, numbered=len(lines) > 1)
            case Choices(value=many):
                rest = (
                    _inside_sentence(field, picked, line)
                    for picked, line in zip(many[1:], lines[1:], strict=False)
                )
                return Cell((self._noted("; ".join((*lines[:1], *rest)), field, answer),))
            case Number():
                return Cell((self._noted(amount(self.view, field, answer), field, answer),))
            case Choice():
                return Cell(tuple(self._noted(line, field, answer) for line in lines))
            case _:
                return Cell(lines)

    def first(self, field: Field, column: str | None = None) -> Cell:
        """The first item of an answer, or of one column of its table."""
        answer = self.view.answer(field.id)
        if isinstance(answer, Rows):
            return self.text(answer.value[0].get(column or field.columns[0].id, "") if answer.value else "")
        whole = self.cell(field)
        return Cell(whole.lines[:1], filled=whole.filled)

    def computed(self, value: Computed) -> Cell | None:
        """A computed value; None when it does not apply or is a number without its parts."""
        if not self.view.applies(value):
            return None
        if value.share_of is not None:
            share = computed_share(self.view, value.share_of)
            if share is None:
                return None
            whole = self.form.field(value.share_of.whole)
            return Cell((self._estimate(amount(self.view, whole, share)),))
        text = computed_text(self.view, value)
        return self.text(text[:1].upper() + text[1:] if text else "")

    def column_texts(self, field: Field, row: Mapping[str, str], name: str) -> tuple[str, ...]:
        """What stands in one cell of a table; the numbers of items of a list as these items."""
        text = row.get(name, "")
        column = next((column for column in field.columns if column.id == name), None)
        listed = self.view.answer(column.item_of) if column and column.item_of else None
        if isinstance(listed, Items) and re.fullmatch(r"\d+(?:\D{1,3}\d+)*", text.strip()):
            numbers = [int(number) for number in re.findall(r"\d+", text)]
            if all(1 <= number <= len(listed.value) for number in numbers):
                return tuple(listed.value[number - 1] for number in numbers)
        return (text,) if text else ()

    def sentence(self, template: str, **given: str) -> str | None:
        """An authored sentence with the answers in it; None when one of them is missing."""
        return sentence(self.view, template, **given)

    def word(self, name: str | None) -> str:
        """The answer of a field as it stands inside a sentence, "" without one."""
        return (self.sentence(f"{{{name}}}") if name else None) or ""

    def _lines(self, field: Field, answer: Answer) -> tuple[str, ...]:
        lines = answer_lines(self.form, field, answer, document=True)
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


def _inside_sentence(field: Field, picked: Picked, text: str) -> str:
    """An option after a semicolon: in lower case, but for names and abbreviations."""
    option = field.option(picked.option)
    keeps = text[1:2].isupper() or (option is not None and option.proper)
    return text if keeps else text[:1].lower() + text[1:]


class Standing(ProfileFindings):
    """How finished a profile is, as its document tells it."""

    @property
    def finished(self) -> bool:
        """Whether it was declared so, and may be."""
        return self.view.draft.status == "finished" and self.may_finish

    @property
    def open_remarks(self) -> tuple[CheckFinding, ...]:
        """The errors and warnings, also those that the author left as they are, and advice that the author
        answered with a reason; each text once."""
        told = {(f.message, f.segment): f for f in reversed(self.all) if f.level != "hint" or f.reason}
        return tuple(reversed(told.values()))

    def fires(self, check: str) -> bool:
        """Whether the check found something."""
        return any(finding.check == check for finding in self.of_profile)

    def estimated_by(self, segment: int) -> str:
        """The field whose answer makes a footnote speak of this segment's data, or ""."""
        notes = self.view.form.layout.footer_notes
        noted = {note.show_if_check for note in notes if note.show_if_check}
        for finding in self.of_profile:
            if finding.check in noted and finding.segment == segment and finding.paths:
                return finding.paths[0].field
        return ""
