"""Nothing typed is lost or put elsewhere, and there is always a way on."""

import re
from dataclasses import replace

import pytest

from dialogs.documents.report import build_report
from dialogs.interview.answers import Choices, Items, Path, Picked, Text
from dialogs.interview.examples import ExampleProfile
from dialogs.turn.effects import IssueDocument, LogQuestion
from dialogs.turn.events import Pressed, Said
from dialogs.turn.session import AtQuestion, AtSummary, Home
from tests.talking import Conversation

CITIZEN = "citizen_service"
Examples = dict[str, ExampleProfile]
DOUBTFUL = "Какие документы нужны для компенсации?"


def test_an_answer_for_another_question_is_asked_about(talk: Conversation, examples: Examples) -> None:
    talk.reach("entity_name", examples[CITIZEN].draft)
    old = talk.session.offer.number
    talk.say("Предоставление субсидий на оплату жилья")
    here = talk.path
    said = talk.send(Said("Жители области с доходом ниже прожиточного минимума", old))
    assert "Жители области" in said
    assert talk.question(str(here)) in said
    assert talk.draft.at(here) is None
    talk.press("Записать как ответ")
    assert talk.draft.at(here) == Text("Жители области с доходом ниже прожиточного минимума")


def test_a_yes_typed_to_another_question_removes_nothing(talk: Conversation, examples: Examples) -> None:
    talk.reach("entity_name", examples[CITIZEN].draft)
    old = talk.session.offer.number
    talk.say("/drafts")
    talk.press("Удалить")
    talk.send(Said("да", old))
    assert len(talk.drafts) == 1


def test_a_text_that_reads_as_a_question_is_asked_about(talk: Conversation, examples: Examples) -> None:
    talk.reach("entity_name", examples[CITIZEN].draft)
    assert "это ответ или вопрос" in talk.say(DOUBTFUL)
    assert {"Это ответ", "Это вопрос"} <= set(talk.labels())
    assert talk.draft.at(Path("entity_name")) is None
    talk.press("Это ответ")
    assert talk.draft.at(Path("entity_name")) == Text(DOUBTFUL)


def test_a_question_goes_to_the_team_and_may_be_recorded_still(
    talk: Conversation, examples: Examples
) -> None:
    talk.reach("entity_name", examples[CITIZEN].draft)
    talk.say(DOUBTFUL)
    talk.press("Это вопрос")
    assert LogQuestion(DOUBTFUL, "unknown", ()) in talk.effects
    assert str(talk.path) == "entity_name"
    assert not {"Это вопрос", "Составить профиль"} & set(talk.labels()), "one is being filled"
    talk.press("Записать как ответ")
    assert talk.draft.at(Path("entity_name")) == Text(DOUBTFUL)


def test_typed_once_more_it_is_the_answer(talk: Conversation, examples: Examples) -> None:
    talk.reach("entity_name", examples[CITIZEN].draft)
    talk.say(DOUBTFUL)
    talk.say(DOUBTFUL)
    assert talk.draft.at(Path("entity_name")) == Text(DOUBTFUL)


def test_ticked_and_typed_both_count(talk: Conversation, examples: Examples) -> None:
    talk.reach("channels@0", examples[CITIZEN].draft)
    talk.press("МФЦ")
    talk.say("телефон")
    assert talk.draft.at(Path("channels", 0)) == Choices((Picked("mfc"), Picked("phone")))


def test_done_stands_there_before_anything_is_ticked(talk: Conversation, examples: Examples) -> None:
    talk.reach("channels@0", examples[CITIZEN].draft)
    assert "Готово" in talk.labels()
    talk.press("Готово")
    assert str(talk.path) == "channels@0"
    assert "Отметьте от одного до шести каналов" in talk.said


def test_done_with_nothing_ticked_passes_over_an_optional_question(
    talk: Conversation, examples: Examples
) -> None:
    talk.reach("proactive_omnichannel@0", examples[CITIZEN].draft)
    talk.press("Готово")
    assert str(talk.path) != "proactive_omnichannel@0"


