"""The kinds of whole-profile checks, as authors write them in `quality_checks:`."""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from dialogs.interview.conditions import Comparison
from knowledge.authored import Authored

Order = Literal["eq", "gt", "gte", "lt", "lte"]


class NumberCompare(Authored):
    type: Literal["number_compare"]
    field: str
    op: Order
    value: Decimal
    only_if_segments_min: int = 1


class Similarity(Authored):
    """Two texts that share most of their words."""

    type: Literal["similarity"]
    fields: tuple[str, str]
    method: Literal["token_jaccard"]
    threshold: float


class OnlyOptions(Authored):
    """Nothing is chosen but these options."""

    type: Literal["only_options"]
    field: str
    options: tuple[str, ...]


class AllHold(Authored):
    type: Literal["all"]
    of: tuple[Comparison, ...] = Field(min_length=1)


class SumOverSegments(Authored):
    type: Literal["sum_over_segments"]
    field: str
    op: Order
    value: Decimal
    only_if_all_known: bool = False


class SegmentCount(Authored):
    type: Literal["segment_count"]
    op: Order
    value: int


class SharedCriteria(Authored):
    """The segments have fewer than `min_common` options in common."""

    type: Literal["shared_criteria"]
    field: str
    min_common: int


class Distinct(Authored):
    """Two segments whose lists are nearly the same."""

    type: Literal["distinct"]
    fields: tuple[str, ...]
    threshold: float


class ListRegexMissing(Authored):
    """An item lacks the pattern."""

    type: Literal["list_regex_missing"]
    field: str
    value: str


class ListRegexAny(Authored):
    """An item has the pattern."""

    type: Literal["list_regex_any"]
    field: str
    value: str


class FieldRule(Authored):
    """A rule of the field itself, broken in an answer that was left as it is or came from a file."""

    type: Literal["field_rule"]
    field: str
    rule_index: tuple[int, ...]


class FirstRowRegex(Authored):
    type: Literal["first_row_regex"]
    field: str
    column: str
    value: str


class LastRowRegexMissing(Authored):
    type: Literal["last_row_regex_missing"]
    field: str
    column: str
    value: str


class RowsLessThanItems(Authored):
    """A table with fewer rows than `ratio` of a list's items."""

    type: Literal["rows_less_than_items"]
    table: str
    list: str
    ratio: float


class RegexAnyText(Authored):
    """Any text of the profile has the pattern; `exclude` names fields and `field.column`s."""

    type: Literal["regex_any_text"]
    exclude: tuple[str, ...] = ()
    value: str
    case_sensitive: bool = False


class LatestYearOlderThan(Authored):
    type: Literal["latest_year_older_than"]
    field: str
    years: int


CheckKind = Annotated[
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
    Field(discriminator="type"),
]


class Check(Authored):
    """A whole-profile check. An overridable error may be confirmed away; warnings and hints always may."""

    id: str
    title: str
    level: Literal["error", "warning", "hint"]
    overridable: bool = False
    scope: Literal["segment", "report"]
    check: CheckKind
    message: str
    note: str = ""
    origin: str = ""
    refs: tuple[str, ...] = ()
