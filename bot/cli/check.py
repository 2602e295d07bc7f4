"""`check`: all content, or the files and folders named."""

import argparse
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from bot.cli import Commands
from bot.cli.importing.columns import heading_words, read_heading_words
from bot.clock import now
from bot.content.library import load_forms, load_forms_examples
from bot.settings import Settings
from dialogs.authoring.form_loading import load_form, shipped_form
from dialogs.documents.agency import AgencyTemplate, load_agency_template
from dialogs.interview.answer_file import fill, read_answer_file
from dialogs.interview.definition import Form
from dialogs.interview.patterns import read_patterns
from dialogs.interview.wording import read_wordings
from dialogs.turn.phrases import load_phrases, shipped_phrases
from knowledge.base.entries import KnowledgeBase
from knowledge.base.loading import SHIPPED, load_knowledge
from knowledge.yaml_source import ContentError, Problem, read_yaml


def register(commands: Commands) -> None:
    parser = commands.add_parser("check", help="check content: all of it, or the files and folders named")
    parser.add_argument("paths", nargs="*", type=Path, metavar="PATH")
    parser.set_defaults(run=_check)


def _check(call: argparse.Namespace, settings: Settings) -> int:
    """Prints every problem as `file:line: what (remedy)`; exit code 1 when there is one. Notes stop
    nothing."""
    problems: list[Problem] = []
    notes: list[Problem] = []
    for look in [_look_at(path, settings) for path in call.paths] or _everything(settings):
        try:
            found = look()
            if isinstance(found, KnowledgeBase | AgencyTemplate):
                notes += found.notes
        except ContentError as error:
            problems += error.problems
    for problem in dict.fromkeys(problems):
        sys.stdout.write(f"{problem}\n")
    for note in dict.fromkeys(notes):
        sys.stdout.write(f"{replace(note, message=f'note: {note.message}')}\n")
    return 1 if problems else 0


def _everything(settings: Settings) -> list[Callable[[], object]]:
    """All that the bot would load with these settings."""
    return [
        lambda: load_knowledge(settings.knowledge or SHIPPED, http_links=settings.http_links, ties=True),
        lambda: _check_form(settings.forms),
        lambda: load_phrases(shipped_phrases()),
        read_patterns,
        read_wordings,
        heading_words,
    ]


def _look_at(path: Path, settings: Settings) -> Callable[[], object]:
    """What kind of content a path holds, told by its name and its keys."""
    if path.is_dir():
        if any(path.glob("*.ftl")):
            return lambda: load_phrases(path)
        if (path / "profile.yaml").is_file() or (path / "overlay.yaml").is_file():
            return lambda: _check_form(path)
        return lambda: load_knowledge(path, http_links=settings.http_links, ties=True)
    if path.suffix.lower() in (".docx", ".dotx", ".docm", ".dotm"):
        return lambda: load_agency_template(load_forms(settings.forms), path)
    return lambda: _check_yaml(path, settings)


def _check_yaml(path: Path, settings: Settings) -> KnowledgeBase | AgencyTemplate | None:
    content = read_yaml(path).content
    keys = set(content) if isinstance(content, dict) else set()
    if "entries" in keys:
        return load_knowledge(path.parent, http_links=settings.http_links, ties=True)
    if {"report", "segments"} & keys and "meta" in keys:
        filled = fill(load_forms(settings.forms), read_answer_file(path), "file", now())
        mistakes = filled.mistakes
        if mistakes:
            raise ContentError(
                Problem(
                    path, mistake.line, f'field "{mistake.field}": {mistake.message}', "correct the answer"
                )
                for mistake in mistakes
            )
    elif "personal_data" in keys:
        read_patterns(path)
    elif "wordings" in keys:
        read_wordings(path)
    elif "section_row" in keys:
        read_heading_words(path)
    elif "fields" in keys and "sections" in keys:
        load_form(path)
    else:
        return _check_template(load_form(shipped_form(), path))
    return None


def _check_form(folder: Path | None) -> AgencyTemplate | None:
    """The form of a folder, its examples, and the Word file that it names."""
    form = load_forms(folder)
    load_forms_examples(form, folder, now())
    return _check_template(form)


def _check_template(form: Form) -> AgencyTemplate | None:
    named = form.template.docx_template
    return load_agency_template(form, Path(named)) if named else None
