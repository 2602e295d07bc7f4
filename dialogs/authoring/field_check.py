"""What is wrong with one question: rules that do not suit its type, examples that break its rules."""

from collections.abc import Mapping
from datetime import date

from dialogs.authoring.reporting import Reporter
from dialogs.interview.answers import Answer, Rows
from dialogs.interview.definition import Form
from dialogs.interview.field import Field
from dialogs.interview.file_values import answer_of
from dialogs.interview.remarks import broken
from dialogs.interview.rules import (
    CellLengthRule,
    CellRegexForbidRule,
    ExclusiveOptionRule,
    RegexForbidRule,
    RegexRequireRule,
)
from knowledge.authored import Place

_ANY = {"required", "regex_forbid", "regex_require"}
_SUITABLE: Mapping[str, set[str]] = {
    "text": _ANY | {"length"},
    "long_text": _ANY | {"length"},
    "choice": {"required", "choice_count"},
    "multi_choice": {"required", "choice_count", "exclusive_option"},
    "number": {"required", "number_range"},
    "percent": {"required", "number_range"},
    "list": _ANY | {"items", "item_length"},
    "table": _ANY | {"rows", "cell_length", "cell_regex_forbid"},
    "date": {"required", "date_not_future"},
}
# Examples are tried on a day after which no example is dated.
_LAST_DAY = date.max


def check_field(form: Form, field: Field, place: Place, reporter: Reporter) -> None:
    """Says everything about one question that its author has to mend."""
    _parts(field, place, reporter)
    _rules(field, place, reporter)
    _examples(form, field, place, reporter)


def _parts(field: Field, place: Place, reporter: Reporter) -> None:
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


def _rules(field: Field, place: Place, reporter: Reporter) -> None:
    columns = {column.id for column in field.columns}
    for position, rule in enumerate(field.rules):
        at = (*place, "validate", position)
        if rule.rule not in _SUITABLE[field.type]:
            suitable = ", ".join(sorted(_SUITABLE[field.type]))
            reporter.say(at, f'rule "{rule.rule}" does not suit type {field.type}', f"use one of: {suitable}")
        match rule:
            case RegexForbidRule() | RegexRequireRule():
                reporter.pattern((*at, "value"), rule.value)
            case CellRegexForbidRule():
                reporter.known((*at, "column"), "column", rule.column, columns)
                reporter.pattern((*at, "value"), rule.value)
            case CellLengthRule():
                reporter.known((*at, "column"), "column", rule.column, columns)
            case ExclusiveOptionRule():
                reporter.known((*at, "value"), "option", rule.value, {option.id for option in field.options})
        low, high = getattr(rule, "min", 0), getattr(rule, "max", 0)
        if low > high:
            reporter.say(at, f"min {low} is more than max {high}", "swap them")


def _examples(form: Form, field: Field, place: Place, reporter: Reporter) -> None:
    if field.example is None or reporter.problems:
        return
    answer = answer_of(form, field, field.example.good)
    complaint = answer if isinstance(answer, str) else _complaint(form, field, answer)
    if complaint is not None:
        reporter.say(
            (*place, "example", "good"),
            f'the good example of "{field.id}" is refused: {complaint}',
            "correct the example or the rule",
        )
    bad = field.example.bad
    if bad is None or bad.caught_by == "human":
        return
    answer = answer_of(form, field, bad.value)
    if not isinstance(answer, str) and _complaint(form, field, answer) is None:
        reporter.say(
            (*place, "example", "bad"),
            f'no rule catches the bad example of "{field.id}"',
            "add a rule, or write caught_by: human",
        )


def _complaint(form: Form, field: Field, answer: Answer) -> str | None:
    """The first thing that the rules say, whatever client the options are for."""
    if isinstance(answer, Rows):
        for row in answer.value:
            empty = next((column for column in field.columns if column.required and not row[column.id]), None)
            if empty is not None:
                return form.messages.cell_required.format(row=1, column=empty.label)
    complaints = (broken(form, rule, answer, _LAST_DAY) for rule in field.rules)
    return next((complaint for complaint in complaints if complaint is not None), None)
