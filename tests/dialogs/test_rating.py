"""👍 and 👎 under every answer, and what is made of them."""

from dialogs.interview.examples import ExampleProfile
from dialogs.turn.actions import Explain, Rate
from dialogs.turn.buttons import lasting_id
from dialogs.turn.effects import Effect, GiveReason, LogQuestion, RateAnswer
from dialogs.turn.events import Pressed
from tests.talking import Conversation

Examples = dict[str, ExampleProfile]

INTERNAL = "faq.4"


def rated(talk: Conversation) -> list[Effect]:
    return [effect for effect in talk.effects if isinstance(effect, RateAnswer | GiveReason)]


def test_every_kind_of_answer_can_be_rated(talk: Conversation) -> None:
    for question in (
        "кто такой внутренний клиент?",  # an entry
        "а пример?",
        "где шаблон?",
        "подробнее",
        "на английском",
        "что такое услуга и чем она отличается от функции?",  # two of one message
        "что такое боль клиента?",  # the form's own explanation
    ):
        talk.say(question)
        assert talk.labels()[-2:] == ["Помогло", "Не помогло"], question


def test_what_is_no_answer_cannot_be_rated(talk: Conversation) -> None:
    for said in ("рецепт борща", "спасибо", "/help"):
        talk.say(said)
        assert "Помогло" not in talk.labels(), said


def test_a_good_answer_is_noted_without_a_word(talk: Conversation) -> None:
    talk.say("кто такой внутренний клиент?")
    assert talk.press("Помогло") == ""
    assert rated(talk) == [RateAnswer(INTERNAL, good=True)]


def test_why_an_answer_was_not_good_may_be_told_in_one_message(talk: Conversation) -> None:
    talk.say("кто такой внутренний клиент?")
    assert "чего в нём не хватило" in talk.press("Не помогло")
    assert "записал" in talk.say("непонятно, относится ли это к подрядчикам")
    assert rated(talk) == [
        RateAnswer(INTERNAL, good=False),
        GiveReason(INTERNAL, "непонятно, относится ли это к подрядчикам"),
    ]
    # The next one is a question again.
    talk.say("рецепт борща")
    assert isinstance(talk.effects[-1], LogQuestion)


def test_a_question_after_a_bad_answer_is_answered(talk: Conversation) -> None:
    talk.say("кто такой внутренний клиент?")
    talk.press("Не помогло")
    assert "Источник" in talk.say("что такое услуга")
    assert "нет ответа" in talk.say("рецепт борща?")
    assert not any(isinstance(effect, GiveReason) for effect in talk.effects)


def test_in_the_interview_a_reason_is_only_what_was_asked_for(talk: Conversation, examples: Examples) -> None:
    talk.reach("needs@0", examples["internal_accounting"].draft)
    talk.say("кто такой внутренний клиент?")
    bad = lasting_id(Rate("bad", INTERNAL))
    assert talk.question("needs@0") in talk.send(Pressed(bad)), "the question comes again below"
    talk.answer_like(examples["internal_accounting"].draft)
    assert not any(isinstance(effect, GiveReason) for effect in talk.effects), "it answered the question"
    talk.send(Pressed(bad))
    talk.press("Написать, чего не хватило")
    before = talk.draft
    talk.say("слишком коротко")
    assert talk.effects[-1] == GiveReason(INTERNAL, "слишком коротко")
    assert talk.draft == before


def test_a_term_explained_inside_a_question_can_be_rated(talk: Conversation, examples: Examples) -> None:
    model = examples["internal_accounting"].draft
    talk.begin()
    while not any(isinstance(action, Explain) for action in talk.session.offer.actions):
        talk.answer_like(model)
    talk.press("Подсказка")
    talk.press("Что такое")
    assert talk.labels().count("Помогло") == 1
    talk.press("Помогло")
    assert isinstance(talk.effects[-1], RateAnswer)


def test_what_is_gone_cannot_be_rated(talk: Conversation) -> None:
    talk.send(Pressed("bad:learned.77"))
    assert rated(talk) == [] and talk.notice
