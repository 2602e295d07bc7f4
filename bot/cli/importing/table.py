"""What every reader makes of a file: tables of rows of cells, remarks on what is left out, how far it is."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from knowledge.yaml_source import ContentError, Problem

LARGEST_TABLE_FILE = 20 * 1024 * 1024
MOST_ROWS = 30_000
MOST_COLUMNS = 16_384
MOST_TEXT = 20_000_000
"""Characters of all cells; a merged cell counts in each row, a note wherever it is referred to."""
_TOLD_EVERY = 1_000  # rows
_BAR = 24


@dataclass(frozen=True, slots=True)
class FileCell:
    """A cell's text in the markup of answers; one merged over several columns has a `span`.

    A cell that is merged with those above repeats their text and `continues` them.
    """

    column: int
    text: str
    span: int = 1
    continues: bool = False

    @property
    def columns(self) -> range:
        return range(self.column, self.column + self.span)


@dataclass(frozen=True, slots=True)
class FileRow:
    """A row that holds text: its number in the table, and its cells that hold text, left to right.

    Where rows are parted differently (Word), `grid` has the columns of all cells, the empty ones too.
    """

    number: int
    cells: tuple[FileCell, ...]
    grid: tuple[range, ...] = ()


@dataclass(frozen=True, slots=True)
class FileTable:
    """A table of a document, a sheet of a workbook, or a whole CSV file (which needs no `name`)."""

    name: str
    rows: tuple[FileRow, ...]
    section: str = ""
    row_name: str = "row"
    title: str = ""

    def place(self, number: int) -> str:
        return f"{self.name}, {self.row_name} {number}" if self.name else f"{self.row_name} {number}"


@dataclass(slots=True)
class Remarks:
    """What people are told besides the entries: what is `lost` needs them, what is `left` out does not."""

    file: Path
    lost: list[Problem] = field(default_factory=list)
    left: list[Problem] = field(default_factory=list)
    characters: int = 0

    def lose(self, line: int, message: str, remedy: str = "add it by hand") -> None:
        self.lost.append(Problem(self.file, line, message, remedy))

    def leave(self, line: int, message: str) -> None:
        self.left.append(Problem(self.file, line, message))

    def count(self, line: int, place: str, text: str) -> None:
        """Counts what was read. Raises ContentError when a few lines of the file are repeated to no end."""
        self.characters += len(text)
        if self.characters > MOST_TEXT:
            message = f"{place}: the file shows more than {MOST_TEXT:,} characters"
            raise self.refuse(line, message, "split the file, and part merged cells")

    def refuse(self, line: int, message: str, remedy: str) -> ContentError:
        return ContentError([Problem(self.file, line, message, remedy)])


class ImportProgress:
    """Shows how many rows of a large file are read, on one line of a terminal."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._shown = False

    def read(self, rows: int) -> None:
        if rows and rows % _TOLD_EVERY == 0:
            self._show(f"reading: {rows:,} rows")

    def made(self, entries: int, of: int) -> None:
        if entries and (entries % _TOLD_EVERY == 0 or entries == of) and of >= _TOLD_EVERY:
            filled = _BAR * entries // of
            self._show(f"[{'#' * filled:<{_BAR}}] {entries:,} of {of:,} entries")

    def end(self) -> None:
        if self._shown and self._out.isatty():
            self._out.write("\n")

    def _show(self, text: str) -> None:
        self._shown = True
        self._out.write(f"\r{text:<60}" if self._out.isatty() else f"{text}\n")
        self._out.flush()


def begin(text: str, most: int = 60) -> str:
    """The beginning of a text on one line."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def spoken(numbers: list[int]) -> str:
    """«3, 5–9» of 3, 5, 6, 7, 8, 9."""
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and number <= runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ", ".join(str(first) if first == last else f"{first}–{last}" for first, last in runs)


def linked(text: str, address: str) -> str:
    """`text` as a link in the markup of answers."""
    address = "".join(f"%{ord(sign):02X}" if sign in ' *()<>[]"' else sign for sign in address.strip())
    text = text.strip()
    if not address or text.rstrip("/") == address.rstrip("/"):
        return text
    if not text:
        return address
    address = address.removeprefix("mailto:")
    if not address.startswith(("http://", "https://")) or "]" in text or "[" in text or "\n" in text:
        return text if address in text else f"{text} ({address})"
    return f"[{text}]({address})"
