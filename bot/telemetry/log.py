"""Log lines: what happened, never what was said; as lines to read, or as JSON for a collector."""

import asyncio
import json
import logging
import re
import sys
import traceback
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import TextIO

from bot.settings import LogFormat
from bot.telemetry.reference import reference

OURS = ("bot", "dialogs", "knowledge")
_MOMENT = 0.02
_FIELD = re.compile(r" ?\b([a-z_]+)=(\S+)")


class Line(logging.Formatter):
    """`time level logger: message key=value… reference=…`; errors as the lines of code they passed, without
    messages: an error's message may quote what a person typed."""

    def format(self, record: logging.LogRecord) -> str:
        line = f"{_moment(record)} {record.levelname} {record.name}: {record.getMessage()}"
        if (number := reference()) is not None:
            line += f" reference={number}"
        if record.exc_info and record.exc_info[1]:
            line += "\n" + trail(record.exc_info[1])
        return line.replace("\n", "\n    ")


class JsonLine(logging.Formatter):
    """The same as one JSON object a line: `event` is the message without its `key=value` pairs, which
    become keys; `trail` is an error's way through the code."""

    def format(self, record: logging.LogRecord) -> str:
        message = record.getMessage()
        line: dict[str, object] = {
            **dict(_FIELD.findall(message)),
            "time": _moment(record),
            "level": record.levelname,
            "logger": record.name,
            "event": _FIELD.sub("", message),
        }
        if (number := reference()) is not None:
            line["reference"] = number
        if record.exc_info and record.exc_info[1]:
            line["trail"] = trail(record.exc_info[1]).split("\n")
        return json.dumps(line, ensure_ascii=False)


def trail(error: BaseException) -> str:
    """The error's type and the way it took through the code; its causes likewise."""
    lines = []
    seen: BaseException | None = error
    while seen is not None:
        lines.append(type(seen).__qualname__)
        lines += [
            f"  {Path(frame.filename).name}:{frame.lineno} {frame.name}"
            for frame in traceback.extract_tb(seen.__traceback__)
        ]
        if isinstance(seen, BaseExceptionGroup):
            lines += [f"  | {line}" for part in seen.exceptions for line in trail(part).split("\n")]
        seen = seen.__cause__ or (None if seen.__suppress_context__ else seen.__context__)
    return "\n".join(lines)


class Together(logging.StreamHandler[TextIO]):
    """Writes the lines of a moment together: while a line is being written another thread gets the
    interpreter, and the loop has to wait for it. What has gone wrong is written at once."""

    def __init__(self, stream: TextIO) -> None:
        super().__init__(stream)
        self._lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        try:
            self._lines.append(self.format(record) + self.terminator)
            if record.levelno >= logging.WARNING:
                self.flush()
            elif len(self._lines) == 1:
                self._flush_soon()
        except Exception:
            self.handleError(record)

    def _flush_soon(self) -> None:
        try:
            asyncio.get_running_loop().call_later(_MOMENT, self.flush)
        except RuntimeError:
            # No loop runs in this thread.
            self.flush()

    def flush(self) -> None:
        self.acquire()
        try:
            lines, self._lines = self._lines, []
            if lines:
                self.stream.write("".join(lines))
            super().flush()
        finally:
            self.release()


def set_up_logs(level: str, stream: TextIO = sys.stderr, format: LogFormat = "text") -> None:
    """Everything logged in this process goes to `stream`, one event a line; `level` is that of our own
    lines. Libraries log requests, parameters and files below WARNING, so they never speak there."""
    # Nobody reads these of our lines, and to find them out costs more than to write the line.
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    logging._srcfile = None  # as the standard library's guide to logging advises
    handler = Together(stream)
    handler.setFormatter(JsonLine() if format == "json" else Line())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    for name in OURS:
        logging.getLogger(name).setLevel(level)


def _moment(record: logging.LogRecord) -> str:
    return f"{_second(int(record.created))}.{int(record.msecs):03d}+00:00"


@lru_cache(maxsize=1)
def _second(timestamp: int) -> str:
    return datetime.fromtimestamp(timestamp, UTC).strftime("%Y-%m-%dT%H:%M:%S")
