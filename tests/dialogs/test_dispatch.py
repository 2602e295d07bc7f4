"""No button is without a function."""

from typing import get_args

from dialogs.filling.draft_actions import AT_QUESTION
from dialogs.filling.one_message import AT_ONE_MESSAGE
from dialogs.turn.actions import Bound, ChooseSuggestion, NoneOfThese, Simple, StepName


def test_every_button_of_a_question_does_something() -> None:
    # These two work at every place; «yes» and «no» are a confirmation's.
    elsewhere = {ChooseSuggestion, NoneOfThese, Simple}
    known = AT_QUESTION.known() | AT_ONE_MESSAGE.known()
    assert known == {*get_args(Bound)} - elsewhere | {*get_args(StepName)} - {"yes", "no"}
