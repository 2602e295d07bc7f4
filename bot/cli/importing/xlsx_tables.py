"""Reads the visible sheets of an Excel workbook; every cell as it is shown."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from openpyxl.styles.numbers import BUILTIN_FORMATS
from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_ISO8601

from bot.cli.importing.number_format import general_of, shown
from bot.cli.importing.office_file import OfficeFile, attribute, local, whole
from bot.cli.importing.table import (
    MOST_COLUMNS,
    MOST_ROWS,
    FileCell,
    FileRow,
    FileTable,
    ImportProgress,
    Remarks,
    linked,
    spoken,
)

_MOST_MERGED = 200_000
_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_HYPERLINK = re.compile(r'(?<!\s)\s*HYPERLINK\(\s*"([^"]+)"', re.IGNORECASE)
_TRUTH = {"1": "ИСТИНА", "true": "ИСТИНА", "0": "ЛОЖЬ", "false": "ЛОЖЬ"}
# What these built-in formats are depends on the country: the file holds their number alone.
_RUSSIAN_FORMATS = {14: "dd.mm.yyyy", 22: "dd.mm.yyyy h:mm"}


def read_xlsx(office: OfficeFile, remarks: Remarks, progress: ImportProgress) -> list[FileTable]:
    """A table for each sheet that is visible and holds text."""
    main = office.main()
    book = office.part(main)
    relations = office.relations(main)
    reader = _SheetReader(office, remarks, progress)
    for relation in relations.values():
        if relation.target.casefold() in office.names and relation.kind == "sharedStrings":
            reader.strings = [_text(each) for each in office.elements(relation.target, "si")]
        elif relation.target.casefold() in office.names and relation.kind == "styles":
            reader.formats = _formats(office.part(relation.target))
    properties = [each for each in book if local(each) == "workbookPr"]
    if any(attribute(each, "date1904") in ("1", "true") for each in properties):
        reader.epoch = CALENDAR_MAC_1904
    if any(name.startswith("xl/media/") for name in office.names):
        remarks.lose(1, "pictures are left out")
    if any("comments" in name and name.endswith(".xml") for name in office.names):
        remarks.leave(1, "comments on cells are left out")
    tables = []
    for sheet in (each for parent in book if local(parent) == "sheets" for each in parent):
        name = f"sheet «{attribute(sheet, 'name')}»"
        found = relations.get(attribute(sheet, "id"))
        if found is None or found.kind != "worksheet" or found.target.casefold() not in office.names:
            remarks.leave(1, f"{name} is no table and is left out")
        elif attribute(sheet, "state", "visible") != "visible":
            remarks.leave(1, f"{name} is hidden and is left out")
        elif rows := reader.rows(found.target, name):
            tables.append(FileTable(name, rows, title=attribute(sheet, "name")))
    return tables


@dataclass(slots=True)
class _Sheet:
    """What stands in a sheet beside its cells, which the file tells only after them."""

    name: str
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    links: list[tuple[int, int, str]] = field(default_factory=list)
    hidden_columns: list[range] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)


@dataclass(slots=True)
class _SheetReader:
    office: OfficeFile
    remarks: Remarks
    progress: ImportProgress
    strings: list[str] = field(default_factory=list)
    formats: list[str] = field(default_factory=list)
    epoch: datetime = CALENDAR_WINDOWS_1900
    count: int = 0

    def rows(self, part: str, name: str) -> tuple[FileRow, ...]:
        sheet = _Sheet(name)
        rows: dict[int, dict[int, FileCell]] = {}
        relations = self.office.relations(part)
        number = 0
        for element in self.office.elements(part, "row", "col", "mergeCell", "hyperlink"):
            match local(element):
                case "row":
                    number = whole(element.get("r", ""), number + 1)
                    if cells := self._cells(element, number, sheet):
                        rows[number] = cells
                case "col" if element.get("hidden") in ("1", "true"):
                    first, last = whole(element.get("min", "")), whole(element.get("max", ""))
                    sheet.hidden_columns.append(range(max(first, 1) - 1, min(last, MOST_COLUMNS)))
                case "mergeCell" if found := _area(element.get("ref", "")):
                    sheet.merged.append(found)
                case "hyperlink" if found := _area(element.get("ref", "")):
                    relation = relations.get(attribute(element, "id"))
                    if relation is not None and relation.outside:
                        sheet.links.append((found[0], found[1], relation.target))
            if len(sheet.merged) + len(sheet.links) + len(sheet.hidden_columns) > _MOST_MERGED:
                message = f"{name}: too many merged cells, links and hidden columns"
                raise self.remarks.refuse(1, message, "part them in Excel")
        for row, column, address in sheet.links:
            if cell := rows.get(row, {}).get(column):
                rows[row][column] = replace(cell, text=linked(cell.text, address))
        self._merge(rows, sheet)
        self._hide(rows, sheet)
        return tuple(
            FileRow(number, tuple(cells[column] for column in sorted(cells)))
            for number, cells in rows.items()
            if cells
        )

    def _cells(self, row: Any, number: int, sheet: _Sheet) -> dict[int, FileCell]:
        cells: dict[int, FileCell] = {}
        reference, beyond = "", 0
        for element in row.iterchildren("{*}c"):
            # A cell without a reference stands beside the one before.
            reference, beyond = (given, 0) if (given := element.get("r")) else (reference, beyond + 1)
            if len(element) == 0:
                continue
            found = _REFERENCE.fullmatch(reference)
            column = max((_column(found[1]) if found else -1) + beyond, 0)
            place = f"{sheet.name}, cell {get_column_letter(column + 1)}{number}"
            if text := self._cell(element, place, number):
                self.remarks.count(number, place, text)
                cells[column] = FileCell(column, text)
        self.count += bool(cells)
        self.progress.read(self.count)
        if self.count > MOST_ROWS:
            message = f"{sheet.name}, row {number}: the file has more than {MOST_ROWS:,} rows"
            raise self.remarks.refuse(number, message, "split the file")
        hidden = row.get("hidden") in ("1", "true")
        if cells and (hidden or (row.get("ht") == "0" and row.get("customHeight") == "1")):
            sheet.hidden_rows.append(number)
            return {}
        return cells

    def _cell(self, element: Any, place: str, row: int) -> str:
        parts = {local(each): each for each in element}
        value = str(parts["v"].text or "") if "v" in parts else ""
        formula = str(parts["f"].text or "") if "f" in parts else None
        match element.get("t", "n"):
            case "s":
                at = whole(value, -1)
                text = self.strings[at] if 0 <= at < len(self.strings) else ""
            case "inlineStr":
                text = _text(parts["is"]) if "is" in parts else value
            case "str":
                text = _unescaped(value)
            case "b":
                text = _TRUTH.get(value, value)
            case "e":
                self.remarks.lose(row, f"{place}: shows the error {value}", "mend the formula")
                return ""
            case "d":
                text = self._dated(value, element)
            case _:
                text = self._number(value, element)
        text = text.replace("\r\n", "\n").strip()
        if formula is not None and not value and not text:
            message = f"{place}: the formula has no stored value"
            self.remarks.lose(row, message, "open the file in Excel and save it")
        if formula and (found := _HYPERLINK.match(formula)):
            return linked(text, found[1])
        return text

    def _number(self, value: str, element: Any) -> str:
        try:
            number = float(value)
            return shown(number, self._format(element), self.epoch)
        except (ValueError, OverflowError, ArithmeticError, IndexError):
            return general_of(value)

    def _dated(self, value: str, element: Any) -> str:
        try:
            moment = from_ISO8601(value)
            days = (moment - self.epoch).total_seconds() / 86_400 if isinstance(moment, datetime) else None
            return value if days is None else shown(days, self._format(element), self.epoch)
        except (ValueError, OverflowError, TypeError):
            return value

    def _format(self, element: Any) -> str:
        style = whole(element.get("s", "0"))
        return self.formats[style] if 0 <= style < len(self.formats) else "General"

    def _merge(self, rows: dict[int, dict[int, FileCell]], sheet: _Sheet) -> None:
        numbers = sorted(rows)
        work = 0
        for top, left, bottom, right in sheet.merged:
            start = rows.get(top, {}).get(left)
            if start is None:
                continue
            rows[top][left] = start = replace(start, span=right - left + 1)
            for number in range(top + 1, bottom + 1) if bottom - top < len(numbers) else numbers:
                work += 1
                if work > _MOST_MERGED:
                    message = f"{sheet.name}, row {top}: too many merged cells"
                    raise self.remarks.refuse(top, message, "part them in Excel")
                if top < number <= bottom and number in rows:
                    self.remarks.count(number, f"{sheet.name}, row {number}", start.text)
                    rows[number][left] = replace(start, continues=True)

    def _hide(self, rows: dict[int, dict[int, FileCell]], sheet: _Sheet) -> None:
        if sheet.hidden_rows:
            message = f"{sheet.name}: hidden rows {spoken(sheet.hidden_rows)} are left out"
            self.remarks.leave(sheet.hidden_rows[0], message)
        first: dict[int, int] = {}
        for number, cells in rows.items():
            for column in cells:
                first.setdefault(column, number)
        end = 0
        for given in sorted(sheet.hidden_columns, key=lambda each: each.start):
            # What two of them name is looked through once.
            columns, end = range(max(given.start, end), given.stop), max(given.stop, end)
            concerned = [first.pop(column) for column in columns if column in first]
            if concerned:
                names = get_column_letter(columns[0] + 1), get_column_letter(columns[-1] + 1)
                where = names[0] if names[0] == names[1] else "–".join(names)
                self.remarks.leave(min(concerned), f"{sheet.name}: hidden column {where} is left out")
        for number, cells in rows.items():
            rows[number] = {at: cell for at, cell in cells.items() if at in first}


def _text(element: Any) -> str:
    """The text of a string; how it is pronounced (`rPh`) is not part of it."""
    pieces = []
    for child in element:
        if local(child) == "t":
            pieces.append(str(child.text or ""))
        elif local(child) == "r":
            pieces.append(_text(child))
    return _unescaped("".join(pieces)).strip()


def _unescaped(text: str) -> str:
    text = _ESCAPED.sub(lambda found: chr(int(found[1], 16)).replace("\r", ""), text)
    # A sign above U+FFFF is two escapes; a half alone is no sign.
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _formats(styles: Any) -> list[str]:
    """The number format of each cell style."""
    codes = {**BUILTIN_FORMATS, **_RUSSIAN_FORMATS}
    children: dict[str, Iterable[Any]] = {local(each): each for each in styles}
    for each in children.get("numFmts", ()):
        codes[whole(attribute(each, "numFmtId"))] = attribute(each, "formatCode", "General")
    return [codes.get(whole(attribute(each, "numFmtId")), "General") for each in children.get("cellXfs", ())]


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _area(reference: str) -> tuple[int, int, int, int] | None:
    """Top, left, bottom and right of `B2:C4`, rows from 1 and columns from 0."""
    first, _, last = reference.partition(":")
    start, end = _REFERENCE.fullmatch(first), _REFERENCE.fullmatch(last or first)
    if start is None or end is None:
        return None
    return int(start[2]), _column(start[1]), int(end[2]), _column(end[1])
