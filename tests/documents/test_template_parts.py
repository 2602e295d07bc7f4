"""Placeholders in every part of a Word file, and loops over paragraphs, rows and cells."""

import io
from collections.abc import Callable
from pathlib import Path

import docx
import pytest

from dialogs.documents.agency import load_agency_template
from dialogs.interview.answers import Draft, Items
from dialogs.interview.definition import Form
from knowledge.yaml_source import ContentError
from tests.documents.conftest import TODAY, with_segments, without
from tests.documents.word_templates import (
    add_table,
    add_text_box,
    as_template,
    attached_to,
    changed,
    document_of,
    saved,
    texts,
    with_notes,
)

Example = Callable[[str], Draft]
AGENCY = "Департамент транспорта и дорожного хозяйства Приозёрской области"


def problems(form: Form, path: Path) -> list[str]:
    with pytest.raises(ContentError) as refusal:
        load_agency_template(form, path)
    return [str(problem) for problem in refusal.value.problems]


def whole_file(folder: Path, text: str) -> Path:
    """A file with this text in all its parts."""
    document = document_of(text)
    section = document.sections[0]
    section.different_first_page_header_footer = True
    document.settings.odd_and_even_pages_header_footer = True
    for part in (
        *(section.header, section.first_page_header, section.even_page_header),
        *(section.footer, section.first_page_footer, section.even_page_footer),
    ):
        part.paragraphs[0].text = text
    add_table(document, (text, text))
    add_text_box(document, text)
    path = saved(document, folder / "form.docx")
    return with_notes(with_notes(path, "footnote", text), "endnote", text)


def test_every_part_of_a_file_is_filled(form: Form, example: Example, tmp_path: Path) -> None:
    path = whole_file(tmp_path, "Орган: {{ organization_name }}!")
    found = texts(load_agency_template(form, path).render(example("internal_facilities"), TODAY))
    assert {line for lines in found.values() for line in lines} == {f"Орган: {AGENCY}!"}
    assert [len(found[name]) for name in sorted(found)] == [5, 1, 1, 1, 1, 1, 1, 1, 1]


def test_every_part_of_a_file_is_checked(form: Form, tmp_path: Path) -> None:
    told = problems(form, whole_file(tmp_path, "{{ nonsense }}"))
    for part in ("body", "endnote", "footer", "footnote", "header", "text box"):
        assert any(f": {part} “{{{{ nonsense }}}}”:" in line for line in told), part


def test_a_file_begun_from_another_is_filled_and_forgets_it(
    form: Form, example: Example, tmp_path: Path
) -> None:
    path = attached_to(
        saved(document_of("{{ organization_name }}"), tmp_path / "form.docx"), "file:///C:/ivanov/Normal.dotm"
    )
    content = load_agency_template(form, path).render(example("internal_facilities"), TODAY)
    assert texts(content)["document"] == [AGENCY]
    assert b"ivanov" not in saved(docx.Document(io.BytesIO(content)), tmp_path / "out.docx").read_bytes()


def test_a_dotx_becomes_a_document(form: Form, example: Example, tmp_path: Path) -> None:
    path = as_template(saved(document_of("{{ organization_name }}"), tmp_path / "form.docx"))
    content = load_agency_template(form, path).render(example("internal_facilities"), TODAY)
    assert docx.Document(io.BytesIO(content)).paragraphs[0].text == AGENCY


def test_other_ways_out_of_the_file_are_refused(form: Form, tmp_path: Path) -> None:
    path = attached_to(saved(document_of("{{ needs }}"), tmp_path / "form.docx"), "https://example.org/a.png")
    changed(path, "word/_rels/settings.xml.rels", "/attachedTemplate", "/image")
    assert "links to a file outside (image)" in problems(form, path)[0]


