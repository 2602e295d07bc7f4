"""Questions as they are put."""

from dialogs.interview.answers import Path
from dialogs.interview.question import question
from dialogs.interview.view import View
from tests.interview.forms import with_field
from tests.interview.person import Person


def test_the_wording_follows_earlier_answers(official: Person) -> None:
    assert question(View(official.form, official.draft), Path("entity_name")).text == "Как называется услуга?"
    official.says("process_type", "Жизненная ситуация целиком")
    asked = question(View(official.form, official.draft), Path("entity_name"))
    assert asked.text == "Как называется жизненная ситуация?"
    assert asked.section_number == 1


def test_a_section_is_titled_for_the_client(person: Person) -> None:
    person.says("client_type", "Наши сотрудники")
    asked = question(View(person.form, person.draft), Path("needs", 0))
    assert asked.section_title == "Потребности, ожидания и барьеры"
    assert (asked.segment, asked.segments) == (0, 1)


def test_what_stands_beside_a_choice(official: Person) -> None:
    asked = question(View(official.form, official.draft), Path("granularity_service"))
    assert [(option.id, option.recommended) for option in asked.options] == [
        ("single", True),
        ("whole", False),
    ]
    asked = question(View(official.form, official.draft), Path("study_methods", 0))
    assert [option.id for option in asked.options if option.exclusive] == ["expert"]
    assert asked.example_good == ("Данные информационных систем", "Опрос (анкета)")
    assert asked.example_bad is not None
    assert asked.example_bad.why == "Противоречивый выбор"


def test_ready_made_items_are_for_the_client(official: Person) -> None:
    path = Path("life_situations", 0)
    assert "Рождение ребёнка" in question(View(official.form, official.draft), path).suggestions
    official.says("client_type", "Бизнес")
    asked = question(View(official.form, official.draft), path)
    assert "Открытие бизнеса" in asked.suggestions
    assert asked.text.startswith("В каких ситуациях этот бизнес")


def test_an_example_shows_the_options_of_this_client(person: Person) -> None:
    person.says("client_type", "Наши сотрудники")
    assert question(View(person.form, person.draft), Path("channels", 0)).example_good == (
        "Система заявок",
        "Телефон",
    )


def test_no_data_has_a_label_of_its_own(official: Person) -> None:
    asked = question(View(official.form, official.draft), Path("satisfaction", 0))
    assert asked.allow_unknown
    assert asked.unknown_label == "Не измеряется"
    assert (
        question(View(official.form, official.draft), Path("target_audience_size")).unknown_label
        == "Нет данных"
    )


def test_a_question_that_is_optional_for_some_clients(person: Person) -> None:
    person.says("client_type", "Наши сотрудники")
    assert not question(View(person.form, person.draft), Path("entity_list")).required
    person.says("client_type", "Граждане")
    assert question(View(person.form, person.draft), Path("entity_list")).required


def test_answers_fill_the_placeholders_of_a_question(official: Person) -> None:
    form = with_field(official.form, "needs", question="Что нужно сегменту «{segment_name}»?")
    assert question(View(form, official.draft), Path("needs", 0)).text == "Что нужно сегменту «…»?"
    official.says("segment_name", "Одинокие пенсионеры {needs}", 0)
    text = question(View(form, official.draft), Path("needs", 0)).text
    assert text == "Что нужно сегменту «Одинокие пенсионеры {needs}»?"
