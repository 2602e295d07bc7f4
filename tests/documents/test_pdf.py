"""The PDF and the picture: the same text as the Word document, tagged, the same bytes every time."""

import io
import struct
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from pypdf import PdfReader
from pypdf.generic import DictionaryObject, StreamObject

from dialogs.documents.docx_file import render_docx
from dialogs.documents.pdf import render_pdf, render_png
from dialogs.documents.pieces import Cell, ReportSection, ReportTable, Row
from dialogs.documents.report import build_report
from dialogs.interview.answers import Draft, Items, Rows, Text
from dialogs.interview.definition import Form
from tests.documents.conftest import EXAMPLES, TODAY, answered, with_segments, without
from tests.documents.reading import docx_text, header_rows, normal, pdf_pages, pdf_text
from tests.documents.test_docx import HOSTILE

Example = Callable[[str], Draft]
A4_POINTS = (595, 842)


def both(form: Form, draft: Draft) -> tuple[str, str]:
    """The texts of the Word document and of the PDF."""
    report = build_report(form, draft, TODAY)
    word, pdf = render_docx(report), render_pdf(report)
    expected = docx_text(word)
    return expected, pdf_text(pdf, header_rows(word), expected, report)


@pytest.mark.parametrize("name", EXAMPLES)
def test_both_documents_say_the_same_in_the_same_order(form: Form, example: Example, name: str) -> None:
    word, pdf = both(form, example(name))
    assert pdf == word


def test_both_drafts_say_the_same(form: Form, example: Example) -> None:
    word, pdf = both(form, without(example("citizen_service"), "findings", "needs", "author_contact"))
    assert word.startswith("ЧЕРНОВИК")
    assert pdf == word


def test_many_segments_and_long_lists_say_the_same(form: Form, example: Example) -> None:
    items = tuple(f"{n} " + "очень длинный пункт " * 14 for n in range(30))
    draft = answered(with_segments(example("internal_accounting"), 5), {"entity_list": Items(items)})
    word, pdf = both(form, draft)
    assert pdf == word


def test_every_page_is_upright(form: Form, example: Example) -> None:
    pages = PdfReader(io.BytesIO(render_pdf(build_report(form, example("citizen_service"), TODAY)))).pages
    sizes = {(round(float(page.mediabox.width)), round(float(page.mediabox.height))) for page in pages}
    assert sizes == {A4_POINTS}


def test_dates_and_addresses_can_be_found_and_are_links(form: Form, example: Example) -> None:
    content = render_pdf(build_report(form, example("citizen_service"), TODAY))
    text = "\n".join(pdf_pages(content))
    assert "\u200b" not in text
    for written in ("01.07.2027", "01.03.2027", "https://dt.ac.gov.ru/~n8T8V"):
        assert written in text.replace("\n", "")
    links = [
        str(annotation.get_object()["/A"]["/URI"])
        for page in PdfReader(io.BytesIO(content)).pages
        for annotation in page.get("/Annots", ())
        if "/URI" in annotation.get_object().get("/A", {})
    ]
    assert "https://dt.ac.gov.ru/~n8T8V" in links


def test_a_telephone_number_stays_on_one_line(form: Form, example: Example) -> None:
    for letters in range(20, 44):
        contact = f"{'Н' * letters}, (0000) 00-12-34, +7 (000) 123-45-67"
        draft = answered(example("internal_facilities"), {"author_contact": Text(contact)})
        text = "\n".join(pdf_pages(render_pdf(build_report(form, draft, TODAY))))
        assert "(0000) 00-12-34" in text.replace("\u00a0", " ")
        assert "+7 (000) 123-45-67" in text.replace("\u00a0", " ")


def test_a_range_stays_on_one_line(form: Form, example: Example) -> None:
    for letters in range(2, 30):
        scale = Text(f"{'О' * letters}прос, шкала 1–10: средняя 3,6 за 2024–2025 годы")
        draft = answered(example("internal_facilities"), {"satisfaction@0": scale})
        text = "\n".join(pdf_pages(render_pdf(build_report(form, draft, TODAY))))
        assert "1–10" in text and "2024–2025" in text


