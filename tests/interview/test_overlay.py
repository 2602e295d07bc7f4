"""An agency's own form, laid over the shipped one."""

from collections.abc import Callable
from pathlib import Path as FilePath
from textwrap import dedent

import pytest

from dialogs.authoring.form_loading import load_form, shipped_form
from dialogs.interview.answers import Path
from dialogs.interview.definition import Form
from dialogs.interview.examples import ExampleProfile, load_examples, shipped_examples
from dialogs.interview.findings import check_profile, missing
from dialogs.interview.question import question
from dialogs.interview.route import is_visible
from dialogs.interview.summary import summary
from dialogs.interview.view import View
from knowledge.yaml_source import ContentError
from tests.interview.respondent import NOW, TODAY, Respondent

Overlay = Callable[[str], Form]
EXTRA = """\
extra_fields:
  - {id: code, section: general, scope: report, label: x, question: x, type: text}
"""


@pytest.fixture
def overlaid(tmp_path: FilePath) -> Overlay:
    def from_text(text: str) -> Form:
        file = tmp_path / "ministry.yaml"
        file.write_text("extends: client_segment_profile_default\n" + dedent(text), encoding="utf-8")
        return load_form(shipped_form(), file)

    return from_text


def complaint(overlaid: Overlay, text: str) -> str:
    with pytest.raises(ContentError) as raised:
        overlaid(text)
    return str(raised.value)


def test_the_example_of_the_form_itself_works(overlaid: Overlay, tmp_path: FilePath) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "ministry_form.docx").write_bytes(b"")
    form = overlaid("""\
        title: "Профиль клиентского сегмента (форма министерства)"
        docx_template: "templates/ministry_form.docx"
        fields_disabled: [target_audience_size]
        fields:
          pains:
            label: "Проблемы и трудности"
        extra_fields:
          - id: registry_code
            section: general
            scope: report
            label: "Код в реестре процессов"
            question: "Какой код у процесса в вашем реестре?"
            type: text
            required: false
        """)
    assert form.title.endswith("(форма министерства)")
    assert form.template.docx_template == str(tmp_path / "templates" / "ministry_form.docx")
    assert form.field("pains").label == "Проблемы и трудности"
    person = Respondent.beginning(form)
    asked = person.asked()
    assert "target_audience_size" not in asked
    assert asked.index("registry_code") < asked.index("segment_name@0")
    person.says("registry_code", "12-345")
    assert not question(View(form, person.draft), Path("registry_code")).required


def test_sections_are_reordered_and_switched_off(
    overlaid: Overlay, examples: dict[str, ExampleProfile]
) -> None:
    form = overlaid("""\
        sections_order: [audience, general, findings]
        sections_disabled: [satisfaction]
        """)
    assert [section.id for section in form.sections][:4] == ["audience", "general", "findings", "segment"]
    assert [section.number for section in form.sections] == list(range(1, 9))
    draft = examples["internal_facilities"].draft
    shown = [part.section for part in summary(View(form, draft, TODAY))]
    assert shown[:3] == ["audience", "general", "findings"]
    assert "satisfaction" not in shown
    # The order of questions stays: conditions look back.
    assert Respondent.beginning(form).asked()[:2] == ["organization_name", "client_type"]


def test_answers_of_a_disabled_field_never_count(
    overlaid: Overlay, examples: dict[str, ExampleProfile]
) -> None:
    form = overlaid("fields_disabled: [satisfaction, expectations]\n")
    draft = examples["citizen_service"].draft
    assert not is_visible(View(form, draft), Path("satisfaction", 0))
    assert missing(View(form, draft)) == ()
    assert check_profile(View(form, draft, TODAY)) == ()


def test_a_changed_question_is_heard_by_everybody(overlaid: Overlay) -> None:
    form = overlaid('fields:\n  entity_name:\n    question: "Как называется объект?"\n')
    person = Respondent.beginning(form)
    person.says("client_type", "1")
    person.says("process_type", "1")
    assert question(View(form, person.draft), Path("entity_name")).text == "Как называется объект?"


