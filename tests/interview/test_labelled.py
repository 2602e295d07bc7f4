"""Labelled answers: every check is right as often as wanted, and looks at right and wrong ones alike."""

from pathlib import Path

import pytest

from dialogs.interview.definition import Form
from dialogs.interview.examples import shipped_examples
from dialogs.interview.labelled import Outcome, evaluate_checks, figures, read_labelled
from tests.interview.person import NOW

QUESTIONS = Path(__file__).parents[2] / "questions"


@pytest.fixture(scope="module")
def outcomes(form: Form) -> list[Outcome]:
    cases = read_labelled(QUESTIONS / "checks.jsonl")
    return [*evaluate_checks(form, shipped_examples(), cases, NOW)]


def test_the_checks_are_right_as_often_as_wanted(outcomes: list[Outcome]) -> None:
    assert len(outcomes) >= 150
    total = figures(outcomes)
    assert (total.precision >= 0.95, total.recall >= 0.9) == (True, True), total
    for check in {outcome.case.check for outcome in outcomes}:
        own = figures([outcome for outcome in outcomes if outcome.case.check == check])
        assert min(own.precision, own.recall) >= 0.85, (check, own)


def test_every_check_has_labelled_answers_of_both_kinds(form: Form, outcomes: list[Outcome]) -> None:
    labelled = {(outcome.case.check, outcome.case.fires) for outcome in outcomes}
    assert {(check.id, fires) for check in form.checks for fires in (True, False)} <= labelled
