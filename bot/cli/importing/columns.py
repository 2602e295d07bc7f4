"""Finds the columns of questions and answers in a table, by its heading or by what stands in it."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from bot.cli.importing.table import FileCell, FileRow

ColumnRole = Literal["question", "answer", "number", "section", "extra", "unknown"]

_LONGEST_HEADING = 60
_MOST_WORDS = 7
_SEARCHED = 30

_NUMBER = re.compile(r"№|#|n\b|no\b|n[оo]\.|п/?п|п\. ?п|id$|номер|код\b|code$|number$|порядков")
_SECTION = re.compile(
    r"(под)?раздел|тем[аы]\b|тематик|категори|рубрик|блок\b|групп|глава|section|topic|category|chapter"
)
_EXTRA = re.compile(
    r"дат[аы]\b|кто\b|автор|ответствен|исполнител|примечан|источник|ссылк|статус|основани|нпа\b|note|remark|source"
    r"|date\b|author|link|owner|status|url"
)
# Sure words first: where one of them stands, the others name something else, as in «Ответ», «Комментарий».
_QUESTIONS = (
    re.compile(r"вопрос|question|спрашива|спросил|faq|^q$"),
    re.compile(r"термин|понят|\bterm|concept|аббревиатур|сокращени|слово\b|\bword|abbreviation"),
    re.compile(
        r"наименован|названи|заголов|title|\bname|формулировк|запрос|обращени|ситуаци|проблем|subject|problem"
    ),
)
_ANSWERS = (
    re.compile(r"ответ(?!ствен)|отвеча|ответит|answer|^a$|repl(y|ies)|response"),
    re.compile(
        r"определени|definition|значени|meaning|толковани|расшифровк|разъяснен|пояснен|explanation|решени|solution"
    ),
    re.compile(
        r"описани|description|коммент|comment|содержани|текст|text|content|рекомендац|что делать|value"
        r"|характеристик"
    ),
)


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
        _best(row.cells, _QUESTIONS, _ANSWERS, sure),
        _best(row.cells, _ANSWERS, _QUESTIONS, sure),
    )
    if question is None and answer is not None and not sure:
        question = next((cell for cell in row.cells if _role(cell) == "section" and cell is not answer), None)
    if answer is None and question is not None and not sure:
        answer = next((cell for cell in row.cells if re.match("примечан|note", _folded(cell))), None)
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
    question = _best(row.cells, _QUESTIONS[:2], _ANSWERS, False)
    answer = _best(row.cells, _ANSWERS[:1], _QUESTIONS, False)
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
    return any(_QUESTIONS[0].search(text) for text in texts) and any(
        _ANSWERS[0].search(text) for text in texts
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
            if first and not _NUMBER.match(text) and not _EXTRA.match(text):
                return cell
    return None


def _role(cell: FileCell) -> ColumnRole:
    text = _folded(cell)
    if _NUMBER.match(text):
        return "number"
    if _EXTRA.match(text):
        return "extra"
    return "section" if _SECTION.match(text) else "unknown"


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
