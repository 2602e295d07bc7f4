"""Reads a CSV file: UTF-8, UTF-16 or cp1251, parted by semicolons, commas or tabs."""

import csv
import io
from collections import Counter
from itertools import islice
from pathlib import Path

from bot.cli.importing.table import (
    LARGEST_TABLE_FILE,
    MOST_COLUMNS,
    MOST_ROWS,
    FileCell,
    FileRow,
    FileTable,
    Remarks,
)

LARGEST_CELL = 1024 * 1024
# Those without text, too.
MOST_CSV_LINES = 1_000_000
MOST_CELLS = 1_000_000
_SEPARATORS = ";\t,|"
_SAMPLE = 200


def read_csv(file: Path, remarks: Remarks) -> FileTable:
    """The whole file as one table. Raises OSError, ContentError."""
    if file.stat().st_size > LARGEST_TABLE_FILE:
        raise remarks.refuse(1, f"is larger than {LARGEST_TABLE_FILE // 2**20} MB", "split it")
    text = _decoded(file.read_bytes())
    if "\x00" in text:
        raise remarks.refuse(1, "is no text", "save it as CSV in UTF-8")
    separator, skipped = "", 0
    if text[:4].casefold() == "sep=" and text[5:6] in "\r\n":
        # What Excel writes and reads as the first line.
        separator, text, skipped = text[4], text[5:].lstrip("\r\n"), 1
    csv.field_size_limit(LARGEST_CELL)
    separator = separator or max(_SEPARATORS, key=lambda each: _evenness(text, each))
    rows: list[FileRow] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    begun, filled = 1, 0
    try:
        for cells in reader:
            number, begun = begun + skipped, reader.line_num + 1
            found = tuple(FileCell(at, each.strip()) for at, each in enumerate(cells) if each.strip())
            filled += len(found)
            too_wide = len(cells) > MOST_COLUMNS or filled > MOST_CELLS
            if too_wide or len(rows) >= MOST_ROWS or number > MOST_CSV_LINES:
                raise remarks.refuse(number, f"line {number}: too many rows or columns", "split the file")
            if found:
                rows.append(FileRow(number, found))
    except csv.Error as error:
        number = begun + skipped
        raise remarks.refuse(number, f"line {number}: {error}", "close the quotation marks") from error
    return FileTable("", tuple(rows), row_name="line")


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1251", "replace")


def _evenness(text: str, separator: str) -> int:
    """How many rows of a sample have the same number of cells, more than one."""
    try:
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
        widths = [len(row) for row in islice(rows, _SAMPLE)]
    except csv.Error:
        return 0
    return max(Counter(width for width in widths if width > 1).values(), default=0)
