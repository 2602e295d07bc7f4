"""What stands in a document, and what must not."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from dialogs.documents.pieces import Cell, Report, ReportSection, Row
from dialogs.documents.report import build_report
from dialogs.interview.answers import (
    Answer,
    Choice,
    Choices,
    Day,
    Draft,
    Items,
    NoData,
    Number,
    Picked,
    Rows,
    Skipped,
    Text,
)
from dialogs.interview.definition import Form
from dialogs.interview.findings import check_profile
from dialogs.interview.view import View
from tests.documents.conftest import EXAMPLES, TODAY, answered, with_segments, without
from tests.documents.reading import normal
from tests.documents.test_docx import parts_shown

Example = Callable[[str], Draft]


def rows(report: Report) -> list[Row]:
    return [row for section in report.sections for table in section.tables for row in table.rows]


def value(report: Report, mark: str) -> Cell:
    return next(row.cells[-1] for row in rows(report) if row.mark == mark)


def whole_text(report: Report) -> str:
    sections = report.sections
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
    text = normal(whole_text(build_report(form, draft, TODAY))).casefold()
    for path, field, _ in View(form, draft).visible_fields:
        for part in parts_shown(form, draft, path, field):
            assert normal(part).casefold() in text, path


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
    assert value(report, "proactive_omnichannel@0") == Cell(("—",), filled=False)
    assert value(report, "expectations@0") == Cell(("—",), filled=False)


def test_an_unfinished_profile_is_marked_and_a_finished_one_is_not(form: Form, example: Example) -> None:
    finished = example("citizen_service")
    assert build_report(form, finished, TODAY).draft_mark == ""
    assert build_report(form, replace(finished, status="filling"), TODAY).draft_mark == "ЧЕРНОВИК"
    assert build_report(form, without(finished, "author_contact"), TODAY).draft_mark == "ЧЕРНОВИК"
    too_much = answered(finished, {"segment_share_percent@0": Number(Decimal(80))})
    assert build_report(form, too_much, TODAY).draft_mark == "ЧЕРНОВИК"


def test_nothing_answered_yet_still_makes_a_report(form: Form, example: Example) -> None:
    draft = replace(example("citizen_service"), shared={}, segments=())
    report = build_report(form, draft, TODAY)
    assert report.draft_mark == "ЧЕРНОВИК"
    assert "Сравнение" not in whole_text(report)
    assert value(report, "process_type").lines == ("—",)


def test_one_segment_is_named_in_the_title_and_several_in_headings(form: Form, example: Example) -> None:
    one = build_report(form, example("internal_facilities"), TODAY)
    assert [line.lines for line in one.title_block] == [
        ("ДЕПАРТАМЕНТ ТРАНСПОРТА И ДОРОЖНОГО ХОЗЯЙСТВА ПРИОЗЁРСКОЙ ОБЛАСТИ",),
        ("ПРОФИЛЬ КЛИЕНТСКОГО СЕГМЕНТА",),
        ("«Новые специалисты в первые три месяца работы»",),
        ("Внутренний клиент по вопросам осуществления административно-хозяйственной деятельности",),
        ("Версия 1.0 от 18 ноября 2026\u00a0г.",),
        ("2026",),
    ]
    assert one.title_block[1].title
    two = build_report(form, example("citizen_service"), TODAY)
    assert [s.heading for s in two.sections if s.level == 1] == [
        "1. Объект профиля",
        "2. Целевая аудитория",
        "3. Сравнение сегментов",
        "4. Сегмент 1 из 2. Одинокие пенсионеры из сёл, не пользующиеся интернетом",
        "5. Сегмент 2 из 2. Семьи с детьми в городах, подающие заявления онлайн",
        "6. План улучшений",
        "7. Источники данных",
        "8. Пересмотр профиля",
    ]
    assert [s.heading for s in two.sections if s.heading.startswith("4.")][1:] == [
        "4.1. Признаки, граница и размер сегмента",
        "4.2. Жизненные ситуации, потребности и ожидания",
        "4.3. Каналы, клиентский путь и барьеры",
        "4.4. Удовлетворённость, проактивность и омниканальность",
    ]


def test_internal_clients_have_no_life_situations_in_the_heading(form: Form, example: Example) -> None:
    headings = [s.heading for s in build_report(form, example("internal_facilities"), TODAY).sections]
    assert "3.2. Потребности и ожидания" in headings


def section(report: Report, title: str) -> ReportSection:
    return next(section for section in report.sections if section.heading.endswith(title))


def comparison(report: Report) -> dict[str, tuple[str, ...]]:
    """The lines of the comparison by their labels: what stands under each segment."""
    (table,) = section(report, "Сравнение сегментов").tables
    return {row.cells[0].lines[0]: tuple("; ".join(c.lines) for c in row.cells[1:]) for row in table.rows}


def test_the_comparison_shows_what_was_answered_about_every_criterion(form: Form, example: Example) -> None:
    lines = comparison(build_report(form, example("citizen_service"), TODAY))
    assert lines["Доля"] == ("38\u00a0%", "45\u00a0%")
    assert lines["Численность"] == ("18\u00a0316\u00a0чел.", "21\u00a0690\u00a0чел.")
    # A row for every criterion that one of them has: «65–85 лет» alone says not what of.
    assert lines["Социально-демографические признаки"][0] == (
        "65–85 лет, живут одни, единственный доход\u00a0— страховая пенсия"
    )
    assert lines["Географические признаки"] == ("Сёла и посёлки", "—")
    assert lines["Цифровые навыки и доступ"][0] == "Интернетом не пользуются и не планируют"
    assert lines["Удовлетворённость"][1].startswith("Телефонный опрос, шкала 1–5: средняя 4,1")
    assert lines["Основной канал"] == ("МФЦ", "Госуслуги (ЕПГУ)")


def test_an_option_is_understood_without_those_beside_it(form: Form, example: Example) -> None:
    draft = answered(example("citizen_service"), {"trait_geographic@0": Choices((Picked("city"),))})
    shown = [
        line for row in rows(build_report(form, draft, TODAY)) for cell in row.cells for line in cell.lines
    ]
    assert "Другие города" not in shown
    assert "Города, кроме областного центра" in shown


def test_the_comparison_ends_with_the_clients_outside_of_every_segment(form: Form, example: Example) -> None:
    draft = example("citizen_service")
    assert list(comparison(build_report(form, draft, TODAY)))[-1] == "Прочие клиенты: 17\u00a0%"
    unknown = answered(draft, {"segment_share_percent@1": NoData()})
    assert list(comparison(build_report(form, unknown, TODAY)))[-1] == "Прочие клиенты: нет данных"
    full = answered(draft, {"segment_share_percent@1": Number(Decimal(62))})
    assert not any("Прочие" in line for line in comparison(build_report(form, full, TODAY)))


def test_six_segments_are_compared_in_two_tables(form: Form, example: Example) -> None:
    report = build_report(form, with_segments(example("citizen_service"), 6), TODAY)
    assert [len(table.header) for table in section(report, "Сравнение сегментов").tables] == [4, 4]


def test_of_five_segments_three_and_two_are_compared(form: Form, example: Example) -> None:
    report = build_report(form, with_segments(example("citizen_service"), 5), TODAY)
    assert [len(table.header) for table in section(report, "Сравнение сегментов").tables] == [4, 3]


def test_the_comparison_has_the_beginning_of_a_long_text(form: Form, example: Example) -> None:
    long = "Пенсионеры, которые живут одни и ходят в МФЦ пешком. " * 6
    report = build_report(
        form, answered(example("citizen_service"), {"trait_sociodemographic@0": Text(long.strip())}), TODAY
    )
    compared = comparison(report)["Социально-демографические признаки"][0]
    assert compared.endswith("…") and 150 < len(compared) <= 201
    assert long.startswith(compared[:-1])
    assert "".join(value(report, "trait_sociodemographic@0").lines) == long.strip()


def test_no_answer_stands_twice_in_the_document(form: Form, example: Example) -> None:
    draft = example("citizen_service")
    report = build_report(form, draft, TODAY)
    labels = [
        row.cells[0].lines[0] for s in report.sections for t in s.tables for row in t.rows if not row.group
    ]
    for once in ("Сущность", "Объект профиля", "Наименование сегмента", "Признаки сегментации"):
        assert once not in labels
    assert labels.count("Наименование") == 1
    text = whole_text(report)
    assert text.count("Предоставление субсидий на оплату") == 2  # the title page and the object
    assert text.count("Форма не сохраняет черновик") == 1


def test_the_frequency_of_requests_is_a_criterion_or_a_habit(form: Form, example: Example) -> None:
    report = build_report(form, example("internal_accounting"), TODAY)
    told = [
        s.heading[:3]
        for s in report.sections
        for t in s.tables
        for r in t.rows
        if r.mark == "contact_frequency@0"
    ]
    assert told == ["4.1"]
    habit = build_report(form, example("citizen_service"), TODAY)
    told = [
        s.heading[:3]
        for s in habit.sections
        for t in s.tables
        for r in t.rows
        if r.mark == "contact_frequency@0"
    ]
    assert told == ["4.3"]


def test_one_plan_stands_over_all_segments(form: Form, example: Example) -> None:
    (plan,) = section(build_report(form, example("citizen_service"), TODAY), "План улучшений").tables
    assert plan.header == ("№", "Барьер, вывод", "Предложение", "Показатель", "Ответственный", "Срок")
    assert [row.cells[0].lines[0] for row in plan.rows if not row.group] == ["1", "2", "3", "4", "5", "6"]
    assert [row.cells[0].lines[0][:14] for row in plan.rows if row.group] == [
        "Сегмент 1 из 2",
        "Сегмент 2 из 2",
    ]
    # «2» in the answer is the second barrier of the segment.
    assert plan.rows[1].cells[1].lines[0].startswith("Каждые полгода нужно подавать заявление заново")
    assert plan.rows[-1].cells[3] == Cell(("—",), filled=False)


def test_the_prevalence_stands_beside_the_barrier(form: Form, example: Example) -> None:
    report = build_report(form, example("citizen_service"), TODAY)
    first, second = (
        next(
            t
            for s in report.sections
            if s.heading.startswith(n)
            for t in s.tables
            if t.mark.startswith("pains")
        )
        for n in ("4.3", "5.3")
    )
    assert first.header == ("№", "Барьер", "Распространённость")
    assert first.rows[1].cells[2].lines == ("22\u00a0% получателей, выгрузка за 2025 год",)
    assert second.header == ("№", "Барьер")


def test_barrier_and_finding_share_the_widest_column_of_the_plan(form: Form, example: Example) -> None:
    (plan,) = section(build_report(form, example("citizen_service"), TODAY), "План улучшений").tables
    assert max(plan.widths_mm) == plan.widths_mm[plan.header.index("Барьер, вывод")]
    assert sum(plan.widths_mm) == pytest.approx(170)


def test_an_optional_column_in_which_nothing_stands_is_left_out(form: Form, example: Example) -> None:
    (plan,) = section(build_report(form, example("internal_facilities"), TODAY), "План улучшений").tables
    assert plan.header == ("№", "Барьер, вывод", "Предложение", "Ответственный", "Срок")
    assert {len(row.cells) for row in plan.rows if not row.group} == {5}
    assert sum(plan.widths_mm) == pytest.approx(170)
    # What is left out makes room for the longest texts.
    assert sorted(plan.widths_mm)[-2:] == [*plan.widths_mm[2:3], *plan.widths_mm[1:2]]
    assert min(plan.widths_mm[1:3]) >= 50
    # Nobody is named for any proposal: that is missing, and its column stays.
    unowned = Rows(({"finding": "Заявки ждут неделю", "proposal": "Отвечать за день"},))
    draft = example("internal_facilities")
    nobody = answered(draft, {f"findings@{n}": unowned for n in range(len(draft.segments))})
    (plan,) = section(build_report(form, nobody, TODAY), "План улучшений").tables
    assert plan.header == ("№", "Барьер, вывод", "Предложение", "Ответственный", "Срок")


def test_remarks_stand_in_the_order_of_the_questions(form: Form, example: Example) -> None:
    draft = answered(
        example("citizen_service"),
        {
            "findings@0": Rows(({"finding": "Ответ приходит поздно", "proposal": "Усилить работу"},)),
            "needs@0": Items(("Повысить качество услуги, чтобы было удобно",)),
            "target_audience": Text("Все граждане"),
            "segment_share_percent@1": Number(Decimal(90)),
        },
    )
    (remarks,) = section(build_report(form, draft, TODAY), "Открытые замечания").tables
    told = [". ".join(row.cells[1].lines) for row in remarks.rows]
    assert "Сегменты 1, 2. Доля в целевой аудитории" in told  # their names stand in headings
    assert all(text.startswith(("Сегмент", "Целевая аудитория")) for text in told)
    places = ["Целевая аудитория", "Доля в целевой аудитории", "Потребности", "Выводы и предложения"]
    found = [next(n for n, text in enumerate(told) if place in text) for place in places]
    assert found == sorted(found)
    assert [row.cells[0].lines[0] for row in remarks.rows] == [str(n + 1) for n in range(len(told))]
    # These are tall: only the last of them moves to the page of the signature.
    assert remarks.kept_rows == 1


def test_beside_four_segments_the_labels_of_the_comparison_are_narrow(form: Form, example: Example) -> None:
    for count in (2, 4):
        report = build_report(form, with_segments(example("citizen_service"), count), TODAY)
        (table,) = section(report, "Сравнение сегментов").tables
        assert table.widths_mm[0] == (38 if count == 4 else 42)
        assert sum(table.widths_mm) == pytest.approx(170)


def test_what_is_open_or_was_left_as_it_is_stands_in_the_list_of_remarks(
    form: Form, example: Example
) -> None:
    finished = example("internal_facilities")
    assert not any("замечания" in s.heading for s in build_report(form, finished, TODAY).sections)
    opinions = answered(
        without(finished, "source_details"), {"study_methods@0": Choices((Picked("expert"),))}
    )
    (remarks,) = section(build_report(form, opinions, TODAY), "Открытые замечания").tables
    assert remarks.rows[0].cells[1].lines == ("Методы изучения",)  # there is one segment
    keys = frozenset(finding.key for finding in check_profile(View(form, opinions, TODAY)))
    kept = replace(opinions, kept=keys, reasons=dict.fromkeys(keys, "опрос будет в мае"))
    (remarks,) = section(build_report(form, kept, TODAY), "Открытые замечания").tables
    assert remarks.rows[0].cells[2].lines[0].endswith("Оставлено составителем как есть: опрос будет в мае")


def test_the_list_of_remarks_does_not_repeat_whom_an_answer_names(form: Form, example: Example) -> None:
    draft = answered(
        example("citizen_service"),
        {
            "segment_name@0": Text("Пенсионеры, как гр. Петрова Анна Ильинична"),
            "pains@0": Items(("Пенсионер З. Г. Антипова, тел. 55-66-77, ждала ответа 40 дней",)),
        },
    )
    keys = {f.key: "это Антипова З. Г. просила сама" for f in check_profile(View(form, draft, TODAY))}
    draft = replace(draft, kept=frozenset(keys), reasons=keys)
    (remarks,) = section(build_report(form, draft, TODAY), "Открытые замечания").tables
    said = "\n".join(line for row in remarks.rows for cell in row.cells[1:] for line in cell.lines)
    assert "Барьеры\n«[персональные данные]»" in said
    for told in ("Петрова", "Антипова", "55-66-77"):
        assert told not in said


def test_the_approval_is_asked_for_and_stands_on_the_title_page(form: Form, example: Example) -> None:
    lines = [line.lines for line in build_report(form, example("citizen_service"), TODAY).title_block]
    assert lines[1][:2] == ("УТВЕРЖДАЮ", "Заместитель министра А.\u00a0В.\u00a0Орлов")
    assert lines[-2:] == [("Приозёрск",), ("2026",)]
    without_it = build_report(form, example("internal_facilities"), TODAY)
    assert not any("УТВЕРЖДАЮ" in line.lines for line in without_it.title_block)


def test_a_list_after_semicolons_is_in_lower_case_but_for_names(form: Form, example: Example) -> None:
    methods = Choices((Picked("survey"), Picked("admin_data"), Picked("external_research")))
    draft = answered(example("citizen_service"), {"study_methods@0": methods})
    assert value(build_report(form, draft, TODAY), "study_methods@0").lines == (
        "Опрос (анкета); статистика и отчёты органа; готовые исследования, Росстат",
    )
    forms = Choices((Picked("ooo"), Picked("ip"), Picked("kfh")))
    business = answered(
        example("citizen_service"),
        {
            "client_type": Choice(Picked("business")),
            "segmentation_criteria@0": Choices((Picked("legal_form"),)),
            "trait_legal_form@0": forms,
        },
    )
    assert value(build_report(form, business, TODAY), "trait_legal_form@0").lines == ("ООО; ИП; КФХ",)


def test_the_object_is_named_before_it_is_explained(form: Form, example: Example) -> None:
    single: dict[str, Answer] = {
        "process_type": Choice(Picked("information")),
        "granularity_function": Choice(Picked("single")),
        "granularity_reason": Text("Вакансии публикуют каждый день, остальные сведения — раз в год"),
        "entity_name": Text("Информирование о положении на рынке труда"),
    }
    report = build_report(form, answered(example("citizen_service"), single), TODAY)
    (table,) = section(report, "Объект профиля").tables
    assert [row.cells[0].lines[0] for row in table.rows] == [
        "Процесс",
        "Наименование",
        "Правовой акт или код в реестре",
        "Что получает клиент",
        "Ответственное подразделение",
        "Владелец процесса",
        "Обоснование отдельного профиля",
    ]


def test_the_process_on_the_title_page_goes_on_in_lower_case(form: Form, example: Example) -> None:
    whole: dict[str, Answer] = {
        "process_type": Choice(Picked("support")),
        "granularity_function": Choice(Picked("whole")),
        "entity_list": Items(("Субсидия", "Грант")),
    }
    report = build_report(form, answered(example("citizen_service"), whole), TODAY)
    assert "Процесс: меры государственной поддержки" in [text for t in report.title_block for text in t.lines]


def test_a_signature_of_nobody_yet_is_an_empty_line(form: Form, example: Example) -> None:
    assert build_report(form, without(example("citizen_service"), "author_contact"), TODAY).signature[0] == (
        "Составил: ____________________"
    )


def test_internal_property_is_for_the_staff_of_other_bodies_too(form: Form, example: Example) -> None:
    draft = answered(example("internal_facilities"), {"internal_topic": Choice(Picked("property"))})
    assert "Сотрудники органов исполнительной власти и подведомственных" in whole_text(
        build_report(form, draft, TODAY)
    )


def test_opinions_are_called_an_expert_estimate(form: Form, example: Example) -> None:
    draft = answered(
        without(example("internal_facilities"), "source_details"),
        {"study_methods@0": Choices((Picked("expert"),))},
    )
    report = build_report(form, draft, TODAY)
    assert value(report, "study_methods@0").lines == ("Только мнение сотрудников (экспертная оценка)",)
    assert value(report, "segment_share_percent@0").lines == ("9\u00a0% (экспертная оценка)",)
    assert report.notes[0].startswith("Сведения без подтверждённых источников")
    assert len(build_report(form, example("internal_facilities"), TODAY).notes) == 1


def test_a_form_that_is_official_is_not_called_unofficial(form: Form, example: Example) -> None:
    draft = example("internal_facilities")
    assert build_report(form, draft, TODAY).notes == (
        "Форма «Профиль клиентского сегмента» не является официальным шаблоном. Отчёт\u00a0— заполненный"
        " официальный шаблон (https://dt.ac.gov.ru/~n8T8V): перенесите сведения в него.",
    )
    official = form.model_copy(update={"template": form.template.model_copy(update={"official": True})})
    assert build_report(official, draft, TODAY).notes == ()


def test_own_texts_of_options_stand_in_place_of_the_option(form: Form, example: Example) -> None:
    draft = answered(
        example("internal_facilities"),
        {
            "internal_topic": Choice(Picked("other", "охраны труда")),
            "channels@0": Choices((Picked("phone"), Picked("other", "через вахту"))),
        },
    )
    report = build_report(form, draft, TODAY)
    assert value(report, "channels@0") == Cell(("Телефон", "Через вахту"), numbered=True)
    assert value(report, "internal_topic").lines == ("Охраны труда",)
    assert any("охраны труда" in line for title in report.title_block for line in title.lines)


def test_typography_mends_spaces_and_quotes_and_no_word(form: Form, example: Example) -> None:
    written = 'Приказ № 12, "Звезда" и 5" труба: 1 146 руб. за 38 км, 22 % — много'
    report = build_report(
        form, answered(example("internal_facilities"), {"satisfaction@0": Text(written)}), TODAY
    )
    assert value(report, "satisfaction@0").lines == (
        'Приказ №\u00a012, «Звезда» и 5" труба: 1\u00a0146\u00a0руб. за 38\u00a0км, 22\u00a0%\u00a0— много',
    )


def test_names_and_numbers_stay_with_what_leads_to_them(form: Form, example: Example) -> None:
    said = {
        "Гусев П. А., тел. 8 (000) 12-34": "Гусев\u00a0П.\u00a0А., тел.\u00a08 (000) 12-34",
        "А. В. Орлов, ст. 5, п. 12": "А.\u00a0В.\u00a0Орлов, ст.\u00a05, п.\u00a012",
        # Only what pairs is quotes inside of quotes.
        "Отдел «Связь» и «Центр ИТ»": "Отдел «Связь» и «Центр ИТ»",
        "подразделение «Отдел ГКУ «Центр ИТ»»": "подразделение «Отдел ГКУ „Центр ИТ“»",
        "«Отдел ГКУ «Центр ИТ»": "«Отдел ГКУ «Центр ИТ»",
    }
    for written, shown in said.items():
        report = build_report(
            form, answered(example("internal_facilities"), {"satisfaction@0": Text(written)}), TODAY
        )
        assert value(report, "satisfaction@0").lines == (shown,)


def test_a_row_that_would_leave_a_third_of_a_page_empty_may_be_split(form: Form, example: Example) -> None:
    for needs, split in ((4, False), (7, True)):
        said = Items(
            tuple(
                f"Мне нужно получить выплату {n} до выписки из роддома, чтобы купить всё необходимое и не"
                " занимать у родственников, которые живут в трёх часах пути от нас"
                for n in range(needs)
            )
        )
        report = build_report(form, answered(example("citizen_service"), {"needs@0": said}), TODAY)
        (row,) = (row for row in rows(report) if row.mark == "needs@0")
        assert row.splittable == split


def test_a_table_of_three_rows_is_not_parted(form: Form, example: Example) -> None:
    long = Text("Телефонный опрос, шкала 1–5: средняя 3,6, октябрь 2026 года. " * 6)
    report = build_report(form, answered(example("citizen_service"), {"satisfaction@0": long}), TODAY)
    (table,) = (t for s in report.sections for t in s.tables for r in t.rows if r.mark == "satisfaction@0")
    assert table.whole and len(table.rows) == 2


def test_numbers_and_dates_are_russian(form: Form, example: Example) -> None:
    draft = answered(
        example("citizen_service"),
        {"segment_share_percent@0": Number(Decimal("12.5")), "profile_date": Day(date(2026, 1, 2))},
    )
    report = build_report(form, draft, TODAY)
    assert value(report, "segment_share_percent@0").lines == ("12,5\u00a0%",)
    assert value(report, "target_audience_size").lines == ("48\u00a0200\u00a0чел.",)
    assert ("Версия 1.0 от 2 января 2026\u00a0г.",) in [line.lines for line in report.title_block]
    assert report.properties.created == date(2026, 1, 2)


def test_a_range_is_a_range_in_the_document_and_in_what_follows_from_it(form: Form, example: Example) -> None:
    size = Number(Decimal(10_000), Decimal(15_000))
    draft = answered(
        example("citizen_service"),
        {"target_audience_size": size, "segment_share_percent@0": Number(Decimal(20), Decimal(30))},
    )
    report = build_report(form, draft, TODAY)
    assert value(report, "target_audience_size").lines == ("10\u00a0000–15\u00a0000\u00a0чел.",)
    assert value(report, "segment_share_percent@0").lines == ("20–30\u00a0%",)
    assert "2\u00a0000–4\u00a0500\u00a0чел." in whole_text(report)
    assert "Прочие клиенты: 25–35\u00a0%" in list(comparison(report))[-1]


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
    assert "plan@0" in {row.mark for row in rows(report)}
