"""Numbers and dates the way the form writes them."""

from datetime import date
from decimal import Decimal

from dialogs.interview.definition import Form


def written_number(form: Form, number: Decimal) -> str:
    """«48 200», «38,5»: thousands apart, no needless zeros."""
    style = form.layout.typography
    text = format(number.normalize() + 0, ",f")
    return (
        text.replace(",", "\0").replace(".", style.decimal_separator).replace("\0", style.thousands_separator)
    )


def written_day(form: Form, day: date) -> str:
    """«22 ноября 2026 г.»"""
    month = form.reading.months[day.month - 1]
    return form.layout.typography.date_format.format(day=day.day, month=month, year=day.year)
