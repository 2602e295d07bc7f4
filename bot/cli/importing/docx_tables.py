"""Reads the tables of a Word file, and tells of the text that stands outside them."""

from collections.abc import Iterable, Iterator
from typing import Any

from bot.cli.importing.office_file import OfficeFile, attribute, local, whole
from bot.cli.importing.table import MOST_ROWS, FileCell, FileRow, FileTable, ImportProgress, Remarks, begin
from bot.cli.importing.word_text import WordText

# Word itself allows 63.
_MOST_COLUMNS = 256
_WRAPPERS = ("sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag", "AlternateContent", "Choice")
_LONGEST_HEADING = 150


def read_docx(office: OfficeFile, remarks: Remarks, progress: ImportProgress) -> list[FileTable]:
    """The document's tables in their order, those of layout tables too."""
    part = office.main()
    document = office.part(part)
    body = next((each for each in document if local(each) == "body"), ())
    return _DocumentReader(office, part, remarks, progress).read(body)


class _DocumentReader:
    def __init__(self, office: OfficeFile, part: str, remarks: Remarks, progress: ImportProgress) -> None:
        self.remarks = remarks
        self.progress = progress
        self.tables: list[FileTable] = []
        self._place, self._row, self._rows, self._paragraphs = "", 1, 0, 0
        self._outside: list[tuple[int, str, bool]] = []
        self._text = WordText(office, part, self._leave, self._lose, self._count)

    def read(self, body: Any) -> list[FileTable]:
        self._blocks(body)
        self._tell_outside("")
        return self.tables

    def _leave(self, what: str) -> None:
        self.remarks.leave(self._row, f"{self._place}: {what} is left out")

    def _lose(self, what: str) -> None:
        self.remarks.lose(self._row, f"{self._place}: {what} is left out")

    def _count(self, text: str) -> None:
        self.remarks.count(self._row, self._place, text)

    def _blocks(self, parent: Any) -> None:
        for block in _unwrapped(parent, ("p", "tbl", "altChunk")):
            match local(block):
                case "p":
                    self._paragraphs += 1
                    self._place, self._row = f"paragraph {self._paragraphs}", self._paragraphs
                    if text := self._text.paragraph(block):
                        self._outside.append((self._paragraphs, text, self._text.is_heading(block)))
                case "tbl" if _is_frame(block):
                    for row in _unwrapped(block, ("tr",)):
                        for cell in _unwrapped(row, ("tc",)):
                            self._blocks(cell)
                case "tbl":
                    name = f"table {len(self.tables) + 1}"
                    section = self._tell_outside(name)
                    self.tables.append(FileTable(name, tuple(self._table(block, name)), section))
                case _:
                    self._place, self._row = f"after paragraph {self._paragraphs}", self._paragraphs + 1
                    self._lose("an inserted document")

    def _tell_outside(self, table: str) -> str:
        """Tells of the text before a table; a heading there is returned as the table's section."""
        outside, self._outside = self._outside, []
        if not outside:
            return ""
        number, text, _ = outside[-1]
        section = text if table and len(text) <= _LONGEST_HEADING and "\n" not in text else ""
        if section:
            self.remarks.leave(number, f"paragraph {number}: «{begin(text)}» is the section of {table}")
            outside.pop()
        for number, text, heading in outside:
            message = f"paragraph {number}: «{begin(text)}» stands outside of tables"
            if heading or len(text) <= _LONGEST_HEADING:
                self.remarks.leave(number, f"{message} and is left out")
            else:
                self.remarks.lose(number, message, "add it by hand, or put it into the table")
        return section

    def _table(self, table: Any, name: str) -> Iterator[FileRow]:
        above: dict[int, str] = {}
        for number, row in enumerate(_unwrapped(table, ("tr",)), start=1):
            self._place, self._row = f"{name}, row {number}", number
            self._rows += 1
            self.progress.read(self._rows)
            if self._rows > MOST_ROWS:
                message = f"{self._place}: the file has more than {MOST_ROWS:,} rows"
                raise self.remarks.refuse(number, message, "split the file")
            marks = {
                local(mark): attribute(mark, "val") for each in row for mark in each if local(each) == "trPr"
            }
            if "del" in marks:
                self._leave("a row deleted in tracked changes")
            elif marks.get("hidden", "0") not in ("0", "false", "off"):
                self._leave("a hidden row")
            else:
                cells = tuple(self._cells(row, marks, above))
                if filled := tuple(cell for cell in cells if cell.text):
                    yield FileRow(number, filled, tuple(cell.columns for cell in cells))

    def _cells(self, row: Any, marks: dict[str, str], above: dict[int, str]) -> Iterator[FileCell]:
        column = self._span(marks.get("gridBefore", "0"))
        for cell in _unwrapped(row, ("tc",)):
            properties = {
                local(mark): attribute(mark, "val") for each in cell for mark in each if local(each) == "tcPr"
            }
            text = self._cell(cell)
            if "cellDel" in properties:
                self._leave("a cell deleted in tracked changes")
                continue
            span = max(self._span(properties.get("gridSpan", "1")), 1)
            continues = properties.get("vMerge", "restart") != "restart" and not text
            if continues:
                text = above.get(column, "")
                self._count(text)
            elif "vMerge" in properties:
                above[column] = text
            else:
                above.pop(column, None)
            yield FileCell(column, text, span, continues)
            column += span

    def _span(self, text: str) -> int:
        if (span := whole(text, _MOST_COLUMNS + 1)) > _MOST_COLUMNS:
            message = f"{self._place}: a cell spans more than {_MOST_COLUMNS} columns"
            raise self.remarks.refuse(self._row, message, "make the table anew")
        return span

    def _cell(self, cell: Any) -> str:
        lines: list[str] = []
        for block in _unwrapped(cell, ("p", "tbl", "altChunk")):
            match local(block):
                case "p":
                    lines.append(self._text.paragraph(block))
                case "tbl":
                    for row in _unwrapped(block, ("tr",)):
                        inner = (
                            " ".join(self._cell(each).replace("|", "¦").split())
                            for each in _unwrapped(row, ("tc",))
                        )
                        lines.append(f"| {' | '.join(inner)} |")
                        self._count(lines[-1])
                case _:
                    self._lose("an inserted document")
        return "\n".join(lines).strip()


def _unwrapped(parent: Iterable[Any], names: tuple[str, ...]) -> Iterator[Any]:
    """The children called one of `names`, those within content controls and insertions too."""
    for child in parent:
        name = local(child)
        if name in names:
            yield child
        elif name in _WRAPPERS:
            yield from _unwrapped(child, names)


def _is_frame(table: Any) -> bool:
    """Whether the table has one cell a row and holds another one: it is there for the layout."""
    rows = [list(_unwrapped(row, ("tc",))) for row in _unwrapped(table, ("tr",))]
    return all(len(cells) == 1 for cells in rows) and any(
        local(block) == "tbl" for cells in rows for cell in cells for block in _unwrapped(cell, ("p", "tbl"))
    )
