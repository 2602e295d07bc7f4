"""`form` and `fill`: draw the interview as a flowchart, and make documents of a file of answers."""

import argparse
import json
import sys
from pathlib import Path

from bot.cli import Commands
from bot.clock import now
from bot.content.library import load_forms
from bot.documents.long_document import DocumentTooLong
from bot.documents.on_demand import DocumentRenderer, TemplateBroke
from bot.settings import Settings
from dialogs.authoring.mermaid import mermaid
from dialogs.interview.answer_file import Filled, fill, read_answer_file
from dialogs.interview.route import finish
from dialogs.turn.replies import DocumentFormat

_FORMATS: tuple[DocumentFormat, ...] = ("docx", "pdf", "png")


def register(commands: Commands) -> None:
    form = commands.add_parser("form", help="draw the interview as a Mermaid flowchart")
    form.set_defaults(run=_draw_form)

    parser = commands.add_parser("fill", help="make the documents of a file of answers")
    parser.add_argument("answers", type=Path, metavar="ANSWERS.yaml")
    for format in _FORMATS:
        parser.add_argument(f"--{format}", type=Path, metavar="OUT")
    parser.add_argument("--json", action="store_true", help="the outcome as one JSON object")
    parser.set_defaults(run=_fill)


def _draw_form(_call: argparse.Namespace, settings: Settings) -> int:
    """The interview as a Mermaid flowchart."""
    sys.stdout.write(mermaid(load_forms(settings.forms)) + "\n")
    return 0


def _fill(call: argparse.Namespace, settings: Settings) -> int:
    """The documents of a file of answers; with mistakes in it (exit code 1) they bear the draft mark."""
    form = load_forms(settings.forms)
    moment = now().astimezone(settings.time_zone)
    filled = fill(form, read_answer_file(call.answers), "file", moment)
    blocking = [finding for finding in filled.findings if finding.level == "error" and not finding.kept]
    fine = not filled.mistakes and not blocking
    wanted: dict[DocumentFormat, Path] = {
        format: path for format in _FORMATS if (path := getattr(call, format)) is not None
    }
    renderer = DocumentRenderer(form, settings.time_zone)
    draft = finish(form, filled.draft, moment) if fine else filled.draft
    for format, path in wanted.items():
        try:
            path.write_bytes(renderer.draw(draft, format, moment.date()))
        except TemplateBroke as broke:
            sys.stderr.write(f"{path}: the Word template could not be filled, our own layout is used\n")
            path.write_bytes(broke.content)
        except DocumentTooLong as error:
            sys.stderr.write(f"{path}: {error}\n")
            return 1
    if call.json:
        sys.stdout.write(json.dumps(_outcome(filled, fine, wanted), ensure_ascii=False) + "\n")
    else:
        _write_text(call.answers, filled, wanted)
    return 0 if fine else 1


def _write_text(answers: Path, filled: Filled, written: dict[DocumentFormat, Path]) -> None:
    for mistake in filled.mistakes:
        sys.stdout.write(f"{answers}:{mistake.line}: {mistake.field}: {mistake.message}\n")
    for finding in filled.findings:
        fields = ", ".join(str(path) for path in finding.paths)
        # Mistakes are the result when there are any; remarks beside documents are an aside.
        stream = sys.stdout if finding.level == "error" else sys.stderr
        stream.write(f"{answers}: {finding.level}: {fields}: {finding.message}\n")
    sys.stdout.writelines(f"{path}\n" for path in written.values())


def _outcome(filled: Filled, fine: bool, written: dict[DocumentFormat, Path]) -> dict[str, object]:
    return {
        "ok": fine,
        "mistakes": [
            {
                "field": mistake.field,
                "segment": mistake.path.segment if mistake.path else None,
                "line": mistake.line,
                "message": mistake.message,
            }
            for mistake in filled.mistakes
        ],
        "findings": [
            {
                "check": finding.check,
                "level": finding.level,
                "message": finding.message,
                "fields": [str(path) for path in finding.paths],
                "quotes": finding.quotes,
            }
            for finding in filled.findings
        ],
        "files": {format: str(path) for format, path in written.items()},
    }
