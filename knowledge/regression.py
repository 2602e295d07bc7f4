"""Two measurements side by side: what changed, and what became worse."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from knowledge.evaluation import GivenAnswer, SearchEvaluation
from knowledge.yaml_source import ContentError, Problem

POINT = 0.01
_HIGHER_IS_BETTER = ("right_first", "right_or_suggested", "area")
_LOWER_IS_BETTER = ("off_topic_answered", "wrongly_answered")
MEASURES = _HIGHER_IS_BETTER + _LOWER_IS_BETTER

Figures = Mapping[str, float]


def figures(evaluation: SearchEvaluation) -> Figures:
    """The figures that must not get worse."""
    return {name: round(float(getattr(evaluation, name)), 4) for name in MEASURES}


def drops(before: Figures, now: Figures) -> Iterator[str]:
    """Each figure that is a point or more worse than before."""
    for name in MEASURES:
        if name not in before:
            continue
        worse = before[name] - now[name]
        if (worse if name in _HIGHER_IS_BETTER else -worse) >= POINT - 1e-9:
            yield f"{name}: {before[name]:.1%} → {now[name]:.1%}"


def changes(before: Mapping[str, GivenAnswer], now: SearchEvaluation) -> Iterator[str]:
    """Each question that got something else than before."""
    for given in now.given:
        old = before.get(given.q)
        if old is not None and (old.outcome, old.entries) != (given.outcome, given.entries):
            yield f"{given.q}\n    {_shown(old)}\n  → {_shown(given)}"


def read_given(path: Path) -> dict[str, GivenAnswer]:
    """What each question got in an earlier `eval --json`. Raises ContentError."""
    content = read_json(path)
    try:
        return {
            each["q"]: GivenAnswer(each["q"], each["outcome"], tuple(each["entries"]))
            for each in content["given"]
        }
    except (KeyError, TypeError) as error:
        raise ContentError([Problem(path, 1, "is no output of eval --json", "make it anew")]) from error


def read_json(path: Path) -> Any:
    """The content of a JSON file. Raises ContentError."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ContentError([Problem(path, 1, f"cannot be read: {error}", "check the path")]) from error


def _shown(given: GivenAnswer) -> str:
    return f"{given.outcome} {', '.join(given.entries)}".rstrip()
