"""Finds the columns of questions and answers in a table, by its heading or by what stands in it."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Literal

from bot.cli.importing.table import FileCell, FileRow
from knowledge.authored import Authored, Pattern, typed
from knowledge.yaml_source import read_yaml

ColumnRole = Literal["question", "answer", "number", "section", "extra", "unknown"]

_LONGEST_HEADING = 60
_MOST_WORDS = 7
_SEARCHED = 30
HEADINGS = Path(__file__).with_name("headings.yaml")


class HeadingWords(Authored):
    """`headings.yaml`: how columns are headed. Of questions and answers the sure words stand first: where one
    of them stands, the others name something else, as in «Ответ», «Комментарий»."""

    number: Pattern
    section: Pattern
    extra: Pattern
    note: Pattern
    questions: tuple[Pattern, Pattern, Pattern]
    answers: tuple[Pattern, Pattern, Pattern]
    section_row: Pattern


def read_heading_words(path: Path) -> HeadingWords:
    """The words of one file. Raises ContentError."""
    return typed(HeadingWords, read_yaml(path))


@lru_cache(maxsize=1)
def heading_words() -> HeadingWords:
    """The words that come with the project, read once."""
    return read_heading_words(HEADINGS)


@dataclass(frozen=True, slots=True)
class Columns:
    """Where in a table everything stands; a heading over several columns means them all."""

    question: tuple[int, ...]
    answer: tuple[int, ...]
    number: tuple[int, ...] = ()
    section: tuple[int, ...] = ()
    names: Mapping[int, str] = field(default_factory=dict)

    @property
    def width(self) -> int:
        return max((*self.question, *self.answer, *self.number, *self.section, *self.names)) + 1


@dataclass(frozen=True, slots=True)
class Found:
    """The columns and the row that names them; without `heading` they are guessed."""

    columns: Columns
    heading: FileRow | None


def find_columns(rows: Sequence[FileRow], before: Columns | None) -> Found | None:
    """The columns of a table; one without a heading goes on with those of the table `before` it."""
    for row in rows[:_SEARCHED]:
        if (columns := heading_columns(row, sure=_is_sure(row))) is not None:
            return Found(columns, row)
        if len(row.cells) > 1:
            break
    for row in rows[:_SEARCHED]:
        if _is_sure(row) and (columns := heading_columns(row, sure=True)) is not None:
            return Found(columns, row)
    if (first := next((row for row in rows if len(row.cells) > 1), None)) is None:
        return None
    if (known := _half_named(first)) is not None:
        columns = _completed(first, known, _letters(rows) - _letters([first]))
        return None if columns is None else Found(columns, first)
    width = max(cell.column + cell.span for row in rows for cell in row.cells)
    if before is not None:
        return Found(before, None) if width == before.width else None
    letters = _letters(rows)
    if len(letters) < 2:
        return None
    longest = sorted(sorted(letters, key=lambda column: -letters[column])[:2])
    asked = Counter(cell.column for row in rows for cell in row.cells if cell.text.endswith("?"))
    question, answer = longest if asked[longest[0]] >= asked[longest[1]] else reversed(longest)
    rest = sorted(letters.keys() - {question, answer})
    number = tuple(column for column in rest[:1] if column < min(question, answer))
    return Found(Columns((question,), (answer,), number), None)


def heading_columns(row: FileRow, *, sure: bool) -> Columns | None:
    """The columns that a heading names; None when the row is none. `sure` when only sure words count."""
    if not all(_short(cell) for cell in row.cells) or any(cell.text.isdigit() for cell in row.cells):
        return None
    question, answer = (
        _best(row.cells, heading_words().questions, heading_words().answers, sure),
        _best(row.cells, heading_words().answers, heading_words().questions, sure),
    )
    if question is None and answer is not None and not sure:
        question = next((cell for cell in row.cells if _role(cell) == "section" and cell is not answer), None)
    if answer is None and question is not None and not sure:
        answer = next((cell for cell in row.cells if heading_words().note.match(_folded(cell))), None)
    if question is None or answer is None or question is answer:
        return None
    return _columns(row.cells, question, answer)


def is_numbering(row: FileRow) -> bool:
    """Whether the row numbers the columns, as under the heading of official tables: 1, 2, 3."""
    return len(row.cells) > 1 and [cell.text for cell in row.cells] == [
        str(number) for number in range(1, len(row.cells) + 1)
    ]


def _columns(cells: Iterable[FileCell], question: FileCell, answer: FileCell) -> Columns:
    number: tuple[int, ...] = ()
    section: tuple[int, ...] = ()
    names = {}
    for cell in cells:
        if cell is question or cell is answer:
            continue
        role = _role(cell)
        if role == "number" and not number:
            number = tuple(cell.columns)
        elif role == "section" and not section:
            section = tuple(cell.columns)
        else:
            names.update(dict.fromkeys(cell.columns, " ".join(cell.text.split())))
    return Columns(tuple(question.columns), tuple(answer.columns), number, section, names)


def _half_named(row: FileRow) -> tuple[FileCell | None, FileCell | None] | None:
    """The cell for questions or that for answers, in a heading that names only one in words that we know."""
    # Only words that no entry begins with: «Обращение» may be a term of a table without a heading.
    question = _best(row.cells, heading_words().questions[:2], heading_words().answers, False)
    answer = _best(row.cells, heading_words().answers[:1], heading_words().questions, False)
    named = question is not None or answer is not None
    return (question, answer) if named and all(map(_short, row.cells)) else None


def _completed(
    row: FileRow, known: tuple[FileCell | None, FileCell | None], letters: Counter[int]
) -> Columns | None:
    """The columns, the missing one being that with most text."""
    rest = [cell for cell in row.cells if cell not in known and _role(cell) in ("unknown", "section")]
    if not rest:
        return None
    other = max(rest, key=lambda cell: letters[cell.column])
    question, answer = known
    return _columns(row.cells, question or other, answer or other)


def _is_sure(row: FileRow) -> bool:
    texts = [_folded(cell) for cell in row.cells]
    return any(heading_words().questions[0].search(text) for text in texts) and any(
        heading_words().answers[0].search(text) for text in texts
    )


def _best(
    cells: Sequence[FileCell], kinds: Sequence[re.Pattern[str]], others: Sequence[re.Pattern[str]], sure: bool
) -> FileCell | None:
    for kind in kinds[:1] if sure else kinds:
        for cell in cells:
            text = _folded(cell)
            found = kind.search(text)
            # «Ответ на вопрос» is an answer: the word that stands first counts.
            before = [other.search(text) for other in others[:1]]
            first = found and all(other is None or found.start() < other.start() for other in before)
            if first and not heading_words().number.match(text) and not heading_words().extra.match(text):
                return cell
    return None


def _role(cell: FileCell) -> ColumnRole:
    text = _folded(cell)
    if heading_words().number.match(text):
        return "number"
    if heading_words().extra.match(text):
        return "extra"
    return "section" if heading_words().section.match(text) else "unknown"


def _short(cell: FileCell) -> bool:
    words = cell.text.split()
    return (
        len(cell.text) <= _LONGEST_HEADING
        and len(words) <= _MOST_WORDS
        and (len(words) == 1 or not cell.text.endswith(("?", ".", ";")))
    )


def _folded(cell: FileCell) -> str:
    return " ".join(cell.text.split()).casefold().replace("ё", "е").strip(" *:?.")


def _letters(rows: Iterable[FileRow]) -> Counter[int]:
    letters: Counter[int] = Counter()
    for row in rows:
        for cell in row.cells:
            letters[cell.column] += len(cell.text)
    return letters
