"""How long a document of four segments takes: `python -m benchmarks.typesetting`.

By turns with fpdf2 and with python-docx's own tables, both of which draw the same rows with less: no tags, no
contents, no hyphens, no links. Milliseconds of the processor's time, divided by how slow the machine is then.
"""

import argparse
import os
import random
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from statistics import median

import docx
from fpdf import FPDF

from bot.clock import now
from bot.content.library import load_library
from bot.settings import Settings
from dialogs.documents import pdf
from dialogs.documents.docx_file import render_docx
from dialogs.documents.pieces import Report, ReportTable, Row
from dialogs.documents.report import build_report
from tests.processor import slowness

_SEGMENTS = 4
_FONTS = Path(pdf.__file__).parent / "fonts"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=8)
    for line in measured(parser.parse_args().rounds):
        print(line, flush=True)


def measured(rounds: int) -> Iterator[str]:
    """The lines of a table."""
    library = load_library(Settings(), now())
    example = library.examples[0].draft
    draft = replace(example, segments=(example.segments * _SEGMENTS)[:_SEGMENTS])
    whole = build_report(library.form, draft, now().date())
    chance = random.Random(1)
    taken: dict[str, list[float]] = {}

    def take(name: str, work: Callable[[Report], object], report: Report) -> None:
        slow = slowness()
        began = time.process_time()
        work(report)
        taken.setdefault(name, []).append((time.process_time() - began) * 1000 / slow)

    for _ in range(rounds):
        report = reworded(whole, chance)
        changed = replace(report, sections=(*report.sections[:-1], reworded(whole, chance).sections[-1]))
        take(
            "the report: its tables and all checks",
            lambda _: build_report(library.form, draft, now().date()),
            whole,
        )
        take("PDF, other words in every cell", pdf.render_pdf, report)
        take("PDF, the last section changed", pdf.render_pdf, changed)
        take("PDF, fpdf2", drawn_by_fpdf2, report)
        take("DOCX", render_docx, report)
        take("DOCX, python-docx", drawn_by_python_docx, report)
    yield "| | ms | ÷ the peer |\n|---|---|---|"
    for name, times in taken.items():
        peer = {"PDF": "PDF, fpdf2", "DOCX": "DOCX, python-docx"}.get(name.partition(",")[0])
        ratio = f"{median(times) / median(taken[peer]):.2f}" if peer and peer != name else ""
        yield f"| {name} | {median(times):.0f} | {ratio} |"
    yield f"\nload {os.getloadavg()[0]:.1f}"


def reworded(report: Report, chance: random.Random) -> Report:
    """The report with its own words in another order, so that nothing is remembered of its lines."""
    words = [word for row in _rows(report) for cell in row.cells for word in " ".join(cell.lines).split()]

    def line(text: str) -> str:
        return " ".join(chance.choice(words) for _ in text.split()) or text

    def row(each: Row) -> Row:
        return replace(
            each, cells=tuple(replace(cell, lines=(*map(line, cell.lines),)) for cell in each.cells)
        )

    def table(each: ReportTable) -> ReportTable:
        return replace(each, rows=(*map(row, each.rows),))

    sections = (replace(section, tables=(*map(table, section.tables),)) for section in report.sections)
    return replace(report, sections=tuple(sections))


def _rows(report: Report) -> Iterator[Row]:
    for section in report.sections:
        for table in section.tables:
            yield from table.rows


def drawn_by_fpdf2(report: Report) -> bytes:
    """Headings and bordered tables with the same font."""
    sheet = FPDF()
    for style, weight in (("", "Regular"), ("B", "Bold")):
        sheet.add_font("serif", style, _FONTS / f"PT_Serif-Web-{weight}.ttf")
    sheet.set_font("serif", size=10)
    sheet.add_page()
    for section in report.sections:
        sheet.multi_cell(0, 8, section.heading, new_x="LMARGIN", new_y="NEXT")
        for table in section.tables:
            with sheet.table(col_widths=tuple(table.widths_mm), line_height=5) as grid:
                grid.row(table.header)
                for row in table.rows:
                    cells = grid.row()
                    for cell in row.cells:
                        spans = len(table.widths_mm) if len(row.cells) == 1 else 1
                        cells.cell("\n".join(cell.lines), colspan=spans)
    return bytes(sheet.output())


def drawn_by_python_docx(report: Report) -> bytes:
    """Headings and tables as its documentation builds them."""
    document = docx.Document()
    for section in report.sections:
        document.add_heading(section.heading, section.level)
        for table in section.tables:
            grid = document.add_table(rows=0, cols=len(table.widths_mm))
            for texts in (
                table.header,
                *(["\n".join(cell.lines) for cell in row.cells] for row in table.rows),
            ):
                for cell, text in zip(grid.add_row().cells, texts, strict=False):
                    cell.text = text
    file = BytesIO()
    document.save(file)
    return file.getvalue()


if __name__ == "__main__":
    main()
