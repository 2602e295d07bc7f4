"""The command line: results on stdout, everything else on stderr; 0 fine, 1 found wanting, 2 bad call."""

import argparse
import contextlib
import importlib
import logging
import os
import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NoReturn

from bot.settings import SettingError, StartError, read_settings
from bot.telemetry.log import flush_logs, set_up_logs
from knowledge.yaml_source import ContentError

FINE, WANTING, BAD_CALL = 0, 1, 2

# The file of each command, in the order of the help.
_FILES = {
    "run": "run",
    "chat": "run",
    "ask": "ask",
    "explain": "ask",
    "eval": "evaluate",
    "eval-checks": "evaluate",
    "import": "importing.command",
    "check": "check",
    "form": "fill",
    "fill": "fill",
    "failures": "failures",
    "audit": "audit",
    "export": "person",
    "forget": "person",
    "digest": "digest",
    "knowledge": "knowledge",
    "backup": "backup",
    "restore": "backup",
}


def program() -> NoReturn:
    """`segmentbot` as a process of its own."""
    code = main()
    if any(thread.daemon for thread in threading.enumerate()):
        # An encoder is still being loaded, and nobody waits for it. Its machine code must not go on while the
        # interpreter takes itself apart: that ends in a segmentation fault. All that matters is closed.
        logging.shutdown()
        flush_logs()
        for stream in (sys.stdout, sys.stderr):
            with contextlib.suppress(OSError, ValueError):
                stream.flush()
        os._exit(code)
    sys.exit(code)


def main(arguments: Sequence[str] | None = None, environ: Mapping[str, str] = os.environ) -> int:
    """Runs one command and returns its exit code."""
    for stream in (sys.stdout, sys.stderr):
        # Russian must come out whatever the locale is.
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    set_up_logs("WARNING")
    given = sys.argv[1:] if arguments is None else arguments
    call = command_line(given).parse_args(given)
    try:
        code: int = call.run(call, read_settings(environ, Path(".env")))
    except SettingError as error:
        sys.stderr.write(f"{error}\n")
        return BAD_CALL
    except (ContentError, StartError) as error:
        sys.stderr.write(f"{error}\n")
        return WANTING
    except BrokenPipeError:
        # Whoever read our results has seen enough (`segmentbot ask --batch | head`).
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FINE
    except KeyboardInterrupt:
        return 130
    return code


def command_line(arguments: Sequence[str]) -> argparse.ArgumentParser:
    """The parser of the command that `arguments` begin with; of all commands when it is none.

    Only the file of that command is imported: `ask` must not wait for the web server.
    """
    parser = argparse.ArgumentParser(
        prog="segmentbot",
        description="A chat assistant for civil servants who adopt client-centricity.",
        epilog="Settings: the environment or .env, see .env.example. "
        "Exit code: 0 fine, 1 found wanting, 2 bad call.",
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    asked = arguments[0] if arguments else ""
    for file in [_FILES[asked]] if asked in _FILES else dict.fromkeys(_FILES.values()):
        importlib.import_module(f"bot.cli.{file}").register(commands)
    return parser
