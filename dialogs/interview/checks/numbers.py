"""Checks of figures: shares, counts, years."""

import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from operator import eq, ge, gt, le, lt
from typing import TYPE_CHECKING, ClassVar, Literal

from dialogs.interview.answers import Number
from dialogs.interview.checks.base import CheckKind, Detected, FieldCheck, found_in
from dialogs.interview.conditions import LONGEST_SEARCHED, texts

if TYPE_CHECKING:
    from dialogs.interview.view import View

Order = Literal["eq", "gt", "gte", "lt", "lte"]
_ORDERS: Mapping[Order, Callable[[Decimal, Decimal], bool]] = {
    "eq": eq,
    "gt": gt,
    "gte": ge,
    "lt": lt,
    "lte": le,
}
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


class NumberCompare(FieldCheck):
    """A number beyond a bound."""

    type: Literal["number_compare"]
    op: Order
    value: Decimal
    only_if_segments_min: int = 1

    def find(self, view: "View") -> Iterator[Detected]:
        answer = view.answer(self.field)
        enough = len(view.draft.segments) >= self.only_if_segments_min
        if enough and isinstance(answer, Number) and _ORDERS[self.op](answer.value, self.value):
            yield found_in(view, self.field)


class SumOverSegments(FieldCheck):
    """The sum of a number over all segments beyond a bound."""

    in_segment: ClassVar[bool] = False
    in_report: ClassVar[bool] = True
    makes: ClassVar[frozenset[str]] = frozenset({"sum"})
    type: Literal["sum_over_segments"]
    op: Order
    value: Decimal
    only_if_all_known: bool = False

    def find(self, view: "View") -> Iterator[Detected]:
        answers = [segment.answer(self.field) for segment in view.segments]
        known = [answer.value for answer in answers if isinstance(answer, Number)]
        if not known or (self.only_if_all_known and len(known) < len(answers)):
            return
        total = sum(known, Decimal(0))
        if _ORDERS[self.op](total, self.value):
            paths = tuple(segment.path(self.field) for segment in view.segments)
            yield Detected(paths, str(total), {"sum": view.form.written_number(total)})


class SegmentCount(CheckKind):
    """Too few or too many segments."""

    in_segment: ClassVar[bool] = False
    in_report: ClassVar[bool] = True
    makes: ClassVar[frozenset[str]] = frozenset({"count"})
    type: Literal["segment_count"]
    op: Order
    value: int

    @property
    def named(self) -> tuple[str, ...]:
        return ()

    def find(self, view: "View") -> Iterator[Detected]:
        count = len(view.segments)
        if _ORDERS[self.op](Decimal(count), Decimal(self.value)):
            yield Detected((), str(count), {"count": str(count)})


class LatestYearOlderThan(FieldCheck):
    """The latest year that a text names is so many years ago."""

    makes: ClassVar[frozenset[str]] = frozenset({"year"})
    type: Literal["latest_year_older_than"]
    years: int

    def find(self, view: "View") -> Iterator[Detected]:
        written = (text[:LONGEST_SEARCHED] for text in texts(view.answer(self.field)))
        years = [int(year) for text in written for year in _YEAR.findall(text)]
        past = [year for year in years if year <= view.today.year]
        if past and max(past) < view.today.year - self.years:
            yield found_in(view, self.field, year=str(max(past)))
