"""A list in a messenger comes in as many messages as one likes; an answered question can be changed."""

import pytest

from dialogs.conversation import converse
from dialogs.interview.answers import Items, Path
from dialogs.interview.examples import ExampleProfile
from dialogs.interview.typed_answers import typed_answer
from dialogs.interview.view import View
from dialogs.turn.actions import ChangeAnswer
from dialogs.turn.buttons import lasting_id
from dialogs.turn.events import Edited, Pressed, Said
from dialogs.turn.session import AtQuestion
from dialogs.turn.world import World
from tests.talking import Conversation

NEEDS = Path("needs", 0)
FIRST = "Мне нужно получать поддержку без поездок в районный центр, чтобы не тратить на дорогу часть выплаты"
SECOND = "Мне нужно заранее знать, какие документы принести, чтобы не ездить второй раз"
THIRD = "Мне нужно понимать, почему изменился размер субсидии, чтобы рассчитывать свои расходы"


@pytest.fixture
def at_needs(talk: Conversation, examples: dict[str, ExampleProfile]) -> Conversation:
    talk.messenger = True
    model = examples["citizen_service"].draft
    talk.begin()
    while not (isinstance(talk.session.place, AtQuestion) and talk.path == NEEDS):
        place = talk.session.place
        assert isinstance(place, AtQuestion)
        talk.say(typed_answer(View(talk.library.form, model), place.path))
        if isinstance(talk.session.place, AtQuestion) and talk.session.place.collected:
            talk.press("Готово")
    return talk


def test_a_list_sent_as_several_messages_is_one_answer(at_needs: Conversation) -> None:
    assert "записан 1 пункт" in at_needs.say(FIRST)
    assert "записано 3 пункта" in at_needs.say(f"{SECOND}\n{THIRD}")
    assert at_needs.draft.at(NEEDS) == Items((FIRST, SECOND, THIRD)), "on disk before «Готово»"
    at_needs.press("Готово")
    assert at_needs.path == Path("expectations", 0)
    assert at_needs.draft.at(NEEDS) == Items((FIRST, SECOND, THIRD))


def test_a_list_may_end_with_the_word_done(at_needs: Conversation) -> None:
    at_needs.say(f"{FIRST}\n{SECOND}\nготово")
    assert at_needs.path == Path("expectations", 0)
    assert at_needs.draft.at(NEEDS) == Items((FIRST, SECOND))


def test_after_a_list_comes_the_next_question_without_an_answer(at_needs: Conversation) -> None:
    at_needs.say("/fill")
    at_needs.say("Ожидания:\nРешение не позже 10 рабочих дней\nОдин визит вместо двух")
    at_needs.press("Записать всё (1)")
    assert at_needs.path == NEEDS
    at_needs.say(f"{FIRST}\n{SECOND}")
    at_needs.press("Готово")
    assert at_needs.path == Path("pains", 0), "the expectations have an answer"


@pytest.mark.parametrize("leaves", ["/drafts", "/profile", "продолжить позже"])
def test_who_left_a_list_before_its_end_comes_back_to_it(at_needs: Conversation, leaves: str) -> None:
    at_needs.say(FIRST)
    at_needs.say(leaves)
    shown = at_needs.say("продолжим")
    assert at_needs.path == NEEDS
    assert at_needs.question("needs@0") in shown
    assert FIRST in shown
    assert "записано 2 пункта" in at_needs.say(SECOND)
    at_needs.press("Готово")
    assert at_needs.path == Path("expectations", 0)
    assert at_needs.draft.at(NEEDS) == Items((FIRST, SECOND))
    at_needs.say("/drafts")
    at_needs.say("продолжим")
    assert at_needs.path == Path("expectations", 0), "the list was ended"


def test_an_earlier_answer_changed_in_the_middle_of_a_list_leads_back_to_the_list(
    at_needs: Conversation,
) -> None:
    at_needs.say(FIRST)
    at_needs.send(Pressed(lasting_id(ChangeAnswer(at_needs.draft.id, Path("client_type")))))
    at_needs.press("Граждане")
    assert at_needs.path == NEEDS
    at_needs.say(SECOND)
    at_needs.press("Готово")
    assert at_needs.draft.at(NEEDS) == Items((FIRST, SECOND))


