"""What people see of an import on stderr: how far it is, and what becomes of each row."""

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, TextIO

from bot.cli.importing.table import begin

if TYPE_CHECKING:
    from bot.cli.importing.rows_to_entries import RowOutcome

_STEP = 1_000
_WIDTH = 24
_TEXT = 46


class ImportProgress:
    """Shows how many rows of a large file are read, on one line of a terminal."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._shown = False

    def read(self, rows: int) -> None:
        if rows and rows % _STEP == 0:
            self._show(f"reading: {rows:,} rows")

    def made(self, entries: int, of: int) -> None:
        if entries and (entries % _STEP == 0 or entries == of) and of >= _STEP:
            filled = _WIDTH * entries // of
            self._show(f"[{'#' * filled:<{_WIDTH}}] {entries:,} of {of:,} entries")

    def end(self) -> None:
        if self._shown and self._out.isatty():
            self._out.write("\n")

    def _show(self, text: str) -> None:
        self._shown = True
        self._out.write(f"\r{text:<60}" if self._out.isatty() else f"{text}\n")
        self._out.flush()


def show_preview(outcomes: Sequence["RowOutcome"], out: TextIO) -> None:
    """A table with a line for each row of the file, and the count of each outcome."""
    width = max((len(each.place) for each in outcomes), default=0)
    for each in outcomes:
        texts = " → ".join(filter(None, (begin(each.text, _TEXT), begin(each.answer, _TEXT))))
        out.write(f"{each.place:<{width}}  {each.fate:<8}  {texts}\n")
    counts = Counter(each.fate for each in outcomes)
    out.write(f"{len(outcomes)} rows: {', '.join(f'{count} {fate}' for fate, count in counts.items())}\n")
