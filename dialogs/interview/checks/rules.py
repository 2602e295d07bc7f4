"""The rules of one answer, as authors write them in `validate:`, one class a rule."""

from abc import abstractmethod
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field as Key

from dialogs.interview.answers import Answer, Choice, Choices, Day, Items, Number, Rows, Text
from dialogs.interview.checks.base import (
    AnswerRule,
    Broken,
    Fault,
    unfit_placeholders,
    unknown,
    unknown_wording,
    unsafe_pattern,
)
from dialogs.interview.conditions import found, texts
from dialogs.interview.messages import Messages
from dialogs.interview.wording import shipped_wordings

if TYPE_CHECKING:
    from dialogs.interview.field import Field


class RequiredRule(AnswerRule):
    rule: Literal["required"]

    def remark(self, answer: Answer, say: Messages, today: date) -> Broken | None:
        match answer:
            case Text(value="") | Items(value=()) | Rows(value=()) | Choices(value=()):
                return Broken(self.message)
            case _:
                return None


class _Range(AnswerRule):
    """`too_much` is said instead of `message` when there is more than `max`."""

    min: int = 0
    max: int = 1_000_000
    too_much: str = ""

    def problems(self, field: "Field") -> Iterator[Fault]:
        if self.min > self.max:
            yield Fault(f"min {self.min} is more than max {self.max}", "swap them")
        yield from unfit_placeholders(self.too_much, ("count", "limit"), ("too_much",))


class LengthRule(_Range):
    rule: Literal["length"]

    def remark(self, answer: Answer, say: Messages, today: date) -> Broken | None:
        if not isinstance(answer, Text):
            return None
        length = len(answer.value)
        if length > self.max:
            return Broken(self.too_much or say.text_over_limit.format(length=length, limit=self.max))
        return Broken(self.message) if length < self.min else None


class _CountRule(_Range):
    def remark(self, answer: Answer, say: Messages, today: date) -> Broken | None:
        count = self._count(answer)
        if count is None:
            return None
        if count > self.max:
            return Broken((self.too_much or self.message).format(count=count, limit=self.max))
        return Broken(self.message) if count < self.min else None

    @abstractmethod
    def _count(self, answer: Answer) -> int | None:
        """How many there are; None for an answer that is not counted."""


class ItemsRule(_CountRule):
    rule: Literal["items"]

    def _count(self, answer: Answer) -> int | None:
        return len(answer.value) if isinstance(answer, Items) else None


class RowsRule(_CountRule):
    rule: Literal["rows"]

    def _count(self, answer: Answer) -> int | None:
        return len(answer.value) if isinstance(answer, Rows) else None


class ChoiceCountRule(_CountRule):
    rule: Literal["choice_count"]

    def _count(self, answer: Answer) -> int | None:
        return 1 if isinstance(answer, Choice) else len(answer.value) if isinstance(answer, Choices) else None


class _ItemLength(_Range):
    column: str = ""

    def remark(self, answer: Answer, say: Messages, today: date) -> Broken | None:
        items = self._items(answer)
        for number, item in enumerate(items, start=1):
            if len(item) > self.max:
                numbered = {"number": number, "length": len(item), "limit": self.max}
                return Broken(self.too_much or say.item_over_limit.format(**numbered))
        return _broken(self.message, items, lambda item: len(item) < self.min, self.column)

    @abstractmethod
    def _items(self, answer: Answer) -> tuple[str, ...]:
        """The texts whose length counts."""


class ItemLengthRule(_ItemLength):
    rule: Literal["item_length"]

    def _items(self, answer: Answer) -> tuple[str, ...]:
        return answer.value if isinstance(answer, Items) else ()


class CellLengthRule(_ItemLength):
    rule: Literal["cell_length"]
    column: str

    def problems(self, field: "Field") -> Iterator[Fault]:
        yield from super().problems(field)
        yield from _unknown_column(self.column, field)

    def _items(self, answer: Answer) -> tuple[str, ...]:
        return _cells(answer, self.column)


