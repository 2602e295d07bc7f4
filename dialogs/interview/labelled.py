"""Labelled answers: what a check should say of them, and how often it says so."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from dialogs.interview.answer_file import AnswerFile, fill, read_answer_file
from dialogs.interview.checks.privacy import personal_data
from dialogs.interview.definition import Form
from knowledge.yaml_source import ContentError, Problem, Source

PERSONAL_DATA = "personal data"


@dataclass(frozen=True, slots=True)
class Labelled:
    """One case: whether `check` should fire. It is a sentence (`text`, for personal data), or the changes to
    a shipped example: one mapping for each segment, answers of the report among them."""

    check: str
    fires: bool
    place: str
    text: str = ""
    base: str = "citizen_service"
    changes: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class CheckOutcome:
    case: Labelled
    fired: bool


@dataclass(frozen=True, slots=True)
class CheckFigures:
    """How often a check was right. A share of nothing is 1."""

    right: int = 0
    false: int = 0
    missed: int = 0
    silent: int = 0

    @property
    def precision(self) -> float:
        return self.right / (self.right + self.false) if self.right + self.false else 1.0

    @property
    def recall(self) -> float:
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0

    @property
    def false_alarms(self) -> float:
        return self.false / (self.false + self.silent) if self.false + self.silent else 0.0


def read_labelled(path: Path) -> tuple[Labelled, ...]:
    """The cases of a file, one JSON object a line. Raises ContentError."""
    cases = []
    try:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if line.strip():
                cases.append(_labelled(json.loads(line), f"{path}:{number}"))
    except (OSError, ValueError, KeyError) as error:
        raise ContentError(
            [Problem(path, len(cases) + 1, f"cannot be read: {error}", "one object a line")]
        ) from error
    return tuple(cases)


def _labelled(written: Mapping[str, Any], place: str) -> Labelled:
    if "text" in written:
        return Labelled(PERSONAL_DATA, written["personal"], place, text=written["text"])
    changes = tuple(written["segments"]) if "segments" in written else (written["answers"],)
    case = Labelled(written["check"], written["fires"], place, changes=changes)
    return replace(case, base=written["base"]) if "base" in written else case


def evaluate_checks(
    form: Form, examples: Path, cases: Iterable[Labelled], now: datetime
) -> Iterator[CheckOutcome]:
    """What each check says of its cases."""
    bases: dict[str, Source] = {}
    for case in cases:
        if case.text:
            yield CheckOutcome(case, bool(personal_data(case.text)))
            continue
        if case.base not in bases:
            bases[case.base] = read_answer_file(examples / f"{case.base}.yaml").source
        answers = AnswerFile(
            replace(bases[case.base], content=_changed(form, bases[case.base].content, case))
        )
        filled = fill(form, answers, "case", now)
        yield CheckOutcome(case, case.check in {finding.check for finding in filled.findings})


def _changed(form: Form, content: Mapping[str, Any], case: Labelled) -> dict[str, Any]:
    """The example with its first segments changed; cases of several segments have no more than theirs."""
    segments = [*content["segments"]]
    if len(case.changes) > 1:
        segments = [segments[min(number, len(segments) - 1)] for number in range(len(case.changes))]
    elif not case.changes[0]:
        segments = segments[:1]
    report = {**content["report"]}
    for number, answers in enumerate(case.changes):
        own = {**segments[number]}
        for name, value in answers.items():
            field = form.known_field(name)
            (own if field is None or field.scope == "segment" else report)[name] = _as_read(value)
        segments[number] = own
    return {**content, "report": report, "segments": segments}


def _as_read(value: Any) -> Any:
    """Scalars as text, as they come from a file of answers."""
    match value:
        case dict():
            return {key: _as_read(part) for key, part in value.items()}
        case list():
            return [_as_read(part) for part in value]
        case bool():
            return str(value).lower()
        case _:
            return str(value)


def figures(outcomes: Sequence[CheckOutcome]) -> CheckFigures:
    return CheckFigures(
        right=sum(each.fired and each.case.fires for each in outcomes),
        false=sum(each.fired and not each.case.fires for each in outcomes),
        missed=sum(not each.fired and each.case.fires for each in outcomes),
        silent=sum(not each.fired and not each.case.fires for each in outcomes),
    )
