"""Log lines by structlog: what happened, never what was said; as lines to read, or as JSON for a collector.

An event is a name with keyword values: `log.info("turn", channel="web", ms=3)`. Everything logged while an
event is handled carries its reference, the short number by which a person, the team and the log speak of it.
"""

import asyncio
import atexit
import logging
import sys
import threading
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from pathlib import Path
from typing import TextIO

import structlog
from structlog.contextvars import bound_contextvars, get_contextvars
from structlog.typing import EventDict, Processor, WrappedLogger

from bot.setting_values import LogFormat

REFERENCE_LENGTH = 8
# Seconds in which lines below WARNING are gathered.
_MOMENT = 0.02

_PROJECT = Path(__file__).parents[2]
_ROOMS = ("bot", "dialogs", "knowledge")
_SECONDS = 1.0


def set_up_logs(level: str, stream: TextIO | None = None, format: LogFormat = "text") -> None:
    """Everything logged in this process goes to `stream`, one event a line; `level` is that of our own
    events. Libraries log requests, parameters and files below WARNING, so they never speak there."""
    stream = stream or sys.stderr
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="time"),
        _add_trail,
    ]
    render = structlog.processors.JSONRenderer(ensure_ascii=False) if format == "json" else _as_text
    structlog.configure(
        processors=[*shared, render],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=partial(_NamedLogger, _lines_of(stream)),
    )
    foreign = logging.StreamHandler(stream)
    foreign.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, render],
        )
    )
    logging.basicConfig(level=logging.WARNING, handlers=[foreign], force=True)


def about(reference: str | None) -> AbstractContextManager[None]:
    """Binds the reference to everything done in the block, threads and tasks included."""
    return nullcontext() if reference is None else bound_contextvars(reference=reference)


def reference() -> str | None:
    """The reference of the event being handled; None between events."""
    bound: str | None = get_contextvars().get("reference")
    return bound


def error_location(error: BaseException) -> str:
    """File and line of the innermost of our own functions, as in `dialogs/turn/session.py:12`."""
    ours = "outside"
    for frame in traceback.extract_tb(error.__traceback__):
        path = Path(frame.filename)
        if path.is_relative_to(_PROJECT) and path.relative_to(_PROJECT).parts[0] in _ROOMS:
            ours = f"{path.relative_to(_PROJECT).as_posix()}:{frame.lineno}"
    return ours


def trail(error: BaseException) -> Iterator[str]:
    """The error's type and the lines of code that it passed, without messages: those may quote what a person
    typed. Its causes follow."""
    seen: BaseException | None = error
    while seen is not None:
        yield type(seen).__qualname__
        for frame in traceback.extract_tb(seen.__traceback__):
            yield f"  {Path(frame.filename).name}:{frame.lineno} {frame.name}"
        if isinstance(seen, BaseExceptionGroup):
            for part in seen.exceptions:
                yield from (f"  | {line}" for line in trail(part))
        seen = seen.__cause__ or (None if seen.__suppress_context__ else seen.__context__)


class _Lines:
    """Writes lines to a stream: some at once, others of a moment together, for the event loop waits while a
    line is being written."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._waiting: list[str] = []
        self._loop: asyncio.AbstractEventLoop | None = None
        self._lock = threading.Lock()

    def soon(self, line: str) -> None:
        with self._lock:
            self._waiting.append(line + "\n")
            if self._loop is not None and not self._loop.is_closed():
                return
            try:
                self._loop = asyncio.get_running_loop()
                self._loop.call_later(_MOMENT, self.flush)
                return
            except RuntimeError:
                self._loop = None
        self.flush()

    def now(self, line: str) -> None:
        with self._lock:
            self._waiting.append(line + "\n")
        self.flush()

    def flush(self) -> None:
        with self._lock:
            lines, self._waiting, self._loop = self._waiting, [], None
            if lines:
                self._stream.write("".join(lines))
                self._stream.flush()


def flush_logs() -> None:
    """Writes what still waits; for a process that ends without its usual end."""
    if _open is not None:
        _open.flush()


def _lines_of(stream: TextIO) -> _Lines:
    global _open  # noqa: PLW0603  # the log is one for the process, as in `logging`
    _open = _Lines(stream)
    return _open


_open: _Lines | None = None
atexit.register(flush_logs)


class _NamedLogger:
    """The logger of a module, called `name`. What has gone wrong is written when the call returns."""

    def __init__(self, lines: _Lines, name: str = "bot") -> None:
        self.name = name
        self.debug = self.info = lines.soon
        self.warning = self.error = self.critical = lines.now


def _add_trail(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    error = event.pop("exc_info", None)
    if error is True or isinstance(error, tuple):
        error = (sys.exc_info() if error is True else error)[1]
    if error:
        event["trail"] = list(trail(error))
    return event


def _as_text(_logger: WrappedLogger, _method: str, event: EventDict) -> str:
    """`time LEVEL logger: event key=value…`, and an error's trail on lines of its own."""
    head = f"{event.pop('time')} {event.pop('level').upper()} {event.pop('logger')}: {event.pop('event')}"
    steps = event.pop("trail", ())
    values = (f" {name}={value if _is_word(value) else repr(value)}" for name, value in event.items())
    return "".join((head, *values, *(f"\n{step}" for step in steps))).replace("\n", "\n    ")


def _is_word(value: object) -> bool:
    return not isinstance(value, str) or (value.isprintable() and " " not in value and value != "")


class LogLimit:
    """Counts what happens, by kind, between the lines about it."""

    def __init__(self) -> None:
        self._counts = Counter[str]()
        self._quiet_until: dict[str, float] = {}

    def due(self, kind: str) -> int:
        """How many of a kind there were since the last line about it; 0 when it is too early for another."""
        self._counts[kind] += 1
        if time.monotonic() < self._quiet_until.get(kind, 0.0):
            return 0
        self._quiet_until[kind] = time.monotonic() + _SECONDS
        return self._counts.pop(kind)
