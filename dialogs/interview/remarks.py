"""The rules of one answer: what is wrong with it, and what may be kept as it is."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from dialogs.interview.answers import (
    Answer,
    Choice,
    Choices,
    Day,
    Draft,
    Items,
    NoData,
    Number,
    Path,
    Rows,
    Skipped,
    Text,
)
from dialogs.interview.conditions import LONGEST_SEARCHED, chosen, found, texts
from dialogs.interview.definition import Form
from dialogs.interview.field import Field
from dialogs.interview.rules import (
    CellLengthRule,
    CellRegexForbidRule,
    ChoiceCountRule,
    DateNotFutureRule,
    ExclusiveOptionRule,
    ItemLengthRule,
    ItemsRule,
    LengthRule,
    Level,
    NumberRangeRule,
    RegexForbidRule,
    RegexRequireRule,
    RequiredRule,
    RowsRule,
    Rule,
)
from dialogs.interview.view import View


@dataclass(frozen=True, slots=True)
class Remark:
    """A rule that an answer breaks. `key` names the rule and this very answer: kept once, it does not
    excuse another text. `may_keep`: «Оставить как есть» is offered."""

    key: str
    level: Level
    message: str
    may_keep: bool


def remarks(
    form: Form, draft: Draft, path: Path, answer: Answer, today: date | None = None
) -> tuple[Remark, ...]:
    """Everything that the rules of the question say about `answer`, kept remarks included.

    `today` is for rules about dates; without it the day of the draft's last change is taken.
    """
    field = form.field(path.field)
    view = View(form, draft, path.segment)
    passed_over = _passed_over(form, view, field, answer)
    if passed_over is not None:
        return (
            (_remark(path, answer, "answered", level="error", message=passed_over, may_keep=False),)
            if passed_over
            else ()
        )
    found_remarks = [
        _remark(path, answer, name, level="error", message=message, may_keep=False)
        for name, message in _always(form, view, field, answer)
    ]
    # No pattern is asked about a text that has to be shortened first.
    too_long = max(map(len, texts(answer)), default=0) > LONGEST_SEARCHED
    for position, rule in enumerate(field.rules):
        may_keep = rule.rule in form.interview.override.applies_to
        if may_keep and too_long:
            continue
        message = broken(form, rule, answer, today or draft.updated.date())
        if message is not None:
            found_remarks.append(
                _remark(path, answer, str(position), level=rule.level, message=message, may_keep=may_keep)
            )
    if not found_remarks and too_long:
        length = max(map(len, texts(answer)))
        message = form.messages.text_over_limit.format(length=length, limit=LONGEST_SEARCHED)
        found_remarks.append(_remark(path, answer, "size", level="error", message=message, may_keep=False))
    if not found_remarks and _is_empty(answer) and view.required(field):
        message = form.messages.required
        found_remarks.append(_remark(path, answer, "empty", level="error", message=message, may_keep=False))
    return tuple(found_remarks)


def open_remarks(
    form: Form, draft: Draft, path: Path, answer: Answer, today: date | None = None
) -> tuple[Remark, ...]:
    """The remarks that nobody has chosen to leave as they are."""
    return tuple(r for r in remarks(form, draft, path, answer, today) if r.key not in draft.kept)


def _remark(path: Path, answer: Answer, rule: str, *, level: Level, message: str, may_keep: bool) -> Remark:
    print_of_answer = hashlib.sha256(repr(answer).encode("utf-8", "replace")).hexdigest()[:8]
    return Remark(f"{path}#{rule}.{print_of_answer}", level, message, may_keep)


def _passed_over(form: Form, view: View, field: Field, answer: Answer) -> str | None:
    """For an answer that holds nothing: "" when the question allows it, else what to do."""
    match answer:
        case NoData():
            return "" if field.allow_unknown else form.messages.unknown_not_allowed
        case Skipped():
            return form.messages.required if view.required(field) else ""
        case _:
            return None


def _always(form: Form, view: View, field: Field, answer: Answer) -> Iterator[tuple[str, str]]:
    """What holds for every form: chosen options are offered, required cells are filled."""
    for option_id in chosen(answer):
        if not view.offers(field, option_id):
            option = field.option(option_id)
            label = option.label if option else option_id
            yield "offered", form.messages.option_not_offered.format(label=label)
    if isinstance(answer, Rows):
        limited = {rule.column for rule in field.rules if isinstance(rule, CellLengthRule)}
        for number, row in enumerate(answer.value, start=1):
            for column in field.columns:
                if column.required and column.id not in limited and not row.get(column.id):
                    yield "cell", form.messages.cell_required.format(row=number, column=column.label)


def _is_empty(answer: Answer) -> bool:
    return isinstance(answer, Text | Items | Rows | Choices) and not answer.value


def broken(form: Form, rule: Rule, answer: Answer, today: date) -> str | None:
    """What the rule says about the answer, or None when it is kept."""
    say = form.messages
    match rule, answer:
        case RequiredRule(), Text(value="") | Items(value=()) | Rows(value=()) | Choices(value=()):
            return rule.message
        case LengthRule(), Text(value=text):
            if len(text) > rule.max:
                return rule.too_much or say.text_over_limit.format(length=len(text), limit=rule.max)
            return rule.message if len(text) < rule.min else None
        case ItemsRule(), Items(value=items):
            return _counted(rule, len(items))
        case RowsRule(), Rows(value=rows):
            return _counted(rule, len(rows))
        case ChoiceCountRule(), Choices(value=many):
            return _counted(rule, len(many))
        case ChoiceCountRule(), Choice():
            return _counted(rule, 1)
        case ItemLengthRule(), Items(value=items):
            return _item_length(form, rule, items)
        case CellLengthRule(), Rows(value=rows):
            return _item_length(form, rule, tuple(row.get(rule.column, "") for row in rows))
        case NumberRangeRule(), Number(value=number):
            return None if rule.min <= number <= rule.max else rule.message
        case ExclusiveOptionRule(), Choices(value=many):
            alone = len(many) == 1 or all(picked.option != rule.value for picked in many)
            return None if alone else rule.message
        case DateNotFutureRule(), Day(value=day):
            return rule.message if day > today else None
        case RegexForbidRule(), _:
            return _named(form, rule.message, texts(answer), lambda text: bool(found(rule.value, text)))
        case RegexRequireRule(), _:
            return _named(form, rule.message, texts(answer), lambda text: not found(rule.value, text))
        case CellRegexForbidRule(), Rows(value=rows):
            cells = tuple(row.get(rule.column, "") for row in rows)
            return _named(form, rule.message, cells, lambda cell: bool(found(rule.value, cell)))
        case _:
            return None


def _counted(rule: ItemsRule | RowsRule | ChoiceCountRule, count: int) -> str | None:
    if count > rule.max:
        return (rule.too_much or rule.message).format(count=count, limit=rule.max)
    return rule.message if count < rule.min else None


def _item_length(form: Form, rule: ItemLengthRule | CellLengthRule, items: tuple[str, ...]) -> str | None:
    for number, item in enumerate(items, start=1):
        if len(item) > rule.max:
            return rule.too_much or form.messages.item_over_limit.format(
                number=number, length=len(item), limit=rule.max
            )
    return _named(form, rule.message, items, lambda item: len(item) < rule.min)


def _named(form: Form, message: str, items: tuple[str, ...], is_wrong: Callable[[str], bool]) -> str | None:
    """The message, with the first wrong item named when there are several."""
    wrong = next((number for number, item in enumerate(items) if is_wrong(item)), None)
    if wrong is None:
        return None
    if len(items) == 1:
        return message
    item = items[wrong] if len(items[wrong]) <= 60 else items[wrong][:59] + "…"
    return form.messages.item_named.format(message=message, number=wrong + 1, item=item)
