"""What asks is never recorded unasked, however it is worded; what tells is taken without a word."""

import pytest

from dialogs.interview.answers import Items, Path, Rows, Text
from dialogs.interview.examples import ExampleProfile
from dialogs.turn.events import Pressed
from dialogs.turn.world import Library
from knowledge.search.finder import Finder
from tests.talking import Conversation

NAME = Path("entity_name")


@pytest.fixture
def asked(talk: Conversation, examples: dict[str, ExampleProfile]) -> Conversation:
    return talk.reach(str(NAME), examples["citizen_service"].draft)


@pytest.mark.parametrize(
    "text",
    [
        *("Каким образом рассчитывается доход семьи", "С какого возраста можно", "По каким дням приём"),
        *("До какого числа подать отчёт", "Неужели всё", "А если данных нет", "а можно потом"),
        *("потом можно будет исправить", "писать полностью или сокращённо", "интересует размер выплаты"),
        *("у нас нет таких данных, что писать", "Правильно ли я понимаю, что это про жителей"),
        *("в каких случаях отказывают", "не знаю, относится ли это к нам", "хотелось бы узнать сроки"),
    ],
)
def test_a_question_in_any_wording_is_asked_about(asked: Conversation, text: str) -> None:
    asked.say(text)
    assert "Это вопрос" in asked.labels()
    assert asked.draft.at(NAME) is None


@pytest.mark.parametrize("text", ["вы человек?", "хочу узнать, что такое регламент", "Что такое МФЦ?"])
def test_what_can_be_answered_is_answered_and_the_question_comes_again(
    asked: Conversation, text: str
) -> None:
    said = asked.say(text)
    assert asked.question(str(NAME)) in said
    assert "Записать как ответ" in asked.labels()
    assert asked.draft.at(NAME) is None


@pytest.mark.parametrize(
    "text", ["не понимаю вопрос", "Что сюда писать?", "не знаю, что написать", "непонятно", "помогите"]
)
def test_who_does_not_understand_sees_the_hint_and_then_the_example(asked: Conversation, text: str) -> None:
    assert "Как в реестре" in asked.say(text)
    said = asked.say(text)
    assert "Как в реестре" in said
    assert "Предоставление субсидий" in said
    assert asked.draft.at(NAME) is None


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("приведите пример", "Хороший пример"),
        ("сколько ещё вопросов?", "Осталось 22 вопроса"),
        ("вернуться назад", "на одну услугу или на все"),
        ("как исправить прошлый ответ?", "Проверьте ответы"),
        ("удалить сегмент", "Проверьте ответы"),
        ("Удали сегмент 12", "Проверьте ответы"),
        ("переименовать профиль", "Ваши профили"),
        ("скачать", "ЧЕРНОВИК"),
        ("продолжить", "Как называется услуга"),
    ],
)
def test_a_wish_in_ones_own_words_is_fulfilled(asked: Conversation, text: str, shown: str) -> None:
    assert shown in asked.say(text)
    assert asked.draft.at(NAME) is None


def test_going_on_stays_in_the_draft_on_screen(asked: Conversation) -> None:
    first = asked.draft.id
    asked.say("позже")
    asked.say("/profile")
    asked.press("Начать ещё один")
    asked.say("/drafts")
    asked.send(Pressed(f"open:{first}"))
    asked.say("/summary")
    asked.say("продолжить")
    assert (asked.draft.id, asked.path) == (first, NAME)
    asked.say("продолжить")
    assert (asked.draft.id, asked.path) == (first, NAME)


def test_nothing_under_way_is_not_explained(talk: Conversation) -> None:
    assert "Сейчас ничего не заполняется" not in talk.say("помогите")
    assert "Сейчас ничего не заполняется" not in talk.say("не понимаю")


def test_no_answer_of_the_examples_is_taken_for_a_question(library: Library, finder: Finder) -> None:
    told: list[str] = []
    for example in library.examples:
        for answers in (example.draft.shared, *example.draft.segments):
            for answer in answers.values():
                match answer:
                    case Text(value):
                        told.append(value)
                    case Items(value=items):
                        told += items
                    case Rows(value=rows):
                        told += [cell for row in rows for cell in row.values() if cell]
                    case _:
                        pass
    assert len(told) > 200
    assert [text for text in told if finder.find(text).asks] == []