def test_loops_over_paragraphs_rows_and_cells(form: Form, example: Example, tmp_path: Path) -> None:
    document = document_of(
        *("{%p for segment in segments %}", "{{ segment.index }}. {{ segment.segment_name }}"),
        *(
            "{%p if segment.index == 1 %}",
            "первый",
            "{%p else %}",
            "следующий",
            "{%p endif %}",
            "{%p endfor %}",
        ),
        *("{% for need in segments[0].needs %}", "– {{ need }}", "{% endfor %}"),
        "{%p for x in [1, 2] %}повтор {{ x }}{%p endfor %}",
    )
    add_table(
        document,
        ("Шаг", "Место"),
        ("{%tr for step in segments[0].journey_steps %}", ""),
        ("{{ step.step }}", "{{ step.place }}"),
        ("{%tr endfor %}", ""),
        ("{%tr for x in [1, 2] %}строка {{ x }}", "{%tr endfor %}"),
    )
    add_table(document, ("{%tc for s in segments %}", "{{ s.index }}", "{%tc endfor %}"))
    path = saved(document, tmp_path / "form.docx")
    draft = with_segments(example("citizen_service"), 3)
    needs = draft.segments[0]["needs"]
    assert isinstance(needs, Items)
    content = load_agency_template(form, path).render(draft, TODAY)
    filled = docx.Document(io.BytesIO(content))
    mark, *lines = [p.text for p in filled.paragraphs if p.text]
    assert mark == "ЧЕРНОВИК"
    assert [line for line in lines if line in ("первый", "следующий")] == ["первый", "следующий", "следующий"]
    assert lines[0].startswith("1. ") and lines[2].startswith("2. ")
    assert sum(line.startswith("– ") for line in lines) == len(needs.value)
    assert lines[-2:] == ["повтор 1", "повтор 2"]
    steps, numbers = filled.tables
    assert [row.cells[0].text for row in steps.rows][-2:] == ["строка 1", "строка 2"]
    assert steps.rows[0].cells[1].text == "Место" and steps.rows[1].cells[1].text == "Квитанция"
    assert [cell.text for cell in numbers.rows[0].cells] == ["1", "2", "3"]
    assert "".join(texts(content)["document"]).count("{") == 0


def test_a_cell_and_a_table_that_would_be_empty_stay_sound(
    form: Form, example: Example, tmp_path: Path
) -> None:
    document = document_of("начало")
    add_table(document, ("{%p if false %}", "x"))
    cell = document.tables[0].rows[0].cells[0]
    cell.add_paragraph("нет")
    cell.add_paragraph("{%p endif %}")
    add_table(document, ("{%tr for x in [] %}",), ("{{ x }}",), ("{%tr endfor %}",))
    path = saved(document, tmp_path / "form.docx")
    content = load_agency_template(form, path).render(example("citizen_service"), TODAY)
    (table,) = docx.Document(io.BytesIO(content)).tables
    assert [cell.text for cell in table.rows[0].cells] == ["", "x"]


def test_what_is_not_answered_stands_in_the_table_too(form: Form, example: Example, tmp_path: Path) -> None:
    document = document_of("начало")
    rows = ("{%tr for s in segments[0].journey_steps %}", ""), ("{{ s.step }}", "{{ s.place }}")
    add_table(document, *rows, ("{%tr endfor %}", ""))
    path = saved(document, tmp_path / "form.docx")
    draft = without(example("internal_facilities"), "journey_steps")
    content = load_agency_template(form, path).render(draft, TODAY)
    (table,) = docx.Document(io.BytesIO(content)).tables
    assert [cell.text for cell in table.rows[0].cells] == ["—", ""]


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ((("{% for s in segments %}", "x"), ("{% endfor %}", "")), "do not stand side by side"),
        ((("{%tr for s in segments %}", "ещё"), ("{%tr endfor %}", "")), "is not alone in its table row"),
        ((("{%tr for s in segments %}", ""), ("{%p endfor %}", "")), "belongs to {%tr for s in segments %}"),
        ((("а {% if needs %}", ""), ("{% endif %} б", "")), "stand inside of different paragraphs"),
    ],
)
def test_blocks_that_would_tear_a_table_apart_are_refused(
    form: Form, tmp_path: Path, rows: tuple[tuple[str, ...], ...], told: str
) -> None:
    document = document_of("начало")
    add_table(document, *rows)
    (problem,) = problems(form, saved(document, tmp_path / "form.docx"))
    assert told in problem


def test_all_that_is_wrong_is_told_at_once(form: Form, tmp_path: Path) -> None:
    document = document_of("{{ nonsense }}", "{{ needs|pprint }}", "{% endif %}", "{{ '' ")
    document.sections[0].header.paragraphs[0].text = "{{ 1 +* 2 }}"
    assert len(problems(form, saved(document, tmp_path / "form.docx"))) == 3
    document = document_of("{{ nonsense }}", "{{ needs|pprint }}")
    document.sections[0].header.paragraphs[0].text = "{{ nonsense|upper }}"
    assert len(problems(form, saved(document, tmp_path / "form.docx"))) == 3
