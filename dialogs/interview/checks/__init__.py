"""Whole-profile checks, as authors write them in `quality_checks:`; one class a kind, one file a family."""

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field as Key

from dialogs.interview.checks.base import Fault, unknown
from dialogs.interview.checks.numbers import (
    LatestYearOlderThan,
    NumberCompare,
    SegmentCount,
    SumOverSegments,
)
from dialogs.interview.checks.options import AllHold, FieldRule, OnlyOptions, SharedCriteria
from dialogs.interview.checks.table_rows import FirstRowRegex, LastRowRegexMissing, RowsLessThanItems
from dialogs.interview.checks.words import Distinct, ListRegexAny, ListRegexMissing, RegexAnyText, Similarity
from dialogs.interview.messages import slots
from knowledge.authored import Authored

if TYPE_CHECKING:
    from dialogs.interview.definition import Form

AnyCheck = Annotated[
    NumberCompare
    | Similarity
    | OnlyOptions
    | AllHold
    | SumOverSegments
    | SegmentCount
    | SharedCriteria
    | Distinct
    | ListRegexMissing
    | ListRegexAny
    | FieldRule
    | FirstRowRegex
    | LastRowRegexMissing
    | RowsLessThanItems
    | RegexAnyText
    | LatestYearOlderThan,
    Key(discriminator="type"),
]


class Check(Authored):
    """A whole-profile check. An overridable error may be confirmed away; warnings and hints always may."""

    id: str
    title: str
    level: Literal["error", "warning", "hint"]
    overridable: bool = False
    scope: Literal["segment", "report"]
    check: AnyCheck
    message: str
    note: str = ""
    origin: str = ""
    refs: tuple[str, ...] = ()

    def problems(self, form: "Form") -> Iterator[Fault]:
        """What its author has to mend. A check of a disabled field finds nothing and is left alone."""
        names, kind = form.names | form.disabled, self.check
        faults = [*unknown("field", kind.named, names)]
        if not faults and form.disabled.isdisjoint(kind.named):
            faults = [*kind.problems(form)]
            asked = (name for name, _ in slots(self.message))
            yield from unknown("value", asked, names | kind.makes, ("message",))
        yield from (replace(fault, place=("check", *fault.place)) for fault in faults)
