"""`import`: tables of questions and answers out of Word and Excel, as entries to review."""

import argparse
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO
from zipfile import BadZipFile

import yaml

from bot.cli import Commands
from bot.cli.office_file import UnsafeFile, refuse_unsafe
from bot.settings import Settings
from knowledge.authored import ContentError, Problem
from knowledge.text.language import shipped_tables
from knowledge.text.letters import in_latin
from knowledge.text.normalisation import folded, words

_QUESTION = re.compile(r"вопрос|question|заголов|термин|title", re.IGNORECASE)
_ANSWER = re.compile(r"ответ|answer|определени|definition", re.IGNORECASE)
_NUMBER = re.compile(r"\s*№?\s*(\d+)\s*[.)]?\s*")
_LEADING = re.compile(r"^\s*\d+\s*[.)]\s+(?=\S)")
_ITEM = re.compile(r"^\s*[•·▪●‣–—-]\s+")
_NUMBERED = re.compile(r"^\s*(\d+)[.)]\s+")
_BREAKS = re.compile(r"<\s*(?:br|/p|/li|li|p|ul|ol|/ul|/ol)\b[^>]*>", re.IGNORECASE)
_LIST_ITEM = re.compile(r"<\s*li\b[^>]*>", re.IGNORECASE)
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_LONGEST_ID = 40


def register(commands: Commands) -> None:
    parser = commands.add_parser("import", help="turn a table of questions and answers into entries")
    parser.add_argument("file", type=Path, metavar="FILE.docx|xlsx")
    parser.set_defaults(run=_import)


