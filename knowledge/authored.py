"""Authored content typed by a schema: what does not fit it is told with its file, line and remedy."""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError
from rapidfuzz import fuzz, process

from knowledge.yaml_source import MOST_PROBLEMS, ContentError, KeyPath, Source

_LONGEST_NAME = 100


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
            source.problem((*place, *_place_of(details["loc"], content)), *_explained(details, model))
            for details in error.errors(include_url=False)[:MOST_PROBLEMS]
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


def _explained(details: Any, model: type[BaseModel]) -> tuple[str, str]:
    key = str(details["loc"][-1]) if details["loc"] else ""
    where = ".".join(str(part) for part in details["loc"][:-1])
    prefix = f"{where}: " if where else ""
    match details["type"]:
        case "extra_forbidden":
            known = sorted(_known_keys(model))
            return f'{prefix}unknown key "{key}"', near(key, known) or "remove the key"
        case "missing":
            return f'{prefix}key "{key}" is missing', "add it"
        case _:
            return f'{prefix}"{key}": {details["msg"]}', "correct the value"


def near(name: str, names: Iterable[str]) -> str:
    """A question whether the most similar of the names was meant, or ""."""
    # rapidfuzz: there may be thousands of names, and a thousand wrong ones.
    found = process.extractOne(name[:_LONGEST_NAME], list(names), scorer=fuzz.ratio, score_cutoff=60)
    return f'did you mean "{found[0]}"?' if found else ""


@cache  # one file may have a thousand keys too many
def _known_keys(model: type[BaseModel]) -> frozenset[str]:
    schema = model.model_json_schema()
    parts = [schema, *schema.get("$defs", {}).values()]
    return frozenset(key for part in parts for key in part.get("properties", {}))
