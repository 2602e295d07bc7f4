"""Records which product files a process executes, and how often SQLite's threads are given work.

`python -m benchmarks.tracing run` is `segmentbot run` under the recorder, which knows nothing of the product
but its entry point and its three packages.
"""

import json
import os
import runpy
import signal
import sqlite3
import sys
import threading
import time
from _queue import SimpleQueue
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from inspect import CO_OPTIMIZED
from pathlib import Path
from types import FrameType
from typing import Any, Literal

ROOT = Path(__file__).parents[1]
PACKAGES = ("bot", "dialogs", "knowledge")
TRACE_FILE = "TRACE_FILE"
WRITTEN = "trace written\n"
# Enough for a question; what happened before it is forgotten.
LONGEST = 500_000

Kind = Literal["call", "taken"]


@dataclass(frozen=True, slots=True)
class Happening:
    """A function of a product file was called, or a thread took work from its queue."""

    at: int
    """In nanoseconds of the monotonic clock, which all processes share."""
    thread: int
    kind: Kind
    file: str = ""


@dataclass(frozen=True, slots=True)
class Trace:
    """What happened, in order."""

    happenings: Sequence[Happening]

    @classmethod
    def read(cls, file: Path) -> "Trace":
        return cls([Happening(*each) for each in json.loads(file.read_text(encoding="utf-8"))])

    def between(self, since: int, until: int) -> "Trace":
        return Trace([each for each in self.happenings if since <= each.at <= until])

    def files(self) -> frozenset[str]:
        """The product files of which a function was executed."""
        return frozenset(each.file for each in self.happenings if each.kind == "call")

    def hops(self) -> int:
        """How often a thread of SQLite's took work from its queue."""
        return sum(each.kind == "taken" for each in self.happenings)


class Recorder:
    """A profile function for every thread; keeps the newest happenings."""

    def __init__(self) -> None:
        self._happenings: deque[tuple[int, int, Kind, str]] = deque(maxlen=LONGEST)
        self._files: dict[str, str] = {}
        self._sqlite_threads: set[int] = set()

    def start(self) -> None:
        """Records this thread and all that are started from now on."""
        threading.setprofile(self._profile)
        sys.setprofile(self._profile)

    def write(self, file: Path) -> None:
        """Writes what happened since the last time; of other threads' work only the files."""
        happenings = []
        while self._happenings:
            each = self._happenings.popleft()
            if each[2] == "call" or each[1] in self._sqlite_threads:
                happenings.append(each)
        file.write_text(json.dumps(happenings), encoding="utf-8")

    def _profile(self, frame: FrameType, event: str, argument: Any) -> None:
        if event == "call":
            # The body of a module or of a class is no function: it belongs to the import.
            if frame.f_code.co_flags & CO_OPTIMIZED and (file := self._product_file(frame)):
                self._add("call", file)
        elif event == "c_return":
            if argument.__name__ == "get" and isinstance(argument.__self__, SimpleQueue):
                self._add("taken")
        elif event == "c_call" and (
            # What a functools.partial calls, as aiosqlite's statements, is not seen, but the opening is.
            argument is sqlite3.connect or isinstance(argument.__self__, sqlite3.Connection | sqlite3.Cursor)
        ):
            self._sqlite_threads.add(threading.get_ident())

    def _product_file(self, frame: FrameType) -> str:
        name = frame.f_code.co_filename
        if name not in self._files:
            file = Path(name)
            inside = file.is_relative_to(ROOT) and file.relative_to(ROOT).parts[0] in PACKAGES
            self._files[name] = str(file.relative_to(ROOT)) if inside else ""
        return self._files[name]

    def _add(self, kind: Kind, file: str = "") -> None:
        self._happenings.append((time.monotonic_ns(), threading.get_ident(), kind, file))


def main() -> None:
    """Runs `python -m bot` recorded; at SIGUSR1 the trace is written, and stdout says so."""
    recorder = Recorder()

    def write(*_: object) -> None:
        recorder.write(Path(os.environ[TRACE_FILE]))
        sys.stdout.write(WRITTEN)
        sys.stdout.flush()

    signal.signal(signal.SIGUSR1, write)
    recorder.start()
    runpy.run_module("bot", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
