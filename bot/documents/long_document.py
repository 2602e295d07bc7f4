"""Draws costly documents in a process of its own, which ends when it takes too long.

Typesetting takes far more than twice as long for twice as much, and nothing can stop it in a thread.
"""

import os
import pickle
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Literal, assert_never

import structlog

from bot.telemetry.log import error_location
from dialogs.documents.pieces import Report

log = structlog.get_logger(__name__)

LONG_DOCUMENT = 150_000
"""Bytes of a report, several times what a thorough one has; a shorter one takes a second at most."""
PROCESSOR_SECONDS = 5
# Of any clock, for a machine that has much else to do.
_PATIENCE = 120.0
_MEMORY = 2**30
# How a process ends that had too little memory; a signal ends one that had too little time.
_TOO_LARGE = 3

ReportFormat = Literal["docx", "pdf", "png"]


class DocumentTooLong(Exception):
    """Raised where a document takes longer to draw than anybody may make others wait."""

    def __init__(self) -> None:
        super().__init__("the document is too long to be drawn; shorten its longest answers")


class DrawingFailed(RuntimeError):
    """What broke in that process, by its kind and its place: its words may quote the answers."""

    def __init__(self, kind: str, place: str) -> None:
        super().__init__(f"not drawn: {kind} {place}")
        self.kind = kind
        self.place = place


def draw_report(report: Report, format: ReportFormat) -> bytes:
    """The report in our own layout. Raises DocumentTooLong, and DrawingFailed for a fault of ours."""
    draw = partial(_drawn, report, format)
    return draw_apart(draw, format) if is_long(report) else draw()


def is_long(answers: object) -> bool:
    """Whether a report or a draft has to be drawn apart."""
    return len(pickle.dumps(answers)) > LONG_DOCUMENT


def draw_apart(draw: Callable[[], bytes], format: ReportFormat) -> bytes:
    """What `draw` makes in a process of its own. Raises DocumentTooLong and DrawingFailed."""
    command = (sys.executable, "-m", __name__)
    packed = pickle.dumps(draw)
    try:
        done = subprocess.run(command, input=packed, capture_output=True, timeout=_PATIENCE, check=False)
    except subprocess.TimeoutExpired:
        raise _too_long(format, "patience") from None
    if done.returncode == 0:
        return done.stdout
    if done.returncode < 0 or done.returncode == _TOO_LARGE:
        raise _too_long(format, done.returncode)
    (fault,) = done.stderr.decode(errors="replace").splitlines()[-1:] or ("unknown",)
    kind, _, place = fault.partition(" ")
    raise DrawingFailed(kind, place)


def _too_long(format: ReportFormat, ended: int | str) -> DocumentTooLong:
    log.warning("document too long", format=format, ended=ended)
    return DocumentTooLong()


def _drawn(report: Report, format: ReportFormat) -> bytes:
    # Imported here: python-docx and typst would hold up the start, and no answer needs them.
    from dialogs.documents.docx_file import render_docx  # noqa: PLC0415
    from dialogs.documents.pdf import render_pdf, render_png  # noqa: PLC0415

    match format:
        case "docx":
            return render_docx(report)
        case "pdf":
            return render_pdf(report)
        case "png":
            return render_png(report)
        case _:
            assert_never(format)


def _main() -> None:
    """Draws what stands on stdin, written by `draw_apart`."""
    with suppress(ImportError):  # Windows has none of it
        import resource  # noqa: PLC0415

        os.nice(5)
        resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR_SECONDS, PROCESSOR_SECONDS + 1))
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with suppress(OSError):
        # Where memory ends all the same, this process goes before the service.
        Path("/proc/self/oom_score_adj").write_text("1000")
    draw = pickle.load(sys.stdin.buffer)
    try:
        drawn = draw()
    except MemoryError:
        sys.exit(_TOO_LARGE)
    except Exception as error:
        sys.exit(f"{type(error).__name__} {error_location(error)}")
    sys.stdout.buffer.write(drawn)


if __name__ == "__main__":
    _main()
