"""Authored YAML: read as text, typed by a schema, every problem with its file, line and remedy."""

import difflib
import math
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, Any, TypeVar

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing that an author has to mend."""

    path: Path
    line: int
    message: str
    remedy: str = ""

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message}" + (f" ({self.remedy})" if self.remedy else "")


class ContentError(Exception):
    """Authored content cannot be used; `problems` says where and how to mend it."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(map(str, self.problems)))


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

_NO_LETTERS = re.compile(r"[^\w\s\x00-\u02ff]{100,}")
_PIECE = 100_000

KeyPath = tuple[str | int, ...]

LARGEST_FILE = 32 * 1024 * 1024
MOST_LEVELS = 50
MOST_ACCENTS = 100
MOST_DIRECTIVES = 100
MOST_NODES = 500_000
"""Lists, mappings, keys and values of one file: some 30,000 entries, what `segmentbot import` may write."""
MOST_KEYS = 1_000
"""Of one mapping: ten times what we ship has."""
MOST_PROBLEMS = 1_000
"""How many of one file are told at once: nobody reads more."""
MOST_REPEATED = 10_000
"""How many lists, mappings and values aliases (`*name`) may repeat in one file."""


@dataclass(frozen=True, slots=True)
class Source:
    """A YAML file as written: its scalars as NFC text and the line of every key and item."""

    path: Path
    content: Any
    lines: Mapping[KeyPath, int]

    def line(self, place: Sequence[str | int]) -> int:
        """The line of `place`, or of its nearest known parent."""
        for length in range(len(place), -1, -1):
            if (line := self.lines.get(tuple(place[:length]))) is not None:
                return line
        return 1

    def problem(self, place: Sequence[str | int], message: str, remedy: str = "") -> Problem:
        return Problem(self.path, self.line(place), message, remedy)


def read_yaml(path: Path) -> Source:
    """Reads one file; nothing is guessed, so `no` stays the word «no».

    Raises ContentError for a missing file, bad UTF-8, YAML syntax errors, duplicate keys, and for what
    is too large, nested too deeply or repeated too often by aliases.
    """
    try:
        if path.stat().st_size > LARGEST_FILE:
            message = f"is larger than {LARGEST_FILE // 2**20} MB"
            raise ContentError([Problem(path, 1, message, "split it into several files")])
        text = path.read_text(encoding="utf-8")
        _check_accents(text, path)
        text = unicodedata.normalize("NFC", text)
        _check_nodes(text, path)
        root = yaml.compose(text, Loader=yaml.CSafeLoader)
    except OSError as error:
        raise ContentError(
            [Problem(path, 1, f"cannot be read: {error.strerror}", "check the path")]
        ) from error
    except UnicodeDecodeError as error:
        raise ContentError([Problem(path, 1, "is not UTF-8", "save the file as UTF-8")]) from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        raise ContentError(
            [
                Problem(
                    path, line, f"YAML syntax: {error.problem}", "check indentation, quotes and colons here"
                )
            ]
        ) from error
    except yaml.YAMLError as error:
        raise ContentError([Problem(path, 1, f"YAML syntax: {error}", "remove the character")]) from error
    reading = _Reading(path)
    content = reading.plain(root, ()) if root is not None else None
    if reading.problems:
        raise ContentError(reading.problems)
    return Source(path, content, reading.lines)


def _check_accents(text: str, path: Path) -> None:
    # NFC compares each sign of such a row with each, and meanwhile nothing else runs. Nor does anything while
    # a long text is searched: it is taken in pieces.
    for begin in range(0, len(text), _PIECE):
        for found in _NO_LETTERS.finditer(text, begin, begin + _PIECE + 2 * MOST_ACCENTS):
            if sum(1 for sign in found[0] if unicodedata.combining(sign)) >= MOST_ACCENTS:
                line = text.count("\n", 0, found.start()) + 1
                problem = f"has {MOST_ACCENTS} accents and more in a row"
                raise ContentError([Problem(path, line, problem, "remove them")])


