"""Conditions as authors write them: a comparison with an answer, and `all`, `any`, `not` of conditions."""

import re
from collections.abc import Iterator
from functools import cached_property, lru_cache
from typing import Annotated, Any, Literal, Protocol

from pydantic import Discriminator, Field, Tag

from dialogs.interview.answers import (
    Answer,
    Choice,
    Choices,
    Day,
    Items,
    NoData,
    Number,
    Rows,
    Skipped,
    Text,
)
from dialogs.interview.wording import shipped_wordings
from knowledge.authored import Authored

Operator = Literal[
    "eq",
    "ne",
    "in",
    "contains",
    "only",
    "first_in",
    "known",
    "unknown",
    "regex",
    "not_regex",
    "says",
    "not_says",
]

# No text that the form accepts is longer; a pasted book must not hold a regular expression for seconds.
LONGEST_SEARCHED = 4_000


class Comparison(Authored):
    """An answer compared with a value. `only`: every chosen option is among the values; `first_in`: the
    first chosen is; `says`: a text has the wording of this name; `unknown`: «Нет данных» was answered."""

    field: str
    op: Operator
    value: str | tuple[str, ...] = ()

    @cached_property
    def values(self) -> tuple[str, ...]:
        return (self.value,) if isinstance(self.value, str) else self.value


class AllOf(Authored):
    all: tuple["Condition", ...] = Field(min_length=1)


class AnyOf(Authored):
    any: tuple["Condition", ...] = Field(min_length=1)


class Not(Authored):
    negated: "Condition" = Field(alias="not")


def _kind_of(written: Any) -> str:
    keys = {"all": "all of", "any": "any of", "not": "negation"}
    if isinstance(written, dict):
        return next((tag for key, tag in keys.items() if key in written), "comparison")
    match written:
        case AllOf():
            return "all of"
        case AnyOf():
            return "any of"
        case Not():
            return "negation"
        case _:
            return "comparison"


Condition = Annotated[
    Annotated[Comparison, Tag("comparison")]
    | Annotated[AllOf, Tag("all of")]
    | Annotated[AnyOf, Tag("any of")]
    | Annotated[Not, Tag("negation")],
    Discriminator(_kind_of),
]

AllOf.model_rebuild()
AnyOf.model_rebuild()
Not.model_rebuild()


class Answering(Protocol):
    """Gives the answers that count, by field."""

    def answer(self, name: str) -> Answer | None: ...


def holds(condition: Condition, answers: Answering) -> bool:
    """Whether the condition is true of the answers. Unanswered equals nothing, so `ne` holds for it."""
    match condition:
        case Comparison():
            return _compare(condition, answers.answer(condition.field))
        case AllOf():
            return all(holds(part, answers) for part in condition.all)
        case AnyOf():
            return any(holds(part, answers) for part in condition.any)
        case Not():
            return not holds(condition.negated, answers)


def comparisons(condition: Condition) -> Iterator[Comparison]:
    """Every comparison inside a condition."""
    match condition:
        case Comparison():
            yield condition
        case AllOf():
            for part in condition.all:
                yield from comparisons(part)
        case AnyOf():
            for part in condition.any:
                yield from comparisons(part)
        case Not():
            yield from comparisons(condition.negated)


def _compare(comparison: Comparison, answer: Answer | None) -> bool:
    values = comparison.values
    match comparison.op:
        case "eq" | "in":
            return plain_value(answer) in values
        case "ne":
            return plain_value(answer) not in values
        case "contains":
            picked = chosen(answer)
            return not {*values}.isdisjoint(picked)
        case "only":
            picked = chosen(answer)
            return bool(picked) and all(option in values for option in picked)
        case "first_in":
            return bool(picked := chosen(answer)) and picked[0] in values
        case "known":
            return answer is not None and not isinstance(answer, NoData | Skipped)
        case "unknown":
            return isinstance(answer, NoData)
        case "regex":
            return any(found(values[0], text) for text in texts(answer))
        case "not_regex":
            return not any(found(values[0], text) for text in texts(answer))
        case "says":
            return any(shipped_wordings().found(values[0], text) for text in texts(answer))
        case "not_says":
            return not any(shipped_wordings().found(values[0], text) for text in texts(answer))


def plain_value(answer: Answer | None) -> str | None:
    """The answer as an author would write it in a condition, or None when there is nothing to compare."""
    match answer:
        case Choice(value=picked):
            return picked.option
        case Text(value=text):
            return text
        case Number() if not answer.exact:
            return None
        case Number(value=number):
            return format(number.normalize(), "f")
        case Day(value=day):
            return day.isoformat()
        case _:
            return None


def chosen(answer: Answer | None) -> tuple[str, ...]:
    """Ids of the chosen options."""
    match answer:
        case Choice(value=picked):
            return (picked.option,)
        case Choices(value=many):
            return tuple(picked.option for picked in many)
        case _:
            return ()


def texts(answer: Answer | None) -> tuple[str, ...]:
    """Everything a person wrote in an answer, own texts of options included."""
    match answer:
        case Text(value=text):
            return (text,)
        case Items(value=items):
            return items
        case Rows(value=rows):
            return tuple(cell for row in rows for cell in row.values() if cell)
        case Choice(value=picked):
            return (picked.other,) if picked.other else ()
        case Choices(value=many):
            return tuple(picked.other for picked in many if picked.other)
        case _:
            return ()


@lru_cache(maxsize=1024)
def compiled(pattern: str, case_sensitive: bool = False) -> re.Pattern[str]:
    """The pattern, compiled once. Raises re.error."""
    return re.compile(pattern, 0 if case_sensitive else re.IGNORECASE)


def found(pattern: str, text: str, case_sensitive: bool = False) -> str | None:
    """What the pattern finds in the (bounded) text, or None; never an empty string."""
    match = compiled(pattern, case_sensitive).search(text[:LONGEST_SEARCHED])
    return (match[0] or " ") if match else None
