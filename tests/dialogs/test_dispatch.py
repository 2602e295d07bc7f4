"""No button is without a function."""

from typing import get_args

from dialogs.filling.at_question import AT_QUESTION
from dialogs.turn.actions import Bound, ChooseSuggestion, NoneOfThese, OnDraft, Simple, StepName


def test_every_button_of_a_question_does_something() -> None:
    # These three work at every place; «yes» and «no» are a confirmation's.
    elsewhere = {ChooseSuggestion, NoneOfThese, OnDraft, Simple}
    assert AT_QUESTION.known() == {*get_args(Bound)} - elsewhere | {*get_args(StepName)} - {"yes", "no"}
