"""Tables as people type and paste them: cells of Excel, «шаг — где — барьер», a heading, row numbers."""

import csv
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from dialogs.interview.answers import Rows
from dialogs.interview.definition import Form
from dialogs.interview.field import Field
from dialogs.interview.patterns import shipped_patterns
from dialogs.interview.typed_text import (
    as_compared,
    begins_with_number_cell,
    is_ruler,
    is_under_heading,
    one_line,
    parted_on_one_line,
    pasted_lines,
    without_bullet,
)
from knowledge.text.lemmas import lemmas

_EDGE = re.compile(r"(?<!\\)[|¦\t]")
_SEMICOLON = re.compile(r";(?=\s*\S)")
# What parts cells where no line has an edge: the first that stands in most lines.
_SEPARATORS = (_SEMICOLON, re.compile(r"(?<!\s)\s++[-–—→/]\s+"), re.compile(r"(?<!\s)\s{3,}+(?=\S)"))
_ROW_NUMBER = re.compile(r"(?<!\s)№?\s*+\(?(\d{1,3})([.)]?)")
# «Одна строка — один шаг: «действие | где | барьер».»
_NAMED = re.compile(r"«([^«»|]+(?:\|[^«»|]+)+)»")
_LONGEST_HEADING = 60
_NUMBERS = -1

_Row = list[str]


def read_rows(form: Form, field: Field, typed: str) -> Rows | str:
    """The rows, or a sentence that says why there are none."""
    lines: Sequence[str] = pasted_lines(typed)
    if len(lines) == 1 and not _EDGE.search(lines[0]) and ";" not in lines[0]:
        lines = parted_on_one_line(lines[0])
    rows = _cut([line for line in lines if not is_ruler(line)], len(field.columns))
    order = _heading(field, rows[0]) if rows else None
    if order is not None or (len(rows) > 1 and is_under_heading(lines[1])):
        rows = rows[1:]
    width = len(field.columns) if order is None else len(order)
    if _are_numbered(field, rows, width, headed=order is not None):
        rows = [row[1:] for row in rows]
    rows = [[without_bullet(row[0]), *row[1:]] for row in rows]
    return _placed(form, field, rows, order) if rows else form.messages.empty


def _placed(form: Form, field: Field, rows: Sequence[_Row], order: Sequence[int | None] | None) -> Rows | str:
    """Every cell under its column; none is dropped but the numbers of rows."""
    columns = list(range(len(field.columns))) if order is None else list(order)
    placed = []
    for number, row in enumerate(rows, start=1):
        while len(row) > 1 and not row[-1]:
            row.pop()
        places = columns + [None] * (len(row) - len(columns))
        if any(cell and place is None for cell, place in zip(row, places, strict=False)):
            given = {"row": number, "cells": len(row), "columns": len(field.columns)}
            return form.messages.too_many_cells.format(**given)
        at = {place: cell for place, cell in zip(places, row, strict=False) if place is not None}
        placed.append({column.id: at.get(place, "") for place, column in enumerate(field.columns)})
    return Rows(tuple(placed))


def _cut(lines: Sequence[str], width: int) -> list[_Row]:
    if any(map(_EDGE.search, lines)):
        rows = [_cells(line) for line in lines]
        # A column of bullets that lost their font.
        if all(
            "|" not in line and len(row) > 1 and not row[0] for line, row in zip(lines, rows, strict=True)
        ):
            rows = [row[1:] for row in rows]
        return rows
    found = (each for each in _SEPARATORS if 2 * sum(map(bool, map(each.search, lines))) > len(lines))
    separator = next(found, None)
    return [[one_line(cell) for cell in _parted(line, separator, width)] for line in lines]


def _cells(line: str) -> _Row:
    if not begins_with_number_cell(line):
        line = without_bullet(line)
    bare = line.strip()
    if len(bare) > 1 and bare[0] == bare[-1] == "|" and not bare.endswith("\\|"):
        line = bare[1:-1]
    return [one_line(cell.replace("\\|", "|")) for cell in _EDGE.split(line)]


def _parted(line: str, separator: re.Pattern[str] | None, width: int) -> list[str]:
    """The cells of a line without edges; what is too much stays in the last."""
    line = without_bullet(line).strip()
    if separator is None:
        return [line]
    cells = separator.split(line)
    if separator is _SEMICOLON:
        line = line.rstrip("; ")
        cells = next(csv.reader([line], delimiter=";", skipinitialspace=True), []) or [""]
    width += bool(_ROW_NUMBER.fullmatch(cells[0].strip()))
    return cells if len(cells) <= width else separator.split(line, maxsplit=width - 1)


def _are_numbered(field: Field, rows: Sequence[_Row], width: int, *, headed: bool) -> bool:
    """Whether the first cells are the numbers of the rows, one after the other, and no answers."""
    found = [match for row in rows if (match := _ROW_NUMBER.fullmatch(row[0]))]
    widest = max(map(len, rows), default=0)
    if widest < 2 or len(found) < len(rows) or any(int(b[1]) != int(a[1]) + 1 for a, b in pairwise(found)):
        return False
    # «1.» is never an answer; a bare number may be, unless it makes the row too wide.
    if widest > width or all(match[2] for match in found):
        return True
    return not headed and len(rows) > 1 and field.columns[0].item_of is None


def _heading(field: Field, row: _Row) -> list[int | None] | None:
    """The column of the field that each cell names, `_NUMBERS` for row numbers and None for a column that the
    field has not; None when the row is no heading."""
    if any(len(cell) > _LONGEST_HEADING for cell in row):
        return None
    names = [(place, frozenset(lemmas(name))) for place, name in _names(field)]
    numbers = set(map(as_compared, shipped_patterns().row_numbers))
    order: list[int | None] = []
    for cell in row:
        said = frozenset(lemmas(cell))
        exact = [place for place, name in names if said == name and place not in order]
        part = [place for place, name in names if said and said <= name and place not in order]
        is_number = as_compared(cell) in numbers
        order.append(_NUMBERS if is_number else next(iter((*exact, *part)), None))
    known = [place for place in order if place is not None and place != _NUMBERS]
    left = {*range(len(field.columns))} - {*known}
    if len(left) == 1 and order.count(None) == 1 and len(known) > 1:
        # By whatever name, it is the one column that no other cell names.
        order[order.index(None)] = left.pop()
    others = [cell for cell, place in zip(row, order, strict=True) if cell and place is None]
    return order if len(known) > 1 and len(known) > len(others) else None


def names_columns(field: Field, cells: Sequence[str]) -> bool:
    """Whether the cells are the heading of the field's table."""
    return bool(field.columns) and _heading(field, list(cells)) is not None


def _names(field: Field) -> Iterator[tuple[int, str]]:
    """The words by which a heading names each column: its label, its other names, those in the question."""
    for place, column in enumerate(field.columns):
        for name in (column.label, *column.label.split(","), *column.also):
            yield place, name
    for question in (field.question, *(variant.text for variant in field.question_variants)):
        for match in _NAMED.finditer(question):
            parts = match[1].split("|")
            if len(parts) == len(field.columns):
                yield from enumerate(parts)
