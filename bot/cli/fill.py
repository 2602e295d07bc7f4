"""`form` and `fill`: the interview without a chat."""

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from bot.clock import now
from bot.content.library import load_forms
from bot.documents.render import DocumentRenderer
from bot.settings import Settings
from dialogs.authoring.mermaid import mermaid
from dialogs.interview.answer_file import Filled, fill, read_answer_file
from dialogs.interview.route import finish
from dialogs.turn.replies import DocumentFormat


@dataclass(frozen=True, slots=True)
class Targets:
    """Where the documents go; None for those that are not wanted."""

    docx: Path | None
    pdf: Path | None
    png: Path | None
    json: bool

    def files(self) -> list[tuple[DocumentFormat, Path]]:
        wanted: tuple[tuple[DocumentFormat, Path | None], ...] = (
            ("docx", self.docx),
            ("pdf", self.pdf),
            ("png", self.png),
        )
        return [(format, path) for format, path in wanted if path is not None]


def draw_form(folder: Path | None, out: TextIO) -> int:
    """The interview as a Mermaid flowchart."""
    out.write(mermaid(load_forms(folder)) + "\n")
    return 0


def fill_file(settings: Settings, answers: Path, targets: Targets, out: TextIO) -> int:
    """The documents of a file of answers, or (exit code 1) every mistake with its field."""
    form = load_forms(settings.forms)
    moment = now().astimezone(settings.time_zone)
    filled = fill(form, read_answer_file(answers), "file", moment)
    blocking = [finding for finding in filled.findings if finding.level == "error" and not finding.kept]
    fine = not filled.mistakes and not blocking
    if fine:
        drawing = DocumentRenderer(form, settings.time_zone)
        draft = finish(form, filled.draft, moment)
        for format, path in targets.files():
            path.write_bytes(drawing.draw(draft, format, moment.date()))
    if targets.json:
        out.write(json.dumps(_outcome(filled, targets if fine else None), ensure_ascii=False) + "\n")
    else:
        _tell(answers, filled, targets if fine else None, out)
    return 0 if fine else 1


def _tell(answers: Path, filled: Filled, written: Targets | None, out: TextIO) -> None:
    for mistake in filled.mistakes:
        out.write(f"{answers}:{mistake.line}: {mistake.field}: {mistake.message}\n")
    for finding in filled.findings:
        fields = ", ".join(str(path) for path in finding.paths)
        # Mistakes are the result when there are any; remarks beside documents are an aside.
        stream = out if finding.level == "error" else sys.stderr
        stream.write(f"{answers}: {finding.level}: {fields}: {finding.message}\n")
    for _, path in written.files() if written else ():
        out.write(f"{path}\n")


def _outcome(filled: Filled, written: Targets | None) -> dict[str, object]:
    return {
        "ok": written is not None,
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
            }
            for finding in filled.findings
        ],
        "files": {format: str(path) for format, path in written.files()} if written else {},
    }
