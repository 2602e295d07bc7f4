"""Checks of figures: shares and counts."""

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from operator import eq, ge, gt, le, lt
from typing import TYPE_CHECKING, ClassVar, Literal

from dialogs.interview.answers import Number
from dialogs.interview.checks.base import CheckKind, Detected, FieldCheck, found_in

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


def _nearest(op: Order, answer: Number) -> Decimal:
    """Of what the number may be, the last to cross a bound: nobody is told of what may not be so."""
    least, most = answer.between
    return most if op in ("lt", "lte") else least


class NumberCompare(FieldCheck):
    """A number beyond a bound."""

    type: Literal["number_compare"]
    op: Order
    value: Decimal
    only_if_segments_min: int = 1

    def find(self, view: "View") -> Iterator[Detected]:
        answer = view.answer(self.field)
        enough = len(view.draft.segments) >= self.only_if_segments_min
        if enough and isinstance(answer, Number) and _ORDERS[self.op](_nearest(self.op, answer), self.value):
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
        known = [_nearest(self.op, answer) for answer in answers if isinstance(answer, Number)]
        if not known or (self.only_if_all_known and len(known) < len(answers)):
            return
        total = sum(known, Decimal(0))
        if _ORDERS[self.op](total, self.value):
            paths = tuple(segment.path(self.field) for segment in view.segments)
            written = view.form.written_number
            shares = " + ".join(f"{written(number)} %" for number in known)
            yield Detected(paths, str(total), {"sum": written(total)}, (shares,))


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
