"""Texts by which a regular expression may take far longer than their length: what one of its own repetitions
matches, again and again, after what stands before it, and then something that fits nowhere."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from re import _constants as is_  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any

REPEATS = (is_.MAX_REPEAT, is_.MIN_REPEAT, is_.POSSESSIVE_REPEAT)
UNFIT = "\x01"
# What sets of characters are tried with, and everything with everything.
SIGNS = 'а1 .-aА|«"(\t\n,:/№@[*;!\u0301' + UNFIT
COMMON = (" ", "а", "А", "1", "-", "|", ".", "\t", "\n", "А.", "а ", "1 ", "1.", "«а", "[", "[а](", "(", "а-")
MOST = 4
# A repetition that is bounded by less is no loop.
LONG = 50

Parsed = Sequence[tuple[Any, Any]]


def hostile_texts(pattern: re.Pattern[str], length: int) -> Iterator[str]:
    """Each about that long."""
    parsed: Parsed = _parser.parse(pattern.pattern, pattern.flags & ~re.UNICODE)
    loops = {(before, unit) for before, unit in _loops(parsed, [""]) if unit}
    loops |= {("", before + unit) for before, unit in loops}
    whole = [text for text in _samples(parsed) if text]
    loops |= {("", unit) for text in whole for unit in (text, text[:-1]) if unit}
    loops |= {(before, unit) for before in ("", "а") for unit in COMMON}
    for before, unit in sorted(loops):
        for after in ("", UNFIT):
            yield before + unit * max(1, length // len(unit)) + after


def _loops(parsed: Parsed, before: list[str]) -> Iterator[tuple[str, str]]:
    """What stands before each repetition, and what it repeats."""
    for place, (kind, about) in enumerate(parsed):
        ahead = [head + tail for head in before for tail in _samples(list(parsed)[:place])][:MOST]
        for part in _parts(kind, about):
            if kind in REPEATS and about[1] >= LONG:
                yield from ((text, unit) for text in ahead[:2] for unit in _samples(part))
            yield from _loops(part, ahead)


def _parts(kind: Any, about: Any) -> list[Parsed]:
    """The expressions inside of one."""
    if kind in REPEATS:
        return [about[2]]
    if kind is is_.BRANCH:
        return list(about[1])
    if kind is is_.SUBPATTERN:
        return [about[3]]
    if kind in (is_.ASSERT, is_.ASSERT_NOT):
        return [about[1]]
    return [about] if kind is is_.ATOMIC_GROUP else []


def _samples(parsed: Parsed) -> list[str]:
    """A few texts that match, with every repetition at its shortest."""
    found = [""]
    for kind, about in parsed:
        found = [head + tail for head in found for tail in _sample(kind, about)][:MOST]
    return found


def _sample(kind: Any, about: Any) -> list[str]:
    if kind is is_.LITERAL:
        return [chr(about)]
    if kind in (is_.NOT_LITERAL, is_.ANY):
        return [next(sign for sign in SIGNS if kind is is_.ANY or ord(sign) != about)]
    if kind is is_.IN:
        return _of_set(about)
    if kind in REPEATS:
        return [text * about[0] for text in _samples(about[2])] if about[0] else [""]
    if kind is is_.BRANCH:
        return [text for part in about[1] for text in _samples(part)[:2]][:MOST]
    parts = _parts(kind, about) if kind in (is_.SUBPATTERN, is_.ATOMIC_GROUP) else []
    return _samples(parts[0]) if parts else [""]


def _of_set(members: Any) -> list[str]:
    fitting = re.compile(_written(members))
    first = [chr(about if kind is is_.LITERAL else about[0]) for kind, about in members if kind in _NAMED]
    return list(islice((sign for sign in (*SIGNS, *first) if fitting.fullmatch(sign)), 3)) or ["a"]


_NAMED = (is_.LITERAL, is_.RANGE)
_CLASSES = {
    is_.CATEGORY_DIGIT: r"\d",
    is_.CATEGORY_NOT_DIGIT: r"\D",
    is_.CATEGORY_SPACE: r"\s",
    is_.CATEGORY_NOT_SPACE: r"\S",
    is_.CATEGORY_WORD: r"\w",
    is_.CATEGORY_NOT_WORD: r"\W",
}


def _written(members: Any) -> str:
    """A set of characters as it is written."""
    parts = []
    for kind, about in members:
        if kind is is_.LITERAL:
            parts.append(re.escape(chr(about)))
        elif kind is is_.RANGE:
            parts.append("-".join(re.escape(chr(end)) for end in about))
        elif kind is is_.CATEGORY:
            parts.append(_CLASSES[about])
    return f"[{'^' if members[0][0] is is_.NEGATE else ''}{''.join(parts)}]"