def _check_nodes(text: str, path: Path) -> None:
    # Before anything is composed: PyYAML recurses in C, where some thousand levels end the process, and a
    # node takes some 450 bytes.
    if text.count("\n%") > MOST_DIRECTIVES:
        # The parser compares each with all before it.
        problem = f"has more than {MOST_DIRECTIVES} lines that begin with %"
        raise ContentError([Problem(path, 1, problem, "remove them")])
    nodes = 0
    # How much more each of the collections that are open may hold.
    room: list[float] = [1]
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        if isinstance(event, yaml.CollectionEndEvent):
            room.pop()
        elif isinstance(event, yaml.NodeEvent):
            nodes += 1
            room[-1] -= 1
            keys = room[-1] < 0
            if isinstance(event, yaml.CollectionStartEvent):
                room.append(2 * MOST_KEYS if isinstance(event, yaml.MappingStartEvent) else math.inf)
            if keys or nodes > MOST_NODES or len(room) > MOST_LEVELS + 1:
                many = (f"has more than {MOST_NODES:,} values", "split it into several files")
                if keys:
                    many = (f"has more than {MOST_KEYS:,} keys in one mapping", "remove the needless ones")
                elif nodes <= MOST_NODES:
                    many = (f"is nested deeper than {MOST_LEVELS} levels", "make it flatter")
                line = event.start_mark.line + 1 if event.start_mark else 1
                raise ContentError([Problem(path, line, *many)])


class _Reading:
    """Turns the nodes of one file into plain values, and notes their lines and the problems met."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.lines: dict[KeyPath, int] = {(): 1}
        self.problems: list[Problem] = []
        self._seen: set[int] = set()
        self._repeated = 0

    def plain(self, node: yaml.Node, place: KeyPath) -> Any:
        self.lines.setdefault(place, node.start_mark.line + 1)
        if id(node) in self._seen:
            self._repeated += 1
            if len(place) > MOST_LEVELS or self._repeated > MOST_REPEATED:
                problem = "an alias (*) leads into itself or repeats too much"
                where = self.lines[place[:1]]
                raise ContentError([Problem(self.path, where, problem, "write it out without aliases")])
        self._seen.add(id(node))
        match node:
            case yaml.ScalarNode():
                if node.tag == "tag:yaml.org,2002:null" and node.value in ("", "~", "null"):
                    return None
                return node.value
            case yaml.SequenceNode():
                return [self.plain(item, (*place, n)) for n, item in enumerate(node.value)]
            case yaml.MappingNode():
                return self._mapping(node, place)
            case _:
                raise AssertionError(node)

    def _mapping(self, node: yaml.MappingNode, place: KeyPath) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for key_node, value_node in node.value:
            if len(self.problems) >= MOST_PROBLEMS:
                break
            line = key_node.start_mark.line + 1
            if not isinstance(key_node, yaml.ScalarNode):
                self.problems.append(Problem(self.path, line, "a key is no text", "write a word as the key"))
                continue
            key = str(key_node.value)
            if key in result:
                self.problems.append(Problem(self.path, line, f'key "{key}" is written twice', "keep one"))
            self.lines[(*place, key)] = line
            result[key] = self.plain(value_node, (*place, key))
        return result


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
            near = difflib.get_close_matches(key, known, n=1)
            remedy = f'did you mean "{near[0]}"?' if near else "remove the key"
            return f'{prefix}unknown key "{key}"', remedy
        case "missing":
            return f'{prefix}key "{key}" is missing', "add it"
        case _:
            return f'{prefix}"{key}": {details["msg"]}', "correct the value"


@cache  # one file may have a thousand keys too many
def _known_keys(model: type[BaseModel]) -> frozenset[str]:
    schema = model.model_json_schema()
    parts = [schema, *schema.get("$defs", {}).values()]
    return frozenset(key for part in parts for key in part.get("properties", {}))
