"""Tables, lists and options as they are pasted from Excel, Word, mail and messengers: read as meant."""

import pytest

from dialogs.interview.answers import Answer, Choices, Items, Rows
from dialogs.interview.typed_answers import Mistake
from tests.interview.respondent import Respondent

STEPS = (
    {"step": "Подаёт", "place": "МФЦ", "difficulty": "Очередь"},
    {"step": "Ждёт", "place": "Дома", "difficulty": "Молчат"},
)


def picked(answer: Answer | Mistake) -> list[str]:
    assert isinstance(answer, Choices), answer
    return [one.option for one in answer.value]


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param("Подаёт\tМФЦ\tОчередь\r\nЖдёт\tДома\tМолчат\r\n", id="Excel"),
        pytest.param("Шаг\tГде\tБарьер\nПодаёт\tМФЦ\tОчередь\nЖдёт\tДома\tМолчат", id="heading"),
        pytest.param("Действие | Где | Барьер\nПодаёт | МФЦ | Очередь\nЖдёт | Дома | Молчат", id="as asked"),
        pytest.param(
            "Барьер\tДействия клиента\tКанал\nОчередь\tПодаёт\tМФЦ\nМолчат\tЖдёт\tДома", id="another order"
        ),
        pytest.param(
            "№\tЭтап\tМесто\tЧто мешает\n1\tПодаёт\tМФЦ\tОчередь\n2\tЖдёт\tДома\tМолчат", id="numbered"
        ),
        pytest.param("1\tПодаёт\tМФЦ\tОчередь\n2\tЖдёт\tДома\tМолчат", id="numbers"),
        pytest.param("1.\tПодаёт\tМФЦ\tОчередь", id="one numbered row"),
        pytest.param("1. Подаёт; МФЦ; Очередь\n2. Ждёт; Дома; Молчат;", id="semicolons"),
        pytest.param('"Подаёт";"МФЦ";"Очередь"\n"Ждёт";"Дома";"Молчат"', id="csv"),
        pytest.param("Подаёт — МФЦ — Очередь\nЖдёт — Дома — Молчат", id="dashes"),
        pytest.param(
            "Действие | Место | Затруднение\nПодаёт | МФЦ | Очередь\nЖдёт | Дома | Молчат", id="other words"
        ),
        pytest.param("Шаг – где – барьер\n• Подаёт – МФЦ – Очередь\n• Ждёт – Дома – Молчат", id="bullets"),
        pytest.param(
            "| Делает | Куда | Беда |\n|---|:---:|---|\n| Подаёт | МФЦ | Очередь |\n|Ждёт|Дома|Молчат|",
            id="Markdown",
        ),
        pytest.param("+--+--+\n| Подаёт | МФЦ | Очередь |\n+--+--+\n| Ждёт | Дома | Молчат |\n", id="drawn"),
        pytest.param("o\tПодаёт\tМФЦ\tОчередь\n\uf0b7\tЖдёт\tДома\tМолчат", id="bullets of Word"),
        pytest.param("а) Подаёт | МФЦ | Очередь\nб) Ждёт | Дома | Молчат", id="letters"),
        pytest.param("Подаёт    МФЦ    Очередь\nЖдёт      Дома   Молчат", id="spaces"),
    ],
)
def test_a_pasted_table_is_read_as_meant(person: Respondent, typed: str) -> None:
    assert person.says("journey_steps", typed, 0) == Rows(STEPS[: 1 if typed.startswith("1.\t") else 2])


def test_cells_of_excel_with_line_breaks_and_quotes_are_whole(person: Respondent) -> None:
    typed = '"Подаёт\nзаявление"\tМФЦ\t"Окно ""Приём""\nзакрыто"\n"Ждёт\nответа"\tДома\t'
    assert person.says("journey_steps", typed, 0) == Rows(
        (
            {"step": "Подаёт заявление", "place": "МФЦ", "difficulty": 'Окно "Приём" закрыто'},
            {"step": "Ждёт ответа", "place": "Дома", "difficulty": ""},
        )
    )


