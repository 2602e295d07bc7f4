"""The Word document: its text, its structure, and what a reader never sees."""

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace

import docx
import pytest
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.shared import Mm
from docx.text.paragraph import Paragraph

from dialogs.documents.docx_file import render_docx
from dialogs.documents.report import build_report
from dialogs.documents.wordprocessing import bookmark_name
from dialogs.interview.answers import Answer, Draft, Items, Path, Rows, Skipped, Text
from dialogs.interview.definition import Form
from dialogs.interview.display import answer_lines
from dialogs.interview.field import Field
from dialogs.interview.view import View
from tests.documents.conftest import EXAMPLES, TODAY, answered, with_segments, without
from tests.documents.reading import docx_paragraphs, docx_text, normal

Example = Callable[[str], Draft]
HOSTILE = (
    "{{ 7*7 }} {% raw %} <b>x</b> & ]]> #set page() \\u{1} $x$ \x00\x0b\ud800\uffff\u202e «а» 😀 漢字 שלום"
)


def test_the_signature_stays_with_the_last_rows_in_every_program(form: Form, example: Example) -> None:
    draft = without(with_segments(example("citizen_service"), 4), "needs", "findings", "author_contact")
    report = build_report(form, draft, TODAY)
    row = report.sections[-1].tables[-1].rows[-1]
    tables = (replace(report.sections[-1].tables[-1], rows=(row,) * 9),)
    longer = replace(report, sections=(*report.sections[:-1], replace(report.sections[-1], tables=tables)))
    *_, begun, kept = docx.Document(io.BytesIO(render_docx(longer))).tables
    assert (len(begun.rows), len(kept.rows)) == (1 + 7, 2)
    between = begun._tbl.getnext()
    assert between is not None
    assert between.getnext() is kept._tbl
    paragraphs = [between, *(p for row in kept.rows for cell in row.cells for p in cell._tc.p_lst)]
    assert all(p.find(f"{qn('w:pPr')}/{qn('w:keepNext')}") is not None for p in paragraphs)


def parts_shown(form: Form, draft: Draft, path: Path, field: Field) -> list[str]:
    """What of an answer a document shows: nothing of a question passed over, the cells of a table apart."""
    if field.in_document == "false" or isinstance(draft.at(path), Skipped | None):
        return []
    columns = {column.id for column in field.columns if column.item_of is None}
    answer = draft.at(path)
    if isinstance(answer, Rows):
        return [cell for row in answer.value for name, cell in row.items() if name in columns]
    answer = View(form, draft).of_segment(path.segment).answer(path.field)
    return [] if answer is None else list(answer_lines(form, field, answer, document=True))


def is_filled(answer: Answer | None) -> bool:
    return not isinstance(answer, Skipped | None)


def all_paragraphs(document: Document) -> Iterator[Paragraph]:
    yield from document.paragraphs
    for table in document.tables:
        yield from (paragraph for row in table.rows for cell in row.cells for paragraph in cell.paragraphs)


