"""Filling a profile, as a person meets it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from dialogs.interview.answers import Choices, Items, NoData, Path, Picked, Skipped, Text
from dialogs.interview.examples import ExampleProfile
from dialogs.interview.findings import check_profile
from dialogs.interview.view import View
from dialogs.turn.actions import ChangeAnswer
from dialogs.turn.buttons import lasting_id
from dialogs.turn.effects import IssueDocument, SaveDraft
from dialogs.turn.events import Pressed, Said, Started
from dialogs.turn.session import AtSummary, Home
from tests.talking import Conversation

CITIZEN = "citizen_service"
INTERNAL = "internal_facilities"
Examples = dict[str, ExampleProfile]


@pytest.mark.parametrize("name", ["citizen_service", "internal_accounting", "internal_facilities"])
def test_an_example_typed_into_the_chat_gives_the_same_answers(
    talk: Conversation, examples: Examples, name: str
) -> None:
    model = examples[name].draft
    talk.begin().fill_like(model)
    assert talk.draft.segments == model.segments
    asked = {key: value for key, value in model.shared.items() if key not in ("profile_date", "version")}
    assert talk.draft.shared == asked
    assert "Профиль готов" in talk.press("Получить документ")
    issued = next(effect for effect in talk.effects if isinstance(effect, IssueDocument))
    assert issued.final
    assert issued.file_stem.startswith("Профиль_КС_")
    assert [attachment.format for attachment in talk.replies[0].attachments] == ["png", "docx", "pdf"]


def test_another_segment_begins_with_its_criteria(talk: Conversation, examples: Examples) -> None:
    model = examples[CITIZEN].draft
    talk.reach("findings@0", model)
    talk.answer_like(model)
    assert "Добавить ещё один сегмент" in talk.said
    talk.press("Да, добавить сегмент")
    assert str(talk.path) == "segmentation_criteria@1"


def test_every_answer_is_saved_in_the_turn_that_brings_it(talk: Conversation, examples: Examples) -> None:
    talk.reach("target_audience_size", examples[CITIZEN].draft)
    talk.say("48 200")
    saved = talk.effects[-1]
    assert isinstance(saved, SaveDraft)
    assert Path("target_audience_size").field in saved.draft.shared


def test_a_share_over_100_is_explained_and_asked_again(talk: Conversation, examples: Examples) -> None:
    talk.reach("segment_share_percent@0", examples[CITIZEN].draft)
    said = talk.say("140")
    assert "от 0,1 до 100" in said
    assert talk.question("segment_share_percent@0") in said
    assert talk.question("study_methods@0") in talk.say("38")


def test_a_refused_answer_stays_for_editing(talk: Conversation, examples: Examples) -> None:
    talk.reach("segment_share_percent@0", examples[CITIZEN].draft)
    talk.say("сто сорок")
    expected = talk.replies[-1].input
    assert expected is not None
    assert expected.value == "сто сорок"


def test_a_warned_answer_may_be_kept_as_it_is(talk: Conversation, examples: Examples) -> None:
    talk.reach("target_audience", examples[CITIZEN].draft)
    path, everybody = Path("target_audience"), "Все жители области, от мала до велика"
    assert "Слишком широко" in talk.say(everybody)
    assert "Почему это так и есть?" in talk.press("Оставить как есть")
    assert talk.draft.at(path) is None
    talk.say("Услуга безусловная: закон области № 12")
    assert talk.draft.at(path) == Text(everybody)
    assert str(talk.path) == "target_audience_size"
    assert [*talk.draft.reasons.values()] == ["Услуга безусловная: закон области № 12"]
    assert talk.draft.kept == {*talk.draft.reasons}


def test_a_reason_may_be_passed_over_and_leaving_it_taken_back(
    talk: Conversation, examples: Examples
) -> None:
    talk.reach("target_audience", examples[CITIZEN].draft)
    talk.say("Все жители области, от мала до велика")
    talk.press("Оставить как есть")
    talk.press("Назад")
    assert "Оставить как есть" in talk.labels()
    talk.keep()
    assert str(talk.path) == "target_audience_size"
    assert (len(talk.draft.kept), talk.draft.reasons) == (1, {})


def test_personal_data_are_remarked_at_the_answer_and_in_a_reason(
    talk: Conversation, examples: Examples
) -> None:
    talk.reach("trait_sociodemographic@0", examples[CITIZEN].draft)
    said = talk.say("Например, гр. Петрова Анна, 1967 г.р., паспорт 45 08 123456")
    assert "персональные данные" in said
    for words in ("«гр. Петрова Анна»", "«1967 г.р.»", "«паспорт 45 08 123456»"):
        assert words in said
    talk.press("Оставить как есть")
    assert "Пояснение войдёт в документ" in talk.say("Так просила Мария Петровна Иванова")
    assert talk.draft.at(Path("trait_sociodemographic", 0)) is None
    talk.say("Вымышленный пример")
    assert talk.draft.at(Path("trait_sociodemographic", 0)) is not None
    findings = check_profile(View(talk.library.form, talk.draft))
    assert [(f.kept, f.reason) for f in findings if f.check == "Q19"] == [(True, "Вымышленный пример")]


def test_an_error_of_length_may_not_be_kept(talk: Conversation, examples: Examples) -> None:
    talk.reach("target_audience", examples[CITIZEN].draft)
    talk.say("Все")
    assert "Оставить как есть" not in talk.labels()
    talk.say("оставить как есть")
    assert talk.draft.at(Path("target_audience")) is None


def test_back_and_forward_lose_nothing(talk: Conversation, examples: Examples) -> None:
    talk.reach("pains@0", examples[CITIZEN].draft)
    before = talk.draft
    for _ in range(6):
        talk.press("Назад")
    assert "Сейчас записано" in talk.said
    while str(talk.path) != "pains@0":
        talk.say("вперёд")
    assert talk.draft.segments == before.segments


def test_an_earlier_answer_changed_hides_later_ones_and_keeps_them(
    talk: Conversation, examples: Examples
) -> None:
    talk.begin().fill_like(examples[CITIZEN].draft)
    talk.press("Общие сведения")
    talk.press("Изменить: Тип клиента")
    talk.press("Наши сотрудники")
    assert str(talk.path) == "internal_topic"  # a question that only employees are asked
    talk.press("Назад")
    assert isinstance(talk.session.place, AtSummary)
    assert talk.draft.shared["entity_name"] == examples[CITIZEN].draft.shared["entity_name"]
    talk.press("Изменить: Тип клиента")
    talk.press("Граждане")
    assert talk.draft.segments == examples[CITIZEN].draft.segments


def test_toggles_keep_their_order_and_twice_is_once(talk: Conversation, examples: Examples) -> None:
    talk.reach("channels@0", examples[CITIZEN].draft)
    mfc, phone = talk.button("МФЦ").id, talk.button("Телефон").id
    for press in (phone, mfc, mfc, phone):
        talk.send(Pressed(press))
    assert [(button.label, button.rank) for button in talk.buttons if button.selected] == [
        ("МФЦ", 2),
        ("Телефон", 1),
    ]
    talk.press("Готово")
    assert talk.draft.at(Path("channels", 0)) == Choices((Picked("phone"), Picked("mfc")))


def test_options_may_be_typed_by_number_or_label(talk: Conversation, examples: Examples) -> None:
    talk.reach("channels@0", examples[CITIZEN].draft)
    talk.say("5, мфц")
    assert talk.draft.at(Path("channels", 0)) == Choices((Picked("phone"), Picked("mfc")))


def test_all_options_may_come_at_once(talk: Conversation, examples: Examples) -> None:
    talk.reach("channels@0", examples[CITIZEN].draft)
    talk.pick(["Телефон", "МФЦ"])
    assert talk.draft.at(Path("channels", 0)) == Choices((Picked("phone"), Picked("mfc")))


def test_another_option_asks_for_own_words(talk: Conversation, examples: Examples) -> None:
    talk.reach("channels@0", examples[CITIZEN].draft)
    talk.press("МФЦ")
    talk.press("Подсказка")
    talk.press("Что такое «Канал")
    assert "свой вариант" in talk.press("Другое")
    assert not {"Скрыть подсказку", "Пример", "Помогло"} & set(talk.labels()), "they would show nothing"
    talk.say("Мобильный офис")
    assert talk.button("Другое: Мобильный офис").selected
    talk.press("Готово")
    assert talk.draft.at(Path("channels", 0)) == Choices((Picked("mfc"), Picked("other", "Мобильный офис")))


def test_too_many_marks_are_explained_and_kept(talk: Conversation, examples: Examples) -> None:
    talk.reach("segmentation_criteria@0", examples[CITIZEN].draft)
    for label in ("Социально", "Географические", "Поведенческие", "Цифровые"):
        talk.press(label)
    assert "два или три признака" in talk.press("Готово")
    assert sum(button.selected or False for button in talk.buttons) == 4


def test_ready_made_items_and_own_ones_make_one_list(talk: Conversation, examples: Examples) -> None:
    talk.reach("life_situations@0", examples[CITIZEN].draft)
    talk.press("Рождение ребёнка")
    talk.say("Переезд в другой район")
    assert talk.draft.at(Path("life_situations", 0)) == Items(("Рождение ребёнка", "Переезд в другой район"))


def test_no_data_skipped_and_empty_are_three_things(talk: Conversation, examples: Examples) -> None:
    talk.reach("target_audience_size", examples[CITIZEN].draft)
    talk.press("Нет данных")
    assert talk.draft.at(Path("target_audience_size")) == NoData()
    talk.press("Назад")
    talk.press("Пропустить")
    assert talk.draft.at(Path("target_audience_size")) == NoData(), "skipping keeps an answer"
    other = talk.anew().reach("target_audience_size", examples[CITIZEN].draft)
    assert other.draft.at(Path("target_audience_size")) is None
    other.say("пропустить")
    assert other.draft.at(Path("target_audience_size")) == Skipped()


def test_a_required_question_cannot_be_skipped(talk: Conversation, examples: Examples) -> None:
    talk.reach("needs@0", examples[CITIZEN].draft)
    assert "обязательный" in talk.say("/skip")
    assert str(talk.path) == "needs@0"


def test_hint_example_and_term_open_inside_the_question(talk: Conversation, examples: Examples) -> None:
    talk.reach("segment_name@0", examples[CITIZEN].draft)
    slot = talk.replies[-1].slot
    assert "схожих по одному или нескольким признакам" in talk.press("Подсказка")
    assert "Одинокие пенсионеры" in talk.press("Пример")
    assert "схожих по какому-либо признаку" in talk.press("Что такое «Клиентский сегмент»?")
    assert talk.replies[-1].slot == slot


def test_a_question_in_the_middle_is_answered_and_the_step_asked_again(
    talk: Conversation, examples: Examples
) -> None:
    talk.reach("needs@0", examples[CITIZEN].draft)
    said = talk.say("что такое клиентский путь?")
    assert "Последовательность действий клиента" in said
    assert talk.question("needs@0") in said
    assert talk.draft.at(Path("needs", 0)) is None


def test_a_question_that_was_the_answer_can_be_recorded(talk: Conversation, examples: Examples) -> None:
    talk.reach("trait_sociodemographic@0", examples[CITIZEN].draft)
    talk.say("что такое клиентский сегмент?")
    talk.press("Записать как ответ")
    assert talk.draft.at(Path("trait_sociodemographic", 0)) == Text("что такое клиентский сегмент?")


@pytest.mark.parametrize("path", ["entity_name", "target_audience", "trait_sociodemographic@0", "needs@0"])
def test_an_answered_question_leaves_the_field_empty(
    talk: Conversation, examples: Examples, path: str
) -> None:
    talk.reach(path, examples[CITIZEN].draft)
    assert "Последовательность действий клиента" in talk.say("что такое клиентский путь?")
    assert not talk.typed_in()


def test_an_answered_question_leaves_in_the_field_what_stood_there(
    talk: Conversation, examples: Examples
) -> None:
    talk.reach("target_audience_size", examples[CITIZEN].draft)
    talk.press("Назад")
    stored = talk.typed_in()
    assert stored
    talk.say("что такое клиентский путь?")
    assert talk.typed_in() == stored
    talk.say("Все")
    talk.say("что такое клиентский сегмент?")
    assert talk.typed_in() == "Все", "the refused answer is still to be mended"


def test_a_doubted_answer_may_still_be_kept_after_a_question(talk: Conversation, examples: Examples) -> None:
    doubted = "Все жители области, от мала до велика"
    talk.reach("target_audience", examples[CITIZEN].draft)
    talk.say(doubted)
    talk.say("что такое клиентский путь?")
    assert talk.typed_in() == doubted
    talk.press("Оставить как есть")
    talk.press("Без пояснения")
    assert talk.draft.at(Path("target_audience")) == Text(doubted)


def test_a_pause_of_days_resumes_at_the_same_question(talk: Conversation, examples: Examples) -> None:
    talk.reach("pains@0", examples[CITIZEN].draft)
    assert "продолжим позже" in talk.press("Продолжить позже")
    assert isinstance(talk.session.place, Home)
    talk.now += timedelta(days=12)
    talk.say("/drafts")
    said = talk.press("Открыть")
    assert str(talk.path) == "pains@0"
    assert talk.question("pains@0") in said
    assert len(said.split("\n\n")) == 2  # the title, and the question in sight below it


def test_opening_the_chat_again_keeps_the_place(talk: Conversation, examples: Examples) -> None:
    talk.reach("pains@0", examples[CITIZEN].draft)
    assert talk.question("pains@0") in talk.send(Started())
    assert talk.question("pains@0") in talk.say("/start")


def test_what_is_left_is_told_by_section(talk: Conversation, examples: Examples) -> None:
    talk.reach("pains@0", examples[CITIZEN].draft)
    said = talk.say("что осталось")
    assert "Общие сведения" in said
    assert "Отвечено на" in said
    assert str(talk.path) == "pains@0"


def test_an_answer_is_changed_from_the_summary_and_the_summary_returns(
    talk: Conversation, examples: Examples
) -> None:
    talk.begin().fill_like(examples[CITIZEN].draft)
    talk.press("Сегмент 2. Размер сегмента")
    talk.press("Изменить: Доля")
    talk.say("44")
    assert isinstance(talk.session.place, AtSummary)
    assert "44" in talk.said
    assert {"Получить документ", "Скачать черновик", "Добавить сегмент"} <= set(talk.labels())
    # The page shows all sections at once, and hides the ways between them with the other choices.
    assert not [each.label for each in talk.buttons if "раздел" in each.label and each.role != "choice"]


def test_the_date_and_version_can_be_changed_in_the_summary(talk: Conversation, examples: Examples) -> None:
    talk.begin().fill_like(examples[CITIZEN].draft)
    talk.press("Общие сведения")
    talk.press("Изменить: Версия")
    talk.say("2.1")
    assert "2.1" in talk.said
    talk.press("Изменить: Дата")
    assert "не может быть в будущем" in talk.say("01.01.2031")
    talk.say("20.11.2026")
    assert "20 ноября 2026" in talk.said


def test_errors_block_the_document_and_lead_to_their_field(talk: Conversation, examples: Examples) -> None:
    talk.begin().fill_like(examples[CITIZEN].draft)
    talk.press("Сегмент 2. Размер сегмента")
    talk.press("Изменить: Доля")
    talk.say("90")
    talk.press("Ко всем разделам")
    assert "Сумма долей сегментов" in talk.said
    assert "Получить документ" not in talk.labels()
    talk.press("Исправить: Сумма долей")
    assert talk.path.field == "segment_share_percent"


def test_a_second_organisation_question_is_never_asked(talk: Conversation, examples: Examples) -> None:
    talk.begin().fill_like(examples[CITIZEN].draft)
    talk.press("Получить документ")
    talk.say("/profile")
    assert str(talk.path) == "client_type"


def test_a_finished_profile_is_copied_changed_and_finished_again(
    talk: Conversation, examples: Examples
) -> None:
    talk.begin().fill_like(examples[CITIZEN].draft)
    talk.press("Получить документ")
    talk.say("/drafts")
    talk.press("Копия")
    assert len(talk.drafts) == 2
    assert "Создана копия" in talk.said


@pytest.mark.parametrize("messenger", [True, False])
def test_a_profile_opened_for_changes_is_not_called_unfinished(
    talk: Conversation, examples: Examples, messenger: bool
) -> None:
    talk.begin().fill_like(examples[CITIZEN].draft)
    talk.press("Получить документ")
    talk.messenger = messenger
    talk.press("Открыть этот профиль")
    talk.send(Pressed(lasting_id(ChangeAnswer(talk.draft.id, Path("target_audience_size")))))
    talk.say("48 300")
    assert "незаконч" not in talk.say("/profile")
    assert "Исправляется" in talk.say("/drafts") or "исправляется" in talk.said
    assert "Готово" not in talk.said


def test_a_draft_is_deleted_only_after_a_yes(talk: Conversation, examples: Examples) -> None:
    talk.reach("pains@0", examples[CITIZEN].draft)
    talk.say("/drafts")
    talk.press("Удалить")
    talk.say("что такое услуга?")
    assert len(talk.drafts) == 1
    talk.say("/drafts")
    talk.press("Удалить")
    talk.press("Да, удалить")
    assert not talk.drafts


def test_a_draft_document_can_be_had_at_any_step(talk: Conversation, examples: Examples) -> None:
    talk.reach("client_type", examples[CITIZEN].draft)
    said = talk.say("/document")
    assert "ЧЕРНОВИК" in said
    assert talk.replies[0].attachments
    assert str(talk.path) == "client_type"


def test_a_doubled_press_is_explained_and_changes_nothing(talk: Conversation, examples: Examples) -> None:
    talk.reach("client_type", examples[CITIZEN].draft)
    button = talk.button("Граждане").id
    talk.send(Pressed(button))
    before = (talk.session.place, talk.draft)
    for _ in range(20):
        talk.send(Pressed(button))
        assert talk.notice
        assert not talk.replies
    assert (talk.session.place, talk.draft) == before


def test_an_answer_typed_to_an_older_question_is_put_nowhere(talk: Conversation, examples: Examples) -> None:
    talk.reach("entity_name", examples[CITIZEN].draft)
    old = talk.session.offer.number
    talk.say("Предоставление субсидий на оплату жилья")
    said = talk.send(Said("Ответ из второй вкладки, длинный и нужный", old))
    assert "Ответ из второй вкладки" in said
    assert talk.draft.at(Path("target_audience")) is None


def test_segments_are_added_and_removed_from_the_summary(talk: Conversation, examples: Examples) -> None:
    model = examples[INTERNAL].draft
    talk.begin().fill_like(model)
    for _ in range(3):
        talk.press("Добавить сегмент")
        talk.say("Сотрудники района на выезде")
        talk.say("/summary")
    assert len(talk.draft.segments) == 4
    first, second, _, last = talk.draft.segments
    talk.press("Удалить сегмент 3")
    talk.press("Да, удалить")
    assert list(talk.draft.segments) == [first, second, last]


def test_everything_is_forgotten_after_a_yes(talk: Conversation, examples: Examples) -> None:
    talk.reach("pains@0", examples[CITIZEN].draft)
    assert "1 профиль" in talk.say("/forget")
    talk.say("нет")
    assert talk.drafts
    talk.say("/forget")
    assert "Всё удалено" in talk.say("да")
    assert not talk.drafts
    assert "пока нет профилей" in talk.say("/drafts")


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script> обычный текст",
        "{{ needs }} и {% raw %} в тексте",
        "Текст \u202eнаоборот 😀 конец",
    ],
)
def test_odd_text_is_an_answer_like_any_other(talk: Conversation, examples: Examples, text: str) -> None:
    talk.reach("entity_name", examples[CITIZEN].draft)
    talk.say(text)
    assert isinstance(talk.draft.at(Path("entity_name")), Text)


def test_a_huge_answer_is_refused_with_its_length(talk: Conversation, examples: Examples) -> None:
    talk.reach("target_audience", examples[CITIZEN].draft)
    said = talk.say("а" * 100_000)
    assert "100" in said
    assert talk.draft.at(Path("target_audience")) is None


def test_every_button_fits_a_messenger(talk: Conversation, examples: Examples) -> None:
    model = examples[CITIZEN].draft
    talk.begin()
    while not isinstance(talk.session.place, AtSummary):
        assert all(len(button.id.encode()) <= 64 for button in talk.buttons)
        talk.answer_like(model)
    talk.press("Получить документ")
    assert all(len(button.id.encode()) <= 64 for button in talk.buttons)


def test_an_option_that_names_a_term_is_an_answer(talk: Conversation, examples: Examples) -> None:
    talk.reach("proactive_omnichannel@0", examples[CITIZEN].draft)
    talk.say("Предоставлять без заявления (по согласию)")
    assert talk.draft.at(Path("proactive_omnichannel", 0)) == Choices((Picked("auto"),))


def test_a_form_for_one_segment_gets_a_file_for_each(talk: Conversation, examples: Examples) -> None:
    form = talk.library.form
    one_each = form.report.model_copy(update={"default_output_mode": "one_file_per_segment"})
    talk.library = replace(talk.library, form=form.model_copy(update={"report": one_each}))
    talk.begin().fill_like(examples[CITIZEN].draft)
    talk.press("Получить документ")
    issued = [effect for effect in talk.effects if isinstance(effect, IssueDocument)]
    assert [len(effect.draft.segments) for effect in issued] == [1, 1]
    assert [effect.final for effect in issued] == [True, False]
    names = [attachment.file_name for attachment in talk.replies[0].attachments]
    assert len(set(names)) == 6


@pytest.mark.parametrize("path", ["channels@0", "client_type"])
def test_a_text_that_is_no_option_stays_in_its_field(
    talk: Conversation, examples: Examples, path: str
) -> None:
    talk.reach(path, examples[CITIZEN].draft)
    talk.say("Голубиная почта\nи дымовые сигналы")
    assert str(talk.path) == path
    assert talk.typed_in() == "Голубиная почта\nи дымовые сигналы"


def test_an_own_option_that_is_too_long_stays_in_its_field(talk: Conversation, examples: Examples) -> None:
    talk.reach("channels@0", examples[CITIZEN].draft)
    talk.press("Другое")
    own = "Голубиная почта " * 40
    talk.say(own)
    assert talk.typed_in() == own


def test_a_reason_that_is_not_taken_is_asked_for_again_and_stays_in_its_field(
    talk: Conversation, examples: Examples
) -> None:
    own = "Так просила Мария Петровна Иванова"
    talk.reach("target_audience", examples[CITIZEN].draft)
    talk.say("Все жители области, от мала до велика")
    talk.press("Оставить как есть")
    assert "Почему это так и есть?" in talk.say(own)
    assert talk.typed_in() == own
    talk.press("Назад")
    talk.press("Оставить как есть")
    assert talk.typed_in() == ""
