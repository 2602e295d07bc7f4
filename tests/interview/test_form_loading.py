"""Authors' errors stop the start, with file, line and remedy."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks.schemas import schemas
from dialogs.authoring.form_loading import load_form, shipped_form
from dialogs.interview.definition import Form
from knowledge.yaml_source import ContentError

SHIPPED = shipped_form().read_text(encoding="utf-8")
Complaint = Callable[[str, str], str]


@pytest.fixture
def complaint(tmp_path: Path) -> Complaint:
    """Replaces one context of the shipped form and returns what the loader says."""

    def about(context: str, replacement: str) -> str:
        assert SHIPPED.count(context) >= 1, context
        file = tmp_path / "profile.yaml"
        file.write_text(SHIPPED.replace(context, replacement, 1), encoding="utf-8")
        with pytest.raises(ContentError) as raised:
            load_form(file)
        return str(raised.value)

    return about


def line_of(context: str) -> int:
    return SHIPPED[: SHIPPED.index(context)].count("\n") + 1


def test_the_shipped_form_is_sound(form: Form) -> None:
    assert form.id == "client_segment_profile_default"
    assert len(form.fields) == 57
    assert len(form.sections) == 9
    assert not form.template.official


def test_the_glitch_sign_is_gone() -> None:
    assert "¦" not in SHIPPED


@pytest.mark.parametrize(
    ("context", "replacement", "said"),
    [
        ("    allow_unknown: true", "    allow_unknwon: true", 'unknown key "allow_unknwon"'),
        ("    type: multi_choice", "    type: multichoice", '"type"'),
        (
            "show_if: {field: client_type, op: eq, value: internal}",
            "show_if: {field: client_tipe, op: eq, value: internal}",
            'unknown field "client_tipe" (did you mean "client_type"?)',
        ),
        (
            "show_if: {field: process_type, op: eq, value: services}",
            "show_if: {field: process_type, op: eq, value: servises}",
            'unknown option of "process_type" "servises" (did you mean "services"?)',
        ),
        (
            "show_if: {field: process_type, op: eq, value: services}",
            "show_if: {field: process_type, op: equals, value: services}",
            '"op"',
        ),
        (
            "when: {field: process_type, op: eq, value: support}",
            "when: {field: process_type, op: eq, value: suport}",
            '"suport"',
        ),
        ("  - id: granularity_reason", "  - id: granularity_function", "is defined twice"),
        ("\n      - {id: geographic,", "\n      - {id: sociodemographic,", "is defined twice"),
        ("  - id: granularity_reason", "  - id: Granularity-Reason", "is no id"),
        (
            '    section: audience\n    scope: report\n    label: "Целевая аудитория"\n    also',
            '    section: audiense\n    scope: report\n    label: "Целевая аудитория"\n    also',
            'did you mean "audience"?',
        ),
        ("detail_field: trait_digital}", "detail_field: trait_digitall}", 'did you mean "trait_digital"?'),
        ("glossary: [need]", "glossary: [needs]", 'unknown term "needs" (did you mean "need"?)'),
        ("value: '^(везде|повсюду|по всей)'", "value: '^(везде|повсюду'", "does not compile"),
        ("value: '^(везде|повсюду|по всей)'", "value: '^(везде+)+$'", "can take forever"),
        ("column: step, min: 5", "column: stepp, min: 5", 'unknown column "stepp"'),
        (
            "rule: exclusive_option, value: expert",
            "rule: exclusive_option, value: experts",
            'unknown option "experts"',
        ),
        (
            "rule: rows, min: 3, max: 8",
            "rule: items, min: 3, max: 8",
            'rule "items" does not suit type table',
        ),
        ("rule: rows, min: 3, max: 8", "rule: rows, min: 9, max: 8", "min 9 is more than max 8"),
        ("      good: 18\n", "      good: 180\n", 'the good example of "segment_share_percent" is refused'),
        ("value: 140, why", "value: 14, why", 'no rule catches the bad example of "segment_share_percent"'),
        (
            "check: {type: only_options, field: study_methods",
            "check: {type: only_options, field: study_method",
            "did you mean",
        ),
        ("options: [expert]}", "options: [experts]}", 'unknown option of "study_methods" "experts"'),
        ('optional: ["Распространённость"]', 'optional: ["Барьеры"]', 'unknown heading "Барьеры"'),
        (
            'optional: ["Распространённость"]',
            'optional: ["Барьер", "Распространённость"]',
            "every column may be left out",
        ),
        ("columns: [owner, due], quoted", "columns: [owner, duo], quoted", '"duo" (did you mean "due"?)'),
        (
            "field: journey_steps, column: step, row: last",
            "field: journey_steps, column: stap, row: last",
            '"stap"',
        ),
        (
            'example: "Получает субсидию на карту"',
            "at_answer: true",
            "only a check of any text can look at one answer",
        ),
        ("exclude: [author_contact, organization_name]", "exclude: [author_contract]", '"author_contact"?'),
        ("Барьеров {items}", "Барьеров {itemz}", 'unknown value "itemz" (did you mean "items"?)'),
        ("take: first, column: proposal", "take: first, column: proposals", 'did you mean "proposal"?'),
        ("widths_mm: [10, 65, 40, 55]", "widths_mm: [10, 65, 40]", "as many headings"),
        ("Версия {version} от", "Версия {versoin} от", 'unknown placeholder "versoin"'),
        ("{client_type_short}_{entity_short}", "{client_kind}_{entity_short}", "client_kind"),
        ("Слишком длинно: знаков — {length}", "Слишком длинно: знаков — {lenght}", 'did you mean "length"?'),
        ("Слишком длинно: знаков — {length}", "Слишком длинно: знаков — {length", "not closed"),
        ("Пунктов {count}, а", "Пунктов {number}, а", 'unknown placeholder "number"'),
        ("    from: segment_client_type", "    from: segment_client_kind", "segment_client_kind"),
        ("«{provider_unit}»", "«{provider}»", 'unknown field "provider"'),
        ("show_if_check: Q03", "show_if_check: Q99", 'unknown check "Q99"'),
        ("    entry: term.omnichannel\n", "", "is not explained"),
        ('version: "1.0"', 'version: "1.0"\nversion: "2.0"', "is written twice"),
        ("agency: organization_name", "agency: organisation_name", 'did you mean "organization_name"?'),
        ("[entity_name, internal_topic,", "[entity_name, internal_topik,", 'did you mean "internal_topic"?'),
        (
            "segment_name: segment_name",
            "segment_name: provider_unit",
            '"provider_unit" cannot be the segment_name',
        ),
        ("date: profile_date", "date: version", "name a field of type date, asked once"),
        ("segment_type: segment_type", "segment_type: needs", '"needs" cannot be the segment_type'),
        ("  segment_type: segment_type", "", "needs a type of segment"),
        ("for: [citizen]", "for: [citizens]", 'unknown value of "segment_type" "citizens"'),
        ('        business: ["Откр', '        busines: ["Откр', 'did you mean "business"?'),
        (
            "{field: granularity, op: eq, value: whole}, text",
            "{field: granularity, op: eq, value: hole}, text",
            '"hole"',
        ),
    ],
    ids=lambda text: text[:40],
)
def test_an_authors_error_is_told_with_its_remedy(
    complaint: Complaint, context: str, replacement: str, said: str
) -> None:
    if context.startswith("    from:"):
        context, replacement = context.strip(), replacement.strip()
    message = complaint(context, replacement)
    assert said in message
    assert re.search(r"profile\.yaml:\d+: .+ \(.+\)", message)


def test_the_line_is_that_of_the_error(complaint: Complaint) -> None:
    message = complaint("    allow_unknown: true", "    allow_unknwon: true")
    assert f"profile.yaml:{line_of('    allow_unknown: true')}: " in message


def test_a_long_question_is_refused(complaint: Complaint) -> None:
    assert "the question has 200 characters" in complaint("Для кого вы готовите профиль?", "я" * 200)


def test_a_question_cannot_depend_on_a_later_one(complaint: Complaint) -> None:
    after = '\n    validate:\n      - {rule: required, level: error, message: "Выберите направление'
    message = complaint(
        "show_if: {field: client_type, op: eq, value: internal}" + after,
        "show_if: {field: process_type, op: eq, value: services}" + after,
    )
    assert '"process_type" is asked later than "internal_topic"' in message


def test_a_question_asked_once_cannot_depend_on_a_segment(complaint: Complaint) -> None:
    message = complaint(
        "show_if: {field: granularity_function, op: eq, value: single}",
        "show_if: {field: study_methods, op: contains, value: expert}",
    )
    assert "asked per segment" in message


def test_choices_need_options_and_tables_columns(complaint: Complaint) -> None:
    assert "has no options" in complaint("    type: long_text", "    type: choice")
    assert "a table has columns" in complaint("    type: table", "    type: list")


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="cannot be read"):
        load_form(tmp_path / "nowhere.yaml")


def test_the_committed_schemas_are_current() -> None:
    for path, text in schemas().items():
        assert path.read_text(encoding="utf-8") == text, "write it anew: python -m benchmarks.schemas"
