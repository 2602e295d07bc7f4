"""Makes entries of the rows of tables, and tells what becomes of each row."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Literal

from bot.cli.importing.cell_markup import as_markup, as_title
from bot.cli.importing.columns import Columns, find_columns, heading_columns, heading_words, is_numbering
from bot.cli.importing.table import FileCell, FileRow, FileTable, Remarks, begin
from knowledge.text.normalisation import plain_words

Fate = Literal["entry", "joined", "section", "heading", "repeated", "left out", "lost"]

_NUMBER = re.compile(r"(?<!\s)\s*(?:(?:№|п\.)\s*)?(\d+(?:\.\d+)*)\s*(?:[.)]\s*)?")
_LEADING = re.compile(r"^\s*(\d+(?:\.\d+)*)\s*[.)]\s+(?=\S)")
_LONGEST_SECTION = 200


@dataclass(frozen=True, slots=True)
class RowOutcome:
    """What becomes of one row, for the preview."""

    place: str
    fate: Fate
    text: str = ""
    answer: str = ""


@dataclass(slots=True)
class Made:
    """An entry in the making: rows below may go on with its answer."""

    table: FileTable
    row: int
    number: str
    title: str
    section: str
    answers: list[str]
    notes: list[str] = field(default_factory=list)

    @property
    def answer(self) -> str:
        return "\n\n".join(filter(None, map(as_markup, self.answers)))

    @property
    def place(self) -> str:
        return self.table.place(self.row)


def entries_of(tables: Iterable[FileTable], remarks: Remarks) -> tuple[list[Made], list[RowOutcome]]:
    """The entries of all tables in their order, and the outcome of every row."""
    made: list[Made] = []
    outcomes: list[RowOutcome] = []
    before: Columns | None = None
    for table in tables:
        if not table.rows:
            continue
        found = find_columns(table.rows, before)
        first = table.rows[0]
        if found is None:
            message = (
                "no columns of questions and answers"
                if before is None
                else "no heading as in the table before"
            )
            where = table.name or table.place(first.number)
            beginning = begin(" | ".join(cell.text for cell in first.cells))
            remarks.lose(
                first.number,
                f"{where}: {message}: «{beginning}»",
                "name its columns, as in “Вопрос”, “Ответ”",
            )
            outcomes.extend(RowOutcome(table.place(row.number), "lost", _whole(row)) for row in table.rows)
            continue
        if found.heading is None:
            what = "goes on with the columns of the table before" if before else _guess(found.columns)
            remarks.leave(first.number, f"{table.name or 'the file'}: no heading, {what}")
        before = found.columns
        reading = _TableReading(table, found.columns, remarks, outcomes, table.section)
        made.extend(reading.read(found.heading))
    if len({each.table.title for each in made}) > 1:
        for each in made:
            each.section = each.section or each.table.title
    return _told_apart(made, remarks, outcomes), outcomes


def _guess(columns: Columns) -> str:
    return f"so column {columns.question[0] + 1} counts as questions and {columns.answer[0] + 1} as answers"


@dataclass(slots=True)
class _TableReading:
    table: FileTable
    columns: Columns
    remarks: Remarks
    outcomes: list[RowOutcome]
    section: str
    current: Made | None = None
    shifted: bool = False
    heading: FileRow | None = None

    def read(self, heading: FileRow | None) -> Iterator[Made]:
        self.heading = heading
        above = heading is not None
        for row in self.table.rows:
            if row is heading:
                above = False
                self._outcome(row, "heading")
            elif above:
                self._above(row)
            elif (made := self._row(row)) is not None:
                yield made

    def _above(self, row: FileRow) -> None:
        text = _whole(row)
        if len(row.cells) == 1 and len(text) <= _LONGEST_SECTION:
            self.section = text
            self._outcome(row, "section", text)
        else:
            self._lose(row, f"stands above the heading: «{begin(text)}»")

    def _row(self, row: FileRow) -> Made | None:
        if self._is_heading(row):
            return None
        lone = row.cells[0] if len(row.cells) == 1 else None
        if lone is not None and self._is_section(lone):
            self.section = " ".join(lone.text.split())
            self.current = None
            self._outcome(row, "section", self.section)
            return None
        row = self._aligned(row)
        number, asked, told = (
            self._text(row, each)
            for each in (self.columns.number, self.columns.question, self.columns.answer)
        )
        if not asked and any(set(cell.columns) & set(self.columns.question) for cell in row.cells):
            # Number and question are merged.
            number, asked = ("", number) if not _NUMBER.fullmatch(number) else (number, "")
        asked_again = any(cell.continues for cell in row.cells if cell.column in self.columns.question)
        shifts = number and not told and re.search(r"[^\W\d_]", number) and (asked or _LEADING.match(number))
        if shifts and asked and not asked_again:
            # A cell is missing, or number and question share one: all stands one column further left.
            number, asked, told = "", number, asked
        elif self.shifted and not number and asked and not told and self.current is not None:
            # The answer of a shifted row goes on below it.
            asked, told = "", asked
        self.shifted = bool(shifts) or (self.shifted and not asked)
        if (section := self._text(row, self.columns.section)) != "":
            self.section = " ".join(section.split())
        # A new number begins a new question, even where that is missing.
        new = _NUMBER.fullmatch(number) and not any(cell.continues for cell in row.cells)
        if told and self.current is not None and (asked_again or not (asked or new)):
            if told != (self.current.answers or [""])[-1] or not self._answer_continues(row):
                self.current.answers.append(told)
            self.current.notes.extend(self._notes(row))
            self._outcome(row, "joined", self.current.title, told)
            return None
        if asked and told:
            return self._made(row, number, asked, told)
        self._incomplete(row, number, asked, told, asked_again)
        return None

    def _made(self, row: FileRow, number: str, asked: str, told: str) -> Made:
        title, addresses = as_title(asked)
        if (leading := _LEADING.match(title)) and len(title) > leading.end():
            number, title = number or leading[1], title[leading.end() :]
        for address in addresses:
            self.remarks.leave(
                row.number, f"{self.table.place(row.number)}: a title holds no address: {address}"
            )
        found = _NUMBER.fullmatch(number)
        number = found[1] if found else " ".join(number.split())
        self.current = Made(
            self.table, row.number, number, title, self.section, [told], list(self._notes(row))
        )
        self._outcome(row, "entry", title, told)
        return self.current

    def _incomplete(self, row: FileRow, number: str, asked: str, told: str, asked_again: bool) -> None:
        if asked and not asked_again:
            # What stands below belongs to this question, whose answer is missing.
            self.current = None
            self._lose(row, f"the answer is missing: «{begin(asked)}»")
        elif told:
            self.current = None
            self._lose(row, f"the question is missing: «{begin(told)}»")
        elif self.current is not None and any(cell.column in self.columns.names for cell in row.cells):
            self.current.notes.extend(self._notes(row))
            self._outcome(row, "joined", self.current.title)
        elif asked_again or all(cell.column in self.columns.number for cell in row.cells):
            self._outcome(row, "left out", number)
            self.remarks.leave(row.number, f"{self.table.place(row.number)}: an empty row is left out")
        else:
            self._lose(row, f"holds neither question nor answer: «{begin(_whole(row))}»")

    def _is_heading(self, row: FileRow) -> bool:
        if self.heading is not None:
            same = [(cell.column, cell.text) for cell in self.heading.cells]
            shown = [(cell.column, cell.text) for cell in row.cells]
            # A heading of two rows: the question's cell is merged over both.
            below = row.number == self.heading.number + 1 and any(
                cell.continues and cell.column in self.columns.question for cell in row.cells
            )
            if same == shown or below:
                self._outcome(row, "heading")
                return True
        if is_numbering(row):
            self._outcome(row, "left out", _whole(row))
            self.remarks.leave(row.number, f"{self.table.place(row.number)}: numbers of columns are left out")
            return True
        if len(row.cells) > 1 and (columns := heading_columns(row, sure=True)) is not None:
            self.columns, self.heading, self.current = columns, row, None
            self._outcome(row, "heading")
            return True
        return False

    def _aligned(self, row: FileRow) -> FileRow:
        """The row in the columns of the heading, when it has as many cells but other widths."""
        grid = self.heading.grid if self.heading is not None else ()
        if not grid or row.grid == grid or len(row.grid) != len(grid):
            return row
        cells = []
        for cell in row.cells:
            columns = grid[row.grid.index(cell.columns)]
            cells.append(replace(cell, column=columns[0], span=len(columns)))
        return replace(row, cells=tuple(cells))

    @property
    def _told_columns(self) -> tuple[int, ...]:
        return (*self.columns.question, *self.columns.answer)

    def _answer_continues(self, row: FileRow) -> bool:
        return any(cell.continues and cell.column in self.columns.answer for cell in row.cells)

    def _is_section(self, cell: FileCell) -> bool:
        text = cell.text.strip()
        if len(text) > _LONGEST_SECTION or text.count("\n") > 1 or _NUMBER.fullmatch(text):
            return False
        wide = cell.span > 1 and set(self._told_columns) <= set(cell.columns)
        apart = cell.column not in self._told_columns and cell.column not in self.columns.names
        named = heading_words().section_row.match(text) is not None and not text.endswith("?")
        # Where questions have numbers, a line without one that asks nothing is a section.
        bare = cell.column in self.columns.question and bool(self.columns.number) and text[:1].isupper()
        asks = text.endswith(("?", ".", ";", ":"))
        return wide or named or ((apart or bare) and not self.shifted and not asks)

    def _text(self, row: FileRow, columns: tuple[int, ...]) -> str:
        return "\n".join(cell.text for cell in row.cells if cell.column in columns)

    def _notes(self, row: FileRow) -> Iterator[str]:
        """What stands in the other columns, with their names."""
        known = {*self._told_columns, *self.columns.number, *self.columns.section}
        for cell in row.cells:
            if cell.column not in known:
                name = self.columns.names.get(cell.column) or f"column {cell.column + 1}"
                yield f"{name}: {' '.join(cell.text.split())}"

    def _lose(self, row: FileRow, message: str) -> None:
        self.remarks.lose(row.number, f"{self.table.place(row.number)}: {message}")
        self._outcome(row, "lost", _whole(row))

    def _outcome(self, row: FileRow, fate: Fate, text: str = "", answer: str = "") -> None:
        self.outcomes.append(RowOutcome(self.table.place(row.number), fate, text or _whole(row), answer))


def _whole(row: FileRow) -> str:
    return " | ".join(cell.text for cell in row.cells)


def _told_apart(made: list[Made], remarks: Remarks, outcomes: list[RowOutcome]) -> list[Made]:
    """The entries without repetitions; equal questions with different answers are told."""
    kept: list[Made] = []
    seen: dict[tuple[str, ...], Made] = {}
    repeated: set[str] = set()
    for each in made:
        title = plain_words(each.title)
        same = seen.setdefault(("same", title, each.answer), each)
        other = seen.setdefault(("title", title, plain_words(each.section)), each)
        if same is not each:
            repeated.add(each.place)
            message = f"{each.place}: repeats {same.place} and is left out: «{begin(each.title)}»"
            remarks.leave(each.row, message)
            continue
        kept.append(each)
        if other is not each:
            message = f"{each.place}: «{begin(each.title)}» is answered otherwise in {other.place}"
            remarks.lose(each.row, message, "keep one of the two, or tell them apart")
    for at, outcome in enumerate(outcomes):
        if outcome.place in repeated and outcome.fate in ("entry", "joined"):
            outcomes[at] = RowOutcome(outcome.place, "repeated", outcome.text, outcome.answer)
    return kept
