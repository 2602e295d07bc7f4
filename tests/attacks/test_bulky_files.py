"""Workbooks and YAML made to cost much: told with their place and within bounds by what reads them."""

import random
import sys
from collections.abc import Callable
from pathlib import Path
from subprocess import run

import pytest

from tests.attacks.test_templates import CHECK, environment
from tests.cli.office_files import docx, p, r, row, tbl, tc, tr, xlsx
from tests.processor import slowness

PROCESSOR_SECONDS = 8.0
MEGABYTES = 400
SHEET = row(1, "Вопрос", "Ответ") + row(2, "Что такое сегмент?", "Группа клиентов.")
HEAD = "entries:\n"

YAML: dict[str, tuple[Callable[[], str], str]] = {
    "values in lists": (
        lambda: HEAD + f"- [{'a, ' * 99}a]\n" * 60_000,
        "e.yaml:4952: has more than 500,000 values",
    ),
    "items": (lambda: HEAD + "- a\n" * 6_000_000, "e.yaml:30002: has more than 30,000 items in one list"),
    "items on one line": (
        lambda: "entries: [" + "a," * 9_000_000 + "a]",
        "e.yaml:1: has more than 30,000 items in one list",
    ),
    "one text": (
        lambda: HEAD + "- id: " + "а" * 9_000_000,
        "e.yaml:2: has a text of more than 100,000 characters",
    ),
    "keys written twice": (lambda: HEAD + " a: x\n" * 900, 'e.yaml:3: key "a" is written twice'),
    "keys": (
        lambda: HEAD + "- id: a\n" + "".join(f"  key{n}: 1\n" for n in range(50_000)),
        "e.yaml:1002: has more than 1,000 keys in one mapping",
    ),
    "unknown keys": (
        lambda: HEAD + "".join(f"- key{n}: 1\n" for n in range(5_000)),
        'e.yaml:2: unknown key "key0"',
    ),
    "accents": (
        lambda: "a: 1\nentries: а" + "\u0306\u0323" * 2_000_000,
        "e.yaml:2: has 100 accents and more in a row",
    ),
    "tags": (
        lambda: "".join(f"%TAG !a{n}! tag:x,{n}:\n" for n in range(200_000)) + "---\nentries: []\n",
        "e.yaml:1: has more than 100 lines that begin with %",
    ),
}
MERGED = '<mergeCell ref="C{0}:D{1}"/>'
HIDDEN = '<col min="3" max="{}" hidden="1" width="{}"/>'


def hidden(times: int) -> str:
    """The same columns, written so that the file packs as an honest one."""
    return "".join(HIDDEN.format(16_384 - n % 9_000, n * 7_919 % 99_991) for n in range(times))


@pytest.mark.parametrize("kind", YAML)
def test_bulky_yaml_is_told_with_its_place(tmp_path: Path, kind: str) -> None:
    text, told = YAML[kind]
    file = tmp_path / "e.yaml"
    file.write_text(text(), encoding="utf-8")
    said, seconds, megabytes = called("check", file, 1)
    assert told in said
    assert len(said.splitlines()) <= 1_001
    assert seconds < PROCESSOR_SECONDS
    assert megabytes < MEGABYTES


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", "".join(MERGED.format(n % 9_999 + 3, n % 9_999 + 9_000) for n in range(400_000))),
        (hidden(400_000), ""),
    ],
    ids=["merged cells", "hidden columns"],
)
def test_a_bulky_workbook_is_told_with_its_sheet(tmp_path: Path, before: str, after: str) -> None:
    file = xlsx(tmp_path / "a.xlsx", SHEET, f"<mergeCells>{after}</mergeCells>", f"<cols>{before}</cols>")
    said, seconds, megabytes = called("import", file, 1)
    assert f"{file}:1: sheet «Вопросы»: too many merged cells, links and hidden columns" in said
    assert seconds < PROCESSOR_SECONDS
    assert megabytes < MEGABYTES