def test_prose_with_a_dash_or_a_semicolon_is_no_table(person: Respondent) -> None:
    typed = "Узнаёт о субсидии\nЕдет в МФЦ; там очередь\nЖдёт ответа\nПолучает отказ"
    answer = person.says("journey_steps", typed, 0)
    assert isinstance(answer, Rows)
    assert [row["step"] for row in answer.value] == typed.split("\n")
    long = "Ждёт — по телефону — не берут трубку — бросает"
    answer = person.says("journey_steps", f"Узнаёт — дома\n{long}", 0)
    assert isinstance(answer, Rows)
    assert answer.value[1]["difficulty"] == "не берут трубку — бросает"


def test_a_column_that_the_table_has_not_is_told_and_not_lost(person: Respondent) -> None:
    typed = "Шаг\tГде\tБарьер\tПримечание\nПодаёт заявление\tМФЦ\tОчередь\tв среду"
    assert "ячеек 4" in person.hears("journey_steps", typed, 0)[0]


def test_a_number_that_is_an_answer_stays_in_its_column(person: Respondent) -> None:
    typed = "| Сроки затянуты у трети заявителей | Сообщать о сроке при подаче | | | 2 | |"
    answer = person.says("findings", typed, 0)
    assert isinstance(answer, Rows)
    assert answer.value[0]["barrier"] == "2"


@pytest.mark.parametrize(
    "bullet",
    [
        "o\t",
        "➢ ",
        "➢\t",
        "§ ",
        "§\t",
        "•",
        "• ",
        "·\t",
        "\uf0b7\t",
        "\uf0d8 ",
        "1.",
        "1) ",
        "1.\t",
        "1\t",
        "(1) ",
        "а)",
        "а) ",
        "a) ",
        "–",
        "— ",
        "✅ ",
        "☑️ ",
        "▪️",
        "II. ",
        "v\t",
        "1.1. ",
    ],
)
def test_a_bullet_is_no_part_of_an_item(person: Respondent, bullet: str) -> None:
    assert person.says("needs", f"{bullet}Получить выплату\n{bullet}Не ездить", 0) == Items(
        ("Получить выплату", "Не ездить")
    )


@pytest.mark.parametrize(
    "item",
    [
        "о субсидии узнают случайно",
        "г. Приозёрск далеко",
        "№ 5 закона неясен",
        "-5 градусов в зале",
        "3 часа в очереди",
        "И. о. директора",
        "5-й этаж без лифта",
    ],
)
def test_what_only_looks_like_a_bullet_stays(person: Respondent, item: str) -> None:
    assert person.says("pains", f"{item}\nДолго ждать", 0) == Items((item, "Долго ждать"))


def test_rulers_and_a_heading_are_no_items(person: Respondent) -> None:
    typed = "№\tПотребности\n---\n1\tПолучить выплату\n2\tНе ездить\n=====\n"
    assert person.says("needs", typed, 0) == Items(("Получить выплату", "Не ездить"))
    pasted = '"Получить\nвыплату"\nНе ездить'
    assert person.says("needs", pasted, 0) == Items(("Получить выплату", "Не ездить"))


@pytest.mark.parametrize(
    ("typed", "options"),
    [
        ("1-3", ["epgu", "regional_portal", "mfc"]),
        ("1–2, 5", ["epgu", "regional_portal", "phone"]),
        ("1 и 3", ["epgu", "mfc"]),
        ("1, 3 и 5", ["epgu", "mfc", "phone"]),
        ("МФЦ и телефон", ["mfc", "phone"]),
        ("➢ МФЦ\n➢ Телефон", ["mfc", "phone"]),
        ("а) МФЦ\nб) Телефон", ["mfc", "phone"]),
        ("•МФЦ\n•Телефон\n---", ["mfc", "phone"]),
    ],
)
def test_options_as_people_write_them(official: Respondent, typed: str, options: list[str]) -> None:
    assert picked(official.says("channels", typed, 0)) == options


def test_everything_is_every_option_that_stands_with_others(official: Respondent) -> None:
    chosen = picked(official.says("study_methods", "Все", 0))
    assert len(chosen) == 9
    assert "expert" not in chosen
    assert "«3-40»" in official.hears("study_methods", "3-40", 0)[0]
