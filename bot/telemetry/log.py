"""Log lines by structlog: what happened, never what was said; as lines to read, or as JSON for a collector.

An event is a name with keyword values: `log.info("turn", channel="web", ms=3)`. Everything logged while an
event is handled carries its reference, the short number by which a person, the team and the log speak of it.
"""

import logging
import sys
import traceback
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from pathlib import Path
from typing import TextIO

import structlog
from structlog.contextvars import bound_contextvars, get_contextvars
from structlog.typing import EventDict, Processor, WrappedLogger

from bot.settings import LogFormat

REFERENCE_LENGTH = 8

_PROJECT = Path(__file__).parents[2]
_ROOMS = ("bot", "dialogs", "knowledge")


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
        logger_factory=partial(_NamedLogger, stream),
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


class _NamedLogger(structlog.WriteLogger):
    """Flushes each line, so that what was logged before a kill is there; `name` is the module's."""

    def __init__(self, stream: TextIO, name: str = "bot") -> None:
        super().__init__(stream)
        self.name = name


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