def test_columns_hidden_again_and_again_cost_no_more_than_once(tmp_path: Path) -> None:
    rows = (row(n, f"Что такое {n}?", "Ответ.", "Служебное.") for n in range(3, 3_000))
    file = xlsx(tmp_path / "a.xlsx", SHEET + "".join(rows), "", f"<cols>{hidden(50_000)}</cols>")
    said, seconds, _ = called("import", file, 0)
    assert "hidden column C–XFD is left out" in said
    assert seconds < PROCESSOR_SECONDS


@pytest.mark.parametrize(
    ("text", "line"),
    [("\n" * 6_000_000, 1_000_001), (";".join(["я"] * 300) + "\n", 3_335)],
    ids=["empty lines", "cells"],
)
def test_a_bulky_csv_is_told_with_its_line(tmp_path: Path, text: str, line: int) -> None:
    file = tmp_path / "a.csv"
    file.write_text("Вопрос;Ответ\n" + text * (1 if text.isspace() else 15_000), encoding="utf-8")
    said, seconds, megabytes = called("import", file, 1)
    assert f"{file}:{line}: line {line}: too many rows or columns" in said
    assert seconds < PROCESSOR_SECONDS
    assert megabytes < MEGABYTES


def note(number: int, *inner: str) -> str:
    return f'<w:footnote w:id="{number}">{p(*inner)}</w:footnote>'


def to_note(number: int) -> str:
    return f'<w:r><w:footnoteReference w:id="{number}"/></w:r>'


def rows_of(*rows: str) -> str:
    return tbl(tr("Вопрос", "Ответ"), *rows)


def unpacked(length: int) -> str:
    """A text that does not pack to nothing."""
    chance = random.Random(length)
    return "".join(chance.choice("абвгдежзиклмноп рсту") for _ in range(length))


def cell(*inner: str, list_style: str = "") -> str:
    properties = f'<w:pPr><w:pStyle w:val="{list_style}"/></w:pPr>' if list_style else ""
    return tc(f"<w:p>{properties}{''.join(inner)}</w:p>")


START, BELOW = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
LIST = (
    '<w:style w:styleId="s0">' + "<w:a/>" * 20_000 + '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>'
)
MARKER = f'<w:lvl w:ilvl="0"><w:lvlText w:val="{"%1." * 200_000}"/></w:lvl>'
SHOWS_MUCH = "the file shows more than 20,000,000 characters"
WORD: dict[str, tuple[Callable[[Path], Path], str, int]] = {
    "notes in notes": (
        lambda file: docx(
            file,
            rows_of(tr("Раз?", tc(p("Да", to_note(0))))),
            footnotes="".join(note(n, *[to_note(n + 1)] * 10) for n in range(9)) + note(9, "Сноска."),
        ),
        "1 entries, 0 problems",
        0,
    ),
    "a long note everywhere": (
        lambda file: docx(
            file,
            rows_of(*[tr(f"Вопрос {n}?", cell(to_note(0))) for n in range(900)]),
            footnotes=note(0, unpacked(100_000)),
        ),
        SHOWS_MUCH,
        1,
    ),
    "long markers and a long style": (
        lambda file: docx(
            file,
            rows_of(*[tr(f"{unpacked(9)} {n}?", cell(r("Да"), list_style="s0")) for n in range(3_000)]),
            styles=LIST + "</w:style>",
            numbering=f'<w:abstractNum w:abstractNumId="7">{MARKER}</w:abstractNum>'
            '<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>',
        ),
        "3000 entries, 0 problems",
        0,
    ),
    "a long cell merged downwards": (
        lambda file: docx(
            file,
            rows_of(
                tr(tc("Раз?", properties=START), tc(unpacked(300_000), properties=START)),
                *[tr(tc("", properties=BELOW), tc("", properties=BELOW))] * 5_000,
            ),
        ),
        SHOWS_MUCH,
        1,
    ),
}


@pytest.mark.parametrize("kind", WORD)
def test_a_bulky_word_file_is_read_within_bounds(tmp_path: Path, kind: str) -> None:
    make, told, code = WORD[kind]
    said, seconds, megabytes = called("import", make(tmp_path / "a.docx"), code)
    assert told in said
    assert seconds < PROCESSOR_SECONDS
    assert megabytes < MEGABYTES


