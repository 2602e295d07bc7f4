"""Labelled answers: every check is right as often as wanted, and looks at right and wrong ones alike."""

from pathlib import Path

import pytest

from dialogs.interview.answer_file import fill, read_answer_file
from dialogs.interview.definition import Form
from dialogs.interview.examples import shipped_examples
from dialogs.interview.labelled import CheckOutcome, evaluate_checks, figures, read_labelled
from tests.interview.respondent import NOW

CHECKS = Path(__file__).parents[2] / "questions" / "interview" / "checks.jsonl"
CASES = Path(__file__).parent / "cases"


@pytest.fixture(scope="module")
def outcomes(form: Form) -> list[CheckOutcome]:
    return [*evaluate_checks(form, shipped_examples(), read_labelled(CHECKS), NOW)]


def test_the_checks_are_right_as_often_as_wanted(outcomes: list[CheckOutcome]) -> None:
    assert len(outcomes) >= 150
    total = figures(outcomes)
    assert (total.precision >= 0.95, total.recall >= 0.9) == (True, True), total
    for check in {outcome.case.check for outcome in outcomes}:
        own = figures([outcome for outcome in outcomes if outcome.case.check == check])
        assert min(own.precision, own.recall) >= 0.85, (check, own)


def test_every_check_has_labelled_answers_of_both_kinds(form: Form, outcomes: list[CheckOutcome]) -> None:
    labelled = {(outcome.case.check, outcome.case.fires) for outcome in outcomes}
    assert {(check.id, fires) for check in form.checks for fires in (True, False)} <= labelled


@pytest.mark.parametrize("file", sorted(CASES.glob("*.yaml")), ids=lambda file: file.stem)
def test_a_profile_with_flaws_gets_the_remarks_of_a_methodologist(form: Form, file: Path) -> None:
    answers = read_answer_file(file)
    filled = fill(form, answers, "case", NOW)
    assert filled.mistakes == ()
    said = [
        each.check if each.segment is None else f"{each.check}@{each.segment}" for each in filled.findings
    ]
    assert sorted(said) == sorted(answers.meta["expects"])
