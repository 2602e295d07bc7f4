"""An agency's own Word file."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pytest

from dialogs.documents.agency import docx_of, render_agency_docx
from dialogs.documents.agency_check import check_agency_template
from dialogs.interview.answers import Draft, Items, Text
from dialogs.interview.definition import Form
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
    return docx_paragraphs(render_agency_docx(form, draft, TODAY, template))


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
        "Уверенно, есть подтверждённая учётная запись"
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
    "attack",
    [
        "{{ ''.__class__.__mro__ }}",
        "{{ organization_name.__class__.__init__.__globals__ }}",
        "{{ segments.append(1) }}",
        "{{ 'x' * 1000000000 }}",
        "{{ range(100000000) }}",
        "{{ '%s'|format(1) }}",
        "{% include '/etc/passwd' %}",
    ],
)
def test_an_agency_file_runs_no_code(form: Form, example: Example, tmp_path: Path, attack: str) -> None:
    template = agency_file(tmp_path, attack)
    try:
        lines = filled(form, example("internal_facilities"), template)
    except Exception:
        return
    assert lines in ([], ["0"])


def test_a_draft_is_marked_in_an_agency_file_too(form: Form, example: Example, tmp_path: Path) -> None:
    template = agency_file(tmp_path, "{{ needs }}")
    finished = example("internal_facilities")
    content = render_agency_docx(form, without(finished, "pains"), TODAY, template)
    assert docx_paragraphs(content)[0] == "ЧЕРНОВИК"
    assert any("ЧЕРНОВИК" in part for name, part in parts(content).items() if "header" in name)
    assert "ЧЕРНОВИК" not in "".join(parts(render_agency_docx(form, finished, TODAY, template)).values())


def test_the_form_chooses_the_agency_file(form: Form, example: Example, tmp_path: Path) -> None:
    template = agency_file(tmp_path, "Наша форма: {{ segment_name }}")
    chosen = form.template.model_copy(update={"docx_template": str(template)})
    draft = example("internal_facilities")
    content = docx_of(form.model_copy(update={"template": chosen}), draft, TODAY)
    assert docx_paragraphs(content) == ["Наша форма: Новые специалисты в первые три месяца работы"]
    assert docx.Document(io.BytesIO(content)).core_properties.author.startswith("Департамент")
    assert len(docx_paragraphs(docx_of(form, draft, TODAY))) > 50


def test_a_complete_file_has_no_problems(form: Form, tmp_path: Path) -> None:
    shown = [f"{{{{ {field.id} }}}}" for field in form.fields if field.in_document != "false"]
    assert check_agency_template(form, agency_file(tmp_path, *shown)) == ()


def test_the_check_names_the_paragraph_and_the_remedy(form: Form, tmp_path: Path) -> None:
    path = agency_file(
        tmp_path,
        "{{ organization_name }}",
        "{{ organisation_name }}",
        "{%p for s in segments %}",
        "{{ s.need }}",
        "{%p endfor %}",
    )
    assert [str(problem) for problem in check_agency_template(form, path)] == [
        f'{path}:2: no field fills the placeholder "organisation_name" (did you mean "organization_name"?)',
        f'{path}:4: no field fills the placeholder "need" (did you mean "needs"?)',
    ]


def test_the_check_names_fields_that_nothing_shows(form: Form, tmp_path: Path) -> None:
    shown = [f"{{{{ {field.id} }}}}" for field in form.fields if field.id != "pains"]
    (problem,) = check_agency_template(form, agency_file(tmp_path, *shown))
    assert "pains" in problem.message


def test_the_check_finds_broken_syntax(form: Form, tmp_path: Path) -> None:
    (problem,) = check_agency_template(form, agency_file(tmp_path, "Да", "{% for x in needs %} нет конца"))
    assert "template syntax" in problem.message


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
        (problem,) = check_agency_template(form, path)
        assert fault in problem.message
