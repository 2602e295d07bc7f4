"""Answers as a person reads them."""

from collections.abc import Mapping
from datetime import date
from typing import assert_never

from dialogs.interview.answers import (
    Answer,
    Choice,
    Choices,
    Day,
    Draft,
    Items,
    NoData,
    Number,
    Path,
    Picked,
    Rows,
    Skipped,
    Text,
)
from dialogs.interview.computed import computed_in
from dialogs.interview.definition import Form
from dialogs.interview.field import Field
from dialogs.interview.view import View
from dialogs.interview.writing import written_day, written_number


def display(
    form: Form, draft: Draft, path: Path, *, document: bool = False, today: date | None = None
) -> tuple[str, ...]:
    """The lines of the answer that counts at `path`; none when the question is hidden or unanswered.

    `document`: options by their label for the document. `today` fills a date that nobody has set.
    """
    view = View(form, draft, path.segment)
    computed = form.computed_value(path.field)
    if computed is not None:
        text = computed_in(view, computed, today or draft.updated.date())
        return (text,) if text is not None else ()
    return display_in(view, path.field, document=document)


def display_in(view: View, name: str, *, document: bool = False) -> tuple[str, ...]:
    """As `display`, for a view at hand and a field that is asked."""
    answer = view.answer(name)
    if answer is None:
        return ()
    return answer_lines(view.form, view.form.field(name), answer, document=document)


def answer_lines(form: Form, field: Field, answer: Answer, *, document: bool = False) -> tuple[str, ...]:
    """The lines of any answer to the field."""
    match answer:
        case Text(value=text):
            return tuple(text.split("\n"))
        case Number(value=number):
            return (written_number(form, number),)
        case Day(value=day):
            return (written_day(form, day),)
        case Choice(value=picked):
            return (option_text(field, picked, document=document),)
        case Choices(value=many):
            return tuple(option_text(field, picked, document=document) for picked in many)
        case Items(value=items):
            return items
        case Rows(value=rows):
            return tuple(_row_text(field, row) for row in rows)
        case NoData():
            return (field.unknown_output or form.interview.unknown_output,)
        case Skipped():
            return (form.interview.skipped_output,)
        case _:
            assert_never(answer)


def option_text(field: Field, picked: Picked, *, document: bool = False) -> str:
    """The option's label, with the person's own text after it."""
    option = field.option(picked.option)
    if option is None:
        return picked.option
    label = option.in_document if document else option.label
    return f"{label}: {picked.other}" if picked.other else label


def _row_text(field: Field, row: Mapping[str, str]) -> str:
    cells = [row.get(column.id, "") for column in field.columns]
    while len(cells) > 1 and not cells[-1]:
        cells.pop()
    return " | ".join(cells)