def test_an_answer_merged_down_a_sheet_is_told_with_its_row(tmp_path: Path) -> None:
    rows = "".join(row(n, f"{unpacked(9)} {n}?", "") for n in range(3, 5_000))
    merged = '<mergeCells><mergeCell ref="B2:B1048576"/></mergeCells>'
    file = xlsx(
        tmp_path / "a.xlsx", row(1, "Вопрос", "Ответ") + row(2, "Раз?", unpacked(300_000)) + rows, merged
    )
    said, seconds, _ = called("import", file, 1)
    assert f"{file}:68: sheet «Вопросы», row 68: {SHOWS_MUCH}" in said
    assert seconds < PROCESSOR_SECONDS


@pytest.mark.parametrize(
    "cell",
    ["<a href=x>" * 100_000, "<a " * 300_000, "<a href=" + "x" * 900_000, "<a " + "href=x " * 140_000],
    ids=["opened", "not closed", "a long address", "many addresses"],
)
def test_links_in_a_cell_that_lead_nowhere_are_read_in_linear_time(tmp_path: Path, cell: str) -> None:
    file = tmp_path / "a.csv"
    file.write_text(f"Вопрос;Ответ\nРаз?;{cell}\n", encoding="utf-8")
    _, seconds, _ = called("import", file, 0)
    assert seconds < PROCESSOR_SECONDS


def test_accents_without_end_are_told_with_their_line(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("Вопрос;Ответ\nчто" + "\u0301\u0316" * 400_000 + "?;Да\n", encoding="utf-8")
    said, seconds, _ = called("import", file, 1)
    assert f"{file}:2: line 2: has 100 accents and more in a row" in said
    assert seconds < PROCESSOR_SECONDS


@pytest.mark.parametrize("code", ["F" * 20, "D800", "0", "-5", "нет", "F0B7"])
def test_a_sign_that_is_none_is_a_bullet(tmp_path: Path, code: str) -> None:
    file = docx(
        tmp_path / "a.docx", rows_of(tr("Раз?", tc(p(f'<w:r><w:sym w:char="{code}"/></w:r>', " да"))))
    )
    said, *_ = called("import", file, 0)
    assert "1 entries, 0 problems" in said and "- да" in said


def test_numbers_beyond_all_bounds_stay_as_they_are_written(tmp_path: Path) -> None:
    numbers = ("9" * 400, "1e999999999", "inf", "nan", "-1e400")
    rows = (
        f'<row r="{at}"><c r="A{at}" t="inlineStr"><is><t>Сколько {at}?</t></is></c>'
        f'<c r="B{at}" s="{at % 2}"><v>{number}</v></c></row>'
        for at, number in enumerate(numbers, start=2)
    )
    file = xlsx(tmp_path / "a.xlsx", row(1, "Вопрос", "Ответ") + "".join(rows), formats=("dd.mm.yyyy",))
    said, *_ = called("import", file, 0)
    assert "5 entries, 0 problems" in said
    assert "1e999999999" in said


def test_half_a_sign_in_a_cell_is_no_traceback(tmp_path: Path) -> None:
    cells = row(3, "Что такое _xD83D__xDE00_?", "Половина _xD800_ знака.")
    said, *_ = called("import", xlsx(tmp_path / "a.xlsx", SHEET + cells), 0)
    assert "Traceback" not in said
    assert "2 entries, 0 problems" in said


def called(command: str, file: Path, code: int) -> tuple[str, float, float]:
    """What the command says, the processor's seconds and the megabytes that it took."""
    program = CHECK.replace('"check"', f'"{command}"')
    done = run(
        [sys.executable, "-c", program, str(file)],
        cwd=file.parent,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == code, done.stdout[-2000:] + done.stderr[-2000:]
    *told, figures = done.stderr.splitlines()
    seconds, megabytes = map(float, figures.split())
    return "\n".join([done.stdout, *told]), seconds / slowness(), megabytes
