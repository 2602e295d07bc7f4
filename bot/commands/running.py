"""`run` and `chat`."""

import asyncio
import sys
from pathlib import Path

from bot.logs import set_up_logs
from bot.settings import Settings, StartError


def run(settings: Settings) -> int:
    """Serves until a signal comes."""
    from bot.wiring import serve  # noqa: PLC0415  # the settings' mistakes must show at once

    set_up_logs(settings.log_level)
    try:
        asyncio.run(serve(settings))
    except StartError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


def chat(settings: Settings, name: str, folder: Path) -> int:
    """Talks in this terminal until end of input."""
    from bot.wiring import talk  # noqa: PLC0415

    # Lines of a log between lines of a talk help nobody.
    set_up_logs("ERROR" if settings.log_level == "INFO" else settings.log_level)
    asyncio.run(talk(settings, name, folder))
    return 0
