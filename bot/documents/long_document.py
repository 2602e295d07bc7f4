"""Draws long reports in a process of its own, which ends when it takes too long.

Typesetting takes far more than twice as long for twice as much, and nothing can stop it in a thread.
"""

import os
import pickle
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Literal, assert_never

import structlog

from bot.telemetry.log import error_location
from dialogs.documents.pieces import Report

log = structlog.get_logger(__name__)

LONG = 150_000
"""Bytes of a report, several times what a thorough one has; a shorter one takes a second at most."""
PROCESSOR_SECONDS = 5
# Of any clock, for a machine that has much else to do.
_PATIENCE = 30.0
_MEMORY = 2**30
# How a process ends that had too little memory; a signal ends one that had too little time.
_TOO_LARGE = 3

ReportFormat = Literal["docx", "pdf", "png"]


class DocumentTooLong(Exception):
    """The document takes longer to draw than anybody may make others wait."""

    def __init__(self) -> None:
        super().__init__("the document is too long to be drawn; shorten its longest answers")


def draw_report(report: Report, format: ReportFormat) -> bytes:
    """The report in our own layout. Raises DocumentTooLong, and RuntimeError for a fault of ours."""
    packed = pickle.dumps((report, format))
    if len(packed) <= LONG:
        return _drawn(report, format)
    command = (sys.executable, "-m", __name__)
    try:
        done = subprocess.run(command, input=packed, capture_output=True, timeout=_PATIENCE, check=False)
    except subprocess.TimeoutExpired:
        raise _too_long(format, "patience") from None
    if done.returncode == 0:
        return done.stdout
    if done.returncode < 0 or done.returncode == _TOO_LARGE:
        raise _too_long(format, done.returncode)
    # Of the error only its kind and its place: its words may quote the answers.
    fault = done.stderr.decode(errors="replace").splitlines()[-1:]
    raise RuntimeError(f"a long document was not drawn: {''.join(fault)}")


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
    """Draws what stands on stdin, written by `draw_report`."""
    with suppress(ImportError):  # Windows has none of it
        import resource  # noqa: PLC0415

        os.nice(10)
        resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR_SECONDS, PROCESSOR_SECONDS + 1))
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with suppress(OSError):
        # Where memory ends all the same, this process goes before the service.
        Path("/proc/self/oom_score_adj").write_text("1000")
    report, format = pickle.load(sys.stdin.buffer)
    try:
        drawn = _drawn(report, format)
    except MemoryError:
        sys.exit(_TOO_LARGE)
    except Exception as error:
        sys.exit(f"{type(error).__name__} {error_location(error)}")
    sys.stdout.buffer.write(drawn)


if __name__ == "__main__":
    _main()
