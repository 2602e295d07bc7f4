"""Values as answer files and examples write them, read with the readers of the chat."""

from typing import Any

from dialogs.interview.answers import Answer, Choice, Choices, Items, NoData, Picked, Rows, Skipped, Text
from dialogs.interview.choosing import own_text, read_option
from dialogs.interview.definition import Form
from dialogs.interview.field import Field
from dialogs.interview.typed_numbers import read_number
from dialogs.interview.typed_text import means_no_data, one_line, paragraphs, read_day
from dialogs.interview.view import as_options_are_now


def answer_of(form: Form, field: Field, value: Any) -> Answer | str:
    """The answer that a file gives, or a sentence that says what is wrong with it.

    `{unknown: true}`, or what its button says, is «Нет данных», `{skipped: true}` a question passed over,
    `{other: "…"}` an option with an own text; options are written by id or label.
    """
    match value:
        case {"unknown": "true" | True, **rest} if not rest:
            return NoData() if field.allow_unknown else form.messages.unknown_not_allowed
        case str() if means_no_data(form, field, value):
            return NoData()
        case {"skipped": "true" | True, **rest} if not rest:
            return Skipped()
    if (size := _size(value)) > form.reading.longest_answer:
        return form.messages.too_long.format(length=size, limit=form.reading.longest_answer)
    match field.type, value:
        case "text", str():
            return Text(one_line(value)) if value.strip() else form.messages.empty
        case "long_text", str():
            return Text(paragraphs(value)) if value.strip() else form.messages.empty
        case "number" | "percent", str() | int() | float():
            return read_number(form, field, str(value))
        case "date", str():
            return read_day(form, value)
        case "choice", list() if field.has_former_options:
            many = _many(form, field, value)
            one = many if isinstance(many, str) else as_options_are_now(field, many)
            return one if isinstance(one, str | Choice) else _wrong_shape(form, field)
        case "choice", _:
            picked = _picked(form, field, value)
            return picked if isinstance(picked, str) else Choice(picked)
        case "multi_choice", list():
            return _many(form, field, value)
        case "list", list() if all(isinstance(item, str) for item in value):
            items = tuple(line for item in value if (line := one_line(item)))
            return Items(items) if items else form.messages.empty
        case "table", list() if all(isinstance(row, dict) for row in value):
            return _rows(form, field, value)
        case _:
            return _wrong_shape(form, field)


def _many(form: Form, field: Field, values: list[Any]) -> Choices | str:
    many: list[Picked] = []
    for value in values:
        picked = _picked(form, field, value)
        if isinstance(picked, str):
            return picked
        if picked.option not in {earlier.option for earlier in many}:
            many.append(picked)
    return Choices(tuple(many))


def _picked(form: Form, field: Field, value: Any) -> Picked | str:
    match value:
        case str() if (option := field.option(value)) is not None:
            return (
                Picked(option.id)
                if not option.free_text
                else form.messages.own_text_needed.format(label=option.label)
            )
        case str():
            found = read_option(form, field.options, value) if not value.isdecimal() else None
            if isinstance(found, Picked):
                return found
            return _unknown_option(form, field, value)
        case dict() if len(value) == 1:
            (option_id, own), *_ = value.items()
            option = field.option(str(option_id))
            if option is None or not option.free_text or not isinstance(own, str):
                return _unknown_option(form, field, str(option_id))
            return own_text(form, option, own)
        case _:
            return _wrong_shape(form, field)


def _unknown_option(form: Form, field: Field, written: str) -> str:
    known = ", ".join(option.id for option in field.options)
    return form.messages.unknown_option_in_file.format(text=one_line(written)[:60], options=known)


def _rows(form: Form, field: Field, rows: list[dict[str, Any]]) -> Rows | str:
    known = [column.id for column in field.columns]
    for row in rows:
        if any(key not in known or not isinstance(cell, str | None) for key, cell in row.items()):
            return _wrong_shape(form, field)
    return Rows(tuple({column: one_line(row.get(column) or "") for column in known} for row in rows))


def _wrong_shape(form: Form, field: Field) -> str:
    example = field.example.good if field.example else "…"
    return form.messages.wrong_shape.format(example=example)


def _size(value: Any) -> int:
    match value:
        case str():
            return len(value)
        case list():
            return sum(map(_size, value))
        case dict():
            return sum(map(_size, value.values()))
        case _:
            return 0
