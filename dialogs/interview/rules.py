"""The rules of one answer, as authors write them in `validate:`."""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from knowledge.authored import Authored

Level = Literal["error", "warning"]


class _Rule(Authored):
    level: Level
    message: str


class _Range(_Rule):
    """`too_much` is said instead of `message` when there is more than `max`."""

    min: int = 0
    max: int = 1_000_000
    too_much: str = ""


class RequiredRule(_Rule):
    rule: Literal["required"]


class LengthRule(_Range):
    rule: Literal["length"]


class ItemsRule(_Range):
    rule: Literal["items"]


class ItemLengthRule(_Range):
    rule: Literal["item_length"]


class ChoiceCountRule(_Range):
    rule: Literal["choice_count"]


class RowsRule(_Range):
    rule: Literal["rows"]


class CellLengthRule(_Range):
    rule: Literal["cell_length"]
    column: str


class NumberRangeRule(_Rule):
    rule: Literal["number_range"]
    min: Decimal
    max: Decimal


class RegexForbidRule(_Rule):
    rule: Literal["regex_forbid"]
    value: str


class RegexRequireRule(_Rule):
    rule: Literal["regex_require"]
    value: str


class CellRegexForbidRule(_Rule):
    rule: Literal["cell_regex_forbid"]
    column: str
    value: str


class ExclusiveOptionRule(_Rule):
    """The option stands alone or not at all."""

    rule: Literal["exclusive_option"]
    value: str


class DateNotFutureRule(_Rule):
    rule: Literal["date_not_future"]


Rule = Annotated[
    RequiredRule
    | LengthRule
    | ItemsRule
    | ItemLengthRule
    | ChoiceCountRule
    | RowsRule
    | CellLengthRule
    | NumberRangeRule
    | RegexForbidRule
    | RegexRequireRule
    | CellRegexForbidRule
    | ExclusiveOptionRule
    | DateNotFutureRule,
    Field(discriminator="rule"),
]
