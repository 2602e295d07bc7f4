"""What is wrong with single parts of a form: a question, a check, the layout, the engine's own sentences."""

from collections.abc import Mapping
from datetime import date

from dialogs.authoring.page_check import check_page
from dialogs.authoring.reporting import Reporter
from dialogs.interview.answers import Answer, Rows
from dialogs.interview.checks.base import unfit_placeholders, unknown
from dialogs.interview.definition import Form
from dialogs.interview.field import Field, FieldType
from dialogs.interview.file_values import answer_of
from dialogs.interview.messages import PLACEHOLDERS, slots
from knowledge.yaml_source import KeyPath

_ANY = {"required", "regex_forbid", "regex_require", "wording_forbid"}
_SUITABLE: Mapping[FieldType, set[str]] = {
    "text": _ANY | {"length"},
    "long_text": _ANY | {"length"},
    "choice": {"required", "choice_count", "option_forbid"},
    "multi_choice": {"required", "choice_count", "exclusive_option"},
    "number": {"required", "number_range"},
    "percent": {"required", "number_range"},
    "list": _ANY | {"items", "item_length"},
    "table": _ANY | {"rows", "cell_length", "cell_regex_forbid"},
    "date": {"required", "date_not_future"},
}
# Examples are tried on a day after which no example is dated.
_LAST_DAY = date.max
_FILE_NAME_PARTS = {
    "form_title",
    "client_type",
    "client_type_short",
    "entity_short",
    "entity_slug",
    "count",
    "index",
    "date",
    "version",
}
# What the title page and the footer may say besides answers.
_OF_DOCUMENT = {"entity_title", "number", "year"}
# What the heading of a segment may say besides answers; its name by the role, too.
_OF_SEGMENT = {"index", "count", "segment_name"}


def check_parts(form: Form, reporter: Reporter) -> None:
    """Says everything about the parts of a form whose references are sound."""
    for position, field in enumerate(form.fields):
        _check_field(form, field, ("fields", position), reporter)
    for position, check in enumerate(form.checks):
        reporter.add(("quality_checks", position), check.problems(form))
    _check_report(form, reporter)
    _check_layout(form, reporter)
    check_page(form.layout, reporter)
    for name, text in form.messages.model_dump().items():
        reporter.add(("messages",), unfit_placeholders(text, PLACEHOLDERS.get(name, frozenset()), (name,)))
    if len(form.reading.months) != 12:
        reporter.say(("reading", "months"), f"{len(form.reading.months)} months", "name all twelve")


def _check_field(form: Form, field: Field, place: KeyPath, reporter: Reporter) -> None:
    choosing = field.type in ("choice", "multi_choice")
    if choosing != bool(field.options):
        reporter.say(
            (*place, "options") if field.options else place,
            f'field "{field.id}" of type {field.type} '
            + ("has no options" if choosing else "takes no options"),
            "add options" if choosing else "remove them or change the type",
        )
    if (field.type == "table") != bool(field.columns):
        reporter.say(
            (*place, "columns") if field.columns else place,
            f'field "{field.id}": a table has columns, and nothing else has',
            "correct type or columns",
        )
    for position, rule in enumerate(field.rules):
        at = (*place, "validate", position)
        if rule.rule not in _SUITABLE[field.type]:
            suitable = ", ".join(sorted(_SUITABLE[field.type]))
            reporter.say(at, f'rule "{rule.rule}" does not suit type {field.type}', f"use one of: {suitable}")
        reporter.add(at, rule.problems(field))
    if field.example is not None and not reporter.problems:
        _check_example(form, field, (*place, "example"), reporter)


def _check_example(form: Form, field: Field, place: KeyPath, reporter: Reporter) -> None:
    assert field.example is not None
    for at, good in (
        ("good", field.example.good),
        *(("for", each) for each in field.example.good_for.values()),
    ):
        if (complaint := _complaint(form, field, good)) is not None:
            reporter.say(
                (*place, at),
                f'the good example of "{field.id}" is refused: {complaint}',
                "correct the example or the rule",
            )
    bad = field.example.bad
    if bad is not None and bad.caught_by == "rule" and _complaint(form, field, bad.value) is None:
        reporter.say(
            (*place, "bad"),
            f'no rule catches the bad example of "{field.id}"',
            "add a rule, or write caught_by: human",
        )


def _complaint(form: Form, field: Field, example: object) -> str | None:
    """Why an example is not taken, whatever client the options are for."""
    answer = answer_of(form, field, example)
    return answer if isinstance(answer, str) else _first_remark(form, field, answer)


