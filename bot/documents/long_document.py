"""Draws long reports in a process of its own, which ends when it takes too long.

Typesetting takes far more than twice as long for twice as much, and nothing can stop it in a thread.
"""

import os
import pickle
import resource
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Literal, assert_never

import structlog

from dialogs.documents.pieces import Report

log = structlog.get_logger(__name__)

LONG = 150_000
"""Bytes of a report, several times what a thorough one has; a shorter one takes a second at most."""
PROCESSOR_SECONDS = 5
# Of any clock, for a machine that has much else to do.
_PATIENCE = 30.0
_MEMORY = 2**30

ReportFormat = Literal["docx", "pdf", "png"]


class DocumentTooLong(Exception):
    """The document takes longer to draw than anybody may make others wait."""

    def __init__(self) -> None:
        super().__init__("the document is too long to be drawn; shorten its longest answers")


def draw_report(report: Report, format: ReportFormat) -> bytes:
    """The report in our own layout. Raises DocumentTooLong."""
    packed = pickle.dumps((report, format))
    if len(packed) <= LONG:
        return _drawn(report, format)
    command = (sys.executable, "-m", __name__)
    try:
        done = subprocess.run(command, input=packed, capture_output=True, timeout=_PATIENCE, check=True)
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        # What it wrote to stderr may quote the answers.
        log.warning("document too long", format=format, status=getattr(error, "returncode", None))
        raise DocumentTooLong from None
    return done.stdout


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
    os.nice(10)
    with suppress(OSError):
        # Where memory ends all the same, this process goes before the service.
        Path("/proc/self/oom_score_adj").write_text("1000")
    resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR_SECONDS, PROCESSOR_SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    report, format = pickle.load(sys.stdin.buffer)
    sys.stdout.buffer.write(_drawn(report, format))


if __name__ == "__main__":
    _main()
