"""The worked profiles that are shipped as examples."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from dialogs.interview.answer_file import fill, read_answer_file
from dialogs.interview.answers import Draft
from dialogs.interview.definition import Form
from dialogs.interview.route import finish
from knowledge.yaml_source import ContentError, Problem


@dataclass(frozen=True, slots=True)
class ExampleProfile:
    """A finished profile of an invented agency; `shows` says what it is good for."""

    id: str
    title: str
    shows: str
    draft: Draft


def shipped_examples() -> Path:
    """The folder of examples that comes with the program."""
    return Path(__file__).parent.parent / "content" / "examples"


def load_examples(form: Form, folder: Path, now: datetime) -> tuple[ExampleProfile, ...]:
    """Every example in the folder, by file name. Raises ContentError for an answer the form refuses."""
    examples: list[ExampleProfile] = []
    problems: list[Problem] = []
    for path in sorted(folder.glob("*.yaml")):
        answers = read_answer_file(path)
        filled = fill(form, answers, f"example-{path.stem}", now)
        problems += [
            Problem(path, mistake.line, f'field "{mistake.field}": {mistake.message}', "correct the answer")
            for mistake in filled.mistakes
        ]
        title, shows = (str(answers.meta.get(key, "")) for key in ("title", "shows"))
        if not title or not shows:
            problems.append(Problem(path, 1, 'key "title" or "shows" is missing in "meta"', "add it"))
        examples.append(ExampleProfile(path.stem, title, shows, finish(form, filled.draft, now)))
    if problems:
        raise ContentError(problems)
    return tuple(examples)
