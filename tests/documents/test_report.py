"""What stands in a document, and what must not."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from dialogs.documents.pieces import Cell, Report, Row
from dialogs.documents.report import build_report
from dialogs.interview.answers import (
    Choice,
    Choices,
    Day,
    Draft,
    Items,
    NoData,
    Number,
    Picked,
    Skipped,
    Text,
)
from dialogs.interview.definition import Form
from dialogs.interview.display import display
from dialogs.interview.view import View
from tests.documents.conftest import EXAMPLES, TODAY, answered, without
from tests.documents.reading import normal

Example = Callable[[str], Draft]


def rows(report: Report) -> list[Row]:
    return [row for section in report.sections for table in section.tables for row in table.rows]


def value(report: Report, mark: str) -> Cell:
    return next(row.cells[-1] for row in rows(report) if row.mark == mark)


def whole_text(report: Report) -> str:
    sections = [*report.sections, *([report.comparison] if report.comparison else [])]
    return "\n".join(
        [
            *(text for line in report.title_block for text in line.lines),
            *(section.heading for section in sections),
            *(
                text
                for section in sections
                for table in section.tables
                for row in table.rows
                for cell in row.cells
                for text in cell.lines
            ),
            *report.signature,
            *report.notes,
        ]
    )


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_answer_of_every_visible_question_stands_in_the_report(
    form: Form, example: Example, name: str
) -> None:
    draft = example(name)
    text = normal(whole_text(build_report(form, draft, TODAY)))
    for path, field, _ in View(form, draft).visible_fields:
        if field.in_document == "false":
            continue
        for line in display(View(form, draft), path, document=True):
            for part in line.split(" | "):
                assert normal(part) in text, path


def test_leftovers_of_hidden_questions_stay_out(form: Form, example: Example) -> None:
    draft = answered(
        example("internal_accounting"),
        {"entity_name": Text("Лишняя услуга"), "life_situations@0": Items(("Лишняя ситуация",))},
    )
    text = whole_text(build_report(form, draft, TODAY))
    assert "Лишняя" not in text


def test_what_is_unknown_skipped_or_not_measured_is_told_apart(form: Form, example: Example) -> None:
    draft = answered(
        without(example("citizen_service"), "expectations"),
        {"target_audience_size": NoData(), "satisfaction@0": NoData(), "proactive_omnichannel@0": Skipped()},
    )
    report = build_report(form, draft, TODAY)
    assert value(report, "target_audience_size") == Cell(
        ("Нет данных, требуется исследование",), filled=False
    )
    assert value(report, "satisfaction@0") == Cell(("Не измеряется",), filled=False)
    assert value(report, "proactive_omnichannel@0") == Cell(("Не заполнено",), filled=False)
    assert value(report, "expectations@0") == Cell(("Не заполнено",), filled=False)


def test_an_unfinished_profile_is_marked_and_a_finished_one_is_not(form: Form, example: Example) -> None:
    finished = example("citizen_service")
    assert build_report(form, finished, TODAY).draft_mark == ""
    assert build_report(form, without(finished, "author_contact"), TODAY).draft_mark == "ЧЕРНОВИК"
    too_much = answered(finished, {"segment_share_percent@0": Number(Decimal(80))})
    assert build_report(form, too_much, TODAY).draft_mark == "ЧЕРНОВИК"


def test_nothing_answered_yet_still_makes_a_report(form: Form, example: Example) -> None:
    draft = replace(example("citizen_service"), shared={}, segments=())
    report = build_report(form, draft, TODAY)
    assert report.draft_mark == "ЧЕРНОВИК"
    assert report.comparison is None
    assert value(report, "organization_name").lines == ("Не заполнено",)


def test_one_segment_is_named_in_the_title_and_several_in_headings(form: Form, example: Example) -> None:
    one = build_report(form, example("internal_facilities"), TODAY)
    assert [line.lines for line in one.title_block] == [
        ("ДЕПАРТАМЕНТ ТРАНСПОРТА И ДОРОЖНОГО ХОЗЯЙСТВА ПРИОЗЁРСКОЙ ОБЛАСТИ",),
        ("ПРОФИЛЬ КЛИЕНТСКОГО СЕГМЕНТА",),
        ("«Новые специалисты в первые три месяца работы»",),
        ("Внутренний клиент по вопросам осуществления административно-хозяйственной деятельности",),
        ("Версия 1.0 от 18 ноября 2026\u00a0г.",),
    ]
    assert one.title_block[1].title
    assert {section.level for section in one.sections} == {1}
    two = build_report(form, example("citizen_service"), TODAY)
    assert [s.heading for s in two.sections if s.heading.startswith("Сегмент")] == [
        "Сегмент 1 из 2. Одинокие пенсионеры из сёл, не пользующиеся интернетом",
        "Сегмент 2 из 2. Семьи с детьми в городах, подающие заявления онлайн",
    ]
    assert [s.heading for s in two.sections if s.level == 1][:2] == [
        "1. Общие сведения",
        "2. Целевая аудитория",
    ]


def test_internal_clients_have_no_life_situations_in_the_heading(form: Form, example: Example) -> None:
    headings = [s.heading for s in build_report(form, example("internal_facilities"), TODAY).sections]
    assert "5. Потребности, ожидания и барьеры" in headings


def test_the_comparison_ends_with_the_clients_outside_of_every_segment(form: Form, example: Example) -> None:
    comparison = build_report(form, example("citizen_service"), TODAY).comparison
    assert comparison is not None
    last = comparison.tables[0].rows[-1].cells
    assert [cell.lines[0] for cell in last] == ["Прочие клиенты", "17", "—", "—", "—", "—", "—"]
    unknown = answered(example("citizen_service"), {"segment_share_percent@1": NoData()})
    comparison = build_report(form, unknown, TODAY).comparison
    assert comparison is not None
    assert comparison.tables[0].rows[-1].cells[1].lines == ("Нет данных",)
    full = answered(example("citizen_service"), {"segment_share_percent@1": Number(Decimal(62))})
    comparison = build_report(form, full, TODAY).comparison
    assert comparison is not None
    assert len(comparison.tables[0].rows) == 2


def test_opinions_are_called_an_expert_estimate(form: Form, example: Example) -> None:
    draft = answered(
        without(example("internal_facilities"), "source_details"),
        {"study_methods@0": Choices((Picked("expert"),))},
    )
    report = build_report(form, draft, TODAY)
    assert value(report, "study_methods@0").lines == ("Только мнение сотрудников (экспертная оценка)",)
    assert value(report, "segment_share_percent@0").lines == ("9 (экспертная оценка)",)
    assert report.notes[0].startswith("Сведения без подтверждённых источников")
    assert len(build_report(form, example("internal_facilities"), TODAY).notes) == 1


def test_a_form_that_is_official_is_not_called_unofficial(form: Form, example: Example) -> None:
    draft = example("internal_facilities")
    assert build_report(form, draft, TODAY).notes == (
        "Подготовлено по форме «Профиль клиентского сегмента» (не является официальной формой).",
    )
    official = form.model_copy(update={"template": form.template.model_copy(update={"official": True})})
    assert build_report(official, draft, TODAY).notes == ()


def test_own_texts_of_options_stand_beside_the_option(form: Form, example: Example) -> None:
    draft = answered(
        example("internal_facilities"),
        {
            "internal_topic": Choice(Picked("other", "охраны труда")),
            "channels@0": Choices((Picked("phone"), Picked("other", "через вахту"))),
        },
    )
    report = build_report(form, draft, TODAY)
    assert value(report, "channels@0") == Cell(("Телефон", "Другое: через вахту"), numbered=True)
    assert "охраны труда" in value(report, "internal_topic").lines[0]
    assert any("охраны труда" in line for title in report.title_block for line in title.lines)


def test_typography_mends_spaces_and_quotes_and_no_word(form: Form, example: Example) -> None:
    written = 'Приказ № 12, "Звезда" и 5" труба: 1 146 руб. за 38 км, 22 % — много'
    report = build_report(
        form, answered(example("internal_facilities"), {"satisfaction@0": Text(written)}), TODAY
    )
    assert value(report, "satisfaction@0").lines == (
        'Приказ №\u00a012, «Звезда» и 5" труба: 1\u00a0146\u00a0руб. за 38\u00a0км, 22\u00a0%\u00a0— много',
    )


def test_numbers_and_dates_are_russian(form: Form, example: Example) -> None:
    draft = answered(
        example("citizen_service"),
        {"segment_share_percent@0": Number(Decimal("12.5")), "profile_date": Day(date(2026, 1, 2))},
    )
    report = build_report(form, draft, TODAY)
    assert value(report, "segment_share_percent@0").lines == ("12,5",)
    assert value(report, "target_audience_size").lines == ("48\u00a0200",)
    assert value(report, "profile_date").lines == ("2 января 2026\u00a0г.",)
    assert report.properties.created == date(2026, 1, 2)


def test_an_agency_may_show_the_approval_and_order_sections_anew(
    form: Form, example: Example, tmp_path: Path
) -> None:
    from dialogs.authoring.form_loading import load_form, shipped_form

    overlay = tmp_path / "ours.yaml"
    overlay.write_text(
        "extends: client_segment_profile_default\n"
        "title: Форма министерства\n"
        "fields_disabled: [author_contact, target_audience_size]\n"
        "sections_order: [general, audience, segment, needs]\n"
        "extra_fields:\n"
        "  - {id: registry_code, section: general, scope: report, label: Код, question: Какой код?,"
        " type: text, required: 'false'}\n"
        "  - {id: plan, section: findings, scope: segment, label: План, question: Какой план?, type: table,"
        " columns: [{id: what, label: Что}, {id: when, label: Когда}], required: 'false'}\n",
        encoding="utf-8",
    )
    ours = load_form(shipped_form(), overlay)
    report = build_report(ours, answered(example("citizen_service"), {"registry_code": Text("К-1")}), TODAY)
    assert value(report, "registry_code").lines == ("К-1",)
    assert not any("Составил" in line for line in report.signature)
    assert "Форма министерства" in report.notes[0]
    assert any(table.mark == "plan@0" for section in report.sections for table in section.tables)
