"""Calls commands of `segmentbot` within the process of the tests."""

import gc
import io
from collections.abc import Mapping
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from unittest.mock import patch

from bot.cli.main import main


@dataclass(frozen=True)
class Done:
    """What came of a command, as of a process."""

    returncode: int
    stdout: bytes
    stderr: bytes


def call(*arguments: object, given: bytes = b"", environ: Mapping[str, str] | None = None) -> Done:
    """One command in the current folder: `given` is on stdin, nothing is set but `environ`."""
    out, err, typed = (io.TextIOWrapper(io.BytesIO(content)) for content in (b"", b"", given))
    with redirect_stdout(out), redirect_stderr(err), patch("sys.stdin", typed):
        try:
            code = main([str(argument) for argument in arguments], environ or {})
        except SystemExit as refused:
            # So argparse ends a call that it cannot read.
            assert isinstance(refused.code, int)
            code = refused.code
    # A process that talked does not look for garbage any more; this one goes on.
    gc.unfreeze()
    out.flush()
    err.flush()
    return Done(code, out.buffer.getvalue(), err.buffer.getvalue())
