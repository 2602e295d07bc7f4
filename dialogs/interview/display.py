"""Answers, and values that follow from them, as a person reads them."""

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import assert_never

from babel import Locale

from dialogs.interview.answers import (
    Answer,
    Choice,
    Choices,
    Day,
    Items,
    NoData,
    Number,
    Path,
    Picked,
    Rows,
    Skipped,
    Text,
)
from dialogs.interview.conditions import holds
from dialogs.interview.definition import Computed, Form, ShareOf
from dialogs.interview.field import Field
from dialogs.interview.messages import filled
from dialogs.interview.view import View

# Forms of a unit that changes with its number, parted by |; a fraction takes the second.
UNIT_FORMS = ("one", "few", "many")


def display(view: View, path: Path) -> tuple[str, ...]:
    """The lines of the answer that counts at `path`, a number with its unit; none when the question is hidden
    or unanswered."""
    here, form = view.of_segment(path.segment), view.form
    computed = form.computed_value(path.field)
    if computed is not None and computed.share_of is not None and here.applies(computed):
        share = computed_share(here, computed.share_of)
        return (amount(here, form.field(computed.share_of.whole), share),) if share else ()
    answer = None if computed is not None else here.answer(path.field)
    if isinstance(answer, Number):
        return (amount(here, form.field(path.field), answer),)
    return display_here(here, path.field)


def amount(view: View, field: Field, number: Number) -> str:
    """The number, or the range, with the unit of the field."""
    variants = (variant.text for variant in field.unit_variants if holds(variant.when, view))
    unit = _counted(view.form, next(variants, field.unit), number)
    written = view.form.written_amount(number)
    return f"{written}\u00a0{unit}" if unit else written


def _counted(form: Form, unit: str, number: Number) -> str:
    """The unit in the form that the number asks for: «372 организации», «около 372 организаций»."""
    forms, last = unit.split("|"), number.ends[-1]
    if len(forms) != len(UNIT_FORMS):
        return unit
    form_of = Locale(form.language).plural_form(abs(last))
    if number.limit:
        # «Около», «более», «не менее» stand before a genitive.
        form_of = "few" if form_of == "one" else "many"
    return forms[UNIT_FORMS.index(form_of)] if form_of in UNIT_FORMS else forms[1]


def display_here(view: View, name: str) -> tuple[str, ...]:
    """Displays the answer as this part of the report sees it."""
    computed = view.form.computed_value(name)
    if computed is not None:
        text = computed_text(view, computed)
        return (text,) if text is not None else ()
    answer = view.answer(name)
    return () if answer is None else answer_lines(view.form, view.form.field(name), answer)


def computed_text(view: View, computed: Computed) -> str | None:
    """The value as a person reads it; None when it does not apply or its answers are missing."""
    if not view.applies(computed):
        return None
    if computed.cases:
        value = view.case(computed)
        return computed.values[value] if value is not None else None
    if computed.template is not None:
        return sentence(view, computed.template)
    if computed.share_of is not None:
        share = computed_share(view, computed.share_of)
        return view.form.written_amount(share) if share else None
    match view.answer(computed.id):
        case Day(value=day):
            return view.form.written_day(day)
        case Text(value=text):
            return text
        case _:
            return view.form.written_day(view.today) if computed.default == "today" else computed.default


def computed_share(view: View, share_of: ShareOf) -> Number | None:
    """The part of the whole as a whole number or a range; None when one of the answers is no number, or when
    the two are limited in ways that do not go together."""
    whole, percent = view.answer(share_of.whole), view.answer(share_of.percent)
    if not isinstance(whole, Number) or not isinstance(percent, Number):
        return None
    limits = {whole.limit, percent.limit} - {None}
    if len(limits) > 1:
        limits.discard("about")
    products = (whole.ends[0] * percent.ends[0], whole.ends[-1] * percent.ends[-1])
    low, high = ((product / 100).quantize(Decimal(1), ROUND_HALF_UP) for product in products)
    if len(limits) > 1 or (low != high and limits - {"about"}):
        return None
    return Number(low, high if high != low else None, limit=next(iter(limits), None))


def sentence(view: View, template: str, **given: str) -> str | None:
    """An authored sentence with the answers in it; None when one of them is missing."""
    return filled(template, lambda name, part: given[name] if name in given else _part(view, name, part))


def _part(view: View, name: str, part: str) -> str | None:
    """An answer inside a sentence: the whole text, or the phrase of its option."""
    form, answer = view.form, view.answer(name)
    if (computed := form.computed_value(name)) is not None:
        return computed_text(view, computed)
    match answer:
        case None | NoData() | Skipped():
            return None
        case Choice(value=picked) if part == "phrase" and (option := form.field(name).option(picked.option)):
            return (option.phrase or option.label).replace("{other}", picked.other or "")
        case Choice(value=picked) if picked.other:
            return option_text(form.field(name), picked, document=True)
        case _:
            return "; ".join(answer_lines(form, form.field(name), answer))


def answer_lines(form: Form, field: Field, answer: Answer, *, document: bool = False) -> tuple[str, ...]:
    """The lines of any answer to the field; in a `document` options have another label."""
    match answer:
        case Text(value=text):
            return tuple(text.split("\n"))
        case Number():
            return (form.written_amount(answer),)
        case Day(value=day):
            return (form.written_day(day),)
        case Choice(value=picked):
            return (option_text(field, picked, document=document),)
        case Choices(value=many):
            return tuple(option_text(field, picked, document=document) for picked in many)
        case Items(value=items):
            return items
        case Rows(value=rows):
            return tuple(_row_text(field, row) for row in rows)
        case NoData():
            return (field.unknown_output or form.interview.unknown_output,)
        case Skipped():
            return (form.interview.skipped_output,)
        case _:
            assert_never(answer)


def option_text(field: Field, picked: Picked, *, document: bool = False) -> str:
    """The option's label, with the person's own text after it."""
    option = field.option(picked.option)
    if option is None:
        return picked.option
    label = option.in_document if document else option.label
    if not picked.other:
        return label
    # «Другое» says nothing in a document.
    own = picked.other[:1].upper() + picked.other[1:]
    return label.replace("{other}", own) if "{other}" in label else f"{label}: {picked.other}"


def _row_text(field: Field, row: Mapping[str, str]) -> str:
    cells = [row.get(column.id, "") for column in field.columns]
    while len(cells) > 1 and not cells[-1]:
        cells.pop()
    return " | ".join(cells)
