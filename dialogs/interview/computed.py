"""Values that nobody is asked for: they follow from the answers."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from dialogs.interview.answers import Choice, Day, Draft, Number, Text
from dialogs.interview.definition import Computed, Form
from dialogs.interview.placeholders import filled
from dialogs.interview.view import View
from dialogs.interview.writing import written_day, written_number


def computed_text(form: Form, draft: Draft, id: str, segment: int | None, today: date) -> str | None:
    """The value as a person reads it; None when it does not apply or its answers are missing."""
    computed = form.computed_value(id)
    if computed is None:
        return None
    view = View(form, draft, segment if computed.scope == "segment" else None)
    return computed_in(view, computed, today)


def computed_id(form: Form, draft: Draft, id: str, segment: int | None = None) -> str | None:
    """The value as conditions know it («citizen», «whole»)."""
    computed = form.computed_value(id)
    return View(form, draft, segment).case(computed) if computed else None


def computed_in(view: View, computed: Computed, today: date) -> str | None:
    """As `computed_text`, for a view at hand."""
    if not view.applies(computed):
        return None
    if computed.cases:
        value = view.case(computed)
        return computed.values[value] if value is not None else None
    if computed.template is not None:
        return filled(computed.template, lambda name, part: _part(view, name, part))
    if computed.share_of is not None:
        return _share(view, computed)
    match view.answer(computed.id):
        case Day(value=day):
            return written_day(view.form, day)
        case Text(value=text):
            return text
        case _:
            return written_day(view.form, today) if computed.default == "today" else computed.default


def _share(view: View, computed: Computed) -> str | None:
    assert computed.share_of is not None
    whole, percent = view.answer(computed.share_of.whole), view.answer(computed.share_of.percent)
    if not isinstance(whole, Number) or not isinstance(percent, Number):
        return None
    share = (whole.value * percent.value / 100).quantize(Decimal(1), ROUND_HALF_UP)
    return written_number(view.form, share)


def _part(view: View, name: str, part: str) -> str | None:
    """An answer inside a sentence: its text, or the phrase of its option."""
    answer = view.answer(name)
    match answer:
        case Text(value=text):
            return text
        case Choice(value=picked) if option := view.form.field(name).option(picked.option):
            wording = option.phrase if part == "phrase" and option.phrase else option.label
            return wording.replace("{other}", picked.other or "")
        case Number(value=number):
            return written_number(view.form, number)
        case _:
            return None
