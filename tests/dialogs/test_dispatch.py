"""No button is without a function."""

from typing import get_args

from dialogs.filling.at_question import AT_QUESTION
from dialogs.turn.actions import Bound, ChooseSuggestion, NoneOfThese, Simple, StepName


def test_every_button_of_a_question_does_something() -> None:
    # These two work at every place; «yes» and «no» are a confirmation's.
    elsewhere = {ChooseSuggestion, NoneOfThese, Simple}
    assert AT_QUESTION.known() == {*get_args(Bound)} - elsewhere | {*get_args(StepName)} - {"yes", "no"}
