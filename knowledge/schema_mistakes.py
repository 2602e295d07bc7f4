"""What a value that does not fit its schema is told as, in words of whoever wrote the file."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from pydantic import BaseModel
from rapidfuzz import fuzz, process

_LONGEST_NAME = 100
_LONGEST_SHOWN = 40
_QUOTED = re.compile(r"'([^']*)'")
_A_MAPPING = "keys with values are wanted"
_A_LIST = "a list is wanted"
_A_NUMBER = "a number is wanted"
# By pydantic's types of errors; each with its remedy.
_SAID: Mapping[str, tuple[str, str]] = {
    **dict.fromkeys(
        ("model_type", "model_attributes_type", "dict_type", "mapping_type"),
        (_A_MAPPING, 'write lines like "key: value", indented'),
    ),
    **dict.fromkeys(
        ("tuple_type", "list_type", "set_type", "frozen_set_type"),
        (_A_LIST, 'begin each item with "- " on a line of its own, or write [one, two]'),
    ),
    **dict.fromkeys(("bool_parsing", "bool_type"), ("true or false is wanted", "write true or false")),
    **dict.fromkeys(
        ("int_parsing", "int_type", "int_from_float", "int_parsing_size"),
        ("a whole number is wanted", "write digits alone, as 12"),
    ),
    **dict.fromkeys(
        ("float_parsing", "float_type", "decimal_parsing", "decimal_type", "finite_number"),
        (_A_NUMBER, "write digits, with a point for parts: 12.5"),
    ),
    "string_type": ("a text is wanted", "write a text; in quotes when there is a colon in it"),
}
_EMPTY = {"string_too_short": "write a text", "too_short": "write at least one item"}


def explained(details: Any, model: type[BaseModel], place: Sequence[str | int]) -> tuple[str, str]:
    """What is wrong, and the remedy. `place`: where the value stands in the file, as far as it is there."""
    loc = details["loc"]
    named, kind, given = _name(loc[-1]) if loc else "", details["type"], details["input"]
    above = [_name(key) for key in (place if kind == "missing" or place[-1:] != loc[-1:] else place[:-1])]
    prefix = f"{'.'.join(above)}: " if above else ""
    value = f'{prefix}"{named}": ' if named else ""
    match kind:
        case "extra_forbidden":
            return f'{prefix}unknown key "{named}"', near(
                named, sorted(_known_keys(model))
            ) or "remove the key"
        case "missing":
            return f'{prefix}key "{named}" is missing', "add it"
        case "literal_error":
            return f"{value}{_unknown(given)}", _one_of(given, details["ctx"]["expected"])
        case "union_tag_invalid":
            tag, expected = details["ctx"]["tag"], details["ctx"]["expected_tags"]
            key = details["ctx"]["discriminator"].strip("'")
            return f'{value}unknown {key} "{tag}"', _one_of(tag, expected)
        case "union_tag_not_found":
            key = details["ctx"]["discriminator"].strip("'")
            return f'{value}key "{key}" is missing', "add it"
        case "string_too_short" | "too_short":
            return f"{value}nothing is written", _EMPTY[kind]
        case "value_error":
            return f"{value}{details['ctx']['error']}", "correct the value"
        case _ if kind in _SAID:
            wanted, remedy = _SAID[kind]
            return f"{value}{wanted}, {_instead(given)}", remedy
        case _:
            return f"{value}{details['msg']}", "correct the value"


def near(name: str, names: Iterable[str]) -> str:
    """A question whether the most similar of the names was meant, or ""."""
    # rapidfuzz: there may be thousands of names, and a thousand wrong ones.
    found = process.extractOne(name[:_LONGEST_NAME], list(names), scorer=fuzz.ratio, score_cutoff=60)
    return f'did you mean "{found[0]}"?' if found else ""


def _name(key: str | int) -> str:
    """A key as it is written; an item of a list by its number, from one."""
    return f"{key + 1}" if isinstance(key, int) else key


def _one_of(given: object, expected: str) -> str:
    known = _QUOTED.findall(expected)
    return near(str(given), known) or f"one of: {', '.join(known)}"


def _unknown(given: object) -> str:
    return (
        f'unknown value "{_shown(given)}"'
        if isinstance(given, str)
        else f"a word is wanted, {_instead(given)}"
    )


def _instead(given: object) -> str:
    match given:
        case None:
            return "but nothing is written"
        case str():
            return f'not the text "{_shown(given)}"'
        case list() | tuple():
            return "not a list"
        case _:
            return "not keys with values"


def _shown(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST_SHOWN else line[: _LONGEST_SHOWN - 1] + "…"


@cache  # one file may have a thousand keys too many
def _known_keys(model: type[BaseModel]) -> frozenset[str]:
    schema = model.model_json_schema()
    parts = [schema, *schema.get("$defs", {}).values()]
    return frozenset(key for part in parts for key in part.get("properties", {}))
