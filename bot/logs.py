"""Log lines: what happened, never what was said."""

import logging
import sys
import traceback
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO


class Line(logging.Formatter):
    """`time level logger message key=value…`; errors as the lines of code they passed, without messages:
    an error's message may quote what a person typed."""

    def format(self, record: logging.LogRecord) -> str:
        moment = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line = f"{moment} {record.levelname} {record.name}: {record.getMessage()}"
        if record.exc_info and record.exc_info[1]:
            line += "\n" + trail(record.exc_info[1])
        return line.replace("\n", "\n    ")


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


def set_up_logs(level: str, stream: TextIO = sys.stderr) -> None:
    """Everything logged in this process goes to `stream`, one event a line."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(Line())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    # They log requests and parameters at INFO and DEBUG.
    for noisy in (
        "sqlalchemy",
        "aiosqlite",
        "alembic",
        "aiohttp.access",
        "aiogram",
        "asyncio",
        "fontTools",
        "pymorphy3",
    ):
        logging.getLogger(noisy).setLevel(logging.WARNING)
