"""`run` and `chat`: serve the channels, or talk in this terminal."""

import argparse
import asyncio
import errno
import gc
import os
import shutil
import sys
from collections.abc import Coroutine, Iterator, Mapping
from pathlib import Path
from typing import Any

import structlog

from bot.cli import Commands
from bot.settings import ENV_PREFIX, SettingError, Settings, StartError
from bot.telemetry.log import set_up_logs
from dialogs.turn.phrases import load_phrases, shipped_phrases
from knowledge.yaml_source import ContentError

log = structlog.get_logger(__name__)

_PROXIES = ("HTTPS_PROXY", "ALL_PROXY")
_NO_ROOM = (errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM)


def register(commands: Commands) -> None:
    parser = commands.add_parser("run", help="serve the web chat, and the messengers that are set up")
    parser.set_defaults(run=_serve)

    chat = commands.add_parser("chat", help="talk to the bot in this terminal")
    chat.add_argument("--name", default="local", help="which terminal chat to go on with (default: local)")
    chat.add_argument(
        "--folder", type=Path, default=Path(), help="where documents are written (default: here)"
    )
    chat.set_defaults(run=_chat)


def _serve(_call: argparse.Namespace, settings: Settings) -> int:
    """Serves until a signal comes."""
    sys.stderr.writelines(f"Segmentbot: {line}\n" for line in start_lines(settings, os.environ))
    sys.stderr.flush()
    # A start makes no garbage, and to look for some among all that is loaded takes an eighth of its time;
    # `serve` turns it on again.
    gc.disable()
    from bot.app.lifecycle import serve  # noqa: PLC0415  # takes a second, in which the lines are read

    set_up_logs(settings.log_level, format=settings.log_format)
    return _run(serve(settings))


def _chat(call: argparse.Namespace, settings: Settings) -> int:
    """Talks in this terminal until end of input."""
    phrases = load_phrases(shipped_phrases())
    place = str(settings.database_file or "PostgreSQL")
    lines = [phrases.label("ru", "terminal-how", database=place)]
    if settings.team_chat is None or settings.telegram_token is None:
        lines.append(phrases.label("ru", "terminal-team-off", team=f"{ENV_PREFIX}TEAM_CHAT"))
    if not settings.encoders:
        lines.append(phrases.label("ru", "terminal-encoders-off", encoders=f"{ENV_PREFIX}ENCODERS"))
    sys.stderr.writelines(f"{line}\n" for line in lines)
    sys.stderr.flush()
    # Lines of a log between lines of a talk help nobody.
    set_up_logs("ERROR" if settings.log_level == "INFO" else settings.log_level)
    words = [phrases.label("ru", f"terminal-{key}") for key in ("exit", "several-lines")]
    return _run(_talk(settings, call.name, call.folder, *words))


def start_lines(settings: Settings, environ: Mapping[str, str]) -> Iterator[str]:
    """Where it will be, how to stop it, where the data lies, what is off and which setting turns it on; a
    proxy of the environment that is not used."""
    where = settings.web_address if settings.web_port else "a free port, named when it is open"
    yield f"starting; Ctrl-C stops it. Web chat: {where}"
    yield f"data: {settings.database_file or 'PostgreSQL'}"
    way = "webhook" if settings.telegram_webhook else "polling"
    yield f"Telegram: {way if settings.telegram_token else f'off ({ENV_PREFIX}TELEGRAM_TOKEN turns it on)'}"
    proxies = [name for name in _PROXIES if environ.get(name) or environ.get(name.lower())]
    if settings.telegram_token and settings.telegram_proxy:
        yield "Telegram is reached through a proxy"
    elif settings.telegram_token and proxies:
        yield f"{proxies[0]} is set and not used; {ENV_PREFIX}TELEGRAM_PROXY names a proxy for Telegram"
    reachable = settings.team_chat is not None and settings.telegram_token is not None
    yield f"team chat: {'on' if reachable else f'off ({ENV_PREFIX}TEAM_CHAT and a messenger turn it on)'}"
    digest = settings.digest_at if reachable else None
    when = f"{digest:%H:%M}" if digest else f"off ({ENV_PREFIX}DIGEST_AT and the team chat turn it on)"
    yield f"daily digest: {when}"
    framed = " ".join(settings.web_frame_ancestors)
    yield f"chat on other pages: {framed or f'off ({ENV_PREFIX}WEB_FRAME_ANCESTORS turns it on)'}"


async def _talk(settings: Settings, name: str, folder: Path, exit_words: str, several_lines: str) -> None:
    from bot.app.app import open_app  # noqa: PLC0415
    from bot.channels.terminal import Terminal, lines_of  # noqa: PLC0415
    from bot.upkeep.learned_feed import LearnedFeed  # noqa: PLC0415

    live = sys.stdin.isatty() and sys.stdout.isatty()
    async with open_app(settings) as app:
        terminal = Terminal(
            handler=app.retrying_handler,
            store=app.store,
            documents=app.documents,
            name=name,
            folder=folder,
            lines=lines_of(sys.stdin),
            out=sys.stdout,
            width=min(shutil.get_terminal_size().columns, 100),
            phrases=app.library.phrases,
            prompt="> " if live else "",
            exit_words=[word.strip() for word in exit_words.split(";")],
            several_lines=several_lines,
        )
        async with asyncio.TaskGroup() as group:
            following = [group.create_task(app.finder.follow())]
            # What experts publish elsewhere, and take back, while this terminal is open.
            following.append(group.create_task(LearnedFeed(app.store, app.finder, app.notifier).run()))
            await terminal.run()
            for each in following:
                each.cancel()


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
            log.error("no room for another connection", errno=errno.errorcode[error.errno])
