"""`import`: a file's questions and answers as YAML entries, after a preview."""

import argparse
import lzma
import re
import sys
import zlib
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TextIO
from zipfile import BadZipFile

import yaml
from lxml import etree

from bot.cli import Commands
from bot.cli.importing.csv_tables import read_csv
from bot.cli.importing.docx_tables import read_docx
from bot.cli.importing.office_file import OfficeFile, UnsafeFile
from bot.cli.importing.rows_to_entries import Made, RowOutcome, entries_of
from bot.cli.importing.table import FileTable, ImportProgress, Remarks, begin
from bot.cli.importing.xlsx_tables import read_xlsx
from bot.settings import Settings
from knowledge.text.language import shipped_tables
from knowledge.text.normalisation import folded, in_latin, words
from knowledge.yaml_source import MANY_ACCENTS, ContentError, many_accents

_LONGEST_ID = 40
_SHOWN = 46  # characters of a cell in the preview


def register(commands: Commands) -> None:
    parser = commands.add_parser("import", help="turn a table of questions and answers into entries")
    parser.add_argument("file", type=Path, metavar="FILE.docx|xlsx|csv")
    parser.add_argument("--yes", action="store_true", help="do not ask at the terminal before writing")
    parser.set_defaults(run=_import)


def _import(call: argparse.Namespace, _settings: Settings) -> int:
    asks = not call.yes and sys.stdin.isatty() and sys.stderr.isatty()
    return import_table(call.file, sys.stdout, sys.stderr, sys.stdin if asks else None)


def import_table(file: Path, out: TextIO, told: TextIO, asking: TextIO | None = None) -> int:
    """YAML of the entries found, on `out`; the preview and what is left out, on `told`.

    With `asking` (a terminal) a person is asked there before anything is written. Returns 1 when something
    was lost or the person said no. Raises ContentError when the file is none that we read, or holds no
    table of questions and answers.
    """
    remarks = Remarks(file)
    progress = ImportProgress(told)
    tables = _tables(file, remarks, progress)
    _check_accents(tables, remarks)
    found, outcomes = entries_of(tables, remarks)
    if not found:
        progress.end()
        message = "holds no table of questions and answers"
        nothing = remarks.refuse(1, message, "name its columns, as in “Вопрос”, “Ответ”")
        raise ContentError([*remarks.lost, *remarks.left, *nothing.problems])
    entries = []
    ids: dict[str, int] = {}
    for number, each in enumerate(found, start=1):
        entries.append(_entry(each, file, ids))
        progress.made(number, len(found))
    progress.end()
    _show_preview(outcomes, told)
    for problem in (*remarks.left, *remarks.lost):
        told.write(f"{problem}\n")
    told.write(f"{len(entries)} entries, {len(remarks.lost)} problems, {len(remarks.left)} notes\n")
    if asking is not None and not _agreed(asking, told):
        told.write("nothing is written\n")
        return 1
    yaml.dump({"entries": entries}, out, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=110)
    return 1 if remarks.lost else 0


def _show_preview(outcomes: Sequence[RowOutcome], out: TextIO) -> None:
    """A table with a line for each row of the file, and the count of each outcome."""
    width = max((len(each.place) for each in outcomes), default=0)
    for each in outcomes:
        texts = " → ".join(filter(None, (begin(each.text, _SHOWN), begin(each.answer, _SHOWN))))
        out.write(f"{each.place:<{width}}  {each.fate:<8}  {texts}\n")
    counts = Counter(each.fate for each in outcomes)
    out.write(f"{len(outcomes)} rows: {', '.join(f'{count} {fate}' for fate, count in counts.items())}\n")


def _agreed(asking: TextIO, told: TextIO) -> bool:
    told.write("Write these entries? [Y/n] ")
    told.flush()
    answer = asking.readline()
    return answer != "" and answer.strip().casefold() in ("", "y", "yes", "д", "да")


def _tables(file: Path, remarks: Remarks, progress: ImportProgress) -> list[FileTable]:
    kind = file.suffix.casefold()
    try:
        match kind:
            case ".csv" | ".tsv":
                return [read_csv(file, remarks)]
            case ".docx" | ".xlsx":
                office = OfficeFile(file)
                try:
                    return (read_docx if kind == ".docx" else read_xlsx)(office, remarks, progress)
                finally:
                    office.close()
    except UnsafeFile as error:
        raise remarks.refuse(1, f"is not opened: {error}", "save it anew without it") from error
    except etree.XMLSyntaxError as error:
        raise remarks.refuse(1, f"cannot be read: a broken part: {error.msg}", "save it anew") from error
    except (
        OSError,
        BadZipFile,
        zlib.error,
        lzma.LZMAError,
        EOFError,
        LookupError,
        ValueError,
        RuntimeError,
    ) as error:
        raise remarks.refuse(1, f"cannot be read: {error}", "save it anew") from error
    raise remarks.refuse(1, "is none of .docx, .xlsx and .csv", "save it as one of them")


def _check_accents(tables: list[FileTable], remarks: Remarks) -> None:
    for table in tables:
        for row in table.rows:
            if any(many_accents(cell.text) is not None for cell in row.cells if not cell.continues):
                raise remarks.refuse(row.number, f"{table.place(row.number)}: {MANY_ACCENTS}", "remove them")


def _entry(made: Made, file: Path, ids: dict[str, int]) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "id": _id(made.title, ids),
        "title": {"ru": made.title, "en": None},
        "section": made.section,
        "answer": {"ru": made.answer, "en": None},
        "phrasings": {"ru": [], "en": []},
        "origin": {"document": {"ru": file.stem}, "number": made.number},
    }
    if not made.section:
        del entry["section"]
    if made.notes:
        entry["source_note"] = "\n".join(made.notes)
    return entry


def _id(title: str, taken: dict[str, int]) -> str:
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
    free = name
    while free in taken:
        taken[name] += 1
        free = f"{name}-{taken[name]}"
    taken[free] = 1
    return free


def _latin(word: str) -> str:
    return re.sub(r"[^a-z0-9]", "", in_latin(word))


class _Dumper(yaml.CSafeDumper):
    """Writes texts of several lines as blocks, the way they are edited."""


def _text(dumper: yaml.CSafeDumper, text: str) -> yaml.ScalarNode:
    style = "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)
