"""Typed text becomes an answer, or a mistake that says how to mend it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import assert_never

from dialogs.interview.answers import (
    Answer,
    Choice,
    Choices,
    Day,
    Items,
    NoData,
    Number,
    Path,
    Picked,
    Rows,
    Skipped,
    Text,
)
from dialogs.interview.choosing import own_text, read_option, read_options
from dialogs.interview.conditions import LONGEST_SEARCHED
from dialogs.interview.definition import Form
from dialogs.interview.field import Field
from dialogs.interview.typed_numbers import is_plain_number, read_number
from dialogs.interview.typed_text import cleaned, folded, lines, one_line, paragraphs, read_day
from dialogs.interview.view import View

_BULLET = re.compile(r"\s*(?:[-–—•*·▪◦‣●○■□✓+]|\d{1,2}[.)])\s+(?=\S)")
_CELL_EDGE = re.compile(r"(?<!\\)[|¦\t]")


@dataclass(frozen=True, slots=True)
class Mistake:
    """Why a typed answer cannot be taken and how to mend it, in one sentence; `path` is the question."""

    message: str
    path: Path


def read(view: View, path: Path, typed: str) -> Answer | Mistake:
    """The answer that `typed` means for the question at `path`; its rules are not yet asked.

    «Нет данных» and «Пропустить» are understood where the question allows them.
    """
    form, field = view.form, view.form.field(path.field)
    # Nobody chooses with pages of text: the names of all options are shorter.
    limit = LONGEST_SEARCHED if field.options else form.reading.longest_answer
    if len(typed) > limit:
        return Mistake(form.messages.too_long.format(length=len(typed), limit=limit), path)
    if not cleaned(typed).strip():
        return Mistake(form.messages.empty, path)
    here = view.of_segment(path.segment)
    result = _passed_over(here, field, typed) or _by_type(here, field, typed)
    return Mistake(result, path) if isinstance(result, str) else result


def read_own_text(form: Form, path: Path, option: str, typed: str) -> Picked | Mistake:
    """The chosen option with the person's own text («Другое»)."""
    chosen = form.field(path.field).option(option)
    if chosen is None:
        return Mistake(form.messages.unknown_option.format(text=option), path)
    result = own_text(form, chosen, typed)
    return Mistake(result, path) if isinstance(result, str) else result


def _passed_over(view: View, field: Field, typed: str) -> Answer | None:
    wanted, buttons, words = folded(typed), view.form.interview.buttons, view.form.reading
    no_data = (field.unknown_label or "", buttons.unknown, *words.no_data)
    if field.allow_unknown and wanted in map(folded, no_data):
        return NoData()
    if wanted in map(folded, (buttons.skip, *words.skip)) and not view.required(field):
        return Skipped()
    return None


def _by_type(view: View, field: Field, typed: str) -> Answer | str:
    form = view.form
    match field.type:
        case "text":
            return Text(one_line(typed))
        case "long_text":
            return Text(paragraphs(typed))
        case "number" | "percent":
            return read_number(form, field, typed)
        case "date":
            return read_day(form, typed)
        case "choice":
            return _choice(view, field, typed)
        case "multi_choice":
            many = read_options(form, view.options(field), typed)
            return many if isinstance(many, str) else Choices(many)
        case "list":
            return Items(tuple(_without_bullet(line) for line in lines(typed)))
        case "table":
            return _rows(form, field, typed)
        case _:
            assert_never(field.type)


def _choice(view: View, field: Field, typed: str) -> Choice | str:
    options, form = view.options(field), view.form
    one = read_option(form, options, typed)
    if isinstance(one, Picked):
        return Choice(one)
    several = read_options(form, options, typed)
    return one if isinstance(several, str) else form.messages.one_option_only


def _without_bullet(line: str) -> str:
    return one_line(_BULLET.sub("", line, count=1) if _BULLET.match(line) else line)


def _rows(form: Form, field: Field, typed: str) -> Rows | str:
    rows = []
    for number, line in enumerate(lines(typed), start=1):
        cells = _cells(_BULLET.sub("", line, count=1) if _BULLET.match(line) else line)
        if len(cells) > len(field.columns):
            allowed = len(field.columns)
            return form.messages.too_many_cells.format(row=number, cells=len(cells), columns=allowed)
        cells += [""] * (len(field.columns) - len(cells))
        rows.append({column.id: cell for column, cell in zip(field.columns, cells, strict=True)})
    return Rows(tuple(rows))


def _cells(line: str) -> list[str]:
    bare = line.strip()
    if len(bare) > 1 and bare[0] == bare[-1] == "|" and not bare.endswith("\\|"):
        line = bare[1:-1]
    cells = [one_line(cell.replace("\\|", "|")) for cell in _CELL_EDGE.split(line)]
    while len(cells) > 1 and not cells[-1]:
        cells.pop()
    return cells


def understood(form: Form, field: Field, typed: str, answer: Answer) -> tuple[str, ...]:
    """The answer for a person to see whether it is what they meant; nothing where it is stored as typed."""
    if isinstance(answer, Number) and not is_plain_number(typed):
        percent = "\u00a0%" if field.type == "percent" else ""
        return (f"{form.written_number(*answer.ends)}{percent}",)
    return ()


def typed_answer(view: View, path: Path) -> str:
    """What a person would type to give the stored answer; `read` makes the same answer of it."""
    form, answer = view.form, view.draft.at(path)
    field = form.field(path.field)
    match answer:
        case None:
            return ""
        case Text(value=text):
            return text
        case Number():
            return "–".join(format(end, "f").replace(".", ",") for end in answer.ends)
        case Day(value=day):
            return day.strftime("%d.%m.%Y")
        case Items(value=items):
            return "\n".join(f"- {item}" if _BULLET.match(item) else item for item in items)
        case Rows(value=rows):
            return "\n".join(_typed_row(field, row) for row in rows)
        case Choice(value=picked):
            return _typed_option(field, picked)
        case Choices(value=many):
            return "\n".join(_typed_option(field, picked) for picked in many)
        case NoData():
            return field.unknown_label or form.interview.buttons.unknown
        case Skipped():
            return form.interview.buttons.skip
        case _:
            assert_never(answer)


def _typed_option(field: Field, picked: Picked) -> str:
    option = field.option(picked.option)
    if option is None:
        return picked.option
    return f"{option.label}: {picked.other}" if picked.other else option.label


def _typed_row(field: Field, row: Mapping[str, str]) -> str:
    cells = [row.get(column.id, "").replace("|", "\\|") for column in field.columns]
    while len(cells) > 1 and not cells[-1]:
        cells.pop()
    line = " | ".join(cells)
    if not cells[0] or _BULLET.match(line):
        # Pipes around the row: an empty first cell stays a cell, and «- » in a cell is no bullet.
        return f"| {line} |"
    return line
