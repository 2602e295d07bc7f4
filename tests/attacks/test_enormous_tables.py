"""Small office files that claim to be enormous tables: told with the place, or read, in little time."""

from pathlib import Path

import pytest

from knowledge.yaml_source import ContentError
from tests.cli.office_files import docx, imported, row, tbl, tc, tr, xlsx

WORD_HEAD = tr("Вопрос", "Ответ")
EXCEL_HEAD = row(1, "Вопрос", "Ответ")


def test_an_enormous_span_is_told_with_its_place(tmp_path: Path) -> None:
    wide = tc("Раздел", properties='<w:gridSpan w:val="300000000"/>')
    with pytest.raises(ContentError, match=r"faq.docx:2: table 1, row 2: a cell spans"):
        imported(docx(tmp_path / "faq.docx", tbl(WORD_HEAD, tr(wide), tr("Что?", "Да."))))


@pytest.mark.processor_seconds(4)
def test_thousands_of_merged_rows_are_read(tmp_path: Path) -> None:
    first = tr(tc("Что?", properties='<w:vMerge w:val="restart"/>'), "1.")
    merged = [first, *(tr(tc("", properties="<w:vMerge/>"), f"{n}.") for n in range(2, 3_001))]
    entries, _, code = imported(docx(tmp_path / "faq.docx", tbl(WORD_HEAD, *merged)))
    assert (entries["Что?"].count("\n\n"), code) == (2_999, 0)


@pytest.mark.processor_seconds(4)
def test_nested_tables_without_end_are_refused(tmp_path: Path) -> None:
    inner = "<w:tbl><w:tr><w:tc>" * 3_000 + "</w:tc></w:tr></w:tbl>" * 3_000
    with pytest.raises(ContentError, match="cannot be read"):
        imported(docx(tmp_path / "faq.docx", inner))


@pytest.mark.processor_seconds(4)
def test_one_cell_far_away_is_told_and_not_waited_for(tmp_path: Path) -> None:
    rows = EXCEL_HEAD + row(2, "Что?", "Да.") + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    merged = '<mergeCells><mergeCell ref="C3:XFD1048576"/></mergeCells>'
    columns = '<cols><col min="5" max="16384" hidden="1"/></cols>'
    entries, remarks, code = imported(xlsx(tmp_path / "faq.xlsx", rows, after=merged, before=columns))
    assert (entries, code) == ({"Что?": "Да."}, 0)
    assert "faq.xlsx:1048576: sheet «Вопросы»: hidden column E–XFD is left out" in remarks
    entries, remarks, code = imported(xlsx(tmp_path / "faq.xlsx", rows))
    assert (entries, code) == ({"Что?": "Да."}, 1)
    assert "row 1048576: holds neither question nor answer: «1»" in remarks


@pytest.mark.processor_seconds(30)
def test_too_many_rows_and_merged_cells_are_told_with_their_place(tmp_path: Path) -> None:
    many = EXCEL_HEAD + "".join(row(number, "а", "б") for number in range(2, 30_010))
    with pytest.raises(ContentError, match=r"faq.xlsx:30001: sheet «Вопросы», row 30001"):
        imported(xlsx(tmp_path / "faq.xlsx", many))
    rows = EXCEL_HEAD + "".join(row(number, f"{number}?", "б") for number in range(2, 5_000))
    merged = "".join(f'<mergeCell ref="A{number}:A1048576"/>' for number in range(2, 5_000))
    with pytest.raises(ContentError, match=r"sheet «Вопросы», row \d+: too many merged cells"):
        imported(xlsx(tmp_path / "faq.xlsx", rows, after=f"<mergeCells>{merged}</mergeCells>"))
