"""Check-your-answers, computed values and how answers read."""

from dataclasses import replace
from decimal import Decimal

import pytest

from dialogs.interview.answers import Choice, Draft, NoData, Number, Path, Picked, Skipped
from dialogs.interview.conditions import plain_value
from dialogs.interview.definition import Form
from dialogs.interview.display import answer_lines, display
from dialogs.interview.examples import ExampleProfile
from dialogs.interview.summary import SummaryRow, summary
from dialogs.interview.view import View
from tests.interview.respondent import TODAY, Respondent


def computed(form: Form, draft: Draft, name: str, segment: int | None = None) -> str | None:
    """A computed value as people read it."""
    return next(iter(display(View(form, draft, TODAY), Path(name, segment))), None)


def kind_id(form: Form, draft: Draft, name: str, segment: int | None = None) -> str | None:
    """A computed value as conditions know it."""
    return plain_value(View(form, draft).of_segment(segment).answer(name))


NBSP = "\u00a0"


def row(person: Respondent, name: str) -> SummaryRow:
    rows = [row for part in summary(View(person.form, person.draft, TODAY)) for row in part.rows]
    return next(row for row in rows if row.path is not None and str(row.path) == name)


def test_four_states_are_kept_apart(official: Respondent) -> None:
    assert row(official, "target_audience_size").state == "answered"
    official.draft = official.draft.with_answer(Path("target_audience_size"), NoData())
    assert row(official, "target_audience_size").state == "no_data"
    assert row(official, "target_audience_size").lines == ("Нет данных, требуется исследование",)
    official.draft = official.draft.with_answer(Path("target_audience_size"), Skipped())
    assert row(official, "target_audience_size").state == "skipped"
    assert row(official, "target_audience_size").lines == ("Не заполнено",)
    missing = row(official, "segment_name@0")
    assert (missing.state, missing.lines, missing.required) == ("missing", (), True)
    assert not row(official, "expectations@0").required


def test_what_does_not_measure_says_so(official: Respondent) -> None:
    official.says("satisfaction", "Не измеряется", 0)
    assert row(official, "satisfaction@0").lines == ("Не измеряется",)


def test_every_segment_has_its_sections(form: Form, examples: dict[str, ExampleProfile]) -> None:
    parts = summary(View(form, examples["internal_accounting"].draft, TODAY))
    assert [(part.section, part.segment) for part in parts][:4] == [
        ("general", None),
        ("audience", None),
        ("segment", 0),
        ("size_sources", 0),
    ]
    assert {part.segment for part in parts} == {None, 0, 1}
    assert next(part.title for part in parts if part.section == "needs") == "Потребности, ожидания и барьеры"


def test_date_and_version_can_be_changed_here(official: Respondent) -> None:
    assert row(official, "profile_date").lines == ("22 ноября 2026 г.",)
    assert row(official, "version").lines == ("1.0",)
    official.says("profile_date", "01.11.2026")
    official.says("version", "2.3")
    assert row(official, "profile_date").lines == ("1 ноября 2026 г.",)
    assert row(official, "version").lines == ("2.3",)
    assert "два числа через точку" in official.hears("version", "вторая")[0]


def test_what_is_known_of_the_person_stands_in_the_summary(official: Respondent) -> None:
    assert row(official, "organization_name").lines == (
        "Министерство социальной политики Приозёрской области",
    )


def test_a_value_that_repeats_a_question_is_shown_once(official: Respondent) -> None:
    labels = [row.label for part in summary(View(official.form, official.draft, TODAY)) for row in part.rows]
    assert labels.count("Объект профиля") == 1


def test_numbers_read_as_in_russian(official: Respondent) -> None:
    official.draft = official.draft.with_answer(Path("target_audience_size"), Number(Decimal(1248200)))
    assert display(View(official.form, official.draft), Path("target_audience_size")) == (
        f"1{NBSP}248{NBSP}200{NBSP}чел.",
    )
    official.says("segment_share_percent", "38,5", 0)
    assert display(View(official.form, official.draft), Path("segment_share_percent", 0)) == (f"38,5{NBSP}%",)
    size = computed(official.form, official.draft, "segment_size", 0)
    assert size == f"480{NBSP}557{NBSP}чел."