def test_who_goes_on_from_a_list_without_ending_it_is_not_led_back(at_needs: Conversation) -> None:
    at_needs.say(FIRST)
    at_needs.say("дальше")
    at_needs.say("/drafts")
    at_needs.say("продолжим")
    assert at_needs.path == Path("expectations", 0)


def test_the_last_item_can_be_taken_back(at_needs: Conversation) -> None:
    at_needs.say(f"{FIRST}\n{SECOND}")
    at_needs.say(THIRD)
    assert "записано 2 пункта" in at_needs.press("Убрать последний")
    at_needs.press("Готово")
    assert at_needs.draft.at(NEEDS) == Items((FIRST, SECOND))


def test_of_a_refused_list_the_good_lines_are_kept(at_needs: Conversation) -> None:
    at_needs.say(FIRST)
    at_needs.say("нужно")
    told = at_needs.press("Готово")
    assert at_needs.path == NEEDS
    assert "записан 1 пункт" in told
    assert at_needs.draft.at(NEEDS) == Items((FIRST,))
    at_needs.say(SECOND)
    at_needs.press("Готово")
    assert at_needs.draft.at(NEEDS) == Items((FIRST, SECOND))


def test_a_message_of_a_list_changed_later_changes_its_lines_only(at_needs: Conversation) -> None:
    at_needs.send(Said(FIRST, message="1"))
    at_needs.send(Said(SECOND, message="2"))
    at_needs.send(Edited("2", THIRD))
    assert at_needs.draft.at(NEEDS) == Items((FIRST, THIRD))


def test_a_stored_list_sent_again_with_one_word_changed_replaces_it(at_needs: Conversation) -> None:
    at_needs.say(f"{FIRST}\n{SECOND}\nготово")
    at_needs.send(Pressed(lasting_id(ChangeAnswer(at_needs.draft.id, NEEDS))))
    at_needs.say(f"{FIRST}\n{THIRD}")
    assert at_needs.draft.at(NEEDS) == Items((FIRST, THIRD))


def test_the_only_line_of_a_stored_list_goes_only_for_one_that_is_like_it(at_needs: Conversation) -> None:
    at_needs.say(FIRST)
    at_needs.say("/back")
    at_needs.say("/forward")
    at_needs.say(SECOND)
    assert at_needs.draft.at(NEEDS) == Items((FIRST, SECOND))
    at_needs.press("Убрать последний")
    at_needs.say("/back")
    at_needs.say("/forward")
    at_needs.say(FIRST.replace("выплаты", "субсидии"))
    assert at_needs.draft.at(NEEDS) == Items((FIRST.replace("выплаты", "субсидии"),))


def test_a_changed_answer_leads_back_to_where_one_was(at_needs: Conversation) -> None:
    at_needs.send(Pressed(lasting_id(ChangeAnswer(at_needs.draft.id, Path("client_type")))))
    assert at_needs.path == Path("client_type")
    at_needs.press("Граждане")
    assert at_needs.path == NEEDS


def test_an_answered_question_leaves_its_trace(at_needs: Conversation) -> None:

    at_needs.say(FIRST)
    world = World(at_needs.library, at_needs.now, at_needs.drafts, fresh_id="id", messenger=True)
    turn = converse(at_needs.session, Said(f"{SECOND}\nготово"), world)
    assert turn.trace is not None
    number, trace = turn.trace
    assert number == at_needs.session.offer.number
    assert trace.body.plain().startswith("✓ Потребности: Мне нужно")
    assert [button.label for button in trace.buttons] == ["Изменить"]


def test_a_line_after_one_that_was_doubted_leaves_no_button_of_the_doubt(at_needs: Conversation) -> None:
    at_needs.say("почему мне не сказали про выплату?")
    assert "Это вопрос" in at_needs.labels()
    at_needs.say(FIRST)
    assert "Это вопрос" not in at_needs.labels()


