"""Drafts filled from the shipped examples, and changed."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from dialogs.authoring.form_loading import shipped_form
from dialogs.interview.answer_file import fill, read_answer_file
from dialogs.interview.answers import Answer, Draft, Path
from dialogs.interview.definition import Form
from dialogs.interview.route import finish

NOW = datetime(2026, 11, 22, 3, tzinfo=UTC)
TODAY: date = NOW.date()
EXAMPLES = ("citizen_service", "internal_accounting", "internal_facilities")


@pytest.fixture(scope="session")
def example(form: Form) -> Callable[[str], Draft]:
    def filled(name: str) -> Draft:
        path = shipped_form().parent / "examples" / f"{name}.yaml"
        result = fill(form, read_answer_file(path), "draft", NOW)
        assert result.mistakes == ()
        return finish(form, result.draft, NOW)

    return filled


def answered(draft: Draft, changes: dict[str, Answer]) -> Draft:
    """The draft with these answers at «field» or «field@segment»."""
    for path, answer in changes.items():
        draft = draft.with_answer(Path.parse(path), answer)
    return draft


def with_segments(draft: Draft, count: int) -> Draft:
    """As many segments, copies of the first ones with their numbers in their names."""
    return replace(draft, segments=tuple(draft.segments[n % len(draft.segments)] for n in range(count)))


def without(draft: Draft, *fields: str) -> Draft:
    """The draft with these questions unanswered."""
    return replace(
        draft,
        shared={name: answer for name, answer in draft.shared.items() if name not in fields},
        segments=tuple(
            {name: answer for name, answer in segment.items() if name not in fields}
            for segment in draft.segments
        ),
    )