def test_options_read_as_on_the_button_or_as_in_the_document(official: Respondent) -> None:
    path = Path("client_type")
    assert display(View(official.form, official.draft), path) == ("Граждане",)
    field, answer = official.form.field("client_type"), Choice(Picked("citizen"))
    assert answer_lines(official.form, field, answer, document=True) == ("Внешний клиент: граждане",)
    official.says("channels", "Другое: голубь; МФЦ", 0)
    assert display(View(official.form, official.draft), Path("channels", 0)) == ("Другое: голубь", "МФЦ")


def test_hidden_and_unanswered_questions_read_as_nothing(official: Respondent) -> None:
    official.draft = official.draft.with_answer(Path("internal_topic"), Choice(Picked("it")))
    assert display(View(official.form, official.draft), Path("internal_topic")) == ()
    assert display(View(official.form, official.draft), Path("needs", 0)) == ()
    assert display(View(official.form, official.draft), Path("needs", 19)) == ()


@pytest.mark.parametrize(
    ("process", "granularity", "kind", "whole"),
    [
        ("1", ("granularity_service", "1"), "услуга", "single"),
        ("2", ("granularity_function", "1"), "мера поддержки", "whole"),
        ("3", ("granularity_function", "2"), "функция", "single"),
        ("6", None, "жизненная ситуация", "single"),
    ],
)
def test_what_the_profile_is_about_follows(
    official: Respondent, process: str, granularity: tuple[str, str] | None, kind: str, whole: str
) -> None:
    official.says("process_type", process)
    if granularity:
        official.says(*granularity)
    form, draft = official.form, official.draft
    assert computed(form, draft, "entity_kind") == kind
    assert kind_id(form, draft, "granularity") == whole
    assert kind_id(form, draft, "segment_type", 0) == "citizen"


def test_the_audience_of_an_internal_client_is_composed(person: Respondent) -> None:
    person.says("client_type", "Наши сотрудники")
    person.says("provider_unit", "Отдел кадров министерства")
    assert computed(person.form, person.draft, "internal_target_audience") is None
    person.says("internal_topic", "Бухгалтерский учёт")
    text = computed(person.form, person.draft, "internal_target_audience")
    assert text is not None
    assert text.endswith(
        "в подразделение «Отдел кадров министерства» по вопросам ведения бухгалтерского учёта"
    )
    person.says("internal_topic", "Другое: кадры и отпуска")
    text = computed(person.form, person.draft, "internal_target_audience")
    assert text is not None
    assert text.endswith("по вопросам: кадры и отпуска")
    person.says("client_type", "Граждане")
    assert computed(person.form, person.draft, "internal_target_audience") is None


def test_a_mixed_audience_has_a_type_for_each_segment(official: Respondent) -> None:
    official.says("client_type", "И граждане, и бизнес")
    official.says("segment_client_type", "Граждане", 0)
    official.says("segment_client_type", "Бизнес", 1)
    form, draft = official.form, official.draft
    assert kind_id(form, draft, "segment_type", 0) == "citizen"
    assert computed(form, draft, "segment_type", 1) == "внешний клиент — представитель бизнеса"
    assert kind_id(form, draft, "segment_type") is None


def test_a_size_needs_both_numbers(official: Respondent) -> None:
    official.says("segment_share_percent", "Нет данных", 0)
    assert computed(official.form, official.draft, "segment_size", 0) is None


def test_an_empty_draft_can_be_looked_through(person: Respondent) -> None:
    parts = summary(View(person.form, replace(person.draft, segments=()), TODAY))
    assert {part.segment for part in parts} == {None, 0}
