"""Authored content typed by a schema: what does not fit it is told with its file, line and remedy."""

import re
from collections.abc import Mapping
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from knowledge.schema_mistakes import explained
from knowledge.yaml_source import MOST_PROBLEMS, ContentError, KeyPath, Source


class Authored(BaseModel):
    """Base of everything that authors write: immutable, unknown keys refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


# A repeated group that itself ends in a repetition can take forever on a text that nearly matches.
_NESTED_REPETITION = re.compile(r"\([^()]*(?<!\\)[+*][^()]*\)(?:[+*]|\{\d+,\d*\})")


def fault_of_pattern(pattern: str) -> tuple[str, str] | None:
    """What is wrong with a regular expression, and the remedy: it does not compile or could take forever."""
    try:
        re.compile(pattern)
    except re.error as error:
        return f"the regular expression does not compile: {error}", "correct it"
    if _NESTED_REPETITION.search(pattern):
        return (
            "a repeated group with a repetition inside can take forever",
            "write it without one of the repetitions",
        )
    return None


def _compiled(written: Any, flags: int) -> re.Pattern[str]:
    parts = written if isinstance(written, list) else [written]
    for part in parts:
        if not isinstance(part, str) or not part:
            raise ValueError("a regular expression or a list of them is wanted")
        if fault := fault_of_pattern(part):
            raise ValueError(fault[0])
    return re.compile("|".join(parts), flags)


ExactPattern = Annotated[re.Pattern[str], BeforeValidator(lambda written: _compiled(written, 0))]
"""A regular expression, or a list of alternatives; capitals count."""
Pattern = Annotated[re.Pattern[str], BeforeValidator(lambda written: _compiled(written, re.IGNORECASE))]
"""The same, capitals or not."""

Model = TypeVar("Model", bound=BaseModel)


def typed(model: type[Model], source: Source, place: KeyPath = ()) -> Model:
    """The part of `source` at `place` as a `model`. Raises ContentError with every problem found."""
    content = source.content
    for key in place:
        content = content[key]
    try:
        return model.model_validate(content)
    except ValidationError as error:
        raise ContentError(
            source.problem((*place, *inside), *explained(details, model, inside))
            for details in error.errors(include_url=False)[:MOST_PROBLEMS]
            for inside in [_place_of(details["loc"], content)]
        ) from error


def _place_of(loc: tuple[str | int, ...], content: Any) -> KeyPath:
    """Pydantic's location without the tags of union members, which are no keys of the file."""
    place: list[str | int] = []
    for key in loc:
        in_mapping = isinstance(content, Mapping) and key in content
        in_list = isinstance(content, list) and isinstance(key, int) and key < len(content)
        if in_mapping or in_list:
            content = content[key]
            place.append(key)
    return tuple(place)
