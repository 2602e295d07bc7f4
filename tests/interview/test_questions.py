"""Questions as they are put."""

import re

import pytest

from dialogs.authoring.form_loading import shipped_form
from dialogs.interview.answers import Items, Path
from dialogs.interview.findings import remarks
from dialogs.interview.question import question, section_title
from dialogs.interview.view import View
from tests.interview.forms import with_field
from tests.interview.respondent import TODAY, Respondent


def test_the_wording_follows_earlier_answers(official: Respondent) -> None:
    assert question(View(official.form, official.draft), Path("entity_name")).text == "Как называется услуга?"
    official.says("process_type", "Жизненная ситуация целиком")
    asked = question(View(official.form, official.draft), Path("entity_name"))
    assert asked.text == "Как называется жизненная ситуация?"


def test_a_section_is_titled_for_the_client(person: Respondent) -> None:
    person.says("client_type", "Наши сотрудники")
    asked = question(View(person.form, person.draft), Path("needs", 0))
    assert section_title(asked.view, asked.field.section) == "Потребности, ожидания и барьеры"
    assert asked.view.segment == 0


def test_what_stands_beside_a_choice(official: Respondent) -> None:
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


def test_ready_made_items_are_for_the_client(official: Respondent) -> None:
    path = Path("life_situations", 0)
    assert "Рождение ребёнка" in question(View(official.form, official.draft), path).suggestions
    official.says("client_type", "Бизнес")
    asked = question(View(official.form, official.draft), path)
    assert "Открытие бизнеса" in asked.suggestions
    assert asked.text.startswith("В каких ситуациях этот бизнес")


def test_an_example_shows_the_options_of_this_client(person: Respondent) -> None:
    person.says("client_type", "Наши сотрудники")
    assert question(View(person.form, person.draft), Path("channels", 0)).example_good == (
        "Система заявок",
        "Телефон",
    )


def test_no_data_has_a_label_of_its_own(official: Respondent) -> None:
    asked = question(View(official.form, official.draft), Path("satisfaction", 0))
    assert asked.field.allow_unknown
    assert asked.unknown_label == "Не измеряется"
    assert (
        question(View(official.form, official.draft), Path("target_audience_size")).unknown_label
        == "Нет данных"
    )


def test_a_question_that_is_optional_for_some_clients(person: Respondent) -> None:
    person.says("client_type", "Наши сотрудники")
    assert not question(View(person.form, person.draft), Path("entity_list")).required
    person.says("client_type", "Граждане")
    assert question(View(person.form, person.draft), Path("entity_list")).required


def test_answers_fill_the_placeholders_of_a_question(official: Respondent) -> None:
    form = with_field(official.form, "needs", question="Что нужно сегменту «{segment_name}»?")
    assert question(View(form, official.draft), Path("needs", 0)).text == "Что нужно сегменту «…»?"
    official.says("segment_name", "Одинокие пенсионеры {needs}", 0)
    text = question(View(form, official.draft), Path("needs", 0)).text
    assert text == "Что нужно сегменту «Одинокие пенсионеры {needs}»?"


@pytest.mark.parametrize("client", ["Граждане", "Бизнес"])
def test_ready_made_items_obey_the_hint_beside_them(official: Respondent, client: str) -> None:
    official.says("client_type", client)
    view, path = View(official.form, official.draft, TODAY), Path("life_situations", 0)
    for suggested in question(view, path).suggestions:
        assert remarks(view, path, Items((suggested,))) == (), suggested


@pytest.mark.parametrize(
    "process", ["Предоставление услуг", "Меры государственной поддержки", "Обращения", "Доступ к информации"]
)
def test_the_audience_is_who_has_the_right(official: Respondent, process: str) -> None:
    official.says("process_type", process)
    asked = question(View(official.form, official.draft), Path("target_audience"))
    assert "имеет право" in asked.text
    assert "даже если они ещё не обращались" in asked.help


def test_a_measure_of_support_is_told_from_a_service(official: Respondent) -> None:
    asked = question(View(official.form, official.draft), Path("process_type"))
    assert "если важен порядок их получения, выберите «Услуги»" in asked.help


def test_control_has_risk_and_inspections_and_a_business_its_digital_ways(official: Respondent) -> None:
    official.says("client_type", "Бизнес")
    official.says("process_type", "Контроль (надзор)")
    view = View(official.form, official.draft)
    criteria = {option.id for option in question(view, Path("segmentation_criteria", 0)).options}
    assert criteria >= {"risk_category", "digital", "behavioural", "request_frequency"}
    assert "inspection" in {option.id for option in question(view, Path("channels", 0)).options}


@pytest.mark.parametrize("field", ["trait_business_age", "trait_tenure"])
def test_lengths_of_time_meet_and_do_not_overlap(official: Respondent, field: str) -> None:
    labels = [option.label for option in official.form.field(field).options]
    amounts = [re.findall(r"\d+", label.replace("Меньше года", "Меньше 1 года")) for label in labels]
    assert labels[0].startswith("Меньше ")
    assert labels[-1].endswith(" и больше")
    assert [pair[-1] for pair in amounts[:-1]] == [pair[0] for pair in amounts[1:]]


def test_a_kind_of_client_stands_in_one_list_only(official: Respondent) -> None:
    official.says("client_type", "Бизнес")
    official.says("segmentation_criteria", "Размер бизнеса, Организационно-правовая форма", 0)
    view = View(official.form, official.draft)
    sizes, forms = (
        " ".join(option.label.lower() for option in question(view, Path(name, 0)).options)
        for name in ("trait_business_size", "trait_legal_form")
    )
    for kind in ("самозанят", "нко"):
        assert kind in forms
        assert kind not in sizes
    assert "некоммерч" not in sizes


def test_a_barrier_is_called_so_everywhere(official: Respondent) -> None:
    said = [
        text
        for field in official.form.fields
        for text in (field.label, field.question, field.help, *(column.label for column in field.columns))
    ]
    said += [check.message for check in official.form.checks]
    said.append((shipped_form().parent / "ru.ftl").read_text(encoding="utf-8"))
    for text in said:
        assert not re.search("трудност|обслуживающ[а-яё]+ подразделен", text, re.IGNORECASE), text