def test_a_line_after_an_edit_adds_to_the_list_as_edited(at_needs: Conversation) -> None:
    at_needs.send(Said(FIRST, message="11"))
    at_needs.send(Said("почему мне не сказали про выплату?", message="12"))
    at_needs.send(Edited("11", SECOND))
    at_needs.send(Said(THIRD, message="13"))
    assert at_needs.draft.at(NEEDS) == Items((SECOND, THIRD))


@pytest.mark.parametrize("text", ["-", "—", "...", "1", "+", "нет", "Да!", "2)", "👍"])
def test_what_is_no_item_joins_no_list_unasked(at_needs: Conversation, text: str) -> None:
    at_needs.say(f"{FIRST}\n{SECOND}")
    asked = at_needs.say(text)
    assert "Не понял, что вы имели в виду" in asked
    assert at_needs.draft.at(NEEDS) == Items((FIRST, SECOND))
    at_needs.press("Готово")
    assert at_needs.draft.at(NEEDS) == Items((FIRST, SECOND))
    assert at_needs.path == Path("expectations", 0)


def test_a_dash_at_a_list_that_was_stored_long_ago_changes_nothing(at_needs: Conversation) -> None:
    at_needs.say(FIRST)
    at_needs.press("Готово")
    at_needs.say("назад")
    assert at_needs.path == NEEDS
    assert "Не понял" in at_needs.say("-")
    assert at_needs.draft.at(NEEDS) == Items((FIRST,))
    at_needs.say("дальше")
    assert at_needs.draft.at(NEEDS) == Items((FIRST,))


def test_a_dash_that_is_an_item_all_the_same_is_recorded_by_a_press(at_needs: Conversation) -> None:
    at_needs.say(FIRST)
    at_needs.press("Готово")
    at_needs.say("Ответ за 10 рабочих дней")
    at_needs.say("-")
    assert "записано 2 пункта" in at_needs.press("Записать как ответ")
    assert at_needs.draft.at(Path("expectations", 0)) == Items(("Ответ за 10 рабочих дней", "-"))


def test_after_a_dash_the_list_goes_on(at_needs: Conversation) -> None:
    at_needs.say(FIRST)
    at_needs.say("-")
    assert "записано 2 пункта" in at_needs.say(SECOND)
    assert at_needs.draft.at(NEEDS) == Items((FIRST, SECOND))


def test_a_number_chooses_the_ready_made_item_that_has_it(at_needs: Conversation) -> None:
    at_needs.say("назад")
    path = at_needs.path
    assert path == Path("life_situations", 0)
    stored = at_needs.draft.at(path)
    assert isinstance(stored, Items)
    free = next(each for each in at_needs.buttons if each.role == "toggle" and not each.selected)
    at_needs.say(str(free.number))
    at_needs.press("Готово")
    changed = at_needs.draft.at(path)
    assert isinstance(changed, Items)
    assert {*changed.value} == {*stored.value, free.label}


def test_figures_are_items_where_figures_are_asked_for(
    at_needs: Conversation, examples: dict[str, ExampleProfile]
) -> None:
    at_needs.say(FIRST)
    at_needs.press("Готово")
    while at_needs.path != Path("barrier_prevalence", 0):
        at_needs.say(
            typed_answer(View(at_needs.library.form, examples["citizen_service"].draft), at_needs.path)
        )
        at_needs.press("Готово")
    assert "записан 1 пункт" in at_needs.say("38")
    assert "записано 2 пункта" in at_needs.say("22 %")
    assert "Не понял" in at_needs.say("-")


def test_outside_a_messenger_the_word_done_is_no_item_either(at_needs: Conversation) -> None:
    at_needs.messenger = False
    at_needs.say(f"{FIRST}\n{SECOND}\nГотово")
    assert at_needs.draft.at(NEEDS) == Items((FIRST, SECOND))


