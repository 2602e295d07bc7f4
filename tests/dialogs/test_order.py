"""What is ticked and typed at one question is recorded in the order in which it was named."""

import pytest

from dialogs.interview.answers import Choices, Items, Path, Picked
from dialogs.interview.examples import ExampleProfile
from dialogs.turn.events import Said
from tests.talking import Conversation

Examples = dict[str, ExampleProfile]


@pytest.mark.parametrize(
    ("after", "order"),
    [(0, ("phone", "mfc", "epgu")), (1, ("mfc", "phone", "epgu")), (None, ("mfc", "epgu", "phone"))],
)
def test_a_ranking_has_the_order_in_which_its_options_were_named(
    talk: Conversation, examples: Examples, after: int | None, order: tuple[str, ...]
) -> None:
    talk.reach("channels@0", examples["citizen_service"].draft)
    talk.press("МФЦ")
    talk.press("Госуслуги")
    said = talk.send(Said("Телефон", after=after))
    answer = talk.draft.at(Path("channels", 0))
    assert isinstance(answer, Choices)
    assert tuple(picked.option for picked in answer.value) == order
    assert said.startswith("Записано так: ")


def test_words_of_ones_own_that_are_typed_anew_take_the_place_of_those_before(
    talk: Conversation, examples: Examples
) -> None:
    talk.reach("channels@0", examples["citizen_service"].draft)
    talk.press("Другое")
    talk.say("Сосед с машиной")
    talk.press("МФЦ")
    talk.say("Другое: Соцработник с машиной")
    assert talk.draft.at(Path("channels", 0)) == Choices(
        (Picked("other", "Соцработник с машиной"), Picked("mfc"))
    )


def test_ready_made_items_and_ones_own_stay_in_the_order_in_which_they_were_named(
    talk: Conversation, examples: Examples
) -> None:
    path = Path("life_situations", 0)
    talk.reach(str(path), examples["citizen_service"].draft)
    talk.press("Инвалидность")
    talk.press("Потеря работы")
    talk.send(Said("Пожар в доме", after=1))
    named = ("Инвалидность", "Пожар в доме", "Потеря работы")
    assert talk.draft.at(path) == Items(named)
    talk.press("Назад")
    talk.press("Беременность")
    talk.send(Said("Пожар в доме\nПереезд в село", after=2))
    assert talk.draft.at(path) == Items((*named, "Переезд в село", "Беременность"))
