"""A form of an agency's own: what it does not say is as in the shipped one."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import docx
import pytest
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm
from pypdf import PdfReader

from dialogs.authoring.form_loading import load_form
from dialogs.authoring.mermaid import mermaid
from dialogs.documents.docx_file import render_docx
from dialogs.documents.pdf import render_pdf
from dialogs.documents.report import build_report, file_stem
from dialogs.interview.answer_file import fill, read_answer_file
from dialogs.interview.definition import Form
from dialogs.interview.examples import load_examples
from dialogs.interview.route import AskAnotherSegment, new_draft, route
from dialogs.interview.view import View
from dialogs.turn.effects import IssueDocument
from dialogs.turn.world import Library
from knowledge.yaml_source import ContentError
from tests.talking import Conversation

FOLDER = Path(__file__).parents[2] / "docs" / "examples" / "own_form"
WRITTEN = (FOLDER / "profile.yaml").read_text(encoding="utf-8")

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
Loading = Callable[[str, str], Form]


@pytest.fixture
def loading(tmp_path: Path) -> Loading:
    def load(text: str, replacement: str) -> Form:
        assert text in WRITTEN
        path = tmp_path / "profile.yaml"
        path.write_text(WRITTEN.replace(text, replacement, 1), encoding="utf-8")
        return load_form(path)

    return load


def test_what_it_leaves_out_is_as_in_the_shipped_form(form: Form) -> None:
    own = load_form(FOLDER / "profile.yaml")
    assert (own.messages, own.reading, own.interview) == (form.messages, form.reading, form.interview)
    assert (own.layout.page, own.layout.typography) == (form.layout.page, form.layout.typography)
    assert (own.checks, own.computed, own.glossary) == ((), (), ())


def test_a_single_key_changes_and_its_neighbours_stay(loading: Loading, form: Form) -> None:
    own = loading("layout:\n", "messages: {empty: Пусто.}\nlayout:\n  font: {body_pt: 12}\n")
    assert own.layout.font == form.layout.font.model_copy(update={"body_pt": 12})
    assert own.messages == form.messages.model_copy(update={"empty": "Пусто."})


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ("fields: {needs: {label: Потребности}}\nlayout: {font: {body_pt: 12}}", ""),
        ("fields: {need: {label: Потребности}}", 'overlay.yaml:2: unknown field "need"'),
        ("fields_disabled: [computd]", 'overlay.yaml:2: unknown field "computd"'),
        ("quality_checks_disabled: [Q01]", 'overlay.yaml:2: unknown check "Q01"'),
        ("layout: {font: {body_pts: 12}}", "overlay.yaml:2: "),
    ],
)
def test_changes_are_laid_over_it_too(tmp_path: Path, changes: str, said: str) -> None:
    overlay = tmp_path / "overlay.yaml"
    overlay.write_text(f"extends: group_passport\n{changes}\n", encoding="utf-8")
    if not said:
        laid = load_form(FOLDER / "profile.yaml", overlay)
        assert (laid.field("needs").label, laid.layout.font.body_pt) == ("Потребности", 12)
        return
    with pytest.raises(ContentError) as refused:
        load_form(FOLDER / "profile.yaml", overlay)
    assert said in str(refused.value)


@pytest.mark.parametrize(
    ("text", "replacement", "said"),
    [
        ("layout:\n", "layout:\n  font: {body_pts: 12}\n", 'unknown key "body_pts"'),
        ("layout:\n", "messages: []\nlayout:\n", '"messages"'),
        ("report:\n  summary_table:\n", "report: nothing\nx:\n  summary_table:\n", '"report"'),
        ("show: [steps]", "show: [step]", '"step"'),
        ('  segment_heading: "Группа {index}', '  segment_heading: "Группа {indx}', '"indx"'),
    ],
)
def test_a_mistake_is_told_with_its_line_in_the_own_file(
    loading: Loading, text: str, replacement: str, said: str
) -> None:
    with pytest.raises(ContentError) as refused:
        loading(text, replacement)
    assert said in str(refused.value)
    line = WRITTEN[: WRITTEN.index(text)].count("\n") + 1
    told = [int(part.split(":")[0]) for part in str(refused.value).split("profile.yaml:")[1:]]
    assert any(line <= each <= line + 1 for each in told), refused.value


def test_a_profile_is_filled_and_its_document_made(library: Library, talk: Conversation) -> None:
    own = load_form(FOLDER / "profile.yaml")
    examples = load_examples(own, FOLDER / "examples", NOW)
    talk = Conversation(replace(library, form=own, examples=examples), talk.finder)
    talk.begin().fill_like(examples[0].draft)
    talk.press("Получить документ")
    issued = [effect for effect in talk.effects if isinstance(effect, IssueDocument)]
    assert {effect.title for effect in issued} == {"Выдача разрешения на посещение заповедника"}


@pytest.mark.parametrize(
    ("layout", "said"),
    [
        ("font: {body_pt: -3}", '"body_pt" is -3'),
        ("page: {margins_mm: {left: 150, right: 100}}", "mm left for text"),
        ("tables: {two_column: {widths_mm: [50, 50, 50]}}", "two columns, not 3"),
        ("tables: {two_column: {widths_mm: [3, 50]}}", "no room for a letter"),
        ('typography: {date_format: "{mnth}"}', 'unknown placeholder "mnth"'),
        ('typography: {date_format: "{day:zz}"}', "cannot be filled"),
        ('section_heading: ""', "shows no title"),
    ],
)
def test_a_page_that_cannot_be_drawn_is_refused(tmp_path: Path, layout: str, said: str) -> None:
    overlay = tmp_path / "overlay.yaml"
    overlay.write_text(f"extends: group_passport\nlayout:\n  {layout}\n", encoding="utf-8")
    with pytest.raises(ContentError, match=r"overlay.yaml:3: ") as caught:
        load_form(FOLDER / "profile.yaml", overlay)
    assert said in str(caught.value)


def test_it_says_nothing_of_the_shipped_forms_origin(talk: Conversation, library: Library) -> None:
    own = load_form(FOLDER / "profile.yaml")
    assert own.own and own.template.notice == ""
    talk = Conversation(replace(library, form=own, examples=()), talk.finder)
    told = talk.say("/profile")
    assert "Паспорт группы клиентов" in str(told)
    assert "официальный шаблон" not in str(told)


ONCE = """id: inspection
version: "1.0"
title: Акт осмотра
language: ru
roles: {title: [building]}
sections: [{id: place, number: 1, title: Здание, render: two_column_table}]
fields:
  - {id: building, section: place, scope: report, label: Здание, question: Какое?, type: text, required: true}
