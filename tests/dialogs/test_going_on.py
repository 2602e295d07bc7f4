"""Coming back to an unfinished profile, and asking for it in one's own words."""

import pytest

from dialogs.interview.answers import Path
from dialogs.interview.examples import ExampleProfile
from dialogs.turn.events import Pressed, Started
from dialogs.turn.session import AtConfirmation, AtQuestion, Home
from tests.talking import Conversation

AGENCY = "Министерство социальной политики Приозёрской области"
CONTINUED = "Продолжить: Новый профиль · 1 из "


@pytest.fixture
def paused(talk: Conversation) -> Conversation:
    talk.begin()
    talk.say(AGENCY)
    talk.say("позже")
    return talk


def test_who_stops_has_a_button_to_go_on(paused: Conversation) -> None:
    paused.press(CONTINUED)
    assert paused.path == Path("client_type")


def test_who_greets_again_has_a_button_to_go_on(paused: Conversation) -> None:
    paused.send(Started())
    assert paused.labels()[0].startswith(CONTINUED)
    paused.press(CONTINUED)
    assert paused.path == Path("client_type")


@pytest.mark.parametrize("words", ["Продолжим", "давайте продолжим!", "/continue"])
def test_going_on_in_ones_own_words(paused: Conversation, words: str) -> None:
    paused.say(words)
    assert paused.path == Path("client_type")


@pytest.mark.parametrize("words", ["Хочу составить профиль", "помоги заполнить", "Помогите заполнить."])
def test_a_wish_begins_a_profile_and_is_no_answer(talk: Conversation, words: str) -> None:
    talk.say(words)
    assert isinstance(talk.session.place, AtQuestion)
    talk.say("помоги заполнить профиль")
    assert Path("organization_name").field not in talk.draft.shared


def test_what_has_come_of_it_is_shown(talk: Conversation) -> None:
    talk.begin()
    talk.say(AGENCY)
    talk.say("покажи, что получилось")
    assert [file.format for file in talk.replies[0].attachments] == ["png", "docx", "pdf"]


def test_everything_goes_only_after_a_yes(paused: Conversation) -> None:
    paused.say("удали всё")
    assert isinstance(paused.session.place, AtConfirmation)
    paused.press("Нет, оставить")
    assert isinstance(paused.session.place, Home)
    assert len(paused.drafts) == 1


def test_a_stale_press_where_nothing_is_asked_speaks_of_no_question(talk: Conversation) -> None:
    talk.say("/start")
    talk.send(Pressed("7.0"))
    assert "ничего не изменилось" in talk.notice
    assert "Текущий вопрос" not in talk.notice


@pytest.mark.parametrize("messenger", [True, False])
def test_what_was_not_taken_waits_at_its_question_over_a_pause(
    talk: Conversation, examples: dict[str, ExampleProfile], messenger: bool
) -> None:
    talk.reach("study_methods@0", examples["citizen_service"].draft)
    talk.messenger = messenger
    talk.press("Веб-аналитика")
    ticked = [each.label for each in talk.buttons if each.selected]
    talk.say("Опрос жителей пятиэтажек в марте")
    talk.say("/cancel")
    talk.say("продолжим")
    assert [each.label for each in talk.buttons if each.selected] == ticked != []
    shown = str(talk.replies[-1])
    assert "Опрос жителей пятиэтажек в марте" in shown or messenger
    talk.say("1")
    talk.say("/cancel")
    talk.say("продолжим")
    assert str(talk.path) != "study_methods@0"
    talk.say("назад")
    assert "Опрос жителей" not in str(talk.replies[-1]), "it was answered otherwise"


def test_back_leads_to_what_was_shown_before_and_not_to_what_was_answered_unseen(
    talk: Conversation, examples: dict[str, ExampleProfile]
) -> None:
    model = examples["citizen_service"].draft
    talk.reach("segment_name@0", model)
    talk.press("Заполнить одним сообщением")
    talk.say("Доля в целевой аудитории: 18\nМетоды изучения: Интервью с клиентами, Опрос (анкета)")
    talk.press("Записать всё (2)")
    assert str(talk.path) == "segment_name@0"
    talk.answer_like(model)
    assert str(talk.path) == "boundary_rule@0"
    talk.answer_like(model)
    assert str(talk.path) == "source_details@0"
    talk.press("Назад")
    assert str(talk.path) == "boundary_rule@0"
    talk.press("Назад")
    assert str(talk.path) == "segment_name@0"
    talk.press("Назад")
    assert str(talk.path).startswith("trait_"), "and so on, question by question"


def test_back_goes_from_question_to_question_to_the_very_first(
    talk: Conversation, examples: dict[str, ExampleProfile]
) -> None:
    talk.reach("channels@0", examples["citizen_service"].draft)
    shown = [str(talk.path)]
    while "Назад" in talk.labels():
        talk.press("Назад")
        shown.append(str(talk.path))
    assert shown[-1] == "organization_name"
    assert len({*shown}) == len(shown), shown
