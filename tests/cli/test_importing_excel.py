"""Excel sheets: cells as they are shown, visible rows and sheets alone, nothing endless."""

import io
from datetime import date, datetime, time
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.comments import Comment

from bot.cli.importing.command import import_table
from knowledge.base.loading import load_knowledge
from tests.cli.office_files import imported, row, xlsx

HEAD = row(1, "Вопрос", "Ответ")
DAY = 46082.375  # 1 March 2026, nine in the morning
SHOWN = [
    ("General", "28", "28"),
    ("General", "28.0", "28"),
    ("General", "0.30000000000000004", "0,3"),
    ("General", "79991234567", "79991234567"),
    ("0", "27.6", "28"),
    ("0.00", "1.005", "1,01"),
    ("#,##0", "1234567", "1 234 567"),
    ("#,##0.00", "1234567.5", "1 234 567,50"),
    ("# ##0.00", "1234567.5", "1 234 567,50"),
    ("#,##0.00\\ [$₽-419]", "1500", "1 500,00 ₽"),
    ("#,##0&quot; руб.&quot;", "1500", "1 500 руб."),
    ("#,##0;[Red]-#,##0", "-1500", "-1 500"),
    ("0;(0)", "-5", "(5)"),
    ("0;-0;&quot;нет&quot;", "0", "нет"),
    ("#,##0,", "1500000", "1 500"),
    ("0%", "0.15", "15%"),
    ("0.0%", "0.155", "15,5%"),
    ("0.00E+00", "12345", "1,23E+04"),
    ("# ?/?", "0.5", "1/2"),
    ("# ?/?", "2.25", "2 1/4"),
    ("000000", "1234", "001234"),
    ("@", "5", "5"),
    ("dd.mm.yyyy", "46082", "01.03.2026"),
    ("yyyy-mm-dd h:mm:ss", "46082", "2026-03-01 0:00:00"),
    ("[$-419]d\\ mmmm\\ yyyy;@", "46082", "1 марта 2026"),
    ("d mmmm yyyy &quot;г.&quot;", "46082", "1 марта 2026 г."),
    ("mmmm yyyy", "46082", "март 2026"),
    ("dd.mm.yyyy hh:mm", str(DAY), "01.03.2026 09:00"),
    ("h:mm", "0.375", "9:00"),
    ("h:mm:ss", "0.375", "9:00:00"),
    ("[h]:mm", "1.5", "36:00"),
    ("h:mm AM/PM", "0.375", "9:00 AM"),
    ("mm:ss", "0.00138888888888889", "02:00"),
]


@pytest.mark.parametrize(("code", "value", "shown"), SHOWN)
def test_a_number_is_as_in_the_cell(tmp_path: Path, code: str, value: str, shown: str) -> None:
    file = xlsx(tmp_path / "faq.xlsx", HEAD + row(2, "Что?", f'<c s="1"><v>{value}</v></c>'), formats=(code,))
    assert imported(file) == ({"Что?": shown}, "1 entries, 0 problems, 0 notes\n", 0)


def test_what_openpyxl_writes_is_as_in_the_cell(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["№", "Вопрос", "Ответ"])
    for number, value in enumerate(
        (True, False, 28, 2.5, date(2026, 3, 1), datetime(2026, 3, 1, 9), time(9))  # noqa: DTZ001
    ):
        sheet.append([number, f"Вопрос {number}?", value])
    sheet["C6"].number_format = "mm-dd-yy"  # built in: the country's own short date
    book.save(tmp_path / "faq.xlsx")
    entries, _, code = imported(tmp_path / "faq.xlsx")
    assert (list(entries.values()), code) == (
        ["ИСТИНА", "ЛОЖЬ", "28", "2,5", "01.03.2026", "2026-03-01 9:00:00", "9:00:00"],
        0,
    )


def test_errors_and_formulas_without_a_value_are_told_by_cell(tmp_path: Path) -> None:
    rows = (
        HEAD
        + row(2, "Раз?", '<c t="e"><f>A9</f><v>#REF!</v></c>')
        + row(3, "Два?", "<c><f>1+1</f><v></v></c>")
        + row(4, "Три?", '<c t="str"><f>"а"&amp;"б"</f><v>аб</v></c>')
    )
    entries, remarks, code = imported(xlsx(tmp_path / "faq.xlsx", rows))
    assert (entries, code) == ({"Три?": "аб"}, 1)
    assert "faq.xlsx:2: sheet «Вопросы», cell B2: shows the error #REF!" in remarks
    assert "faq.xlsx:3: sheet «Вопросы», cell B3: the formula has no stored value" in remarks


