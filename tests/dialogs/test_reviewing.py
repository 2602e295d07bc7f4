"""Check-your-answers as a place that one visits: there, to an answer, and back to where one was."""

import pytest

from dialogs.interview.answers import Path, Text
from dialogs.interview.examples import ExampleProfile
from dialogs.turn.events import Pressed
from dialogs.turn.replies import Review, ReviewRow
from dialogs.turn.session import AtSummary
from tests.talking import Conversation

CITIZEN = "citizen_service"
Examples = dict[str, ExampleProfile]


def review(talk: Conversation) -> Review:
    """What is shown at once where there is room."""
    found = talk.replies[-1].review
    assert found is not None
    return found


def row(talk: Conversation, path: str) -> ReviewRow:
    return next(row for section in review(talk).sections for row in section.rows if row.id == path)


def test_a_visit_to_the_summary_leads_back_to_the_question(talk: Conversation, examples: Examples) -> None:
    talk.reach("pains@0", examples[CITIZEN].draft)
    talk.press("К проверке ответов")
    talk.press("Продолжить с вопроса «Барьеры»")
    assert str(talk.path) == "pains@0"
    talk.answer_like(examples[CITIZEN].draft)
    assert str(talk.path) == "barrier_prevalence@0"


def test_the_way_on_may_be_typed_and_leads_back_to_an_answered_question_too(
    talk: Conversation, examples: Examples
) -> None:
    talk.reach("pains@0", examples[CITIZEN].draft)
    talk.press("Назад")
    talk.press("К проверке ответов")
    talk.press("Общие сведения")
    talk.press("Изменить: Тип клиента")
    talk.press("Оставить прежний ответ")
    talk.say("дальше")
    assert str(talk.path) == "expectations@0"


def test_everything_left_out_is_asked_in_a_row(talk: Conversation, examples: Examples) -> None:
    """Not one press to the question and one more back, for each of them."""
    talk.begin()
    talk.say("/summary")
    talk.press("Продолжить с вопроса")
    first = talk.path
    talk.say("Министерство труда области")
    assert talk.path != first


def test_every_answer_stands_in_the_review_beside_its_way_to_the_question(
    talk: Conversation, examples: Examples
) -> None:
    talk.begin().fill_like(examples[CITIZEN].draft)
    assert len(review(talk).sections) > 10
    needs = row(talk, "needs@0")
    assert needs.lines == examples[CITIZEN].draft.segments[0]["needs"].value  # type: ignore[union-attr]
    assert needs.change is not None
    talk.send(Pressed(needs.change))
    assert str(talk.path) == "needs@0"
    talk.say("дальше")
    assert talk.press("Оставить прежний ответ")
    assert review(talk).at == "needs@0"


def test_a_choice_that_has_no_options_yet_is_shown_and_not_asked(talk: Conversation) -> None:
    talk.begin().press("К проверке ответов")
    rows = {each.label: each for section in review(talk).sections for each in section.rows}
    assert rows["Каналы взаимодействия"].change is None
    assert rows["Потребности"].change is not None
    talk.say("дальше")
    talk.say("Министерство экономики области")
    talk.say("граждане")
    talk.press("К проверке ответов")
    assert row(talk, "channels@0").change is not None


def test_a_remark_stands_at_its_answer_and_mending_it_leads_back_to_the_remarks(
    talk: Conversation, examples: Examples
) -> None:
    talk.begin().fill_like(examples[CITIZEN].draft)
    share = row(talk, "segment_share_percent@1")
    assert share.change is not None
    talk.send(Pressed(share.change))
    talk.say("90")
    assert review(talk).at == "segment_share_percent@1"
    remarks = [
        remark for section in review(talk).sections for each in section.rows for remark in each.remarks
    ]
    found = next(remark for remark in remarks if remark.title.startswith("Сумма долей"))
    assert found.level == "error"
    assert found.mend is not None
    assert "128 %" in talk.send(Pressed(found.mend))  # why, above the field to mend
    talk.say("20")
    assert isinstance(talk.session.place, AtSummary)
    assert review(talk).at == "remarks"


def test_a_change_that_raises_questions_asks_them_before_it_leads_back(
    talk: Conversation, examples: Examples
) -> None:
    talk.begin().fill_like(examples[CITIZEN].draft)
    change = row(talk, "client_type").change
    assert change is not None
    talk.send(Pressed(change))
    talk.press("Наши сотрудники")
    assert str(talk.path) == "internal_topic"


def test_correcting_two_steps_back_goes_on_from_there(talk: Conversation, examples: Examples) -> None:
    talk.reach("pains@0", examples[CITIZEN].draft)
    talk.press("Назад")
    talk.press("Назад")
    assert str(talk.path) == "needs@0"
    talk.say("Мне нужно знать срок, чтобы не ездить дважды\nМне нужно подать дома, чтобы не ехать 38 км")
    talk.press("Да, заменить") if "Да, заменить" in talk.labels() else None
    assert str(talk.path) == "expectations@0"
    talk.press("Вперёд")
    assert str(talk.path) == "pains@0"


def test_removal_stands_apart_at_the_end(talk: Conversation, examples: Examples) -> None:
    talk.begin().fill_like(examples[CITIZEN].draft)
    roles = [button.role for button in talk.buttons]
    assert roles[roles.index("danger") :] == ["danger"] * roles.count("danger")


def test_an_answer_changed_in_the_review_is_stored(talk: Conversation, examples: Examples) -> None:
    talk.begin().fill_like(examples[CITIZEN].draft)
    change = row(talk, "segment_name@1").change
    assert change is not None
    talk.send(Pressed(change))
    talk.say("Пенсионеры сёл без интернета")
    assert talk.draft.at(Path("segment_name", 1)) == Text("Пенсионеры сёл без интернета")
    assert row(talk, "segment_name@1").lines == ("Пенсионеры сёл без интернета",)


@pytest.mark.parametrize("level", ["Общая часть", "⋯"])
def test_what_stands_on_another_level_of_the_review_can_be_typed(
    talk: Conversation, examples: Examples, level: str
) -> None:
    talk.begin()
    talk.fill_like(examples["citizen_service"].draft)
    talk.messenger = True
    talk.say("/summary")
    talk.press(level)
    assert "Получить документ" not in talk.labels()
    assert "Профиль готов" in talk.say("получить документ")


def test_one_remark_on_a_small_screen_says_how_grave_it_is(talk: Conversation, examples: Examples) -> None:
    talk.begin().fill_like(examples[CITIZEN].draft)
    talk.send(Pressed(row(talk, "segment_share_percent@1").change or ""))
    talk.say("90")
    talk.messenger = True
    talk.say("/summary")
    shown = [talk.press("Замечания: "), talk.press("▶")]
    assert [each.split("\n")[0].partition(" · ")[2] for each in shown] == [
        "нужно исправить",
        "стоит проверить",
    ]
    assert "Сумма долей больше 100 %" in shown[0]
