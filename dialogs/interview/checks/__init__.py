"""Whole-profile checks, as authors write them in `quality_checks:`; one class a kind, one file a family."""

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field as Key

from dialogs.interview.checks.amounts import (
    ImpossibleShare,
    MixedScales,
    NoVolume,
    NumberCompare,
    ScoreAboveScale,
    SegmentCount,
    SmallSample,
    SumOverSegments,
)
from dialogs.interview.checks.base import Fault, unknown
from dialogs.interview.checks.days import DataToCome, LatestYearOlderThan, PastDate
from dialogs.interview.checks.options import AllHold, OnlyOptions
from dialogs.interview.checks.segments import (
    Contained,
    CopiedAnswers,
    Repeated,
    SameCriteria,
    SameText,
    SharedCriteria,
)
from dialogs.interview.checks.table_rows import CellRegex, EmptyCells, RowsLessThanItems
from dialogs.interview.checks.words import (
    AnyText,
    Echo,
    ItemWording,
    ListRegexAny,
    PersonalData,
    RegexAnyText,
    Similarity,
    WordingAnyText,
)
from dialogs.interview.messages import slots
from knowledge.authored import Authored

if TYPE_CHECKING:
    from dialogs.interview.definition import Form

AnyCheck = Annotated[
    NumberCompare
    | SumOverSegments
    | SegmentCount
    | OnlyOptions
    | AllHold
    | SharedCriteria
    | SameText
    | SameCriteria
    | Contained
    | CopiedAnswers
    | Repeated
    | Similarity
    | Echo
    | ListRegexAny
    | ItemWording
    | RegexAnyText
    | WordingAnyText
    | PersonalData
    | CellRegex
    | EmptyCells
    | RowsLessThanItems
    | PastDate
    | DataToCome
    | LatestYearOlderThan
    | NoVolume
    | SmallSample
    | ImpossibleShare
    | ScoreAboveScale
    | MixedScales,
    Key(discriminator="type"),
]


class Check(Authored):
    """A whole-profile check. An overridable error may be confirmed away; warnings and hints always may.
    `at_answer`: a check of any text is said when the answer is given, too. `example`: what to write instead,
    where the field's own example does not show it."""

    id: str
    title: str
    level: Literal["error", "warning", "hint"]
    overridable: bool = False
    scope: Literal["segment", "report"]
    check: AnyCheck
    message: str
    example: str = ""
    at_answer: bool = False
    note: str = ""
    origin: str = ""
    refs: tuple[str, ...] = ()

    def problems(self, form: "Form") -> Iterator[Fault]:
        """What its author has to mend. A check of a disabled field finds nothing and is left alone."""
        names, kind = form.names | form.disabled, self.check
        faults = [*unknown("field", kind.named, names)]
        if self.at_answer and not isinstance(kind, AnyText):
            faults.append(Fault("only a check of any text can look at one answer", "remove at_answer"))
        if not faults and form.disabled.isdisjoint(kind.named):
            faults = [*kind.problems(form)]
            asked = (name for name, _ in slots(self.message))
            yield from unknown("value", asked, names | kind.makes, ("message",))
        yield from (replace(fault, place=("check", *fault.place)) for fault in faults)