def test_a_word_too_long_for_its_column_is_copied_whole(form: Form, example: Example) -> None:
    code = "АБ-1234567890/" + "7" * 60
    steps = Rows(({"step": "Получает код", "place": code, "difficulty": ""},))
    draft = answered(example("internal_facilities"), {"journey_steps@0": steps})
    text = "".join(pdf_pages(render_pdf(build_report(form, draft, TODAY))))
    assert code in text.replace("\n", "").replace(" ", "")
    assert "\u200b" not in text


def test_the_title_page_and_headings_of_narrow_columns_break_no_word_that_fits(
    form: Form, example: Example
) -> None:
    name = "Управление Федеральной службы по надзору в сфере природопользования по Заозёрской области"
    draft = answered(example("citizen_service"), {"organization_name": Text(name)})
    four = replace(draft, segments=draft.segments * 2)
    pages = pdf_pages(render_pdf(build_report(form, four, TODAY)))
    assert "ПРИРОДОПОЛЬЗОВАНИЯ" in pages[0]
    compared = next(page for page in pages if page.count("Одинокие") > 1)
    assert compared.count("пользующиеся") > 1
    assert any("Ответственный" in page for page in pages)


def test_a_barrier_and_its_conclusion_stand_apart_in_their_cell(form: Form, example: Example) -> None:
    heights: dict[str, float] = {}

    def visit(text: str, page: list[float], matrix: list[float], _font: object, _size: float) -> None:
        if text.strip():
            heights.setdefault(text.strip(), page[5] + page[3] * matrix[5])

    table = ReportTable(("Где",), (170,), (Row((Cell(("Барьер", "Вывод\nв две")),)),), "", True)
    section = ReportSection("1. План", 1, (table,))
    report = replace(build_report(form, example("internal_facilities"), TODAY), sections=(section,))
    PdfReader(io.BytesIO(render_pdf(replace(report, contents="")))).pages[1].extract_text(visitor_text=visit)
    assert heights["Барьер"] - heights["Вывод"] > heights["Вывод"] - heights["в две"] + 2


def test_the_draft_mark_is_on_every_page_or_on_none(form: Form, example: Example) -> None:
    finished = example("citizen_service")
    pages = pdf_pages(render_pdf(build_report(form, without(finished, "needs"), TODAY)))
    assert all("ЧЕРНОВИК" in page for page in pages)
    assert pages[0].count("ЧЕРНОВИК") == 2
    assert not any("ЧЕРНОВИК" in page for page in pdf_pages(render_pdf(build_report(form, finished, TODAY))))


def test_the_pdf_is_tagged_and_names_its_author_and_language(form: Form, example: Example) -> None:
    reader = PdfReader(io.BytesIO(render_pdf(build_report(form, example("citizen_service"), TODAY))))
    root = reader.root_object
    marks, about = root["/MarkInfo"], root["/Metadata"]
    assert isinstance(marks, DictionaryObject)
    assert marks["/Marked"]
    assert str(root["/Lang"]) == "ru-RU"
    assert reader.metadata is not None
    assert reader.metadata.author == "Министерство социальной политики Приозёрской области"
    assert reader.metadata.title is not None
    assert reader.metadata.title.startswith("Профиль клиентского сегмента")
    assert isinstance(about, StreamObject)
    assert "pdfuaid" in about.get_data().decode()
    assert len(reader.outline) > 2


def test_headers_repeat_where_a_table_goes_on(form: Form, example: Example) -> None:
    items = tuple(f"Вопрос номер {n}, с которым приходят сотрудники" for n in range(30))
    steps = Rows(tuple({"step": item, "place": "Кабинет", "difficulty": "Очередь"} for item in items))
    draft = answered(example("internal_facilities"), {"journey_steps@0": steps})
    pages = pdf_pages(render_pdf(build_report(form, draft, TODAY)))
    assert sum("Действие клиента" in page for page in pages) >= 2


