"""Word tables: everything that a reader sees is imported or told with its place."""

from pathlib import Path

import pytest

from tests.cli.office_files import docx, imported, p, r, tbl, tc, tr

HEAD = tr("Вопрос", "Ответ")
NUMBERED = '<w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr>'
ANSWERS = {
    "a tracked insertion": (p("Отпуск — ", f"<w:ins>{r('время отдыха.')}</w:ins>"), "Отпуск — время отдыха."),
    "text moved here": (p(f"<w:moveTo>{r('Сюда.')}</w:moveTo>"), "Сюда."),
    "an inline control": (p("Я ", f"<w:sdt><w:sdtContent>{r('тут')}</w:sdtContent></w:sdt>"), "Я тут"),
    "a block control": (f"<w:sdt><w:sdtContent>{p('Абзац.')}</w:sdtContent></w:sdt>", "Абзац."),
    "a control in a control": (
        f"<w:sdt><w:sdtContent><w:sdt><w:sdtContent>{p('Абзац.')}</w:sdtContent></w:sdt></w:sdtContent></w:sdt>",
        "Абзац.",
    ),
    "a control in an insertion": (
        p(f"<w:ins><w:sdt><w:sdtContent>{r('тут')}</w:sdtContent></w:sdt></w:ins>"),
        "тут",
    ),
    "custom XML": (p(f"<w:customXml><w:smartTag>{r('тут')}</w:smartTag></w:customXml>"), "тут"),
    "a link": (
        p("См. ", f'<w:hyperlink r:id="l">{r("образец")}</w:hyperlink>'),
        "См. [образец](https://example.org/a?b=1)",
    ),
    "a link to a place of a page": (
        p(f'<w:hyperlink r:id="l" w:anchor="c">{r("образец")}</w:hyperlink>'),
        "[образец](https://example.org/a?b=1#c)",
    ),
    "a link to a mailbox": (
        p(f'<w:hyperlink r:id="m">{r("пишите")}</w:hyperlink>'),
        "пишите (a@example.org)",
    ),
    "a link within the document": (p(f'<w:hyperlink w:anchor="x">{r("ниже")}</w:hyperlink>'), "ниже"),
    "a simple field": (
        p(f'<w:fldSimple w:instr=" HYPERLINK &quot;https://example.org/f&quot; ">{r("тут")}</w:fldSimple>'),
        "[тут](https://example.org/f)",
    ),
    "a field of many runs": (
        p(
            '<w:r><w:fldChar w:fldCharType="begin"/></w:r>',
            '<w:r><w:instrText> HYPERLINK "https://example.org/g" </w:instrText></w:r>',
            '<w:r><w:fldChar w:fldCharType="separate"/></w:r>',
            r("тут"),
            '<w:r><w:fldChar w:fldCharType="end"/></w:r>',
            r(" и там"),
        ),
        "[тут](https://example.org/g) и там",
    ),
    "a nested table": (
        tbl(tr("Услуга", "Срок"), tr("Справка", "3 дня")) + p(),
        "| Услуга | Срок |\n| Справка | 3 дня |",
    ),
    "a footnote": (p("Да", '<w:r><w:footnoteReference w:id="5"/></w:r>', "."), "Да (по закону)."),
    "a numbered list": (
        p(NUMBERED, "раз") + p(NUMBERED, "два"),
        "1. раз\n2. два",
    ),
    "a line break, a tab and a hyphen": (
        p("<w:r><w:t>а</w:t><w:br/><w:t>б</w:t><w:tab/><w:t>в</w:t><w:noBreakHyphen/><w:t>г</w:t></w:r>"),
        "а\n\nб в-г",
    ),
    "a formula": (p('<m:oMath xmlns:m="urn:m"><m:r><m:t>a+b</m:t></m:r></m:oMath>'), "a+b"),
}
NUMBERING = (
    '<w:abstractNum w:abstractNumId="7"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/>'
    '<w:lvlText w:val="%1."/></w:lvl></w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>'
)