def test_numbers_stand_where_they_may_be_typed(talk: Conversation, examples: Examples) -> None:
    talk.reach("study_methods@0", examples[CITIZEN].draft)
    toggles = [button for button in talk.buttons if button.role == "toggle"]
    assert "номера" in talk.said
    assert [button.number for button in toggles] == list(range(1, len(toggles) + 1))
    talk.fill_like(examples[CITIZEN].draft, until="channels@0")
    assert "номера" not in talk.said
    assert {button.number for button in talk.buttons} == {None}


def test_what_stands_alone_and_the_others_exclude_each_other(talk: Conversation, examples: Examples) -> None:
    talk.reach("study_methods@0", examples[CITIZEN].draft)

    def chosen() -> list[str]:
        return [button.label for button in talk.buttons if button.selected]

    talk.press("Опрос")
    talk.press("Только мнение сотрудников")
    assert chosen() == ["Только мнение сотрудников"]
    talk.press("Опрос")
    assert chosen() == ["Опрос (анкета)"]


@pytest.mark.parametrize("what", ["Подсказка", "Пример"])
def test_a_hint_closes_again(talk: Conversation, examples: Examples, what: str) -> None:
    talk.reach("segment_name@0", examples[CITIZEN].draft)
    closed = talk.said.rpartition(talk.question("segment_name@0"))[2]
    opened = talk.press(what)
    again = talk.press(f"Скрыть {'подсказку' if what == 'Подсказка' else 'пример'}")
    assert again.rpartition(talk.question("segment_name@0"))[2] == closed != opened


@pytest.mark.parametrize("messenger", [False, True])
@pytest.mark.parametrize("example", [CITIZEN, "internal_facilities"])
def test_every_definition_in_the_interview_names_its_source(
    talk: Conversation, examples: Examples, example: str, messenger: bool
) -> None:
    model = examples[example].draft
    opened: dict[str, str] = {}
    talk.begin()
    while not isinstance(talk.session.place, AtSummary):
        if isinstance(talk.session.place, AtQuestion):
            aside = replace(talk, drafts=dict(talk.drafts), effects=[], messenger=messenger)
            aside.say("/left")
            opened |= definitions(aside)
        talk.answer_like(model)
    assert len(opened) > 25
    sources = ("Источник: ", "не из официальных материалов")
    assert [label for label, said in opened.items() if not any(each in said for each in sources)] == []


def definitions(talk: Conversation) -> dict[str, str]:
    """What each «Что такое …?» of the question opens."""
    said = dict[str, str]()
    below = ["☰ Ещё"] if talk.messenger else ["Подсказка"] * ("Подсказка" in talk.labels())
    for more in below:
        talk.press(more)
    for label in talk.labels():
        if label.startswith("Что такое"):
            each = replace(talk, drafts=dict(talk.drafts), effects=[])
            said[label] = each.press(label)
    return said


def test_a_draft_handed_over_is_marked_even_when_it_is_complete(
    talk: Conversation, examples: Examples
) -> None:
    talk.begin().fill_like(examples[CITIZEN].draft)
    talk.press("Получить документ")
    talk.press("Открыть этот профиль")
    talk.press("Скачать черновик")
    issued = [effect for effect in talk.effects if isinstance(effect, IssueDocument)][-1]
    assert build_report(talk.library.form, issued.draft, talk.now.date()).draft_mark == "ЧЕРНОВИК"


def test_that_the_form_is_not_the_official_one_is_said_at_both_ends(
    talk: Conversation, examples: Examples
) -> None:
    notices = [talk.begin().said]
    talk.fill_like(examples[CITIZEN].draft)
    notices.append(talk.press("Получить документ"))
    for notice in notices:
        assert "а не официальный шаблон" in notice
        assert "https://dt.ac.gov.ru/~n8T8V" in notice
        assert "сведения перенесите в него" in notice


