"""What is wrong with checks, document layout and the engine's own sentences."""

from string import Formatter
from typing import Any

from dialogs.authoring.reporting import Reporter
from dialogs.interview.check_kinds import AllHold, FieldRule, RegexAnyText
from dialogs.interview.definition import Form
from dialogs.interview.messages import PLACEHOLDERS
from dialogs.interview.placeholders import slots
from knowledge.authored import Place

_MADE_BY_CHECKS = {"sum", "count", "a", "b", "items", "rows", "year"}
_FILE_NAME_PARTS = {
    "client_type",
    "client_type_short",
    "entity_short",
    "entity_slug",
    "segment_short",
    "segment_slug",
    "count",
    "date",
    "version",
}


def check_checks(form: Form, reporter: Reporter) -> None:
    """Ids, patterns and rule numbers that whole-profile checks name."""
    names = {field.id for field in form.fields} | {value.id for value in form.computed} | form.disabled
    for position, check in enumerate(form.checks):
        place: Place = ("quality_checks", position, "check")
        kind: Any = check.check
        mentioned = [getattr(kind, key) for key in ("field", "table", "list") if hasattr(kind, key)]
        mentioned += getattr(kind, "fields", ())
        mentioned += [part.field for part in kind.of] if isinstance(kind, AllHold) else []
        sound = [name for name in mentioned if reporter.known(place, "field", name, names)]
        if len(sound) < len(mentioned) or form.disabled & set(mentioned):
            continue
        _check_details(form, kind, place, reporter)
        for name, _ in slots(check.message):
            reporter.known(("quality_checks", position, "message"), "value", name, names | _MADE_BY_CHECKS)


def _check_details(form: Form, kind: Any, place: Place, reporter: Reporter) -> None:
    field = form.field(kind.field) if hasattr(kind, "field") and form.knows(kind.field) else None
    if field is not None:
        for option in getattr(kind, "options", ()):
            reporter.known(place, f'option of "{field.id}"', option, {o.id for o in field.options})
        if hasattr(kind, "column"):
            reporter.known(place, f'column of "{field.id}"', kind.column, {c.id for c in field.columns})
        if isinstance(kind, FieldRule):
            for index in kind.rule_index:
                if index >= len(field.rules):
                    reporter.say(
                        place,
                        f'field "{field.id}" has no rule number {index}',
                        "rules count from 0; correct it",
                    )
    if isinstance(kind, AllHold):
        for part in kind.of:
            options = {o.id for o in form.field(part.field).options} if form.knows(part.field) else set()
            if part.op in ("regex", "not_regex"):
                reporter.pattern(place, part.values[0] if part.values else "")
            elif options:
                for value in part.values:
                    reporter.known(place, f'option of "{part.field}"', value, options)
    elif isinstance(getattr(kind, "value", None), str):
        reporter.pattern((*place, "value"), kind.value)
    if isinstance(kind, RegexAnyText):
        places = {field.id for field in form.fields} | form.disabled
        places |= {f"{field.id}.{column.id}" for field in form.fields for column in field.columns}
        for name in kind.exclude:
            if name.partition(".")[0] not in form.disabled:
                reporter.known((*place, "exclude"), "field", name, places)


def check_output(form: Form, reporter: Reporter) -> None:
    """Ids, widths and placeholders of the report and its layout."""
    names = {field.id for field in form.fields} | {value.id for value in form.computed} | form.disabled
    columns = form.report.summary_table.columns
    for position, column in enumerate(columns):
        at: Place = ("report", "summary_table", "columns", position)
        if reporter.known(at, "field", column.field, names) and column.column and form.knows(column.field):
            known = {c.id for c in form.field(column.field).columns}
            reporter.known(at, f'column of "{column.field}"', column.column, known)
    tables = form.layout.tables
    if len(tables.summary.widths_mm) != len(columns):
        reporter.say(
            ("layout", "tables", "summary"),
            f"{len(columns)} columns need as many widths",
            "correct widths_mm",
        )
    for name, grid in tables.grids.items():
        at = ("layout", "tables", "grids", name)
        if not reporter.known(at, "field", name, names) or not form.knows(name):
            continue
        wanted = len(form.field(name).columns) + grid.numbering
        if len(grid.header) != wanted or len(grid.widths_mm) != wanted:
            reporter.say(
                at, f"the table has {wanted} columns with its numbers", "give as many headings and widths"
            )
    checks = {check.id for check in form.checks}
    for position, note in enumerate(form.layout.footer_notes):
        # A note about a check that an agency has switched off never appears.
        if note.show_if_check is not None and note.show_if_check not in checks and not form.overlaid:
            reporter.known(("layout", "footer_notes", position), "check", note.show_if_check, checks)
    for position, line in enumerate(form.layout.title_block):
        _slots(reporter, ("layout", "title_block", position), line.text, names | {"entity_title"})
    for key in ("single", "whole", "internal"):
        _slots(reporter, ("layout", "entity_title", key), getattr(form.layout.entity_title, key), names)
    for key in ("pattern", "pattern_multi", "pattern_ascii"):
        _slots(reporter, ("layout", "file_name", key), getattr(form.layout.file_name, key), _FILE_NAME_PARTS)


def _slots(reporter: Reporter, place: Place, template: str, names: set[str] | frozenset[str]) -> None:
    for name, _ in slots(template):
        reporter.known(place, "placeholder", name, names)


def check_wording(form: Form, reporter: Reporter) -> None:
    """Placeholders of the engine's own sentences."""
    for name, text in form.messages.model_dump().items():
        _format(reporter, ("messages", name), text, PLACEHOLDERS.get(name, frozenset()))
    for position, field in enumerate(form.fields):
        for number, rule in enumerate(field.rules):
            place: Place = ("fields", position, "validate", number, "too_much")
            _format(reporter, place, getattr(rule, "too_much", ""), frozenset({"count", "limit"}))
    if len(form.reading.months) != 12:
        reporter.say(("reading", "months"), f"{len(form.reading.months)} months", "name all twelve")


def _format(reporter: Reporter, place: Place, text: str, known: frozenset[str]) -> None:
    try:
        names = [name for _, name, _, _ in Formatter().parse(text) if name is not None]
    except ValueError:
        reporter.say(place, "a curly bracket is not closed", "write {name}")
        return
    for name in names:
        reporter.known(place, "placeholder", name, known)
