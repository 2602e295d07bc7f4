"""Runs commands: results on stdout, everything else on stderr; 0 fine, 1 found wanting, 2 bad call."""

import argparse
import contextlib
import logging
import os
import sys
import tempfile
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NoReturn

from bot.cli.arguments import command_line
from bot.settings import SettingError, Settings, StartError, read_settings
from knowledge.authored import ContentError

FINE, WANTING, BAD_CALL = 0, 1, 2


def program() -> NoReturn:
    """`segmentbot` as a process of its own."""
    code = main()
    if any(thread.daemon for thread in threading.enumerate()):
        # An encoder is still being loaded, and nobody waits for it. Its machine code must not go on while the
        # interpreter takes itself apart: that ends in a segmentation fault. All that matters is closed.
        logging.shutdown()
        for stream in (sys.stdout, sys.stderr):
            with contextlib.suppress(OSError, ValueError):
                stream.flush()
        os._exit(code)
    sys.exit(code)


def main(arguments: Sequence[str] | None = None, environ: Mapping[str, str] | None = None) -> int:
    """Runs one command and returns its exit code."""
    for stream in (sys.stdout, sys.stderr):
        # Russian must come out whatever the locale is.
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    call = command_line().parse_args(arguments)
    try:
        settings = read_settings(os.environ if environ is None else environ, Path(".env"))
        return _run(call, settings, os.environ if environ is None else environ)
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


# Each command imports what it needs when it runs: `ask` must not wait for the web server.
def _run(call: argparse.Namespace, settings: Settings, environ: Mapping[str, str]) -> int:
    match call.command:
        case "run":
            from bot.cli.run import run

            return run(settings)
        case "chat":
            from bot.cli.run import chat

            return chat(settings, call.name, call.folder)
        case "ask":
            from bot.cli.ask import ask, ask_batch

            folder, vectors = call.knowledge or settings.knowledge, _vectors(environ)
            if call.batch:
                return ask_batch(folder, vectors, sys.stdin.buffer, sys.stdout)
            return ask(folder, vectors, call.text, as_json=call.json, out=sys.stdout)
        case "explain":
            from bot.cli.ask import explain_question

            folder = call.knowledge or settings.knowledge
            return explain_question(folder, _vectors(environ), call.text, sys.stdout)
        case "eval":
            from bot.cli.evaluate import Measuring, evaluate_files

            measuring = Measuring(
                call.knowledge or settings.knowledge,
                _vectors(environ),
                call.json,
                call.fail_under,
                call.against,
                call.baseline,
                call.keep,
                call.words,
            )
            return evaluate_files(call.file, measuring, sys.stdout)
        case "import":
            from bot.cli.importing.command import import_table

            asks = not call.yes and sys.stdin.isatty() and sys.stderr.isatty()
            return import_table(call.file, sys.stdout, sys.stderr, sys.stdin if asks else None)
        case "check":
            from bot.cli.check import check

            return check(call.paths, settings, sys.stdout)
        case "form":
            from bot.cli.fill import draw_form

            return draw_form(settings.forms, sys.stdout)
        case "fill":
            from bot.cli.fill import Targets, fill_file

            targets = Targets(call.docx, call.pdf, call.png, call.json)
            return fill_file(settings, call.answers, targets, sys.stdout)
        case "export" | "forget":
            from bot.cli.stored_data import export, forget

            return (export if call.command == "export" else forget)(settings, call.address, sys.stdout)
        case "digest":
            from bot.cli.digest import print_digest

            return print_digest(settings, call.day, sys.stdout)
        case "failures":
            from bot.cli.failures import failures

            return failures(settings, sys.stdout, as_json=call.json)
        case "backup":
            from bot.cli.stored_data import backup

            return backup(settings, call.file)
        case "restore":
            from bot.cli.restore import restore
            from bot.clock import now

            return restore(settings, call.file, now(), sys.stdout)
        case _:
            raise AssertionError(call.command)


def _vectors(environ: Mapping[str, str]) -> Path:
    """Where commands keep what the sentence encoders computed."""
    cache = environ.get("XDG_CACHE_HOME") or Path(environ.get("HOME") or tempfile.gettempdir()) / ".cache"
    return Path(cache) / "segmentbot" / "vectors"