@pytest.mark.parametrize("kind", ANSWERS)
def test_an_answer_keeps_every_kind_of_content_of_its_cell(tmp_path: Path, kind: str) -> None:
    content, answer = ANSWERS[kind]
    file = docx(
        tmp_path / "faq.docx",
        tbl(HEAD, tr("Что это?", tc(content))),
        links={"l": "https://example.org/a?b=1", "m": "mailto:a@example.org"},
        numbering=NUMBERING,
        footnotes=f'<w:footnote w:id="5">{p("по закону")}</w:footnote>',
    )
    assert imported(file) == ({"Что это?": answer}, "1 entries, 0 problems, 0 notes\n", 0)


@pytest.mark.parametrize("wrapper", ["sdt", "customXml", "ins"])
def test_wrapped_rows_and_cells_are_read(tmp_path: Path, wrapper: str) -> None:
    begin, end = (
        ("<w:sdt><w:sdtContent>", "</w:sdtContent></w:sdt>")
        if wrapper == "sdt"
        else (f"<w:{wrapper}>", f"</w:{wrapper}>")
    )
    rows = (tr("Раз?", f"{begin}{tc('Один.')}{end}"), f"{begin}{tr('Два?', 'Двое.')}{end}")
    file = docx(tmp_path / "faq.docx", f"{begin}{tbl(HEAD, *rows)}{end}")
    assert imported(file)[0] == {"Раз?": "Один.", "Два?": "Двое."}


LEFT = {
    "a deletion": (p("Да.", "<w:del><w:r><w:delText>Нет.</w:delText></w:r></w:del>"), "a deletion"),
    "text moved away": (
        p("Да.", "<w:moveFrom><w:r><w:delText>Нет.</w:delText></w:r></w:moveFrom>"),
        "a deletion",
    ),
    "hidden text": (p("Да.", "<w:r><w:rPr><w:vanish/></w:rPr><w:t>Нет.</w:t></w:r>"), "hidden text"),
    "a placeholder": (
        p(
            "Да.",
            f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{r('Место')}</w:sdtContent></w:sdt>",
        ),
        "a placeholder",
    ),
}


@pytest.mark.parametrize("kind", LEFT)
def test_what_is_not_shown_is_left_out_and_told(tmp_path: Path, kind: str) -> None:
    content, told = LEFT[kind]
    entries, remarks, code = imported(docx(tmp_path / "faq.docx", tbl(HEAD, tr("Что?", tc(content)))))
    assert (entries, code) == ({"Что?": "Да."}, 0)
    assert f"faq.docx:2: table 1, row 2: {told}" in remarks


def test_deleted_and_hidden_rows_are_left_out_and_told(tmp_path: Path) -> None:
    rows = (tr("Раз?", "Один.", properties="<w:del/>"), tr("Два?", "Двое.", properties="<w:hidden/>"))
    entries, remarks, code = imported(docx(tmp_path / "faq.docx", tbl(HEAD, *rows, tr("Три?", "Трое."))))
    assert (entries, code) == ({"Три?": "Трое."}, 0)
    assert "row 2: a row deleted" in remarks
    assert "row 3: a hidden row" in remarks


def test_a_picture_in_a_cell_is_told_as_missing(tmp_path: Path) -> None:
    picture = '<w:r><w:drawing><pic:pic xmlns:pic="urn:p"/></w:drawing></w:r>'
    _, remarks, code = imported(docx(tmp_path / "faq.docx", tbl(HEAD, tr("Что?", tc(p("Вот:", picture))))))
    assert code == 1
    assert "row 2: a picture" in remarks


def test_text_outside_tables_is_told_by_paragraph(tmp_path: Path) -> None:
    long = "Слово " * 40
    blocks = (p("О документе"), p(), p(long), p("Отпуска"), tbl(HEAD, tr("Что?", "Да.")), p("Конец"))
    entries, remarks, code = imported(docx(tmp_path / "faq.docx", *blocks))
    assert (entries, code) == ({"Что?": "Да."}, 1)
    assert "paragraph 1: «О документе»" in remarks
    assert "paragraph 3: «Слово" in remarks
    assert "paragraph 4: «Отпуска» is the section of table 1" in remarks
    assert "paragraph 5: «Конец»" in remarks