layout:
  document: [{title: Здание, show: [place]}]
"""


def test_a_form_without_segments_asks_for_none(tmp_path: Path) -> None:
    (tmp_path / "profile.yaml").write_text(ONCE, encoding="utf-8")
    (tmp_path / "answers.yaml").write_text("report: {building: Школа на Лесной}\n", encoding="utf-8")
    form = load_form(tmp_path / "profile.yaml")
    filled = fill(form, read_answer_file(tmp_path / "answers.yaml"), "file", NOW)
    assert filled.mistakes == ()
    steps = route(View(form, filled.draft, NOW.date()))
    assert AskAnotherSegment() not in steps
    assert "another" not in mermaid(form)
    view = View(form, filled.draft, NOW.date())
    assert file_stem(view) == "Акт-осмотра_Школа-на-Лесной_2026-11-22"


def test_a_form_without_segments_is_talked_through(
    tmp_path: Path, library: Library, talk: Conversation
) -> None:
    (tmp_path / "profile.yaml").write_text(ONCE, encoding="utf-8")
    talk = Conversation(replace(library, form=load_form(tmp_path / "profile.yaml"), examples=()), talk.finder)
    assert "Заполним форму «Акт осмотра»" in talk.say("/profile")
    assert "Проверьте ответы" in talk.say("Школа на Лесной")
    assert not any("егмент" in label for label in talk.labels())
    assert "Школа на Лесной" in talk.press("Получить документ")


def test_pages_lie_and_are_numbered_as_the_layout_says(tmp_path: Path) -> None:
    layout = "  page: {orientation: landscape}\n  page_numbers: {position: bottom_right}\n"
    (tmp_path / "profile.yaml").write_text(ONCE + layout, encoding="utf-8")
    form = load_form(tmp_path / "profile.yaml")
    report = build_report(form, new_draft(form, "d", NOW, {}), NOW.date())
    box = PdfReader(BytesIO(render_pdf(report))).pages[0].mediabox
    assert box.width > box.height
    document = docx.Document(BytesIO(render_docx(report)))
    (section,) = document.sections
    assert section.orientation == WD_ORIENT.LANDSCAPE
    assert section.page_width is not None and round(section.page_width / Mm(1)) == 297
    assert " PAGE " in section.footer._element.xml and " PAGE " not in section.header._element.xml
    assert section.footer.paragraphs[-1].alignment == WD_ALIGN_PARAGRAPH.RIGHT


def test_a_document_without_a_title_block_begins_with_its_sections(tmp_path: Path) -> None:
    (tmp_path / "profile.yaml").write_text(ONCE, encoding="utf-8")
    form = load_form(tmp_path / "profile.yaml")
    draft = new_draft(form, "d", NOW, {})
    assert b"/Count 1" in render_pdf(build_report(form, draft, NOW.date()))
