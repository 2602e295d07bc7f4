"""`run` and `chat`."""

import asyncio
import errno
import gc
import logging
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

from bot.settings import SettingError, Settings, StartError
from bot.telemetry.log import set_up_logs
from knowledge.authored import ContentError

log = logging.getLogger(__name__)

_NO_ROOM = (errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM)


def run(settings: Settings) -> int:
    """Serves until a signal comes."""
    from bot.app.run import serve  # noqa: PLC0415  # the settings' mistakes must show at once

    set_up_logs(settings.log_level, format=settings.log_format)
    return _run(serve(settings))


def chat(settings: Settings, name: str, folder: Path) -> int:
    """Talks in this terminal until end of input."""
    from bot.app.terminal import talk  # noqa: PLC0415

    # Lines of a log between lines of a talk help nobody.
    set_up_logs("ERROR" if settings.log_level == "INFO" else settings.log_level)
    return _run(talk(settings, name, folder))


def _run(work: Coroutine[None, None, None]) -> int:
    try:
        with asyncio.Runner() as runner:
            runner.get_loop().set_exception_handler(LostErrors())
            runner.run(work)
    except (StartError, SettingError, ContentError):
        raise
    except Exception:
        # Python's own traceback would quote the error's message, and that may quote a person.
        log.critical("ended by a bug", exc_info=True)
        return 1
    finally:
        # All is closed. The interpreter would spend a second of an administrator's ten on a last search for
        # cycles among everything that was ever imported.
        gc.freeze()
    return 0


class LostErrors:
    """Logs what asyncio would log itself, with the error's message and the task's arguments."""

    def __init__(self) -> None:
        self._quiet_until = 0.0

    def __call__(self, loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        error = context.get("exception")
        if not isinstance(error, OSError) or error.errno not in _NO_ROOM:
            log.error("an error that nobody awaited", exc_info=error)
        elif loop.time() >= self._quiet_until:
            # asyncio tries to accept a hundred connections at once, and says the same of each.
            self._quiet_until = loop.time() + 1
            log.error("no room for another connection errno=%s", errno.errorcode[error.errno])
