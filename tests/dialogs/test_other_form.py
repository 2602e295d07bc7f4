"""The form may be replaced whole: under other names of its fields the bot says and writes the same."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from dialogs.authoring.form_loading import load_form, shipped_form
from dialogs.documents.report import build_report
from dialogs.interview.definition import Form
from dialogs.interview.examples import load_examples, shipped_examples
from dialogs.interview.findings import check_answers, check_profile
from dialogs.interview.summary import summary
from dialogs.interview.view import View
from dialogs.turn.effects import IssueDocument
from dialogs.turn.world import Library
from tests.talking import Conversation

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


def renamed(names: frozenset[str], written: Any) -> Any:
    """Every mention of a field in the YAML of a form, with «my_» before it."""
    match written:
        case dict():
            return {
                key: value if key == "file_name" else renamed(names, value) for key, value in written.items()
            }
        case list():
            return [renamed(names, part) for part in written]
        case str() if written.partition(".")[0] in names:
            return f"my_{written}"
        case str():
            return re.sub(
                r"(?<=\{)\w+(?=[.}])", lambda slot: ("my_" if slot[0] in names else "") + slot[0], written
            )
        case _:
            return written


def with_keys(names: frozenset[str], answers: Mapping[str, Any]) -> dict[str, Any]:
    return {f"my_{key}" if key in names else key: value for key, value in answers.items()}


@pytest.fixture
def other(library: Library, tmp_path: Path) -> Library:
    """The shipped form and its examples, every field under another name."""
    names = library.form.names
    written = renamed(names, yaml.safe_load(shipped_form().read_text(encoding="utf-8")))
    written["layout"]["tables"]["grids"] = with_keys(names, written["layout"]["tables"]["grids"])
    (tmp_path / "form.yaml").write_text(yaml.safe_dump(written, allow_unicode=True), encoding="utf-8")
    for path in shipped_examples().glob("*.yaml"):
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        content["report"] = with_keys(names, content["report"])
        content["segments"] = [with_keys(names, segment) for segment in content["segments"]]
        (tmp_path / "examples").mkdir(exist_ok=True)
        (tmp_path / "examples" / path.name).write_text(
            yaml.safe_dump(content, allow_unicode=True), encoding="utf-8"
        )
    form = load_form(tmp_path / "form.yaml")
    assert form.names.isdisjoint(names)
    return replace(library, form=form, examples=load_examples(form, tmp_path / "examples", NOW))


def alike(value: object) -> str:
    """The value without the prefix and the keys made of it."""
    return re.sub(r"my_|#\w+(\.\w+)?", "", repr(value))


def test_documents_and_remarks_are_the_same(library: Library, other: Library) -> None:
    def written(form: Form, example: int, examples: Library) -> list[str]:
        draft = examples.examples[example].draft
        view = View(form, draft, NOW.date())
        parts = (
            build_report(form, draft, NOW.date()),
            summary(view),
            check_profile(view),
            check_answers(view),
        )
        return [alike(part) for part in parts]

    for example in range(3):
        assert written(other.form, example, other) == written(library.form, example, library)


def test_the_conversation_is_the_same(talk: Conversation, other: Library) -> None:
    def heard(talk: Conversation) -> list[str]:
        model = talk.library.examples[0].draft
        talk.begin().fill_like(model)
        heard = [talk.said, talk.press("Получить документ"), talk.say("/drafts"), talk.press("Копия")]
        issued = [effect for effect in talk.effects if isinstance(effect, IssueDocument)]
        assert issued
        return [*heard, *(f"{effect.title} {effect.file_stem}" for effect in issued), talk.say("/drafts")]

    assert heard(Conversation(other, talk.finder)) == heard(talk)
