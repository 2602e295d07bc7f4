"""`run` and `chat`."""

import asyncio
import sys
from collections.abc import Coroutine
from pathlib import Path

from bot.logs import set_up_logs
from bot.settings import Settings, StartError


def run(settings: Settings) -> int:
    """Serves until a signal comes."""
    from bot.wiring import serve  # noqa: PLC0415  # the settings' mistakes must show at once

    set_up_logs(settings.log_level)
    return _run(serve(settings))


def chat(settings: Settings, name: str, folder: Path) -> int:
    """Talks in this terminal until end of input."""
    from bot.wiring import talk  # noqa: PLC0415

    # Lines of a log between lines of a talk help nobody.
    set_up_logs("ERROR" if settings.log_level == "INFO" else settings.log_level)
    return _run(talk(settings, name, folder))


def _run(work: Coroutine[None, None, None]) -> int:
    try:
        asyncio.run(work)
    except StartError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0
