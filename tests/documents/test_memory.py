"""A process that draws many documents does not grow with them."""

import subprocess
import sys

_DRAWS = """
from dataclasses import replace
from datetime import date
from pathlib import Path
from dialogs.authoring.form_loading import load_form, shipped_form
from dialogs.documents.pdf import render_pdf
from dialogs.documents.report import build_report
from dialogs.interview.examples import load_examples, shipped_examples
from datetime import UTC, datetime

form = load_form(shipped_form())
draft = load_examples(form, shipped_examples(), datetime.now(UTC))[0].draft
report = build_report(form, draft, date(2026, 11, 22))

def megabytes():
    return int(Path("/proc/self/status").read_text().split("VmRSS:")[1].split()[0]) / 1024

def draw(number):
    sections = [
        replace(section, tables=[
            replace(table, rows=[
                replace(row, cells=[replace(cell, lines=[*cell.lines, f"{number}"]) for cell in row.cells])
                for row in table.rows
            ])
            for table in section.tables
        ])
        for section in report.sections
    ]
    render_pdf(replace(report, sections=sections))

draw(0)
first = megabytes()
for number in range(1, 9):
    draw(number)
print(megabytes() - first)
"""


def test_typst_forgets_what_was_drawn() -> None:
    run = subprocess.run([sys.executable, "-c", _DRAWS], capture_output=True, text=True, check=True)
    # Each document that is kept takes some ten megabytes.
    assert float(run.stdout) < 30