@pytest.mark.parametrize("example", [CITIZEN, "internal_accounting", "internal_facilities"])
def test_the_number_of_questions_is_said_as_it_is(
    talk: Conversation, examples: Examples, example: str
) -> None:
    """About as many as were said, and what follows up answers besides."""
    model = examples[example].draft
    first, each = map(int, re.findall(r"около (\d+)", talk.begin().said))
    asked: set[Path] = set()
    while not isinstance(talk.session.place, AtSummary):
        if isinstance(talk.session.place, AtQuestion):
            asked.add(talk.path)
        talk.answer_like(model)
    segments = [sum(path.segment == number for path in asked) for number in range(len(model.segments))]
    # What is asked at the end only for who wishes it so.
    wished = sum(talk.library.form.field(path.field).asked == "last" for path in asked)
    assert first - 1 <= len(asked) - wished - sum(segments[1:]) <= first + 9
    assert all(each <= count <= each + 5 for count in segments[1:])


def test_the_first_question_of_a_segment_names_it(talk: Conversation, examples: Examples) -> None:
    talk.reach("findings@0", examples[CITIZEN].draft)
    talk.answer_like(examples[CITIZEN].draft)
    assert "Сегмент 2." in talk.press("Да, добавить сегмент")


def test_the_counts_of_the_sections_agree(talk: Conversation, examples: Examples) -> None:
    talk.reach("pains@0", examples[CITIZEN].draft)
    left = re.findall(r"(\d+) из (\d+)", talk.say("что осталось").partition("Общие")[2])
    talk.say("/summary")
    summary = [re.findall(r"(\d+) из (\d+)", label) for label in talk.labels()]
    assert [pair for pairs in summary for pair in pairs] == left[: len([p for p in summary if p])]


def test_no_leads_back_to_the_list(talk: Conversation, examples: Examples) -> None:
    talk.reach("pains@0", examples[CITIZEN].draft)
    talk.say("/drafts")
    talk.press("Удалить")
    assert "Ваши профили" in talk.press("Нет, оставить")
    assert any(label.startswith("Открыть: ") for label in talk.labels())


def test_a_profile_is_renamed_in_lists_only(talk: Conversation, examples: Examples) -> None:
    talk.reach("pains@0", examples[CITIZEN].draft)
    talk.say("/drafts")
    talk.press("Переименовать")
    assert "Субсидии, осень" in talk.say("Субсидии, осень")
    talk.press("Скачать: Субсидии, осень")
    names = [attachment.file_name for reply in talk.replies for attachment in reply.attachments]
    assert names
    assert not any("осень" in name for name in names)
    assert isinstance(talk.session.place, Home)


def test_a_name_that_tells_of_a_person_is_not_taken(talk: Conversation, examples: Examples) -> None:
    talk.reach("pains@0", examples[CITIZEN].draft)
    talk.say("/drafts")
    talk.press("Переименовать")
    assert "персональные данные" in talk.say("Профиль Ивановой Анны Петровны")
    assert talk.press("Оставить прежнее название")
    assert not talk.draft.name


def test_renaming_in_the_middle_comes_back_to_the_question(talk: Conversation, examples: Examples) -> None:
    talk.reach("pains@0", examples[CITIZEN].draft)
    talk.say("/drafts")
    rename = talk.button("Переименовать").id
    talk.press("Открыть")
    talk.send(Pressed(rename))
    talk.say("Субсидии")
    assert isinstance(talk.session.place, AtQuestion)
    assert talk.draft.name == "Субсидии"


def test_ready_made_items_and_typed_ones_are_one_list(talk: Conversation, examples: Examples) -> None:
    talk.reach("life_situations@0", examples[CITIZEN].draft)
    talk.press("Рождение ребёнка")
    talk.say("Переезд в другой район")
    talk.press("Назад")
    talk.press("Рождение ребёнка")
    talk.say("Переезд в другой район\nПотеря жилья")
    assert talk.draft.at(Path("life_situations", 0)) == Items(("Переезд в другой район", "Потеря жилья"))