def parts(content: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return {name: package.read(name).decode(errors="replace") for name in package.namelist()}


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_answer_stands_in_the_document(form: Form, example: Example, name: str) -> None:
    draft = example(name)
    text = docx_text(render_docx(build_report(form, draft, TODAY))).casefold()
    for path, field, _ in View(form, draft).visible_fields:
        for part in parts_shown(form, draft, path, field):
            assert normal(part).casefold() in text, path


def test_pages_are_as_the_layout_says(form: Form, example: Example) -> None:
    document = docx.Document(io.BytesIO(render_docx(build_report(form, example("citizen_service"), TODAY))))
    (portrait,) = document.sections
    for got, wanted in (
        (portrait.page_width, 210),
        (portrait.page_height, 297),
        (portrait.left_margin, 30),
        (portrait.right_margin, 10),
        (portrait.top_margin, 20),
        (portrait.bottom_margin, 20),
        (portrait.header_distance, 10),
    ):
        assert got is not None
        assert abs(got - Mm(wanted)) < Mm(0.1)
    assert portrait.orientation == WD_ORIENT.PORTRAIT
    assert portrait.different_first_page_header_footer
    assert "PAGE" in portrait.header._element.xml
    assert "PAGE" not in portrait.first_page_header._element.xml


def test_the_footer_names_the_profile_and_the_title_page_its_place_and_year(
    form: Form, example: Example
) -> None:
    draft = replace(example("citizen_service"), document="ab12cd34ef56")
    (section,) = docx.Document(io.BytesIO(render_docx(build_report(form, draft, TODAY)))).sections
    assert [p.text for p in section.first_page_footer.paragraphs] == ["Приозёрск", "2026"]
    assert {p.style.name for p in section.first_page_footer.paragraphs if p.style} == {"Subtitle"}
    assert [p.text for p in section.footer.paragraphs] == [
        "Профиль клиентского сегмента № AB12CD34, версия 1.0"
    ]


def test_addresses_are_links(form: Form, example: Example) -> None:
    draft = answered(
        example("citizen_service"),
        {"satisfaction@0": Text("Опрос 2026 года (https://example.org/a_b.html).")},
    )
    document = docx.Document(io.BytesIO(render_docx(build_report(form, draft, TODAY))))
    linked = {
        link.text: link.address for p in all_paragraphs(document) for link in p.hyperlinks if link.address
    }
    assert linked["https://example.org/a_b.html"] == "https://example.org/a_b.html"
    assert "https://dt.ac.gov.ru/~n8T8V" in linked


def test_the_contents_are_a_field_whose_entries_lead_to_the_headings(form: Form, example: Example) -> None:
    document = docx.Document(io.BytesIO(render_docx(build_report(form, example("citizen_service"), TODAY))))
    body = document.element.body
    fields = [text.text or "" for text in body.iter(qn("w:instrText"))]
    # A space after the name is what LibreOffice knows a contents field by, and it leaves no numbers in one.
    assert any(field.startswith(" TOC\t") for field in fields)
    places = {b.get(qn("w:name")) for b in body.iter(qn("w:bookmarkStart"))}
    links = [link.get(qn("w:anchor")) for link in body.iter(qn("w:hyperlink")) if link.get(qn("w:anchor"))]
    headings = [p.text for p in document.paragraphs if p.style is not None and p.style.name == "Heading 1"]
    entries = [p.text for p in document.paragraphs if p.style is not None and p.style.name == "toc 1"]
    assert entries == [f"{heading}\t" for heading in headings]
    assert [field.split()[1] for field in fields if "PAGEREF" in field] == links
    assert len(links) == len(headings)
    assert places >= set(links)


def test_no_word_is_broken_where_the_line_is_wide(form: Form, example: Example) -> None:
    document = docx.Document(io.BytesIO(render_docx(build_report(form, example("citizen_service"), TODAY))))
    for name in ("toc 1", "Body Text", "Note", "Heading 1", "Title", "Subtitle"):
        assert document.styles[name].element.pPr.find(qn("w:suppressAutoHyphens")) is not None, name


def test_words_are_broken_only_where_they_would_not_fit(form: Form, example: Example) -> None:
    four = replace(example("citizen_service"), segments=example("citizen_service").segments * 2)
    document = docx.Document(io.BytesIO(render_docx(build_report(form, four, TODAY))))
    may_break = {
        (round(cell.width.mm), cell.text): cell.paragraphs[0]._p.find(
            f"{qn('w:pPr')}/{qn('w:suppressAutoHyphens')}"
        )
        is None
        for table in document.tables
        for row in table.rows[1:]
        for cell in row.cells
        if cell.width
    }
    assert all(breaks for (width, _), breaks in may_break.items() if width < 36)
    assert may_break[38, "Удовлетворённость"]
    assert not may_break[38, "Главный барьер"]
    assert not any(breaks for (width, _), breaks in may_break.items() if width > 80)


def test_tables_repeat_their_header_and_keep_their_rows_whole(form: Form, example: Example) -> None:
    document = docx.Document(io.BytesIO(render_docx(build_report(form, example("citizen_service"), TODAY))))
    assert len(document.tables) == 18
    for table in document.tables:
        header, *others = (row._tr for row in table.rows)
        assert header.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None
        assert all(row.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None for row in others)
        assert table._tbl.find(f"{qn('w:tblPr')}/{qn('w:tblDescription')}") is not None
        assert table._tbl.find(f"{qn('w:tblPr')}/{qn('w:tblCaption')}") is not None
        assert table.style is not None
        assert table.style.name == "Table Grid"


def test_headings_title_fonts_and_language_are_real(form: Form, example: Example) -> None:
    content = render_docx(build_report(form, example("citizen_service"), TODAY))
    document = docx.Document(io.BytesIO(content))
    by_style: dict[str, list[str]] = {}
    for paragraph in document.paragraphs:
        assert paragraph.style is not None
        by_style.setdefault(str(paragraph.style.name), []).append(paragraph.text)
    assert by_style["Title"] == ["ПРОФИЛЬ КЛИЕНТСКОГО СЕГМЕНТА"]
    assert by_style["Heading 1"][0] == "1. Объект профиля"
    assert by_style["Heading 1"][-1] == "8. Пересмотр профиля"
    assert "5.3. Каналы, клиентский путь и барьеры" in by_style["Heading 2"]
    styles = document.styles
    assert styles["Normal"].font.name == "Times New Roman"
    assert styles["Body Text"].font.size.pt == 14
    assert styles["Table Text"].font.size.pt == 12
    assert styles["Note"].font.size.pt == 10
    assert 'w:lang w:val="ru-RU"' in parts(content)["word/styles.xml"]


def test_properties_name_the_agency_and_no_library(form: Form, example: Example) -> None:
    content = render_docx(build_report(form, example("citizen_service"), TODAY))
    properties = docx.Document(io.BytesIO(content)).core_properties
    assert properties.author == "Министерство социальной политики Приозёрской области"
    assert properties.title.startswith("Профиль клиентского сегмента")
    assert properties.created is not None
    assert properties.created.date().isoformat() == "2026-11-20"
    assert properties.identifier.startswith("client_segment_profile_default")
    for name, part in parts(content).items():
        assert not re.search("python-docx|Macintosh|thumbnail", part + name)


def test_the_draft_mark_lies_across_every_page_of_an_unfinished_one(form: Form, example: Example) -> None:
    finished = example("citizen_service")
    for draft, marked in ((finished, False), (without(finished, "needs"), True)):
        content = render_docx(build_report(form, draft, TODAY))
        files = parts(content)
        assert ("ЧЕРНОВИК" in files["word/header1.xml"]) is marked
        assert ("ЧЕРНОВИК" in files["word/header2.xml"]) is marked
        assert ("ЧЕРНОВИК" in docx_paragraphs(content)) is marked


def test_every_answer_lies_in_a_bookmark_that_names_its_field(form: Form, example: Example) -> None:
    draft = example("citizen_service")
    body = docx.Document(io.BytesIO(render_docx(build_report(form, draft, TODAY)))).element.body
    starts = {b.get(qn("w:name")): b.get(qn("w:id")) for b in body.iter(qn("w:bookmarkStart"))}
    ends = [b.get(qn("w:id")) for b in body.iter(qn("w:bookmarkEnd"))]
    assert sorted(starts.values()) == sorted(ends)
    for path, field, _ in View(form, draft).visible_fields:
        shown_by_details = any(option.detail_field for option in field.options)
        if field.in_document in ("true", "answered") and not shown_by_details and is_filled(draft.at(path)):
            assert bookmark_name(str(path)) in starts


def test_bookmark_names_are_short_different_and_hidden() -> None:
    long = "a_field_of_an_agency_with_quite_a_long_name"
    names = [bookmark_name(f"{field}@{n}") for field in (long, long + "r", "код") for n in range(3)]
    assert len(set(names)) == len(names)
    assert all(len(name) <= 40 and re.fullmatch("_[A-Za-z0-9_]+", name) for name in names)


def test_hostile_text_stays_text(form: Form, example: Example) -> None:
    draft = answered(
        example("citizen_service"),
        {
            "organization_name": Text(HOSTILE),
            "segment_name@0": Text(HOSTILE),
            "needs@0": Items((HOSTILE, HOSTILE)),
            "journey_steps@0": Rows(({"step": HOSTILE, "place": "", "difficulty": HOSTILE},)),
        },
    )
    content = render_docx(build_report(form, draft, TODAY))
    text = "\n".join(docx_paragraphs(content))
    assert "{{ 7*7 }}" in text
    assert "<b>x</b> & ]]> #set page()" in text
    assert "😀 漢字 שלום" in text
    assert "\u202e" not in text


def test_long_lists_and_rows_do_not_get_lost(form: Form, example: Example) -> None:
    items = tuple(f"{n} " + "очень длинный пункт " * 14 for n in range(30))
    draft = answered(
        example("internal_accounting"), {"entity_list": Items(items), "provider_unit": Text("Ж" * 900)}
    )
    text = docx_text(render_docx(build_report(form, draft, TODAY)))
    assert all(normal(item) in text for item in items)
    assert "Ж" * 900 in text


@pytest.mark.parametrize("count", [5, 20])
def test_many_segments_make_one_document(form: Form, example: Example, count: int) -> None:
    draft = with_segments(example("citizen_service"), count)
    content = render_docx(build_report(form, draft, TODAY))
    assert f"Сегмент{count}из{count}." in docx_text(content)


def test_the_same_report_gives_the_same_bytes(form: Form, example: Example) -> None:
    report = build_report(form, example("citizen_service"), TODAY)
    first = render_docx(report)
    assert render_docx(report) == first
    assert render_docx(replace(report, draft_mark="ЧЕРНОВИК")) != first