def test_hostile_text_stays_text(form: Form, example: Example) -> None:
    draft = answered(
        example("citizen_service"),
        {
            "organization_name": Text(HOSTILE),
            "needs@0": Items((HOSTILE, HOSTILE)),
            "journey_steps@0": Rows(({"step": HOSTILE, "place": "x" * 300, "difficulty": HOSTILE},)),
        },
    )
    text = normal("".join(pdf_pages(render_pdf(build_report(form, draft, TODAY)))))
    assert normal("{{ 7*7 }} {% raw %} <b>x</b> & ]]> #set page()") in text
    assert "x" * 300 in text
    assert normal("[U+1F600] [U+6F22][U+5B57]") in text
    assert "שלום" in text or "םולש" in text


def test_no_text_runs_over_the_edge_of_the_page(form: Form, example: Example) -> None:
    words = Text("слово" * 60 + " " + "w" * 400 + " https://example.org/" + "path/" * 60)
    draft = answered(
        example("internal_facilities"),
        {"provider_unit": words, "journey_steps@0": Rows(({"step": "ab" * 90, "place": "Й" * 150},))},
    )
    right = 595 - 10 / 25.4 * 72
    beyond: list[str] = []

    def visit(text: str, _cm: object, matrix: list[float], _font: object, _size: float) -> None:
        if text.strip() and matrix[4] > right:
            beyond.append(text)

    for page in PdfReader(io.BytesIO(render_pdf(build_report(form, draft, TODAY)))).pages:
        page.extract_text(visitor_text=visit)
    assert not beyond


def test_the_same_report_gives_the_same_bytes(form: Form, example: Example) -> None:
    report = build_report(form, example("citizen_service"), TODAY)
    first = render_pdf(report)
    assert render_pdf(report) == first
    changed = render_pdf(replace(report, signature=("Иначе",)))
    assert changed != first


def test_the_signature_never_stands_alone_on_its_page(form: Form, example: Example) -> None:
    for name in EXAMPLES:
        last = pdf_pages(render_pdf(build_report(form, example(name), TODAY)))[-1]
        assert "Составил" in last
        before = last[: last.index("Составил")]
        assert "Источники" in before or "Пересмотр" in before or "План" in before


def test_of_two_tall_rows_only_the_last_moves_with_the_signature(form: Form, example: Example) -> None:
    # Both of them and the signature on a new page left half of the page before empty.
    report = build_report(form, example("citizen_service"), TODAY)
    remark = "Сегмент описан так, что один клиент попадёт в два сегмента: проведите границу. " * 5
    rows = [Row((Cell((str(n),)), Cell((f"{n}. {remark}",)))) for n in (1, 2)]
    table = ReportTable(("№", "Замечание"), (10, 160), tuple(rows), kept_rows=1)
    for empty in range(20, 40, 2):
        before = ReportTable(("№", "Строка"), (10, 160), (Row((Cell(("1",)), Cell(("Строка",) * empty))),))
        sections = (ReportSection("1. До", tables=(before,)), ReportSection("2. Замечания", tables=(table,)))
        pages = pdf_pages(render_pdf(replace(report, contents="", sections=sections)))
        first, second = (next(n for n, page in enumerate(pages) if f"{k}. Сегмент" in page) for k in (1, 2))
        if first != second:
            break
    assert (first, second) == (1, 2)
    assert "Составил" in pages[second]


def test_several_documents_are_typeset_at_once(form: Form, example: Example) -> None:
    reports = [build_report(form, example(name), TODAY) for name in EXAMPLES]
    alone = [render_pdf(report) for report in reports]
    with ThreadPoolExecutor(3) as pool:
        assert list(pool.map(render_pdf, reports * 3)) == alone * 3


def test_twenty_segments_make_one_document(form: Form, example: Example) -> None:
    report = build_report(form, with_segments(example("citizen_service"), 20), TODAY)
    assert len(pdf_pages(render_pdf(report))) > 20


def test_the_picture_of_the_first_page_is_about_900_pixels_wide(form: Form, example: Example) -> None:
    picture = render_png(build_report(form, example("internal_facilities"), TODAY))
    assert picture.startswith(b"\x89PNG")
    width, height = struct.unpack(">II", picture[16:24])
    assert 800 <= width <= 1000 < height


def test_the_preview_of_a_long_report_is_its_first_page(form: Form, example: Example) -> None:
    long = build_report(form, with_segments(example("citizen_service"), 20), TODAY)
    short = replace(long, sections=long.sections[:40])
    assert render_png(long) == render_png(short)
