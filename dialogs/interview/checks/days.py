"""Checks of dates inside texts: data of a year to come, plans for a day gone by, stale sources."""

import calendar
import re
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, ClassVar, Literal

from dialogs.interview.answers import Rows
from dialogs.interview.checks.base import CheckKind, Detected, Fault, FieldCheck, found_in, unknown_columns
from dialogs.interview.conditions import LONGEST_SEARCHED, texts
from dialogs.interview.patterns import shipped_patterns

if TYPE_CHECKING:
    from dialogs.interview.definition import Form
    from dialogs.interview.view import View

_QUARTERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4}


def periods(text: str) -> Iterator[tuple[date, date, str]]:
    """The first and last day of every day, month, quarter and year that a text names, as written."""
    for match in shipped_patterns().days.period.finditer(text[:LONGEST_SEARCHED]):
        try:
            yield *_bounds(match), match[0]
        except ValueError:  # the 31st of April
            continue


def _bounds(match: re.Match[str]) -> tuple[date, date]:
    if match["year"]:
        day = date(2000 + int(match["year"]) % 100, int(match["month"]), int(match["day"]))
        return day, day
    if match["named"]:
        month = next(
            n for n, stem in enumerate(shipped_patterns().days.months, 1) if stem.match(match["name"])
        )
        year = int(match["named"])
        if match["of"]:
            day = date(year, month, int(match["of"]))
            return day, day
        return date(year, month, 1), _end(year, month)
    if match["quarter"]:
        last = 3 * _QUARTERS[match["quarter"].casefold()]
        return date(int(match["of_year"]), last - 2, 1), _end(int(match["of_year"]), last)
    year = int(match["whole"] or match["bare"])
    return date(year, 1, 1), date(year, 12, 31)


def _end(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


class LatestYearOlderThan(FieldCheck):
    """The latest year that a text names is so many years ago."""

    makes: ClassVar[frozenset[str]] = frozenset({"year"})
    type: Literal["latest_year_older_than"]
    years: int

    def find(self, view: "View") -> Iterator[Detected]:
        written = (text[:LONGEST_SEARCHED] for text in texts(view.answer(self.field)))
        years = [int(match[0]) for text in written for match in shipped_patterns().days.year.finditer(text)]
        past = [year for year in years if year <= view.day.year]
        if past and max(past) < view.day.year - self.years:
            yield found_in(view, self.field, year=str(max(past)))


class DataToCome(CheckKind):
    """Data of a time after the day of the profile."""

    type: Literal["data_to_come"]
    fields: tuple[str, ...]

    @property
    def named(self) -> tuple[str, ...]:
        return self.fields

    def find(self, view: "View") -> Iterator[Detected]:
        for name in self.fields:
            written = [
                period
                for text in texts(view.answer(name))
                for clause in text.split(";")
                if not shipped_patterns().days.unused.search(clause)
                for period in periods(clause)
            ]
            to_come = [words for first, _, words in written if first > view.day]
            if to_come:
                yield found_in(view, name, quotes=to_come)


class PastDate(FieldCheck):
    """A row of a table whose `column` names a time before the day of the profile."""

    type: Literal["past_date"]
    column: str

    def find(self, view: "View") -> Iterator[Detected]:
        answer = view.answer(self.field)
        cells = [row.get(self.column, "") for row in answer.value] if isinstance(answer, Rows) else []
        ends = [(cell, [last for _, last, _ in periods(cell)]) for cell in cells]
        past = [cell for cell, days in ends if days and max(days) < view.day]
        if past:
            yield found_in(view, self.field, quotes=past, column=self.column)

    def problems(self, form: "Form") -> Iterator[Fault]:
        yield from unknown_columns(form.known_field(self.field), [self.column])
