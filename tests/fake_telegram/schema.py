"""The Bot API's own description of its methods: reads parameters by it and judges them.

`schema.json` comes from aiogram's source distribution (MIT, see schema_licence.txt); it was made
from Telegram's documentation, so what it objects to is objected to by nobody in this project.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from .refusal import Json, bad_request


@cache
def schema() -> Json:
    """The whole description: methods, types, the API's version."""
    loaded: Json = json.loads((Path(__file__).parent / "schema.json").read_text(encoding="utf-8"))
    return loaded


@cache
def parameters_of(method: str) -> dict[str, tuple[str, bool]] | None:
    """Parameter → (type, required) of a method, named in any case; None when there is no such method."""
    for name, parameters in schema()["methods"].items():
        if name.lower() == method.lower():
            return {key: (value[0], value[1]) for key, value in parameters.items()}
    return None


@cache
def alternatives(kind: str) -> tuple[str, ...]:
    """The types that `A or B`, `A, B and C` or a union such as InputMedia stand for."""
    names = [name for name in re.split(r" or |, | and ", kind) if name]
    found: list[str] = []
    for name in names:
        members = schema()["types"].get(name, {}).get("any_of")
        found.extend(alternatives(" or ".join(members)) if members else [name])
    return tuple(found)


def is_plain(kind: str) -> bool:
    """Whether a value of this type is written as it is, not as JSON."""
    names = alternatives(kind)
    return any(name in ("String", "InputFile") for name in names)


def read_parameter(name: str, kind: str, value: Any) -> Any:
    """A parameter as Telegram reads it: from form text or from JSON alike."""
    if not isinstance(value, str):
        return value
    if kind in ("Boolean", "True"):
        return value.lower() in ("true", "yes", "1")
    if kind == "Integer or String" and re.fullmatch(r"-?\d{1,18}", value):
        return int(value)
    if is_plain(kind):
        return value
    if kind == "Integer":
        # Telegram takes 0 for what it cannot read; the judge says what was wrong.
        return int(value) if re.fullmatch(r"-?\d{1,18}", value) else value
    if kind == "Float":
        try:
            return float(value)
        except ValueError:
            return value
    if value == "":
        return None
    try:
        return json.loads(value)
    except ValueError as error:
        raise bad_request(f"can't parse {name.replace('_', ' ')} JSON object") from error


def judge(method: str, params: Json, uploads: set[str]) -> Iterator[str]:
    """Everything about a request that the documentation does not allow."""
    known = parameters_of(method)
    if known is None:
        return
    for name in params.keys() - known.keys():
        yield f"unknown parameter {name!r}"
    for name in uploads - known.keys():
        if not any(f"attach://{name}" in json.dumps(value, default=str) for value in params.values()):
            yield f"the uploaded part {name!r} is not referred to"
    for name, (kind, required) in known.items():
        value = params.get(name)
        if value is None and name not in uploads:
            if required:
                yield f"the required parameter {name!r} is missing"
        elif value is not None:
            yield from judge_value(name, kind, value)


def judge_value(path: str, kind: str, value: Any) -> Iterator[str]:
    """What is wrong with one value, all the way down."""
    if kind.startswith("Array of "):
        if not isinstance(value, list):
            yield f"{path}: an array is expected, not {type(value).__name__}"
            return
        for index, item in enumerate(value):
            yield from judge_value(f"{path}[{index}]", kind.removeprefix("Array of "), item)
        return
    names = alternatives(kind)
    if any(fits(name, value) for name in names):
        return
    objects = [name for name in names if name in schema()["types"]]
    if not isinstance(value, dict) or not objects:
        yield f"{path}: {kind} is expected, not {value!r:.60}"
        return
    yield from min((list(judge_object(path, name, value)) for name in objects), key=len)


def fits(name: str, value: Any) -> bool:
    """Whether a scalar has the type the documentation names."""
    if isinstance(value, bool):
        return name in ("Boolean", "True") and (name == "Boolean" or value)
    match name:
        case "Integer":
            return isinstance(value, int)
        case "Float":
            return isinstance(value, int | float)
        case "String" | "InputFile":
            return isinstance(value, str)
    return False


def judge_object(path: str, name: str, value: Json) -> Iterator[str]:
    """An object against one documented type."""
    fields: dict[str, list[Any]] = schema()["types"][name].get("fields", {})
    for key in value.keys() - fields.keys():
        yield f"{path}: {name} has no field {key!r}"
    for key, (kind, required, *constant) in fields.items():
        inner = value.get(key)
        if inner is None:
            if required:
                yield f"{path}: {name} lacks {key!r}"
        elif constant and inner != constant[0]:
            # Twice over, so that a union's other member with the right constant wins.
            yield f"{path}.{key}: {constant[0]!r} is expected, not {inner!r}"
            yield f"{path}: this is no {name}"
        else:
            yield from judge_value(f"{path}.{key}", kind, inner)
