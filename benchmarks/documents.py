"""What a process grows to that draws many different documents: `python -m benchmarks.documents`.

Megabytes resident after so many of them, and milliseconds each, by turns with typst keeping what it computed.
"""

import argparse
import multiprocessing
import os
import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from multiprocessing.connection import Connection

from benchmarks.start import megabytes
from bot.clock import now
from bot.content.library import load_library
from bot.settings import Settings
from dialogs.documents import pdf
from dialogs.documents.docx_file import render_docx
from dialogs.documents.pieces import Report
from dialogs.documents.report import build_report

_DRAWN: dict[str, Callable[[Report], bytes]] = {
    "pdf": pdf.render_pdf,
    "png": pdf.render_png,
    "docx": render_docx,
}
_WORDS = ("сегмент", "услуга", "получатель", "потребность", "барьер", "ожидание", "канал", "срок")


def different(report: Report, chance: random.Random) -> Report:
    """The report with other words in every cell."""

    def words() -> str:
        return " ".join(chance.choice(_WORDS) + str(chance.randint(0, 9_999)) for _ in range(3))

    sections = [
        replace(
            section,
            tables=[
                replace(
                    table,
                    rows=[
                        replace(
                            row, cells=[replace(cell, lines=[*cell.lines, words()]) for cell in row.cells]
                        )
                        for row in table.rows
                    ],
                )
                for table in section.tables
            ],
        )
        for section in report.sections
    ]
    return replace(report, sections=sections)


def drawing(format: str, keeps: bool, orders: Connection) -> None:
    """Draws as many documents as it is asked for, and tells how long that took."""
    if keeps:
        pdf._let_go = lambda: None
    library = load_library(Settings(), now())
    report = build_report(library.form, library.examples[0].draft, now().date())
    chance = random.Random(1)
    while count := orders.recv():
        began = time.perf_counter()
        for _ in range(count):
            _DRAWN[format](different(report, chance))
        orders.send(time.perf_counter() - began)


def measured(counts: Sequence[int]) -> Iterator[str]:
    """The lines of a table."""
    yield f"| documents | {' | '.join(f'MB after {count}' for count in counts)} | ms each |"
    yield "|---" * (len(counts) + 2) + "|"
    ways = [("pdf", False), ("pdf", True), ("png", False), ("png", True), ("docx", False)]
    spawning = multiprocessing.get_context("spawn")
    drawers = []
    for way in ways:
        ours, theirs = spawning.Pipe()
        process = spawning.Process(target=drawing, args=(*way, theirs), daemon=True)
        process.start()
        drawers.append((way, process, ours, [], []))
    before = 0
    for count in counts:
        for _, process, orders, sizes, seconds in drawers:
            orders.send(count - before)
            seconds.append(orders.recv())
            sizes.append(megabytes(process.pid))
        before = count
    for (format, keeps), process, orders, sizes, seconds in drawers:
        orders.send(0)
        process.join()
        name = f"{format}, typst keeps" if keeps else format
        yield f"| {name} | {' | '.join(map(str, sizes))} | {1e3 * sum(seconds) / counts[-1]:.0f} |"
    yield f"\nload {os.getloadavg()[0]:.1f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--counts", type=int, nargs="+", default=[1, 10, 100, 200])
    for line in measured(parser.parse_args().counts):
        print(line, flush=True)


if __name__ == "__main__":
    main()
