"""An agency's own Word file."""

import io
import zipfile
from collections.abc import Callable
from datetime import UTC
from pathlib import Path

import docx
import pytest

from bot.documents.on_demand import DocumentRenderer
from dialogs.documents.agency import load_agency_template
from dialogs.interview.answers import Draft, Items, Text
from dialogs.interview.definition import Form
from knowledge.yaml_source import ContentError
from tests.documents.conftest import TODAY, answered, without
from tests.documents.reading import docx_paragraphs
from tests.documents.test_docx import HOSTILE, parts

Example = Callable[[str], Draft]


def agency_file(folder: Path, *paragraphs: str, header: str = "") -> Path:
    document = docx.Document()
    for text in paragraphs:
        document.add_paragraph(text)
    if header:
        document.sections[0].header.paragraphs[0].text = header
    document.core_properties.author = "Чужой Автор"
    path = folder / "form.docx"
    document.save(str(path))
    return path


def filled(form: Form, draft: Draft, template: Path) -> list[str]:
    return docx_paragraphs(load_agency_template(form, template).render(draft, TODAY))


def problems(form: Form, path: Path) -> list[str]:
    with pytest.raises(ContentError) as refusal:
        load_agency_template(form, path)
    return [str(problem) for problem in refusal.value.problems]


def test_placeholders_show_answers_loops_and_computed_values(
    form: Form, example: Example, tmp_path: Path
) -> None:
    template = agency_file(
        tmp_path,
        "{{ organization_name }}: {{ entity_kind }}",
        "{%p for segment in segments %}",
        "{{ segment.index }} из {{ segment.count }}: {{ segment.segment_name }} ({{ segment.segment_size }})",
        "{%p for step in segment.journey_steps %}",
        "{{ step.step }} → {{ step.place }}",
        "{%p endfor %}",
        "{%p endfor %}",
        header="{{ organization_name }}",
    )
    lines = filled(form, example("citizen_service"), template)
    assert lines[0] == "Министерство социальной политики Приозёрской области: Услуга"
    assert (
        lines[1] == "1 из 2: Одинокие пенсионеры из сёл, не пользующиеся интернетом (18\u00a0316\u00a0чел.)"
    )
    assert lines[2] == "Видит, что плата за отопление выросла → Квитанция"
    assert "2 из 2: Семьи с детьми в городах, подающие заявления онлайн (21\u00a0690\u00a0чел.)" in lines


def test_lists_are_joined_by_line_breaks(form: Form, example: Example, tmp_path: Path) -> None:
    lines = filled(form, example("internal_facilities"), agency_file(tmp_path, "{{ expectations }}"))
    assert lines == [
        "Стол, кресло и ключ\u00a0— к 9:00 первого рабочего дня\n"
        "Постоянный пропуск\u00a0— не позже третьего рабочего дня"
    ]


def test_a_segments_field_outside_of_the_loop_shows_every_segment(
    form: Form, example: Example, tmp_path: Path
) -> None:
    lines = filled(form, example("citizen_service"), agency_file(tmp_path, "{{ trait_digital }}"))
    assert lines == [
        "Сегмент 1 из 2. Одинокие пенсионеры из сёл, не пользующиеся интернетом\n"
        "Интернетом не пользуются и не планируют\n"
        "Сегмент 2 из 2. Семьи с детьми в городах, подающие заявления онлайн\n"
        "Госуслугами онлайн пользуются уверенно, есть подтверждённая учётная запись"
    ]


def test_hostile_answers_stay_text(form: Form, example: Example, tmp_path: Path) -> None:
    draft = answered(
        example("internal_facilities"),
        {"needs@0": Items((HOSTILE,)), "provider_unit": Text("{_{ x }_} {{ organization_name }}")},
    )
    lines = filled(form, draft, agency_file(tmp_path, "{{ needs }}", "{{ provider_unit }}"))
    assert lines[0].startswith("{{ 7*7 }} {%")
    assert "<b>x</b> & ]]>" in lines[0]
    assert lines[1] == "{_{ x }_} {{ organization_name }}"