def test_addresses_of_links_are_kept(tmp_path: Path) -> None:
    rows = (
        HEAD
        + row(2, "Раз?", '<c r="B2" t="inlineStr"><is><r><t>обра</t></r><r><t>зец</t></r></is></c>')
        + row(3, "Два?", '<c t="str"><f>HYPERLINK("https://example.org/b","тут")</f><v>тут</v></c>')
    )
    file = xlsx(
        tmp_path / "faq.xlsx",
        rows,
        after='<hyperlinks><hyperlink ref="B2" r:id="l"/></hyperlinks>',
        links={"l": "https://example.org/a"},
    )
    assert imported(file)[0] == {
        "Раз?": "[образец](https://example.org/a)",
        "Два?": "[тут](https://example.org/b)",
    }


def test_hidden_rows_columns_and_sheets_are_left_out_and_told(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Вопросы"
    for cells in (
        ["Вопрос", "Тайна", "Ответ"],
        ["Раз?", "x", "Один."],
        ["Два?", "y", "Двое."],
        ["Три?", "z", "Трое."],
    ):
        sheet.append(cells)
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["B"].hidden = True
    sheet["A2"].comment = Comment("проверить", "А")
    for state in ("hidden", "veryHidden"):
        other = book.create_sheet(f"Старое {state}")
        other.append(["Вопрос", "Ответ"])
        other.append(["Старое?", "Да."])
        other.sheet_state = state
    book.save(tmp_path / "faq.xlsx")
    entries, remarks, code = imported(tmp_path / "faq.xlsx")
    assert (entries, code) == ({"Раз?": "Один.", "Три?": "Трое."}, 0)
    for told in (
        "faq.xlsx:3: sheet «Вопросы»: hidden rows 3 are left out",
        "sheet «Вопросы»: hidden column B is left out",
        "sheet «Старое hidden» is hidden",
        "sheet «Старое veryHidden» is hidden",
        "comments on cells",
    ):
        assert told in remarks


def test_every_sheet_has_columns_of_its_own(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheets: dict[str, list[list[str | int]]] = {
        "Общее": [["№", "Вопрос", "Ответ"], [1, "Раз?", "Один."]],
        "Сроки": [["Ответ", "Вопрос"], ["Двое.", "Два?"]],
        "Термины": [["Понятие", "Значение"], ["Отпуск", "Отдых."]],
        "Служебный": [["а", "б", "в", "г"], [1, 2, 3, 4]],
    }
    for title, rows in sheets.items():
        other = book.create_sheet(title)
        for cells in rows:
            other.append(cells)
    book.remove(sheet)
    book.save(tmp_path / "faq.xlsx")
    entries, remarks, code = imported(tmp_path / "faq.xlsx")
    assert (entries, code) == ({"Раз?": "Один.", "Два?": "Двое.", "Отпуск": "Отдых."}, 1)
    assert "faq.xlsx:1: sheet «Служебный»: no heading" in remarks


def test_sections_and_sheets_tell_equal_questions_apart(tmp_path: Path) -> None:
    book = Workbook()
    first, second = book.active, book.create_sheet("Больничные")
    assert first is not None
    first.title = "Отпуска"
    for sheet in (first, second):
        sheet.append(["Вопрос", "Ответ"])
        sheet.append(["Какой срок?", f"Смотря какой: {sheet.title}"])
    book.save(tmp_path / "faq.xlsx")
    out = io.StringIO()
    assert import_table(tmp_path / "faq.xlsx", out, io.StringIO()) == 0
    (tmp_path / "base").mkdir()
    (tmp_path / "base" / "faq.yaml").write_text(out.getvalue(), encoding="utf-8")
    assert [entry.section for entry in load_knowledge(tmp_path / "base")] == ["Отпуска", "Больничные"]


def test_sections_and_merged_questions_of_a_sheet(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for cells in (
        ["Перечень вопросов"],
        ["№", "Вопрос", "Ответ", "Примечание"],
        ["1", "2", "3", "4"],
        ["Отпуска"],
        [1, "Раз?", "Один.", "проверено"],
        [None, None, "И ещё."],
        ["Раздел 2. Больничные"],
        [2, "Два?", None, "ответа нет"],
        [3, "Три?", "Трое."],
    ):
        sheet.append(cells)
    for area in ("A1:D1", "A4:D4", "B5:B6"):
        sheet.merge_cells(area)
    book.save(tmp_path / "faq.xlsx")
    entries, remarks, code = imported(tmp_path / "faq.xlsx")
    assert (entries, code) == ({"Раз?": "Один.\n\nИ ещё.", "Три?": "Трое."}, 1)
    assert "row 8: the answer is missing: «Два?»" in remarks
    assert "row 3: numbers of columns are left out" in remarks
