"""The interview answers at once, however long the report; limits leave room for a busy machine."""

from collections.abc import Callable
from dataclasses import replace
from time import perf_counter

from dialogs.authoring.form_loading import load_form, shipped_form
from dialogs.interview.answers import Path
from dialogs.interview.definition import Form
from dialogs.interview.examples import ExampleProfile
from dialogs.interview.findings import remarks
from dialogs.interview.question import question
from dialogs.interview.route import AskField, new_draft, open_after
from dialogs.interview.summary import progress
from dialogs.interview.typed_answers import Mistake, read
from dialogs.interview.view import View
from tests.interview.person import NOW, TODAY


def best_of(times: int, work: Callable[[], object]) -> float:
    """Milliseconds of the fastest run."""

    def run() -> float:
        start = perf_counter()
        work()
        return (perf_counter() - start) * 1000

    return min(run() for _ in range(times))


def test_a_step_of_a_long_report(form: Form, examples: dict[str, ExampleProfile]) -> None:
    draft = examples["citizen_service"].draft
    draft = replace(draft, segments=(draft.segments * 3)[:5])
    path = Path("channels", 4)

    def step() -> None:
        question(View(form, draft), path)
        open_after(View(form, draft), AskField(path))
        progress(View(form, draft))

    assert best_of(50, step) < 3


def test_loading_the_form() -> None:
    assert best_of(3, lambda: load_form(shipped_form())) < 300


def test_hostile_text_takes_no_longer_than_any_other(form: Form) -> None:
    draft = new_draft(form, "d", NOW, {})
    hostile = [
        "а" * 19_999,
        "a@" * 9_999,
        "нужно " * 3_000,
        "8 (" * 6_000,
        "1 " * 9_999,
        "\n".join("б" * 6_000),
    ]

    def everywhere(text: str) -> None:
        for field in form.fields:
            path = Path(field.id, 0 if field.scope == "segment" else None)
            answer = read(View(form, draft), path, text)
            if not isinstance(answer, Mistake):
                remarks(View(form, draft, TODAY), path, answer)

    for text in hostile:
        assert best_of(1, lambda text=text: everywhere(text)) / len(form.fields) < 60  # type: ignore[misc]
