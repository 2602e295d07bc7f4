"""Numbers and dates as people type them."""

import re
import unicodedata
from datetime import date
from decimal import Decimal

from dialogs.interview.answers import Day, Number
from dialogs.interview.cleaning import one_line
from dialogs.interview.definition import Form
from dialogs.interview.field import Field

_NUMBER = re.compile(r"(?P<sign>[+-]?)(?P<whole>\d{1,3}(?: \d{3})+|\d+)(?:[.,](?P<part>\d+))?")
_DIGITS = 15
_NUMERIC_DATE = re.compile(r"(\d{1,2})[.\-/](\d{1,2})[.\-/](\d{4})")
_ISO_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_WORDED_DATE = re.compile(r"(\d{1,2}) (\w+) (\d{4})")


def read_number(form: Form, field: Field, typed: str) -> Number | str:
    """The number, or a sentence that says why it is none."""
    say = form.messages
    text = _plain(typed)
    for word in form.reading.about:
        if text.casefold().startswith(word) and not text.casefold().removeprefix(word)[:1].isalpha():
            text = text[len(word) :].strip()
            break
    if field.type == "percent":
        text = _without_ending(text, form.reading.percent)
    match = _NUMBER.fullmatch(text)
    if match is None:
        return say.not_whole_number if field.integer else say.not_number
    whole, part = match["whole"].replace(" ", ""), match["part"] or ""
    if len(whole.lstrip("0")) > _DIGITS:
        return say.number_too_long.format(limit=_DIGITS)
    # «48.200» may be thousands or a fraction: guess nothing.
    if field.integer and part:
        return say.not_whole_number
    if len(part) > 2:
        return say.too_many_decimals
    return Number(Decimal(f"{match['sign']}{whole}.{part or 0}").normalize() + 0)


def read_day(form: Form, typed: str) -> Day | str:
    """The date, or a sentence that says how to write it."""
    text = _without_ending(_plain(typed).casefold(), form.reading.year)
    if match := _ISO_DATE.fullmatch(text):
        year, month, day = match.groups()
    elif match := _NUMERIC_DATE.fullmatch(text):
        day, month, year = match.groups()
    elif (match := _WORDED_DATE.fullmatch(text)) and match[2] in form.reading.months:
        day, month, year = match[1], str(form.reading.months.index(match[2]) + 1), match[3]
    else:
        return form.messages.not_date
    try:
        return Day(date(int(year), int(month), int(day)))
    except ValueError:
        return form.messages.not_date


def _plain(text: str) -> str:
    """Any decimal digits as 0–9, any space as a space, any minus as a hyphen."""
    text = one_line(text).replace("\u00a0", " ").replace("\u202f", " ").replace("\u2212", "-")
    return "".join(str(unicodedata.digit(mark)) if mark.isdecimal() else mark for mark in text).strip()


def _without_ending(text: str, endings: tuple[str, ...]) -> str:
    lowered = text.casefold()
    ending = next((ending for ending in endings if lowered.endswith(ending)), "")
    return text[: len(text) - len(ending)].strip()
