"""Every regular expression of the product reads hostile text in a time that grows as the text does."""

import ast
import importlib
import pkgutil
import re
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import bot
import dialogs
import knowledge
from dialogs.documents import template_tags
from dialogs.interview.patterns import shipped_patterns
from dialogs.turn.world import Library
from tests.attacks.hostile_texts import hostile_texts
from tests.processor import TooSlow, bounded, slowness

# Twice what checks read of an answer: looking at every pair of its characters takes far longer than at each.
LENGTH = 8_000
# Where the caller cuts the text.
CUT = {template_tags._BLOCK: template_tags.LONGEST_TAG}
PROCESSOR_SECONDS = 0.06
WAYS: tuple[str, ...] = ("finditer", "match", "fullmatch")
PACKAGES = (bot, dialogs, knowledge)


def modules() -> Iterator[ModuleType]:
    for package in PACKAGES:
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if "migrations" not in found.name and not found.name.endswith("__main__"):
                yield importlib.import_module(found.name)


def compiled(value: object, seen: set[int]) -> Iterator[re.Pattern[Any]]:
    """The expressions in a value of ours, however deep."""
    if isinstance(value, re.Pattern):
        yield value
        return
    parts: list[object] = []
    if isinstance(value, Mapping):
        parts = [*value.keys(), *value.values()]
    elif isinstance(value, list | tuple | set | frozenset):
        parts = list(value)
    elif type(value).__module__.partition(".")[0] in ("bot", "dialogs", "knowledge"):
        parts = list(getattr(value, "__dict__", {}).values())
    if parts and id(value) not in seen:
        seen.add(id(value))
        for part in parts:
            yield from compiled(part, seen)


def written() -> Iterator[tuple[re.Pattern[str], tuple[str, ...]]]:
    """Those that are compiled only when they are used, with how they are: `re.match("…", …)`."""
    for package in PACKAGES:
        for path in Path(package.__path__[0]).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                match node:
                    case ast.Call(
                        func=ast.Attribute(value=ast.Name(id="re"), attr=attribute),
                        args=[ast.Constant(value=str(pattern)), *_],
                    ) if attribute != "escape":
                        yield re.compile(pattern), (attribute,) if attribute in WAYS else WAYS


def quick(pattern: re.Pattern[str], text: str, ways: Sequence[str], times: float = 1.0) -> bool:
    try:
        with bounded(PROCESSOR_SECONDS * times):
            for way in ways:
                found = getattr(pattern, way)(text)
                if way == "finditer":
                    deque(found, maxlen=0)
    except TooSlow:
        return False
    return True


def slow(pattern: re.Pattern[str], ways: Sequence[str] = WAYS) -> str | None:
    """The beginning of a text that takes too long, each time it is tried."""
    texts = hostile_texts(pattern, CUT.get(pattern, LENGTH))
    return next(
        (text[:20] for text in texts if not quick(pattern, text, ways) and still_slow(pattern, text, ways)),
        None,
    )


def still_slow(pattern: re.Pattern[str], text: str, ways: Sequence[str]) -> bool:
    """Whether it is not the machine that is slow at the moment."""
    return not any(quick(pattern, text, ways, slowness()) for _ in range(3))


@pytest.mark.parametrize("quadratic", [r"\s+$", r"(a+)+b", r"\[([^\]]+)\]\(", r"\w+@"])
def test_the_test_finds_what_grows_faster(quadratic: str) -> None:
    assert slow(re.compile(quadratic)) is not None


def test_no_expression_takes_longer_than_the_text_is_long(library: Library) -> None:
    seen = set[int]()
    values = [vars(module) for module in modules()]
    found = [each for value in (*values, library, shipped_patterns()) for each in compiled(value, seen)]
    used = {each: WAYS for each in found if isinstance(each.pattern, str)}
    used = dict(written()) | used
    assert len(used) > 150
    slowest = {each.pattern[:100]: text for each, ways in used.items() if (text := slow(each, ways))}
    assert slowest == {}
