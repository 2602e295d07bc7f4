"""The form: where it is shipped and how it is loaded."""

from pathlib import Path

from dialogs.authoring.form_check import problems_of
from dialogs.authoring.form_typing import typed_form
from dialogs.authoring.overlay import laid_over
from dialogs.interview.definition import Form
from knowledge.authored import ContentError, read_yaml


def shipped_form() -> Path:
    """The form that comes with the program."""
    return Path(__file__).parent.parent / "content" / "profile.yaml"


def load_form(path: Path, overlay: Path | None = None) -> Form:
    """The form at `path`, with an agency's own form laid over it when there is one.

    Raises ContentError with the file, line and remedy of everything an author has to mend.
    """
    source = read_yaml(path)
    form = typed_form(source)
    if problems := problems_of(form, source):
        raise ContentError(problems)
    if overlay is None:
        return form
    return laid_over(form, source, read_yaml(overlay))