def test_an_overlay_switches_checks_off_and_changes_the_layout(overlaid: Overlay) -> None:
    form = overlaid("""\
        quality_checks_disabled: [Q07, Q03]
        notice: "Форма министерства"
        layout:
          font: {family: "PT Astra Serif"}
          page: {margins_mm: {left: 20}}
        """)
    assert {"Q03", "Q07"}.isdisjoint(check.id for check in form.checks)
    assert form.template.notice == "Форма министерства"
    assert form.layout.font.family == "PT Astra Serif"
    assert (form.layout.page.margins_mm.left, form.layout.page.margins_mm.right) == (20, 10)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("titel: x", 'ministry.yaml:2: unknown key "titel" (did you mean "title"?)'),
        ("interview: {}", 'ministry.yaml:2: unknown key "interview"'),
        ("fields_disabled: [painz]", 'ministry.yaml:2: unknown field "painz" (did you mean "pains"?)'),
        ("sections_order: [general, general]", 'ministry.yaml:2: section "general" stands twice'),
        ("sections_disabled: [finding]", 'did you mean "findings"?'),
        ("quality_checks_disabled: [Q99]", 'ministry.yaml:2: unknown check "Q99"'),
        ("fields: {painz: {label: x}}", 'unknown field "painz"'),
        (
            "fields:\n  pains:\n    lable: x",
            'ministry.yaml:4: field "pains": unknown key "lable" (did you mean "label"?)',
        ),
        ("fields:\n  pains: текст", 'ministry.yaml:3: "pains" must be a mapping'),
        ("fields:\n  pains:\n    type: text", 'ministry.yaml:4: "type" of a field is fixed'),
        ("fields:\n  pains:\n    question: " + "я" * 151, "ministry.yaml:4: the question has 151 characters"),
        ("fields_disabled: [study_methods]", 'depends on the disabled field "study_methods"'),
        ("docx_template: nowhere.docx", "nowhere.docx is not there"),
        ("fields_disabled: pains", '"fields_disabled" must be a list'),
        ("fields: [pains]", '"fields" must be a mapping'),
        (
            EXTRA.replace("code", "pains"),
            'ministry.yaml:3: field "pains" is defined twice',
        ),
        (
            EXTRA.replace("general", "generl"),
            'did you mean "general"?',
        ),
        (
            EXTRA.replace("question: x, ", ""),
            'ministry.yaml:3: field "code": key "question" is missing',
        ),
        ("layout: {font: {famly: x}}", 'unknown key "famly"'),
    ],
    ids=lambda text: text[:30],
)
def test_an_agencys_error_is_told_in_its_own_file(overlaid: Overlay, text: str, said: str) -> None:
    assert said in complaint(overlaid, text)


def test_an_overlay_says_what_it_extends(tmp_path: FilePath) -> None:
    file = tmp_path / "ministry.yaml"
    for text in ("title: x\n", "extends: other\n", "[]\n"):
        file.write_text(text, encoding="utf-8")
        with pytest.raises(ContentError, match="client_segment_profile_default"):
            load_form(shipped_form(), file)


@pytest.mark.parametrize("disabled", ["target_audience_size", "expectations", "journey_steps, satisfaction"])
def test_an_example_that_fills_a_disabled_field_stays_usable(overlaid: Overlay, disabled: str) -> None:
    form = overlaid(f"fields_disabled: [{disabled}]\n")
    loaded = load_examples(form, shipped_examples(), NOW)
    assert len(loaded) == 3
    for example in loaded:
        view = View(form, example.draft, TODAY)
        assert missing(view) == ()
        assert not {path.field for path, *_ in view.visible_fields} & set(disabled.split(", "))


def test_an_unknown_field_of_an_example_is_still_told(overlaid: Overlay, tmp_path: FilePath) -> None:
    form = overlaid("fields_disabled: [target_audience_size]\n")
    written = (shipped_examples() / "citizen_service.yaml").read_text(encoding="utf-8")
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "ours.yaml").write_text(
        written.replace("target_audience_size:", "target_audience_sise:"), encoding="utf-8"
    )
    with pytest.raises(ContentError, match="target_audience_sise"):
        load_examples(form, tmp_path / "own", NOW)
