"""A profile that breaks the checks, typed as somebody in a hurry would: warned, kept, and blocked."""

from datetime import UTC, datetime
from pathlib import Path as File

from dialogs.interview.answer_file import fill, read_answer_file
from dialogs.interview.findings import check_answers, check_profile
from dialogs.interview.view import View
from dialogs.turn.session import AtQuestion, AtSummary
from tests.talking import Conversation

BAD = File(__file__).parents[1] / "interview" / "bad_profile.yaml"
ERRORS = ("Сумма долей больше 100 %", "Сегменты-двойники")


def type_in_a_hurry(talk: Conversation) -> None:
    """Types every answer and leaves every remark as it is."""
    model = fill(talk.library.form, read_answer_file(BAD), "bad", datetime(2026, 11, 22, tzinfo=UTC)).draft
    talk.begin()
    while not isinstance(talk.session.place, AtSummary):
        before = talk.session.place
        talk.answer_like_hurriedly(model)
        assert talk.session.place != before, talk.said
        assert isinstance(before, AtQuestion) or talk.replies


def test_every_error_is_shown_and_blocks_the_document(talk: Conversation) -> None:
    type_in_a_hurry(talk)
    assert "Нужно исправить" in talk.said
    for title in ERRORS:
        assert title in talk.said
        assert any(label.startswith("Исправить") and title in label for label in talk.labels())
    assert "Получить документ" not in talk.labels()
    assert "Стоит проверить" in talk.said
    assert "Советы" in talk.said


def test_a_confirmed_error_steps_aside_but_the_sum_of_shares_does_not(talk: Conversation) -> None:
    type_in_a_hurry(talk)
    assert "Почему это так и есть?" in talk.press("Оставить как есть: Сегменты-двойники")
    talk.say("Группы различаются только порядком выплаты")
    assert "Сумма долей больше 100 %" in talk.said
    assert "Сегменты-двойники" not in talk.said
    view = View(talk.library.form, talk.draft)
    found = (*check_profile(view), *check_answers(view))
    reasons = {finding.check: finding.reason for finding in found if finding.kept}
    assert reasons["Q10"] == "Группы различаются только порядком выплаты"
    assert reasons["Q19"] == ""  # left as it was, when it was typed, without a reason
    assert "Получить документ" not in talk.labels()
    talk.press("Исправить: Сумма долей")
    talk.say("20")
    assert "Получить документ" in talk.labels()


def test_a_reason_that_is_not_taken_is_asked_for_again_and_stays_in_its_field(talk: Conversation) -> None:
    type_in_a_hurry(talk)
    talk.press("Оставить как есть: Сегменты-двойники")
    asked, own = talk.replies[-1].question, "Так просила Мария Петровна Иванова"
    assert asked
    assert "Почему это так и есть?" in talk.say(own)
    assert (talk.replies[-1].question, talk.typed_in()) == (asked, own)
    assert "Без пояснения" in talk.labels()