def _import(call: argparse.Namespace, _settings: Settings) -> int:
    return import_table(call.file, sys.stdout, sys.stderr)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table: where it stands, and its cells without the repetitions of merged ones."""

    place: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """One question with its answer."""

    place: int
    number: str
    title: str
    answer: str


def import_table(file: Path, out: TextIO, told: TextIO) -> int:
    """YAML of the entries found, on `out`; what could not be read, on `told`. 1 when something was lost.

    Raises ContentError when the file is none that we read, or holds no table of questions and answers.
    """
    problems: list[Problem] = []
    found = list(_entries(_rows(file), file, problems))
    for problem in problems:
        told.write(f"{problem}\n")
    if not found:
        raise ContentError([Problem(file, 1, "holds no table of questions and answers", "check its columns")])
    ids: set[str] = set()
    entries = [
        {
            "id": _id(each.title, ids),
            "title": {"ru": each.title, "en": None},
            "answer": {"ru": each.answer, "en": None},
            "phrasings": {"ru": [], "en": []},
            "origin": {"document": {"ru": file.stem}, "number": each.number},
        }
        for each in found
    ]
    out.write(yaml.dump({"entries": entries}, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=110))
    return 1 if problems else 0


def _rows(file: Path) -> list[Row]:
    try:
        match file.suffix.casefold():
            case ".docx":
                refuse_unsafe(file)
                return list(_word_rows(file))
            case ".xlsx":
                refuse_unsafe(file)
                return list(_excel_rows(file))
    except UnsafeFile as error:
        raise ContentError(
            [Problem(file, 1, f"is not opened: {error}", "save it anew without it")]
        ) from error
    except (OSError, BadZipFile, KeyError, ValueError) as error:
        raise ContentError([Problem(file, 1, f"cannot be read: {error}", "save it anew")]) from error
    raise ContentError([Problem(file, 1, "is neither .docx nor .xlsx", "save it as one of them")])


def _word_rows(file: Path) -> Iterator[Row]:
    from docx import Document  # noqa: PLC0415
    from docx.opc.exceptions import PackageNotFoundError  # noqa: PLC0415

    try:
        document = Document(str(file))
    except PackageNotFoundError as error:
        raise OSError("no Word document") from error
    place = 0
    for table in document.tables:
        for row in table.rows:
            place += 1
            seen: list[Any] = []
            cells = []
            for cell in row.cells:
                # A merged cell is handed out once for every cell that it covers.
                if any(cell._tc is other for other in seen):
                    continue
                seen.append(cell._tc)
                cells.append("\n".join(_paragraph(each) for each in cell.paragraphs).strip())
            yield Row(place, tuple(cells))


def _paragraph(paragraph: Any) -> str:
    text = str(paragraph.text).strip()
    style = str(paragraph.style.name) if paragraph.style is not None else ""
    numbering = paragraph._p.pPr is not None and paragraph._p.pPr.numPr is not None
    listed = style.startswith("List") or numbering
    return f"• {text}" if text and listed and not _ITEM.match(text) and not _NUMBERED.match(text) else text


def _excel_rows(file: Path) -> Iterator[Row]:
    from openpyxl import load_workbook  # noqa: PLC0415
    from openpyxl.utils.exceptions import InvalidFileException  # noqa: PLC0415

    try:
        book = load_workbook(file, data_only=True)
    except InvalidFileException as error:
        raise OSError("no Excel workbook") from error
    for sheet in book.worksheets:
        for number, row in enumerate(sheet.iter_rows(values_only=True), start=1):
            yield Row(number, tuple("" if cell is None else str(cell).strip() for cell in row))


def _entries(rows: Sequence[Row], file: Path, problems: list[Problem]) -> Iterator[Found]:
    """Questions with their answers; a row without a question goes on with the answer above it."""
    question, answer = _columns(rows)
    current: Found | None = None
    for row in rows:
        filled = [cell for cell in row.cells if cell]
        if not filled or _is_heading(row.cells):
            continue
        number, rest = _numbered(row.cells)
        asked = _cell(row.cells, question)
        told = _cell(row.cells, answer)
        if len(filled) == 1 and not number:
            # A torn table: one cell alone belongs to what stands above.
            asked, told = "", filled[0]
        elif len(rest) >= 2 and (len(row.cells) <= max(question, answer) or not told):
            # A cell is missing, or number and question share one: all stands one column further left.
            asked, told = rest[-2], rest[-1]
        if (leading := _NUMBER.match(asked)) and _LEADING.match(asked):
            number, asked = leading[1], asked[leading.end() :]
        asked = " ".join(words_of(asked))
        if asked and told:
            if current:
                yield current
            current = Found(row.place, number, asked, _markup(told))
        elif told and current:
            current = Found(
                current.place, current.number, current.title, f"{current.answer}\n\n{_markup(told)}"
            )
        else:
            lost = asked or told
            problems.append(
                Problem(file, row.place, f"question or answer missing: «{lost[:60]}»", "add it by hand")
            )
    if current:
        yield current


def _columns(rows: Sequence[Row]) -> tuple[int, int]:
    for row in rows:
        if _is_heading(row.cells):
            question = next(n for n, cell in enumerate(row.cells) if _QUESTION.search(cell))
            return question, next(n for n, cell in enumerate(row.cells) if _ANSWER.search(cell))
    # Without a heading the two columns with most letters are the question and the answer.
    width = max((len(row.cells) for row in rows), default=0)
    letters = [sum(len(_cell(row.cells, n)) for row in rows) for n in range(width)]
    longest = sorted(sorted(range(width), key=lambda n: -letters[n])[:2])
    return (longest[0], longest[1]) if len(longest) == 2 else (0, 1)


def _is_heading(cells: Sequence[str]) -> bool:
    short = [cell for cell in cells if cell and len(cell) <= 30]
    asking = [cell for cell in short if _QUESTION.search(cell)]
    return any(other not in asking and _ANSWER.search(other) for other in short) if asking else False


def _numbered(cells: Sequence[str]) -> tuple[str, list[str]]:
    filled = [cell for cell in cells if cell]
    if filled and (number := _NUMBER.fullmatch(filled[0])):
        return number[1], filled[1:]
    return "", filled


def _cell(cells: Sequence[str], number: int) -> str:
    return cells[number] if number < len(cells) else ""


def words_of(text: str) -> list[str]:
    """The words of a text without tags."""
    return _TAG.sub(" ", text).split()


def _markup(text: str) -> str:
    """A cell's text in the markup of answers: paragraphs, lists and links are kept."""
    text = _TAG.sub("", _BREAKS.sub("\n", _LIST_ITEM.sub("\n• ", text)))
    lines: list[str] = []
    for line in (" ".join(each.split()) for each in text.splitlines()):
        bare = _ITEM.sub("", line)
        if not bare or bare in "•·▪●":
            continue
        item = "- " if bare != line else ""
        if (numbered := _NUMBERED.match(bare)) is not None:
            item, bare = f"{numbered[1]}. ", bare[numbered.end() :]
        # The markup has no escapes: an asterisk that opens nothing becomes one that means nothing.
        bare = bare.replace("*", "\N{ASTERISK OPERATOR}")
        between = "\n" if item and lines and re.match(r"\s*(?:- |\d+\. )", lines[-1]) else "\n\n"
        lines.append(between + item + bare if lines else item + bare)
    return "".join(lines)


def _id(title: str, taken: set[str]) -> str:
    """An id of the telling words, which nobody has yet."""
    frames = shipped_tables().frames
    telling = [word for word in words(folded(title)) if word not in frames] or ["entry"]
    name = ""
    for word in telling:
        longer = f"{name}-{_latin(word)}".strip("-")
        if len(longer) > _LONGEST_ID:
            break
        name = longer
    name = name or _latin(telling[0])[:_LONGEST_ID] or "entry"
    number = 1
    free = name
    while free in taken:
        number += 1
        free = f"{name}-{number}"
    taken.add(free)
    return free


def _latin(word: str) -> str:
    return re.sub(r"[^a-z0-9]", "", in_latin(word))


class _Dumper(yaml.SafeDumper):
    """Writes texts of several lines as blocks, the way they are edited."""


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)