@pytest.mark.parametrize("asked", ["/glossary", "/examples", "/language", "glossary:", "menu:", "examples:"])
def test_a_list_opened_at_a_question_leaves_the_question_in_sight(talk: Conversation, asked: str) -> None:
    """What is typed below it is the answer."""
    talk.begin()
    said = talk.send(Pressed(asked)) if asked.endswith(":") else talk.say(asked)
    assert said.endswith(talk.question("organization_name"))
    assert talk.replies[-1].question


def test_from_one_message_the_answers_can_be_checked(talk: Conversation) -> None:
    talk.begin().press("Заполнить одним сообщением")
    assert "Проверьте ответы" in talk.say("/summary")


@pytest.mark.parametrize("word", ["стоп", "отмена", "готово", "дальше", "назад"])
def test_words_of_a_step_are_no_question_where_nothing_is_filled(talk: Conversation, word: str) -> None:
    talk.specialists = True
    assert "Сейчас ничего не заполняется" in talk.say(word)
    assert talk.effects == []


def test_taking_a_renaming_back_is_no_name(talk: Conversation, examples: Examples) -> None:
    talk.reach("entity_name", examples[CITIZEN].draft)
    talk.say("/drafts")
    talk.press("Переименовать")
    talk.say("отмена")
    assert "отмена" not in talk.draft.name
    talk.press("Переименовать")
    talk.say("/cancel")
    assert talk.draft.name == ""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Какие документы нужны для записи к врачу?", "в материалах программы нет ответа"),
        ("хочу поговорить с человеком", "Человека здесь нет"),
        ("спасибо", "Пожалуйста"),
    ],
)
def test_what_is_no_option_may_be_asked(talk: Conversation, examples: Examples, text: str, said: str) -> None:
    talk.reach("process_type", examples[CITIZEN].draft)
    assert said in talk.say(text)
    assert "Варианта" not in talk.said
    assert str(talk.path) == "process_type"
    assert "Контроль (надзор)" in talk.labels()


def test_a_call_for_a_person_is_not_taken_for_an_answer(talk: Conversation, examples: Examples) -> None:
    talk.reach("entity_name", examples[CITIZEN].draft)
    assert "это ответ или вопрос" in talk.say("хочу поговорить с человеком")
    assert talk.draft.at(Path("entity_name")) is None


def test_several_answers_sent_where_one_is_chosen_are_parted(talk: Conversation, examples: Examples) -> None:
    talk.reach("process_type", examples[CITIZEN].draft)
    audience = examples[CITIZEN].draft.at(Path("target_audience"))
    assert isinstance(audience, Text)
    pasted = f"Целевая аудитория: {audience.value}\nРазмер целевой аудитории: 2100"
    assert "Они ещё не записаны" in talk.say(pasted)
    talk.press("Записать всё")
    assert talk.draft.at(Path("target_audience")) == audience
    assert str(talk.path) == "process_type"


@pytest.mark.parametrize("messenger", [False, True])
def test_a_question_about_each_barrier_shows_them_numbered(
    talk: Conversation, examples: Examples, messenger: bool
) -> None:
    model = examples[CITIZEN].draft
    pains = model.at(Path("pains", 0))
    assert isinstance(pains, Items)
    for path in ("barrier_prevalence@0", "findings@0"):
        there = talk.anew().reach(path, model)
        there.messenger = messenger
        shown = there.say("/left")
        assert re.search(r"Барьеры:\n+1\. \S.*\n2\. \S", shown), (path, shown)


def test_numbers_are_shown_with_their_units(talk: Conversation, examples: Examples) -> None:
    talk.reach("segment_share_percent@0", examples[CITIZEN].draft)
    talk.say("около 35 процентов")
    assert "35\u00a0%" in talk.say("назад")
    talk.say("/summary")
    review = talk.replies[-1].review
    assert review is not None
    rows = {row.label: row.lines for section in review.sections for row in section.rows}
    assert rows["Доля в целевой аудитории"] == ("около 35\u00a0%",)
    assert rows["Размер целевой аудитории"][0].endswith("\u00a0чел.")