def _first_remark(form: Form, field: Field, answer: Answer) -> str | None:
    if isinstance(answer, Rows):
        for row in answer.value:
            empty = next((column for column in field.columns if column.required and not row[column.id]), None)
            if empty is not None:
                return form.messages.cell_required.format(row=1, column=empty.label)
    found = (rule.remark(answer, form.messages, _LAST_DAY) for rule in field.rules)
    return next((broken.message for broken in found if broken is not None), None)


def _check_report(form: Form, reporter: Reporter) -> None:
    names = form.names | form.disabled
    columns = form.report.summary_table.columns
    for position, column in enumerate(columns):
        at: KeyPath = ("report", "summary_table", "columns", position)
        if reporter.known(at, "field", column.field, names) and column.column and form.knows(column.field):
            known = {c.id for c in form.field(column.field).columns}
            reporter.known(at, f'column of "{column.field}"', column.column, known)


def _check_layout(form: Form, reporter: Reporter) -> None:
    layout, names = form.layout, form.names | form.disabled
    for name, grid in layout.tables.grids.items():
        at: KeyPath = ("layout", "tables", "grids", name)
        if not reporter.known(at, "field", name, names) or not form.knows(name):
            continue
        field = form.field(name)
        own = len(field.columns) if field.type == "table" else 1 + (grid.beside is not None)
        wanted = (len(grid.take) or own) + grid.numbering
        for column in (column for columns in grid.take for column in columns):
            reporter.known((*at, "take"), f'column of "{name}"', column, {c.id for c in field.columns})
        for label in grid.optional:
            reporter.known((*at, "optional"), "heading", label, grid.header)
        if grid.optional and set(grid.optional) >= set(grid.header[grid.numbering :]):
            reporter.say(
                (*at, "optional"), "every column may be left out", "take one heading out of the list"
            )
        if grid.beside is not None:
            reporter.known((*at, "beside"), "field", grid.beside, names)
        if len(grid.header) != wanted or len(grid.widths_mm) != wanted:
            reporter.say(
                at, f"the table has {wanted} columns with its numbers", "give as many headings and widths"
            )
    checks = {check.id for check in form.checks}
    for position, note in enumerate(layout.footer_notes):
        # A note about a check that an agency has switched off never appears.
        if note.show_if_check is not None and note.show_if_check not in checks and not form.overlaid:
            reporter.known(("layout", "footer_notes", position), "check", note.show_if_check, checks)
    for position, line in enumerate(layout.title_block):
        _slots(reporter, ("layout", "title_block", position), line.text, names | _OF_DOCUMENT)
    for position, template in enumerate(layout.footer):
        _slots(reporter, ("layout", "footer", position), template, names | _OF_DOCUMENT)
    _check_document(form, reporter)
    for position, variant in enumerate(layout.entity_title):
        _slots(reporter, ("layout", "entity_title", position, "text"), variant.text, names)
    for key in ("segment_heading", "single_segment_heading"):
        _slots(reporter, ("layout", key), getattr(layout, key), names | _OF_SEGMENT)
    for key in ("pattern", "pattern_multi", "pattern_part", "pattern_ascii"):
        _slots(reporter, ("layout", "file_name", key), getattr(layout.file_name, key), _FILE_NAME_PARTS)


def _slots(reporter: Reporter, place: KeyPath, template: str, names: set[str] | frozenset[str]) -> None:
    reporter.add(place, unknown("placeholder", [name for name, _ in slots(template)], names))


def _check_document(form: Form, reporter: Reporter) -> None:
    """Checks that every section stands in one place of the document."""
    sections = {section.id for section in form.sections}
    known = sections | form.names | form.disabled
    shown: set[str] = set()
    for position, part in enumerate(form.layout.document):
        place: KeyPath = ("layout", "document", position)
        parts = [(place, part), *(((*place, "parts", n), inner) for n, inner in enumerate(part.parts))]
        for at, inner in parts:
            for name in inner.show:
                # An agency may have switched the section off.
                if not form.overlaid:
                    reporter.known(at, "section or field", name, known)
                if name in shown:
                    reporter.say(at, f'"{name}" stands twice in the document', "remove one")
                shown.add(name)
    for name in sorted(sections - shown):
        fields = {field.id for field in form.fields if field.section == name}
        if not fields <= shown:
            reporter.say(("layout", "document"), f'section "{name}" stands nowhere', "show it in a part")
