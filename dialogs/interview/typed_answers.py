"""Typed text becomes an answer, or a mistake that says how to mend it."""

import re
from collections.abc import Iterable, Mapping
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
from dialogs.interview.choosing import NoSuchOption, is_shorthand, own_text, read_option, read_options
from dialogs.interview.conditions import LONGEST_SEARCHED
from dialogs.interview.definition import Form
from dialogs.interview.display import answer_lines
from dialogs.interview.field import Field
from dialogs.interview.patterns import shipped_patterns
from dialogs.interview.typed_numbers import is_plain_number, read_number
from dialogs.interview.typed_rows import read_rows
from dialogs.interview.typed_text import (
    as_compared,
    cleaned,
    is_ruler,
    means_no_data,
    one_line,
    paragraphs,
    parted_on_one_line,
    pasted_lines,
    read_day,
    without_bullet,
    without_number_cell,
)
from dialogs.interview.view import View


@dataclass(frozen=True, slots=True)
class Mistake:
    """Why a typed answer cannot be taken and how to mend it, in one sentence; `path` is the question.
    `no_option`: what was typed that is none of the options."""

    message: str
    path: Path
    no_option: str = ""


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
    if isinstance(result, NoSuchOption):
        return Mistake(str(result), path, result.typed)
    return Mistake(result, path) if isinstance(result, str) else result


def read_own_text(form: Form, path: Path, option: str, typed: str) -> Picked | Mistake:
    """The chosen option with the person's own text («Другое»)."""
    chosen = form.field(path.field).option(option)
    if chosen is None:
        return Mistake(form.messages.unknown_option.format(text=option), path)
    result = own_text(form, chosen, typed)
    return Mistake(result, path) if isinstance(result, str) else result


def _passed_over(view: View, field: Field, typed: str) -> Answer | None:
    wanted, buttons, words = as_compared(typed), view.form.interview.buttons, view.form.reading
    if means_no_data(view.form, field, typed):
        return NoData()
    # «Место составления: нет» names no place.
    skips = (buttons.skip, *words.skip, *(words.nothing if field.type in ("text", "long_text") else ()))
    return Skipped() if wanted in map(as_compared, skips) and not view.required(field) else None


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
            return _items(field, typed) or form.messages.empty
        case "table":
            return read_rows(form, field, typed)
        case _:
            assert_never(field.type)


def _choice(view: View, field: Field, typed: str) -> Choice | str:
    options, form = view.options(field), view.form
    one = read_option(form, options, typed)
    if isinstance(one, Picked):
        return Choice(one)
    several = read_options(form, options, typed)
    return one if isinstance(several, str) else form.messages.one_option_only


def _items(field: Field, typed: str) -> Items | None:
    """One item a line; a heading that repeats the question's name, rulers, and bare marks are none."""
    lines = [line for line in pasted_lines(typed) if not is_ruler(line)]
    heads = {as_compared(field.label), *map(as_compared, shipped_patterns().row_numbers)}
    if len(lines) > 1 and all(as_compared(cell) in heads for cell in lines[0].split("\t")):
        lines = lines[1:]
    if len(lines) == 1:
        lines = parted_on_one_line(lines[0])
    # «…; …; …»: what parts the items of a list in a document is no part of them.
    items = (one_line(without_bullet(without_number_cell(line))).rstrip("; ") for line in lines)
    found = tuple(filter(None, items))
    return Items(found) if found else None


def understood(form: Form, field: Field, typed: str, answer: Answer) -> tuple[str, ...]:
    """The answer for a person to see whether it is what they meant; nothing where it is stored as typed."""
    match answer:
        case Number(value) if not is_plain_number(typed) or (field.type == "percent" and value < 1):
            # Whoever types 0,35 may have meant 35 per cent.
            percent = "\u00a0%" if field.type == "percent" else ""
            return (f"{form.written_amount(answer)}{percent}",)
        case Choice() | Choices() if is_shorthand(one_line(typed)) or _in_other_words(
            form, field, typed, answer
        ):
            return answer_lines(form, field, answer)
        case Choice() if typed.strip(" .)").isdecimal() and told_by_numbers(field):
            # «4» may be meant as four years.
            return answer_lines(form, field, answer)
        case Rows(value=rows) if rows and _bare(typed) != _bare(
            "\n".join(_typed_row(field, row) for row in rows)
        ):
            return tuple(
                f"{column.label}: {cell}" for column in field.columns if (cell := rows[0][column.id])
            )
        case _:
            return ()


def told_by_numbers(field: Field) -> bool:
    """Whether its options are told apart by numbers."""
    return any(any(map(str.isdecimal, option.label)) for option in field.options)


def _in_other_words(form: Form, field: Field, typed: str, answer: Choice | Choices) -> bool:
    """Whether an option was named neither by its number nor by its label."""
    labels = map(as_compared, answer_lines(form, field, answer))
    return any(map(str.isalpha, typed)) and not all(label in as_compared(typed) for label in labels)


def _bare(typed: str) -> list[list[str]]:
    """The words and cell edges of typed rows."""
    return [_marks(without_bullet(line)) for line in pasted_lines(typed)]


def _marks(line: str) -> list[str]:
    """The words of a line, and the edges between them."""
    found = re.findall(r"\w+|\|", line.strip(" |"))
    while found and found[-1] == "|":
        found.pop()
    return found


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
            return form.written_amount(answer).replace(form.layout.typography.thousands_separator, "")
        case Day(value=day):
            return day.strftime("%d.%m.%Y")
        case Items(value=items):
            typed = "\n".join(items)
            # «- » in an item is no bullet, and an item like the question's name no heading.
            return typed if _items(field, typed) == answer else "\n".join(f"- {item}" for item in items)
        case Rows(value=rows):
            typed = _typed_rows(field, rows)
            if read_rows(form, field, typed) == answer:
                return typed
            # Under a heading nothing is taken for one, nor for the numbers of rows.
            return "\n".join((" | ".join(column.label for column in field.columns), typed))
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


def _typed_rows(field: Field, rows: Iterable[Mapping[str, str]]) -> str:
    return "\n".join(_typed_row(field, row) for row in rows)


def _typed_row(field: Field, row: Mapping[str, str]) -> str:
    cells = [row.get(column.id, "").replace("|", "\\|") for column in field.columns]
    while len(cells) > 1 and not cells[-1]:
        cells.pop()
    line = " | ".join(cells)
    # Pipes around the row: an empty first cell stays a cell, «- » in a cell is no bullet, «;» parts nothing.
    safe = len(cells) > 1 or re.fullmatch(r"[\w ,.]+", line)
    return line if safe and cells[0][:1] not in ("", '"') and without_bullet(line) == line else f"| {line} |"