def test_outside_a_messenger_a_dash_replaces_no_list(at_needs: Conversation) -> None:
    at_needs.messenger = False
    at_needs.say(FIRST)
    at_needs.say("Ответ за 10 рабочих дней")
    at_needs.say("назад")
    assert at_needs.path == Path("expectations", 0)
    assert "Не понял" in at_needs.say("-")
    assert at_needs.draft.at(at_needs.path) == Items(("Ответ за 10 рабочих дней",))


def test_a_remark_about_many_lines_says_how_many_it_does_not_quote(at_needs: Conversation) -> None:
    at_needs.say("Быстро\nУдобно\nПонятно\nВежливо\nДёшево")
    told = at_needs.press("Готово")
    assert "«Быстро»; «Удобно»; «Понятно» и ещё 2. " in told


@pytest.mark.parametrize("text", ["-", "нет"])
@pytest.mark.parametrize("messenger", [True, False])
def test_what_was_doubted_at_a_list_is_an_item_when_it_is_typed_twice(
    at_needs: Conversation, text: str, messenger: bool
) -> None:
    at_needs.messenger = messenger
    at_needs.say(FIRST)
    if messenger:
        at_needs.press("Готово")
    assert "Не понял" in at_needs.say(text)
    assert "Не понял" not in at_needs.say(text)
    stored = at_needs.draft.at(Path("expectations", 0))
    assert text in (stored.value if isinstance(stored, Items) else at_needs.typed_in())  # type: ignore[operator]


def test_a_reason_is_asked_for_no_longer_once_the_line_in_question_is_gone(at_needs: Conversation) -> None:
    at_needs.say(FIRST)
    at_needs.say("Нужна консультация специалиста по вопросам выплаты")
    at_needs.press("Готово")
    at_needs.press("Оставить как есть")
    at_needs.press("Убрать последний")
    at_needs.say(SECOND)
    assert at_needs.draft.at(NEEDS) == Items((FIRST, SECOND))


def test_why_a_list_stays_as_it_is_is_asked_on_screen(at_needs: Conversation) -> None:
    at_needs.say(FIRST)
    at_needs.say("Нужна консультация специалиста по вопросам выплаты")
    at_needs.press("Готово")
    asked = at_needs.press("Оставить как есть")
    assert "Почему это так и есть?" in asked and FIRST in asked
    assert "Готово" not in at_needs.labels() and "Без пояснения" in at_needs.labels()
    at_needs.say("Так говорят в опросе")
    assert at_needs.draft.kept_at(NEEDS).popitem()[1] == "Так говорят в опросе"


@pytest.mark.parametrize(
    ("question", "said"),
    [("Что такое клиентский сегмент?", "Источник"), ("что такое барьер?", "Пояснение составителей")],
)
def test_a_question_about_a_term_is_no_reason(at_needs: Conversation, question: str, said: str) -> None:
    at_needs.say("Нужна консультация специалиста по вопросам выплаты")
    at_needs.press("Готово")
    at_needs.press("Оставить как есть")
    answered = at_needs.say(question)
    assert said in answered and "Почему это так и есть?" in answered
    at_needs.say("Так говорят в опросе")
    assert at_needs.draft.kept_at(NEEDS).popitem()[1] == "Так говорят в опросе"


def test_a_list_from_which_everything_was_removed_is_no_answer(at_needs: Conversation) -> None:
    before = at_needs.draft
    at_needs.say(FIRST)
    shown = at_needs.press("Убрать последний")
    assert "Сейчас записано" not in shown and "Готово" not in at_needs.labels()
    assert at_needs.draft.at(NEEDS) is None and at_needs.draft.unended is None
    assert at_needs.draft.segments == before.segments


def test_the_recorded_choice_is_marked_when_it_is_asked_again(at_needs: Conversation) -> None:
    at_needs.send(Pressed(lasting_id(ChangeAnswer(at_needs.draft.id, Path("client_type")))))
    shown = {button.label: button.selected for button in at_needs.buttons}
    assert shown["Граждане"] and not shown["Бизнес"]