def test_sections_merged_over_the_width_are_no_answers(tmp_path: Path) -> None:
    wide = '<w:gridSpan w:val="3"/>'
    file = docx(
        tmp_path / "faq.docx",
        tbl(
            tr("№", "Вопрос", "Ответ"),
            tr(tc("Раздел 1", properties=wide)),
            tr("1", "Раз?", "Один."),
            tr(tc("Больничные", properties=wide)),
            tr("2", "Два?", "Двое."),
        ),
    )
    assert imported(file) == ({"Раз?": "Один.", "Два?": "Двое."}, "2 entries, 0 problems, 0 notes\n", 0)


def test_each_table_has_columns_of_its_own(tmp_path: Path) -> None:
    tables = (
        tbl(tr("№", "Вопрос", "Ответ"), tr("1", "Раз?", "Один.")),
        tbl(tr("Термин", "Определение"), tr("Отпуск", "Отдых.")),
        tbl(tr("Ответ", "Вопрос"), tr("Двое.", "Два?")),
        tbl(tr("Четверо.", "Четыре?")),
        tbl(tr("а", "б", "в", "г"), tr("1", "2", "3", "4")),
    )
    entries, remarks, code = imported(docx(tmp_path / "faq.docx", *tables))
    assert entries == {"Раз?": "Один.", "Отпуск": "Отдых.", "Два?": "Двое.", "Четыре?": "Четверо."}
    assert "table 4: no heading, goes on with the columns of the table before" in remarks
    assert "table 5: no heading" in remarks
    assert code == 1


def test_a_table_within_a_layout_table_is_read(tmp_path: Path) -> None:
    file = docx(tmp_path / "faq.docx", tbl(tr(tc(p("Шапка"), tbl(HEAD, tr("Что?", "Да.")), p()))))
    assert imported(file)[0] == {"Что?": "Да."}


def test_columns_of_other_widths_are_those_of_the_heading(tmp_path: Path) -> None:
    two = '<w:gridSpan w:val="2"/>'
    rows = (tr("№", tc("Вопрос", properties=two), "Ответ"), tr("1", "Раз?", tc("Один.", properties=two)))
    assert imported(docx(tmp_path / "faq.docx", tbl(*rows)))[0] == {"Раз?": "Один."}


def test_an_irregular_grid_is_read(tmp_path: Path) -> None:
    two = '<w:gridSpan w:val="2"/>'
    rows = (
        tr("№", "Вопрос", "Ответ"),
        tr(tc("1. Раз?", properties=two), "Один."),
        tr("", tc("", properties="<w:vMerge/>"), "ещё"),
        tr("Два?", "Двое.", properties='<w:gridBefore w:val="1"/>'),
        tr(tc("3", properties=two), "Без вопроса."),
    )
    entries, remarks, code = imported(docx(tmp_path / "faq.docx", tbl(*rows)))
    assert entries == {"Раз?": "Один.\n\nещё", "Два?": "Двое."}
    assert "row 5: the question is missing: «Без вопроса.»" in remarks
    assert code == 1


def test_a_heading_of_two_rows(tmp_path: Path) -> None:
    start, on, two = '<w:vMerge w:val="restart"/>', "<w:vMerge/>", '<w:gridSpan w:val="2"/>'
    rows = (
        tr(tc("№", properties=start), tc("Вопрос", properties=start), tc("Ответ", properties=two)),
        tr(tc("", properties=on), tc("", properties=on), "краткий", "полный"),
        tr("1", "2", "3", "4"),
        tr("1", "Раз?", "Да.", "Да, и вот почему."),
        tr("", "Больничные", "", ""),
        tr("2", "Два?", "Нет.", ""),
    )
    entries, remarks, code = imported(docx(tmp_path / "faq.docx", tbl(*rows)))
    assert (entries, code) == ({"Раз?": "Да.\n\nДа, и вот почему.", "Два?": "Нет."}, 0)
    assert "row 3: numbers of columns are left out" in remarks


def test_an_answer_merged_over_questions_answers_each(tmp_path: Path) -> None:
    start, on = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    rows = (HEAD, tr("Раз?", tc("Да.", properties=start)), tr("Два?", tc(p(), properties=on)))
    assert imported(docx(tmp_path / "faq.docx", tbl(*rows)))[0] == {"Раз?": "Да.", "Два?": "Да."}
