"""Nothing that was written goes by one press, and all of it can be put back until the day ends."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from dialogs.interview.answers import Items, NoData, Number, Path, Rows, Skipped, Text
from dialogs.interview.examples import ExampleProfile
from dialogs.interview.typed_answers import typed_answer
from dialogs.interview.view import View
from dialogs.turn.actions import ChangeAnswer
from dialogs.turn.buttons import lasting_id
from dialogs.turn.events import Edited, Pressed, Said, Uploaded
from dialogs.turn.session import AtQuestion, AtSummary
from tests.talking import Conversation

CITIZEN = "citizen_service"
Examples = dict[str, ExampleProfile]
NEEDS = Path("needs", 0)
ONE = "Мне нужно узнать срок, чтобы не ездить дважды"


@pytest.fixture
def filled(talk: Conversation, examples: Examples) -> Conversation:
    """At the summary of a profile with two segments."""
    talk.begin().fill_like(examples[CITIZEN].draft)
    return talk


def given(talk: Conversation, segment: int) -> int:
    return sum(not isinstance(answer, Skipped) for answer in talk.draft.segments[segment].values())


def test_a_segment_goes_only_after_a_yes_that_says_how_much(filled: Conversation) -> None:
    before = filled.draft
    said = filled.press("Удалить сегмент 2")
    assert f"В нём {given(filled, 1)} ответ" in said
    assert filled.draft == before
    filled.press("Нет, оставить")
    assert filled.draft == before
    assert filled.session.place == AtSummary(before.id)
    assert "Получить документ" in filled.labels()


def test_a_removed_segment_is_put_back_where_it_stood(filled: Conversation) -> None:
    before = filled.draft.segments
    filled.press("Удалить сегмент 1")
    filled.press("Да, удалить")
    assert filled.draft.segments == before[1:]
    assert "Вернуть: сегмент 1 (" in "\n".join(filled.labels())
    filled.press("Вернуть")
    assert filled.draft.segments == before
    assert isinstance(filled.session.place, AtSummary)


def test_what_was_left_as_it_is_comes_back_with_its_segment(talk: Conversation, examples: Examples) -> None:
    model = examples[CITIZEN].draft
    talk.reach("needs@0", model)
    talk.say("Получить субсидию без визита в ведомство\nУзнать срок решения по заявлению заранее")
    talk.press("Оставить как есть")
    talk.fill_like(model)
    before = talk.draft
    assert before.kept
    talk.press("Удалить сегмент 1")
    talk.press("Да, удалить")
    assert not talk.draft.kept
    talk.say("вернуть")
    assert (talk.draft.segments, talk.draft.kept) == (before.segments, before.kept)


def test_changes_made_meanwhile_stay_when_a_segment_is_put_back(filled: Conversation) -> None:
    before = filled.draft.segments
    filled.press("Удалить сегмент 1")
    filled.press("Да, удалить")
    filled.press("Размер сегмента")
    filled.press("Изменить: Доля")
    filled.say("44")
    filled.press("Изменить: Доля")
    filled.say("вернуть")
    assert str(filled.path) == "segment_share_percent@1", "the question on screen is still that segment's"
    assert filled.draft.segments[0] == before[0]
    assert filled.draft.at(filled.path) != before[1]["segment_share_percent"]


def test_an_old_button_puts_back_until_midnight_and_only_once(filled: Conversation) -> None:
    before = filled.draft.segments
    filled.press("Удалить сегмент 2")
    filled.press("Да, удалить")
    put_back = filled.button("Вернуть").id
    filled.press("Продолжить позже")
    filled.say("что такое клиентский путь?")
    filled.send(Pressed(put_back))
    assert filled.draft.segments == before
    filled.send(Pressed(put_back))
    assert "уже возвращено" in filled.notice
    assert filled.draft.segments == before


def test_after_midnight_nothing_comes_back_and_nothing_is_kept(filled: Conversation) -> None:
    filled.press("Удалить сегмент 2")
    filled.press("Да, удалить")
    assert filled.session.removed
    put_back = filled.button("Вернуть").id
    filled.now += timedelta(days=1)
    filled.send(Pressed(put_back))
    assert "Возвращать нечего" in filled.notice
    assert not filled.session.removed
    assert len(filled.draft.segments) == 1
    assert "Возвращать нечего" in filled.say("вернуть")


def test_a_profile_goes_only_after_a_yes_that_says_how_much(filled: Conversation) -> None:
    draft = filled.draft
    parts = (draft.shared, *draft.segments)
    amount = sum(not isinstance(answer, Skipped) for part in parts for answer in part.values())
    filled.say("/drafts")
    assert f"В нём {amount} ответ" in filled.press("Удалить")
    assert "Мои профили" in (filled.press("Нет, оставить") and filled.labels()), "there is a way on"
    filled.say("/drafts")
    filled.press("Удалить")
    filled.press("Да, удалить")
    assert not filled.drafts
    filled.press("Вернуть")
    assert (filled.draft.shared, filled.draft.segments) == (draft.shared, draft.segments)
    filled.press("Открыть")
    assert "Профиль готов" in filled.press("Получить документ")


def test_a_removed_profile_is_offered_back_among_the_profiles(filled: Conversation) -> None:
    filled.press("Удалить профиль")
    filled.press("Да, удалить")
    filled.say("что такое услуга?")
    filled.say("/drafts")
    filled.press("Вернуть: профиль")
    assert filled.drafts


def test_a_shorter_list_is_asked_about_and_put_back(talk: Conversation, examples: Examples) -> None:
    model = examples[CITIZEN].draft
    talk.reach("needs@0", model)
    talk.answer_like(model)
    stored = talk.draft.at(NEEDS)
    assert isinstance(stored, Items)
    assert len(stored.value) > 1
    talk.press("Назад")
    said = talk.say(ONE)
    assert f"Сейчас записано: {len(stored.value)} пункт" in said
    assert "Вместо этого будет: 1 пункт." in said
    assert talk.draft.at(NEEDS) == stored
    talk.press("Нет, оставить")
    assert talk.draft.at(NEEDS) == stored
    assert str(talk.path) == "needs@0"
    talk.say(ONE)
    assert "Удалено: прежний ответ" in talk.press("Да, заменить")
    assert talk.draft.at(NEEDS) == Items((ONE,))
    assert str(talk.path) != "needs@0", "the interview goes on"
    talk.say("вернуть")
    assert talk.draft.at(NEEDS) == stored
    assert str(talk.path) != "needs@0"
    talk.say("вернуть")
    assert talk.draft.at(NEEDS) == Items((ONE,)), "nor is this lost"


def test_a_longer_list_and_a_mended_one_are_not_asked_about(talk: Conversation, examples: Examples) -> None:
    model = examples[CITIZEN].draft
    talk.reach("needs@0", model)
    talk.answer_like(model)
    talk.press("Назад")
    talk.say(typed_answer(View(talk.library.form, model), NEEDS) + f"\n{ONE}")
    assert "Заменить?" not in talk.said
    stored = talk.draft.at(NEEDS)
    assert isinstance(stored, Items)
    assert stored.value[-1] == ONE


def test_rows_of_a_table_go_only_after_a_yes(talk: Conversation, examples: Examples) -> None:
    model = examples[CITIZEN].draft
    path = next(
        path
        for path in (Path(name, 0) for name in model.segments[0])
        if isinstance(answer := model.at(path), Rows) and len(answer.value) > 1
    )
    talk.reach(str(path), model)
    talk.answer_like(model)
    talk.press("Назад")
    rows = typed_answer(View(talk.library.form, model), path).splitlines()
    said = talk.say("\n".join(rows[:-1]))
    assert f"Сейчас записано: {len(rows)} стр" in said
    assert talk.draft.at(path) == model.at(path)
    talk.say("да")
    assert talk.draft.at(path) != model.at(path)
    talk.press("Вернуть")
    assert talk.draft.at(path) == model.at(path)


@pytest.mark.parametrize(
    ("path", "button"),
    [
        ("target_audience_size", "Нет данных"),
        ("segment_share_percent@0", "Нет данных"),
        ("satisfaction@0", "Не измеряется"),
    ],
)
def test_a_button_that_says_no_data_does_not_throw_an_answer_away(
    talk: Conversation, examples: Examples, path: str, button: str
) -> None:
    at = Path.parse(path)
    talk.reach(path, examples[CITIZEN].draft)
    talk.answer_like(examples[CITIZEN].draft)
    stored = talk.draft.at(at)
    talk.press("Назад")
    assert "Вместо этого будет: «" in talk.press(button)
    assert talk.draft.at(at) == stored
    talk.press("Да, заменить")
    assert talk.draft.at(at) == NoData()
    talk.press("Вернуть")
    assert talk.draft.at(at) == stored


def test_what_is_said_instead_of_yes_is_heard_where_it_was_asked(
    talk: Conversation, examples: Examples
) -> None:
    model = examples[CITIZEN].draft
    talk.reach("needs@0", model)
    talk.answer_like(model)
    stored = talk.draft.at(NEEDS)
    talk.press("Назад")
    talk.say(ONE)
    said = talk.say("что такое клиентский путь?")
    assert "Последовательность действий клиента" in said
    assert str(talk.path) == "needs@0"
    assert talk.draft.at(NEEDS) == stored


@pytest.mark.parametrize("word", ["пропустить", "готово", "дальше", "нет данных", "что осталось"])
def test_words_for_buttons_of_the_question_below_do_not_answer_it(
    talk: Conversation, examples: Examples, word: str
) -> None:
    talk.reach("process_owner", examples[CITIZEN].draft)
    before = talk.draft
    talk.say("/forget")
    assert "Оставил всё как было" in talk.say(word)
    assert str(talk.path) == "process_owner"
    assert talk.draft == before


@pytest.mark.parametrize("text", ["к проверке ответов", "Отдел кадров", "50000"])
def test_what_is_typed_in_place_of_a_yes_is_recorded_only_by_a_press(
    talk: Conversation, examples: Examples, text: str
) -> None:
    talk.reach("process_owner", examples[CITIZEN].draft)
    before = talk.draft
    talk.say("/forget")
    assert "никуда это не записал" in talk.say(text)
    assert talk.draft == before
    talk.press("Записать как ответ")
    assert text in str(talk.draft.at(Path("process_owner")))


@pytest.mark.parametrize("asked", ["/forget", "удалить профиль", "переименовать", "/profile"])
def test_below_what_was_typed_before_a_yes_was_asked_for_it_is_asked_for_again(
    talk: Conversation, asked: str
) -> None:
    talk.messenger = True
    talk.begin().say("Министерство социальной политики области")
    if asked.startswith("/"):
        talk.say(asked)
    else:
        talk.say("/drafts")
        talk.press("1. Новый профиль")
        talk.press("Удалить" if "удалить" in asked else "Переименовать")
    question, buttons = talk.said, talk.labels()
    early = Said("Граждане", message="9", question=f"{talk.draft.id}:client_type")
    said = talk.send(early)
    assert "никуда это не записал" in said
    assert said.endswith(question), "in one message, with its buttons"
    assert talk.labels() == buttons
    for upload in ("voice", "photo"):
        assert talk.send(Uploaded(upload)).endswith(question)
        assert talk.labels() == buttons


@pytest.mark.parametrize("asked", ["/forget", "/profile"])
def test_who_opens_the_chat_again_while_a_yes_is_awaited_is_asked_again(
    talk: Conversation, asked: str
) -> None:
    talk.begin().say("Министерство социальной политики области")
    question, buttons = talk.say(asked), talk.labels()
    said = talk.say("/start")
    assert said.startswith("С возвращением!") and said.endswith(question)
    assert talk.labels() == buttons


def test_a_yes_asked_for_in_an_empty_chat_is_asked_for_again_at_start(talk: Conversation) -> None:
    assert talk.say("/forget") in talk.say("/start")


def test_below_what_was_typed_before_a_shorter_list_was_to_be_confirmed_it_can_be(
    talk: Conversation, examples: Examples
) -> None:
    talk.reach("satisfaction@0", examples["citizen_service"].draft)
    talk.messenger = True
    talk.say("опрос по шкале 1–5, средняя 4,1, октябрь 2026 года (157 ответов)")
    talk.say("/back")
    talk.press("Не измеряется")
    early = Said("опрос 2026 года", message="9", question=f"{talk.draft.id}:satisfaction@0")
    assert "никуда это не записал" in talk.send(early)
    talk.press("Да, заменить")
    assert talk.draft.at(Path("satisfaction", 0)) == NoData()


def test_erasing_everything_in_the_middle_and_then_not_comes_back_to_the_question(
    talk: Conversation, examples: Examples
) -> None:
    talk.reach("needs@0", examples[CITIZEN].draft)
    talk.say("/forget")
    talk.press("Нет, оставить")
    assert str(talk.path) == "needs@0"
    assert talk.question("needs@0") in talk.said


def test_what_was_removed_is_forgotten_with_everything_else(filled: Conversation) -> None:
    filled.press("Удалить сегмент 2")
    filled.press("Да, удалить")
    filled.say("/forget")
    filled.press("Да, удалить всё")
    assert not filled.session.removed
    assert "Возвращать нечего" in filled.say("вернуть")


def test_a_segment_changed_elsewhere_is_asked_about_anew(filled: Conversation) -> None:
    filled.press("Удалить сегмент 2")
    draft = filled.draft
    filled.drafts[draft.id] = replace(
        draft.with_answer(Path("recipients_note", 1), Text("ещё")), revision=draft.revision + 1
    )
    said = filled.press("Да, удалить")
    assert "В нём" in said
    assert len(next(iter(filled.drafts.values())).segments) == 2
    filled.press("Да, удалить")
    assert len(next(iter(filled.drafts.values())).segments) == 1


def test_only_the_last_five_removals_are_kept(filled: Conversation) -> None:
    for _ in range(7):
        filled.say("/drafts")
        filled.press("Копия")
        filled.press("Удалить профиль")
        filled.press("Да, удалить")
    assert len(filled.session.removed) == 5
    for _ in range(6):
        filled.say("вернуть")
    assert "Возвращать нечего" in filled.said
    assert len(filled.drafts) == 6


def test_a_message_edited_while_a_yes_is_awaited_is_the_answer_meant(
    talk: Conversation, examples: Examples
) -> None:
    model = examples[CITIZEN].draft
    talk.reach("needs@0", model)
    whole = typed_answer(View(talk.library.form, model), NEEDS)
    talk.answer_like(model)
    talk.press("Назад")
    talk.send(Said(ONE, message="100", moment=1))
    longer = f"{whole}\n{ONE}"
    talk.send(Edited("100", longer))
    stored = talk.draft.at(NEEDS)
    assert isinstance(stored, Items)
    assert stored.value[-1] == ONE
    assert isinstance(talk.session.place, AtQuestion)


def test_messages_and_buttons_about_a_removed_segment_change_no_other(filled: Conversation) -> None:
    filled.messenger = True
    name, share = f"{filled.draft.id}:segment_share_percent@0", Path("segment_share_percent", 0)
    filled.send(Said("41", message="5", about=name))
    assert filled.draft.at(share) == Number(Decimal(41))
    filled.messenger = False
    filled.say("/summary")
    filled.press("Удалить сегмент 1")
    filled.press("Да, удалить")
    filled.messenger = True
    drafts = dict(filled.drafts)
    assert "никуда не запис" in filled.send(Edited("5", "42"))
    assert "никуда это не записал" in filled.send(Said("43", message="7", about=name))
    filled.send(Pressed(lasting_id(ChangeAnswer(filled.draft.id, share))))
    assert "перенумерованы" in filled.notice
    assert filled.drafts == drafts
    filled.send(Pressed(lasting_id(ChangeAnswer(filled.draft.id, share, moved=1))))
    assert filled.path == share


def test_what_was_read_of_a_text_goes_along_with_its_segment(filled: Conversation) -> None:
    filled.say("/fill")
    filled.say("Сегмент 2\nДоля: 77")
    filled.say("/summary")
    filled.press("Удалить сегмент 1")
    filled.press("Да, удалить")
    filled.say("/fill")
    assert "Сегмент 2" not in filled.said
    filled.press("Проверить по одному")
    filled.press("Записать")
    assert filled.draft.at(Path("segment_share_percent", 0)) == Number(Decimal(77))
