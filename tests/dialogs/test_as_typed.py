"""Answers as people type or paste them are read as meant, and what was understood is shown."""

import pytest

from dialogs.interview.answers import Choices, Items, Path, Picked
from dialogs.interview.examples import ExampleProfile
from tests.talking import Conversation

Examples = dict[str, ExampleProfile]


@pytest.fixture
def model(examples: Examples) -> ExampleProfile:
    return examples["citizen_service"]


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("около 14 тысяч семей", "Записано так: около 14 000."),
        ("48,2 тыс. чел.", "Записано так: 48 200."),
        ("свыше 10 тысяч", "Записано так: более 10 000."),
        ("до 5", "Записано так: не более 5."),
        ("10–15 тысяч", "Записано так: 10 000–15 000."),
        ("48200 (по реестру за 2025 год)", "Записано так: 48 200."),
        ("20 тысяч (примерно)", "Записано так: около 20 000."),
    ],
)
def test_a_number_in_words_is_shown_as_understood(
    talk: Conversation, model: ExampleProfile, typed: str, shown: str
) -> None:
    talk.reach("target_audience_size", model.draft)
    said = talk.say(typed).replace("\u00a0", " ")
    assert said.startswith(shown)
    assert str(talk.path) != "target_audience_size"


def test_a_plain_number_needs_no_word(talk: Conversation, model: ExampleProfile) -> None:
    talk.reach("target_audience_size", model.draft)
    assert "Записано так" not in talk.say("48 200")


def test_a_half_is_fifty_percent(talk: Conversation, model: ExampleProfile) -> None:
    talk.reach("segment_share_percent@0", model.draft)
    assert talk.say("примерно половина").replace("\u00a0", " ").startswith("Записано так: около 50 %.")


def test_a_pasted_table_is_shown_as_understood(talk: Conversation, model: ExampleProfile) -> None:
    talk.reach("journey_steps@0", model.draft)
    said = talk.say(
        "№\tЭтап\tМесто\tЧто мешает\n1\tУзнаёт о субсидии\tДома\tСлучайно\n"
        "2\tСобирает документы\tМФЦ\tОчередь\n3\tЖдёт решения\tТелефон\t\n"
    )
    assert said.startswith("Записано строк: 3. Первая — Действие клиента: Узнаёт о субсидии; ")
    assert "Барьер: Случайно." in said


def test_a_table_typed_as_asked_needs_no_word(talk: Conversation, model: ExampleProfile) -> None:
    talk.reach("journey_steps@0", model.draft)
    said = talk.say("1. Узнаёт | Дома | Случайно\n2. Собирает документы | МФЦ\n3. Ждёт решения |  |  ")
    assert "Записано строк" not in said


@pytest.mark.parametrize("typed", ["1-3", "1..3", "госуслуги, портал услуг, мфц"])
def test_all_options_are_told_by_name(talk: Conversation, model: ExampleProfile, typed: str) -> None:
    talk.reach("channels@0", model.draft)
    assert talk.say(typed).startswith("Записано так: Госуслуги (ЕПГУ); Региональный портал услуг; МФЦ.")


FAR = "До ближайшего МФЦ 38 км, автобус ходит два раза в неделю"
SILENT = "Текст уведомления не объясняет, почему размер выплаты изменился"
BUSY = "Телефон горячей линии занят всё утро"


def test_one_short_item_does_not_refuse_the_others(talk: Conversation, model: ExampleProfile) -> None:
    talk.reach("pains@0", model.draft)
    said = talk.say(f"1. {FAR}\n2. Занято\n3. {SILENT}")
    assert said.startswith("«Занято». ")
    assert "Остальное сохранено: 2 пункта." in said
    assert talk.typed_in() == ("Занято",)
    talk.say(BUSY)
    assert talk.draft.at(Path("pains", 0)) == Items((FAR, BUSY, SILENT))


def test_the_short_item_may_be_left_out(talk: Conversation, model: ExampleProfile) -> None:
    talk.reach("pains@0", model.draft)
    talk.say(f"{FAR}\nЗанято\n{SILENT}\nДолго")
    talk.press("Готово")
    assert talk.draft.at(Path("pains", 0)) == Items((FAR, SILENT))


def test_a_second_short_item_is_asked_about_again(talk: Conversation, model: ExampleProfile) -> None:
    talk.reach("pains@0", model.draft)
    talk.say(f"{FAR}\nЗанято")
    assert "«Опять занято»" in talk.say("Опять занято")
    talk.say(f"{BUSY}\n{SILENT}")
    assert talk.draft.at(Path("pains", 0)) == Items((FAR, BUSY, SILENT))


def test_only_short_items_are_refused_as_before(talk: Conversation, model: ExampleProfile) -> None:
    talk.reach("pains@0", model.draft)
    assert "Остальное сохранено" not in talk.say("Занято\nДолго")
    assert talk.typed_in() == ("Занято", "Долго")


@pytest.mark.parametrize("messenger", [False, True])
def test_words_that_name_no_option_are_recorded_as_ones_own_by_one_press(
    talk: Conversation, model: ExampleProfile, messenger: bool
) -> None:
    talk.reach("channels@0", model.draft)
    talk.messenger = messenger
    assert "нет" in talk.say("обходы дворов; беседы на собраниях")
    talk.press("Записать в «Другое»")
    talk.press("Готово")
    assert talk.draft.at(Path("channels", 0)) == Choices(
        (Picked("other", "обходы дворов; беседы на собраниях"),)
    )


def test_words_among_which_one_is_an_option_are_not_all_ones_own(
    talk: Conversation, model: ExampleProfile
) -> None:
    talk.reach("channels@0", model.draft)
    talk.say("Телефон; обходы дворов")
    assert "Записать в «Другое»" not in talk.labels()


def test_a_number_that_cannot_be_read_is_no_question_for_the_team(
    talk: Conversation, model: ExampleProfile
) -> None:
    talk.reach("target_audience_size", model.draft)
    said = talk.say("где-то 1200 или, может, 1300, кто их считал")
    assert "Введите целое число" in said
    assert "сохранил" not in said


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("372 организаций", "372 организации и ИП"),
        ("21", "21 организация и ИП"),
        ("5", "5 организаций и ИП"),
        ("около 372", "около 372 организаций и ИП"),
        ("20–22", "20–22 организации и ИП"),
    ],
)
def test_the_unit_that_we_write_agrees_with_the_number(talk: Conversation, typed: str, shown: str) -> None:
    talk.begin().press("Заполнить одним сообщением")
    said = talk.say(f"Тип клиента: бизнес\nРазмер целевой аудитории: {typed}")
    assert f"Размер целевой аудитории: {shown}" in said.replace("\u00a0", " ")


def test_a_number_among_options_of_numbers_is_shown_as_understood(
    talk: Conversation, examples: Examples
) -> None:
    talk.reach("trait_tenure@0", examples["internal_facilities"].draft)
    assert talk.say("2").startswith("Записано так: От 3 месяцев до 1 года.")


def test_what_only_resembles_an_entry_is_no_question_about_it(
    talk: Conversation, model: ExampleProfile
) -> None:
    talk.reach("trait_digital@0", model.draft)
    said = talk.say("не пользуются интернетом")
    assert said.startswith("Варианта «не пользуются интернетом» нет.")
    assert "Цифровой сервис" not in said
