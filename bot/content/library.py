"""Loads everything authored from the folders that the settings name."""

from datetime import datetime
from pathlib import Path

from bot.settings import Settings
from dialogs.authoring.form_loading import load_form, shipped_form
from dialogs.interview.definition import Form
from dialogs.interview.examples import ExampleProfile, load_examples, shipped_examples
from dialogs.turn.phrases import load_phrases, shipped_phrases
from dialogs.turn.world import Library
from knowledge.base.loading import SHIPPED, load_knowledge


def load_library(settings: Settings, now: datetime) -> Library:
    """The knowledge base, the form, the phrases and the examples.

    Raises ContentError with the file and line of what an author has to mend.
    """
    form = load_forms(settings.forms)
    return Library(
        knowledge=load_knowledge(settings.knowledge or SHIPPED),
        form=form,
        phrases=load_phrases(shipped_phrases()),
        examples=load_forms_examples(form, settings.forms, now),
    )


def load_forms(folder: Path | None) -> Form:
    """The shipped form; a `profile.yaml` in `folder` replaces it, an `overlay.yaml` is laid over it."""
    if folder is None:
        return load_form(shipped_form())
    own, overlay = folder / "profile.yaml", folder / "overlay.yaml"
    return load_form(own if own.is_file() else shipped_form(), overlay if overlay.is_file() else None)


def load_forms_examples(form: Form, folder: Path | None, now: datetime) -> tuple[ExampleProfile, ...]:
    """The shipped examples; a folder with an agency's form has its own under `examples`, or none."""
    if folder is None or not any((folder / name).is_file() for name in ("profile.yaml", "overlay.yaml")):
        return load_examples(form, shipped_examples(), now)
    own = folder / "examples"
    return load_examples(form, own, now) if own.is_dir() else ()
