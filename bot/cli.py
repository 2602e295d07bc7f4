"""The command line: results on stdout, everything else on stderr; 0 fine, 1 found wanting, 2 bad call."""

import argparse
import os
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from bot.settings import SettingError, Settings, StartError, read_settings
from knowledge.authored import ContentError

FINE, WANTING, BAD_CALL = 0, 1, 2


def main(arguments: Sequence[str] | None = None, environ: Mapping[str, str] | None = None) -> int:
    """Runs one command and returns its exit code."""
    for stream in (sys.stdout, sys.stderr):
        # Russian must come out whatever the locale is.
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    call = _parser().parse_args(arguments)
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
            from bot.commands.running import run

            return run(settings)
        case "chat":
            from bot.commands.running import chat

            return chat(settings, call.name, call.folder)
        case "ask":
            from bot.commands.asking import ask, ask_batch

            folder, vectors = call.knowledge or settings.knowledge, _vectors(environ)
            if call.batch:
                return ask_batch(folder, vectors, sys.stdin.buffer, sys.stdout)
            return ask(folder, vectors, call.text, as_json=call.json, out=sys.stdout)
        case "explain":
            from bot.commands.asking import explain_question

            folder = call.knowledge or settings.knowledge
            return explain_question(folder, _vectors(environ), call.text, sys.stdout)
        case "eval":
            from bot.commands.evaluating import Measuring, evaluate_files

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
            from bot.commands.importing import import_table

            return import_table(call.file, sys.stdout, sys.stderr)
        case "check":
            from bot.commands.checking import check

            return check(call.paths, settings, sys.stdout)
        case "form":
            from bot.commands.forms import draw_form

            return draw_form(settings.forms, sys.stdout)
        case "fill":
            from bot.commands.forms import Targets, fill_file

            targets = Targets(call.docx, call.pdf, call.png, call.json)
            return fill_file(settings, call.answers, targets, sys.stdout)
        case "export" | "forget":
            from bot.commands.keeping import export, forget

            return (export if call.command == "export" else forget)(settings, call.address, sys.stdout)
        case "digest":
            from bot.commands.digesting import print_digest

            return print_digest(settings, call.day, sys.stdout)
        case "failures":
            from bot.commands.failing import failures

            return failures(settings, sys.stdout, as_json=call.json)
        case "backup":
            from bot.commands.keeping import backup

            return backup(settings, call.file)
        case "restore":
            from bot.chance import now
            from bot.commands.restoring import restore

            return restore(settings, call.file, now(), sys.stdout)
        case _:
            raise AssertionError(call.command)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="segmentbot",
        description="A chat assistant for civil servants who adopt client-centricity.",
        epilog="Settings: the environment or .env, see .env.example. "
        "Exit code: 0 fine, 1 found wanting, 2 bad call.",
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    commands.add_parser("run", help="serve the web chat, and the messengers that are set up")

    chat = commands.add_parser("chat", help="talk to the bot in this terminal")
    chat.add_argument("--name", default="local", help="which terminal chat to go on with (default: local)")
    chat.add_argument(
        "--folder", type=Path, default=Path(), help="where documents are written (default: here)"
    )

    ask = commands.add_parser("ask", help="answer one question, or a question a line")
    asked = ask.add_mutually_exclusive_group(required=True)
    asked.add_argument("text", nargs="?", help="the question")
    asked.add_argument("--batch", action="store_true", help="read questions from stdin, write JSON lines")
    ask.add_argument("--json", action="store_true", help="the answer as one JSON object")
    _knowledge(ask)

    explain = commands.add_parser("explain", help="show why a question is answered as it is")
    explain.add_argument("text", help="the question")
    _knowledge(explain)

    evaluate = commands.add_parser("eval", help="measure the answers on a question set")
    evaluate.add_argument("file", type=Path, nargs="+", metavar="FILE.jsonl")
    evaluate.add_argument("--words", action="store_true", help="by words alone, without sentence encoders")
    evaluate.add_argument(
        "--against", type=Path, metavar="OLD", help="an earlier --json, or a folder of entries: what changed"
    )
    evaluate.add_argument("--baseline", type=Path, metavar="FILE", help="exit 1 on a drop of one point")
    evaluate.add_argument("--keep", action="store_true", help="write the figures into the baseline")
    evaluate.add_argument("--json", action="store_true", help="the figures as one JSON object")
    evaluate.add_argument(
        "--fail-under", type=float, metavar="PERCENT", help="exit 1 when fewer questions come out right"
    )
    _knowledge(evaluate)

    table = commands.add_parser("import", help="turn a table of questions and answers into entries")
    table.add_argument("file", type=Path, metavar="FILE.docx|xlsx")

    check = commands.add_parser("check", help="check content: all of it, or the files and folders named")
    check.add_argument("paths", nargs="*", type=Path, metavar="PATH")

    commands.add_parser("form", help="draw the interview as a Mermaid flowchart")

    fill = commands.add_parser("fill", help="make the documents of a file of answers")
    fill.add_argument("answers", type=Path, metavar="ANSWERS.yaml")
    for name in ("docx", "pdf", "png"):
        fill.add_argument(f"--{name}", type=Path, metavar="OUT")
    fill.add_argument("--json", action="store_true", help="the outcome as one JSON object")

    for name, what in (("export", "write everything stored about a person"), ("forget", "erase a person")):
        person = commands.add_parser(name, help=what)
        person.add_argument("address", metavar="CHANNEL:CHAT", help="as in telegram:123456 or terminal:local")

    digest = commands.add_parser("digest", help="print what the team is told of a day")
    digest.add_argument("day", nargs="?", metavar="DAY", help="as in 2026-11-22; the last 24 hours without")

    failed = commands.add_parser("failures", help="list events set aside and messages given up")
    failed.add_argument("--json", action="store_true", help="one JSON object a line")

    backup = commands.add_parser("backup", help="copy the database while it is in use (SQLite)")
    backup.add_argument("file", type=Path, metavar="FILE")

    restore = commands.add_parser("restore", help="put a backup in the place of the database (SQLite)")
    restore.add_argument("file", type=Path, metavar="FILE")
    return parser


def _knowledge(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--knowledge", type=Path, metavar="DIR", help="a folder of entries instead of ours")


def _vectors(environ: Mapping[str, str]) -> Path:
    """Where commands keep what the sentence encoders computed."""
    cache = environ.get("XDG_CACHE_HOME") or Path(environ.get("HOME") or tempfile.gettempdir()) / ".cache"
    return Path(cache) / "segmentbot" / "vectors"
