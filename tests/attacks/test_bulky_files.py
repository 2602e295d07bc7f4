"""Workbooks and YAML made to cost much: told with their place and within bounds by what reads them."""

import sys
from collections.abc import Callable
from pathlib import Path
from subprocess import run

import pytest

from tests.attacks.test_templates import CHECK, environment
from tests.cli.office_files import row, xlsx
from tests.processor import slowness

PROCESSOR_SECONDS = 8.0
MEGABYTES = 400
SHEET = row(1, "Вопрос", "Ответ") + row(2, "Что такое сегмент?", "Группа клиентов.")
HEAD = "entries:\n"

YAML: dict[str, tuple[Callable[[], str], str]] = {
    "values": (lambda: HEAD + "- a\n" * 6_000_000, "e.yaml:499999: has more than 500,000 values"),
    "values on one line": (
        lambda: "entries: [" + "a," * 9_000_000 + "a]",
        "e.yaml:1: has more than 500,000 values",
    ),
    "keys written twice": (lambda: HEAD + " a: x\n" * 900, 'e.yaml:3: key "a" is written twice'),
    "keys": (
        lambda: HEAD + "- id: a\n" + "".join(f"  key{n}: 1\n" for n in range(50_000)),
        "e.yaml:1002: has more than 1,000 keys in one mapping",
    ),
    "unknown keys": (
        lambda: HEAD + "".join(f"- key{n}: 1\n" for n in range(5_000)),
        'e.yaml:2: entries.0: unknown key "key0"',
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
