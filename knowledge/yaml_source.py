"""Reads authored YAML: its scalars as text, with the line of every key, within bounds."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

import yaml

_NO_LETTERS = re.compile(r"[^\w\s\x00-\u02ff]{100,}")
_PIECE = 100_000

KeyPath = tuple[str | int, ...]
_NULL = "tag:yaml.org,2002:null"

LARGEST_YAML = 32 * 1024 * 1024
MOST_YAML_LEVELS = 50
ACCENTS_AUTHORED = 100
MANY_ACCENTS = f"has {ACCENTS_AUTHORED} accents and more in a row"
MOST_DIRECTIVES = 100
MOST_NODES = 500_000
"""Lists, mappings, keys and values of one file: some 30,000 entries, what `segmentbot import` may write."""
MOST_KEYS = 1_000
"""Of one mapping: ten times what we ship has."""
MOST_ITEMS = 30_000
"""Of one list: as many as `segmentbot import` reads rows."""
LONGEST_VALUE = 100_000
"""Characters; as many as a person may type at once."""
MOST_PROBLEMS = 1_000
"""How many of one file are told at once: nobody reads more."""
MOST_REPEATED = 10_000
"""How many lists, mappings and values aliases (`*name`) may repeat in one file."""


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
    """Raised for authored content that cannot be used; `problems` says where and how to mend it."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(map(str, self.problems)))


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
        if path.stat().st_size > LARGEST_YAML:
            message = f"is larger than {LARGEST_YAML // 2**20} MB"
            raise ContentError([Problem(path, 1, message, "split it into several files")])
        text = path.read_text(encoding="utf-8")
        _check_accents(text, path)
        text = unicodedata.normalize("NFC", text)
        _check_directives(text, path)
        reading = _Reading(path, text)
        content = reading.document()
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
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        message = f"YAML syntax: a character that no text has (#x{error.character:04x})"
        raise ContentError([Problem(path, line, message, "remove the character")]) from error
    except yaml.YAMLError as error:
        raise ContentError([Problem(path, 1, f"YAML syntax: {error}", "remove the character")]) from error
    if reading.problems:
        raise ContentError(reading.problems)
    return Source(path, content, reading.lines)


def _check_accents(text: str, path: Path) -> None:
    if (place := many_accents(text)) is not None:
        line = text.count("\n", 0, place) + 1
        raise ContentError([Problem(path, line, MANY_ACCENTS, "remove them")])


def many_accents(text: str) -> int | None:
    """The place where so many accents stand in a row that the text cannot be normalised, if anywhere."""
    # NFC compares each sign of such a row with each, and meanwhile nothing else runs. Nor does anything while
    # a long text is searched: it is taken in pieces.
    for begin in range(0, len(text), _PIECE):
        for found in _NO_LETTERS.finditer(text, begin, begin + _PIECE + 2 * ACCENTS_AUTHORED):
            if sum(1 for sign in found[0] if unicodedata.combining(sign)) >= ACCENTS_AUTHORED:
                return found.start()
    return None


def _check_directives(text: str, path: Path) -> None:
    if text.count("\n%") > MOST_DIRECTIVES:
        # The parser compares each with all before it.
        problem = f"has more than {MOST_DIRECTIVES} lines that begin with %"
        raise ContentError([Problem(path, 1, problem, "remove them")])


class _Reading:
    """Turns the events of one file into plain values, and notes their lines and the problems met.

    Nothing is composed first: of what is too large, too deep or in itself, no more is read than shows it.
    """

    def __init__(self, path: Path, text: str) -> None:
        self.path = path
        self.lines: dict[KeyPath, int] = {(): 1}
        self.problems: list[Problem] = []
        self._events: Iterator[Any] = yaml.parse(text, Loader=yaml.CSafeLoader)
        # What an alias repeats, and of how many values; None while it is being read.
        self._named: dict[str, tuple[Any, int] | None] = {}
        self._read = 0
        self._repeated = 0

    def document(self) -> Any:
        """The value of the only document; None for an empty file."""
        content = None
        documents = 0
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self._stop(event, "YAML syntax: a second document begins here", "keep one, without ---")
                content = self._value(next(self._events), ())
        return content

    def _value(self, event: Any, place: KeyPath) -> Any:
        line = event.start_mark.line + 1
        self.lines.setdefault(place, line)
        if isinstance(event, yaml.AliasEvent):
            return self._repeat(event)
        self._count(event, len(place))
        before = self._read + self._repeated
        if event.anchor is not None:
            self._named[event.anchor] = None
        value: Any
        if isinstance(event, yaml.ScalarEvent):
            value = None if _is_nothing(event) else event.value
        elif isinstance(event, yaml.SequenceStartEvent):
            value = self._list(place)
        else:
            value = self._mapping(place)
        if event.anchor is not None:
            self._named[event.anchor] = (value, self._read + self._repeated - before + 1)
        return value

    def _list(self, place: KeyPath) -> list[Any]:
        result: list[Any] = []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            if len(result) >= MOST_ITEMS:
                problem = f"has more than {MOST_ITEMS:,} items in one list"
                self._stop(event, problem, "split it into several files")
            result.append(self._value(event, (*place, len(result))))
        return result

    def _mapping(self, place: KeyPath) -> dict[str, Any]:
        result: dict[str, Any] = {}
        keys = 0
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            keys += 1
            if keys > MOST_KEYS:
                self._stop(
                    event, f"has more than {MOST_KEYS:,} keys in one mapping", "remove the needless ones"
                )
            line = event.start_mark.line + 1
            if not isinstance(event, yaml.ScalarEvent):
                self.problems.append(Problem(self.path, line, "a key is no text", "write a word as the key"))
                self._value(event, (*place, ""))
                self._value(next(self._events), (*place, ""))
                continue
            self._count(event, len(place))
            key = str(event.value)
            if event.anchor is not None:
                self._named[event.anchor] = (key, 1)
            if key in result:
                self.problems.append(Problem(self.path, line, f'key "{key}" is written twice', "keep one"))
            self.lines[(*place, key)] = line
            result[key] = self._value(next(self._events), (*place, key))
        return result

    def _repeat(self, event: Any) -> Any:
        if event.anchor not in self._named:
            self._stop(event, f"YAML syntax: *{event.anchor} repeats what is nowhere", "write it out")
        named = self._named[event.anchor]
        self._repeated += named[1] if named is not None else 0
        if named is None or self._repeated > MOST_REPEATED:
            problem = "an alias (*) leads into itself or repeats too much"
            self._stop(event, problem, "write it out without aliases")
        return deepcopy(named[0])

    def _count(self, event: Any, level: int) -> None:
        self._read += 1
        if isinstance(event, yaml.ScalarEvent) and len(event.value) > LONGEST_VALUE:
            self._stop(event, f"has a text of more than {LONGEST_VALUE:,} characters", "shorten or part it")
        if self._read > MOST_NODES:
            self._stop(event, f"has more than {MOST_NODES:,} values", "split it into several files")
        if level > MOST_YAML_LEVELS:
            self._stop(event, f"is nested deeper than {MOST_YAML_LEVELS} levels", "make it flatter")
        if len(self.problems) >= MOST_PROBLEMS:
            raise ContentError(self.problems)

    def _stop(self, event: Any, problem: str, remedy: str) -> NoReturn:
        raise ContentError([Problem(self.path, event.start_mark.line + 1, problem, remedy)])


def _is_nothing(event: yaml.ScalarEvent) -> bool:
    if event.value not in ("", "~", "null"):
        return False
    return event.tag == _NULL or (event.tag is None and bool(event.implicit[0]))
