"""What may be asked on the command line."""

import argparse
from pathlib import Path


def command_line() -> argparse.ArgumentParser:
    """Every command with its options; `command` names the chosen one."""
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
    table.add_argument("file", type=Path, metavar="FILE.docx|xlsx|csv")
    table.add_argument("--yes", action="store_true", help="do not ask at the terminal before writing")

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