@pytest.mark.parametrize(
    ("attack", "refusal"),
    [
        ("{{ ''.__class__.__mro__ }}", 'a text has no ".__class__"'),
        ("{{ organization_name.__class__.__init__.__globals__ }}", 'a text has no ".__class__"'),
        ("{{ organization_name['__class__'] }}", 'a text has no ".__class__"'),
        ("{{ segments.append(1) }}", "methods are not run: .append()"),
        ("{{ 'a'.ljust(900000000) }}", "methods are not run: .ljust()"),
        ("{{ 'x' * 1000000000 }}", "* wants a number"),
        ("{{ range(100000000) }}", "functions are not run: range()"),
        ("{{ '%s'|format(1) }}", "the filter |format is not part of the language"),
        ("{% include '/etc/passwd' %}", "{% include %} is not part of the language"),
        ("{{ 9 ** 9 ** 9 }}", "“pow” is not part of the language"),
    ],
)
def test_an_agency_file_runs_no_code(form: Form, tmp_path: Path, attack: str, refusal: str) -> None:
    (problem,) = problems(form, agency_file(tmp_path, attack))
    assert refusal in problem


def test_a_draft_is_marked_in_an_agency_file_too(form: Form, example: Example, tmp_path: Path) -> None:
    template = agency_file(tmp_path, "{{ needs }}")
    finished = example("internal_facilities")
    content = load_agency_template(form, template).render(without(finished, "pains"), TODAY)
    assert docx_paragraphs(content)[0] == "ЧЕРНОВИК"
    assert any("ЧЕРНОВИК" in part for name, part in parts(content).items() if "header" in name)
    assert "ЧЕРНОВИК" not in "".join(
        parts(load_agency_template(form, template).render(finished, TODAY)).values()
    )


def test_the_form_chooses_the_agency_file(form: Form, example: Example, tmp_path: Path) -> None:
    template = agency_file(tmp_path, "Наша форма: {{ segment_name }}")
    chosen = form.template.model_copy(update={"docx_template": str(template)})
    draft = example("internal_facilities")
    own = DocumentRenderer(form.model_copy(update={"template": chosen}), UTC)
    content = own.draw(draft, "docx", TODAY)
    assert docx_paragraphs(content) == ["Наша форма: Новые специалисты в первые три месяца работы"]
    assert docx.Document(io.BytesIO(content)).core_properties.author.startswith("Департамент")
    assert len(docx_paragraphs(DocumentRenderer(form, UTC).draw(draft, "docx", TODAY))) > 50


def test_a_complete_file_has_no_problems(form: Form, tmp_path: Path) -> None:
    shown = [f"{{{{ {field.id} }}}}" for field in form.fields if field.in_document != "false"]
    assert load_agency_template(form, agency_file(tmp_path, *shown)).notes == ()


def test_the_check_names_the_paragraph_and_the_remedy(form: Form, tmp_path: Path) -> None:
    path = agency_file(
        tmp_path,
        "{{ organization_name }}",
        "{{ organisation_name }}",
        "{%p for s in segments %}",
        "{{ s.need }}",
        "{%p endfor %}",
    )
    assert problems(form, path) == [
        f"{path}:2: body “{{{{ organisation_name }}}}”: no field fills the placeholder "
        '"organisation_name" (did you mean "organization_name"?)',
        f'{path}:4: body “{{{{ s.need }}}}”: no field fills the placeholder "need" (did you mean "needs"?)',
    ]


def test_the_check_names_fields_that_nothing_shows(form: Form, tmp_path: Path) -> None:
    shown = [f"{{{{ {field.id} }}}}" for field in form.fields if field.id != "pains"]
    (note,) = load_agency_template(form, agency_file(tmp_path, *shown)).notes
    assert "pains of a segment" in note.message
    assert "{{ segment.pains }}" in note.remedy


def test_the_check_finds_broken_syntax(form: Form, tmp_path: Path) -> None:
    (problem,) = problems(form, agency_file(tmp_path, "Да", "{% for x in needs %} нет конца"))
    assert "{% for x in needs %} is not ended (write {% endfor %})" in problem


def test_the_check_refuses_what_is_no_plain_docx(form: Form, tmp_path: Path) -> None:
    good = agency_file(tmp_path, "{{ needs }}")
    macros, text, empty = tmp_path / "m.docx", tmp_path / "t.docx", tmp_path / "e.docx"
    macros.write_bytes(good.read_bytes())
    with zipfile.ZipFile(macros, "a") as package:
        package.writestr("word/vbaProject.bin", b"x")
    text.write_text("просто текст", encoding="utf-8")
    with zipfile.ZipFile(empty, "w") as package:
        package.writestr("a.txt", "x")
    for path, fault in (
        (macros, "contains macros"),
        (text, "is not a DOCX file"),
        (empty, "is not a DOCX file"),
        (tmp_path / "none.docx", "cannot be read"),
    ):
        (problem,) = problems(form, path)
        assert fault in problem