class NumberRangeRule(AnswerRule):
    rule: Literal["number_range"]
    min: Decimal
    max: Decimal

    def remark(self, answer: Answer, say: Messages, today: date) -> Broken | None:
        if not isinstance(answer, Number):
            return None
        fits = all(self.min <= end <= self.max for end in answer.ends)
        beyond = {"over": self.max, "under": self.min}.get(answer.limit or "")
        return None if fits and answer.value != beyond else Broken(self.message)

    def problems(self, field: "Field") -> Iterator[Fault]:
        if self.min > self.max:
            yield Fault(f"min {self.min} is more than max {self.max}", "swap them")


class _RegexRule(AnswerRule):
    value: str

    def problems(self, field: "Field") -> Iterator[Fault]:
        yield from unsafe_pattern(self.value)


class RegexForbidRule(_RegexRule):
    rule: Literal["regex_forbid"]

    def remark(self, answer: Answer, say: Messages, today: date) -> Broken | None:
        return _broken(self.message, texts(answer), lambda text: bool(found(self.value, text)))


class RegexRequireRule(_RegexRule):
    rule: Literal["regex_require"]

    def remark(self, answer: Answer, say: Messages, today: date) -> Broken | None:
        return _broken(self.message, texts(answer), lambda text: not found(self.value, text))


class CellRegexForbidRule(_RegexRule):
    rule: Literal["cell_regex_forbid"]
    column: str

    def remark(self, answer: Answer, say: Messages, today: date) -> Broken | None:
        cells = _cells(answer, self.column)
        return _broken(self.message, cells, lambda cell: bool(found(self.value, cell)), self.column)

    def problems(self, field: "Field") -> Iterator[Fault]:
        yield from super().problems(field)
        yield from _unknown_column(self.column, field)


class WordingForbidRule(AnswerRule):
    """A text, or a cell of `column`, has the wording of this name."""

    rule: Literal["wording_forbid"]
    value: str
    column: str = ""

    def remark(self, answer: Answer, say: Messages, today: date) -> Broken | None:
        written = _cells(answer, self.column) if self.column else texts(answer)
        has_wording = partial(shipped_wordings().found, self.value)
        return _broken(self.message, written, lambda text: bool(has_wording(text)), self.column)

    def problems(self, field: "Field") -> Iterator[Fault]:
        yield from unknown_wording(self.value)
        if self.column:
            yield from _unknown_column(self.column, field)


class ExclusiveOptionRule(AnswerRule):
    """The option stands alone or not at all."""

    rule: Literal["exclusive_option"]
    value: str

    def remark(self, answer: Answer, say: Messages, today: date) -> Broken | None:
        if not isinstance(answer, Choices) or len(answer.value) == 1:
            return None
        return Broken(self.message) if any(picked.option == self.value for picked in answer.value) else None

    def problems(self, field: "Field") -> Iterator[Fault]:
        yield from unknown("option", [self.value], {option.id for option in field.options}, ("value",))


class OptionForbidRule(AnswerRule):
    """Refuses an option with which the interview cannot go on."""

    rule: Literal["option_forbid"]
    value: str

    def remark(self, answer: Answer, say: Messages, today: date) -> Broken | None:
        chosen = isinstance(answer, Choice) and answer.value.option == self.value
        return Broken(self.message) if chosen else None

    def problems(self, field: "Field") -> Iterator[Fault]:
        yield from unknown("option", [self.value], {option.id for option in field.options}, ("value",))


class DateNotFutureRule(AnswerRule):
    rule: Literal["date_not_future"]

    def remark(self, answer: Answer, say: Messages, today: date) -> Broken | None:
        return Broken(self.message) if isinstance(answer, Day) and answer.value > today else None


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
    | WordingForbidRule
    | ExclusiveOptionRule
    | OptionForbidRule
    | DateNotFutureRule,
    Key(discriminator="rule"),
]


def _cells(answer: Answer, column: str) -> tuple[str, ...]:
    return tuple(row.get(column, "") for row in answer.value) if isinstance(answer, Rows) else ()


def _unknown_column(column: str, field: "Field") -> Iterator[Fault]:
    return unknown("column", [column], {column.id for column in field.columns}, ("column",))


def _broken(
    message: str, items: tuple[str, ...], is_wrong: Callable[[str], bool], column: str = ""
) -> Broken | None:
    """The message with all the wrong items."""
    wrong = [item for item in items if is_wrong(item)]
    return Broken(message, tuple(filter(None, wrong)), column) if wrong else None
