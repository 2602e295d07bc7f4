"""How well a finder answers a set of questions."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from knowledge.finding import Answers, DirectAnswer, Finding, Suggest
from knowledge.yaml_source import ContentError, Problem

BANDS = 5


@dataclass(frozen=True, slots=True)
class LabelledQuestion:
    """A question, the entries of which any is right, and its kind. No entries: it must not be answered."""

    q: str
    expect: tuple[str, ...]
    kind: str

    @property
    def in_scope(self) -> bool:
        return bool(self.expect)


@dataclass(frozen=True, slots=True)
class KindCounts:
    """Questions of one kind: how many, and what became of them."""

    total: int
    right_first: int
    right_or_suggested: int
    answered: int
    suggested: int


@dataclass(frozen=True, slots=True)
class Band:
    """Answers whose score lay in one band: how sure we were and how often we were right."""

    low: float
    high: float
    total: int
    mean_score: float
    right: float


@dataclass(frozen=True, slots=True)
class Miss:
    """A question that did not get the right answer first."""

    q: str
    kind: str
    expect: tuple[str, ...]
    outcome: str
    entries: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """What a question got: the outcome and the entries shown."""

    q: str
    outcome: str
    entries: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SearchEvaluation:
    """Shares are 0..1. `right_first`: the best ranked entry is right, of questions in scope, whatever
    the outcome; `right_or_suggested`: it was answered, or stood among the suggestions;
    `off_topic_answered`: of questions out of scope; `area`: chance that a question in scope scores
    higher than one out of scope."""

    questions: int
    right_first: float
    right_or_suggested: float
    right_answered: float
    wrongly_answered: float
    off_topic_answered: float
    off_topic_suggested: float
    area: float
    kinds: Mapping[str, KindCounts]
    confusions: tuple[tuple[str, str, int], ...]
    reliability: tuple[Band, ...]
    misses: tuple[Miss, ...]
    given: tuple[GivenAnswer, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Everything, ready for `json.dumps`."""
        return asdict(self)

    def render_table(self) -> str:
        """The figures as text for a terminal."""
        lines = [
            f"{'kind':<14}{'n':>5}{'right 1st':>11}{'or suggested':>14}{'answered':>10}{'suggested':>11}"
        ]
        for kind, counts in self.kinds.items():
            lines.append(
                f"{kind:<14}{counts.total:>5}"
                f"{_percent(counts.right_first, counts.total):>11}"
                f"{_percent(counts.right_or_suggested, counts.total):>14}"
                f"{_percent(counts.answered, counts.total):>10}"
                f"{_percent(counts.suggested, counts.total):>11}"
            )
        lines += [
            "",
            f"right first               {self.right_first:7.1%}",
            f"right, or suggested       {self.right_or_suggested:7.1%}",
            f"answered right            {self.right_answered:7.1%}",
            f"answered wrong            {self.wrongly_answered:7.1%}",
            f"off topic, answered       {self.off_topic_answered:7.1%}",
            f"off topic, suggestions    {self.off_topic_suggested:7.1%}",
            f"area, answer or refuse    {self.area:7.3f}",
        ]
        if self.reliability:
            lines += ["", "score of the best entry   n   mean   right"]
            lines += [
                f"{band.low:.1f} – {band.high:.1f}          {band.total:>7}"
                f"{band.mean_score:>7.2f}{band.right:>8.0%}"
                for band in self.reliability
            ]
        if self.confusions:
            lines += ["", "taken for"]
            lines += [f"{meant} → {taken}  ×{count}" for meant, taken, count in self.confusions]
        return "\n".join(lines)


def read_questions(path: Path) -> tuple[LabelledQuestion, ...]:
    """Questions of a JSONL file. Raises ContentError with every line that is none."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ContentError([Problem(path, 1, f"cannot be read: {error}", "check the path")]) from error
    questions: list[LabelledQuestion] = []
    problems: list[Problem] = []
    for number, line in enumerate(text.splitlines() if "\u2028" not in text else text.split("\n"), start=1):
        if not line.strip():
            continue
        parsed = _question(line)
        if isinstance(parsed, str):
            problems.append(Problem(path, number, parsed, 'write {"q": "…", "expect": ["id"], "kind": "…"}'))
        else:
            questions.append(parsed)
    if not questions and not problems:
        problems.append(Problem(path, 1, "holds no questions", "write one JSON object a line"))
    if problems:
        raise ContentError(problems)
    return tuple(questions)


def _question(line: str) -> LabelledQuestion | str:
    try:
        content = json.loads(line)
    except json.JSONDecodeError as error:
        return f"is no JSON: {error.msg}"
    match content:
        case {"q": str(q), "expect": list(expect), **rest}:
            if not all(isinstance(entry, str) for entry in expect):
                return '"expect" holds something that is no entry id'
            kind = rest.get("kind", "any")
            return LabelledQuestion(q, tuple(expect), kind) if isinstance(kind, str) else '"kind" is no text'
        case _:
            return '"q" (a text) and "expect" (a list of entry ids) are needed'


def evaluate(finder: Answers, questions: Iterable[LabelledQuestion]) -> SearchEvaluation:
    """Asks every question once."""
    asked = [(question, finder.find(question.q)) for question in questions]
    inside = [(question, finding) for question, finding in asked if question.in_scope]
    outside = [finding for question, finding in asked if not question.in_scope]
    kinds: dict[str, list[tuple[LabelledQuestion, Finding]]] = defaultdict(list)
    for question, finding in asked:
        kinds[question.kind].append((question, finding))
    confusions = Counter(
        (question.expect[0], finding.ranked[0].entry)
        for question, finding in inside
        if finding.ranked and not _right_first(question, finding)
    )
    answered = [
        (question, finding) for question, finding in inside if isinstance(finding.outcome, DirectAnswer)
    ]
    right = sum(_right_answer(question, finding) for question, finding in answered)
    return SearchEvaluation(
        questions=len(asked),
        right_first=_share(sum(_right_first(*pair) for pair in inside), len(inside)),
        right_or_suggested=_share(sum(_right_or_suggested(*pair) for pair in inside), len(inside)),
        right_answered=_share(right, len(inside)),
        wrongly_answered=_share(len(answered) - right, len(inside)),
        off_topic_answered=_share(sum(isinstance(f.outcome, DirectAnswer) for f in outside), len(outside)),
        off_topic_suggested=_share(sum(isinstance(f.outcome, Suggest) for f in outside), len(outside)),
        area=_area([_best(finding) for _, finding in inside], [_best(finding) for finding in outside]),
        kinds={kind: _counts(pairs) for kind, pairs in kinds.items()},
        confusions=tuple((meant, taken, n) for (meant, taken), n in confusions.most_common(12)),
        reliability=_reliability(asked),
        misses=tuple(_misses(asked)),
        given=tuple(
            GivenAnswer(question.q, type(finding.outcome).__name__.lower(), _shown(finding))
            for question, finding in asked
        ),
    )


def _right_first(question: LabelledQuestion, finding: Finding) -> bool:
    return bool(finding.ranked) and finding.ranked[0].entry in question.expect


def _shown(finding: Finding) -> tuple[str, ...]:
    match finding.outcome:
        case DirectAnswer(entry, also):
            return (entry, *also)
        case Suggest(entries):
            return entries
        case _:
            return ()


def _right_answer(question: LabelledQuestion, finding: Finding) -> bool:
    return isinstance(finding.outcome, DirectAnswer) and finding.outcome.entry in question.expect


def _right_or_suggested(question: LabelledQuestion, finding: Finding) -> bool:
    return bool(set(_shown(finding)) & set(question.expect))


def _counts(pairs: Sequence[tuple[LabelledQuestion, Finding]]) -> KindCounts:
    return KindCounts(
        total=len(pairs),
        right_first=sum(_right_first(*pair) for pair in pairs),
        right_or_suggested=sum(_right_or_suggested(*pair) for pair in pairs),
        answered=sum(isinstance(finding.outcome, DirectAnswer) for _, finding in pairs),
        suggested=sum(isinstance(finding.outcome, Suggest) for _, finding in pairs),
    )


def _misses(asked: Iterable[tuple[LabelledQuestion, Finding]]) -> Iterable[Miss]:
    for question, finding in asked:
        fine = _right_answer(question, finding) if question.in_scope else not _shown(finding)
        if not fine:
            outcome = type(finding.outcome).__name__.lower()
            ranked = tuple(scored.entry for scored in finding.ranked)
            yield Miss(question.q, question.kind, question.expect, outcome, ranked)


def _best(finding: Finding) -> float:
    return finding.ranked[0].score if finding.ranked else 0.0


def _reliability(asked: Sequence[tuple[LabelledQuestion, Finding]]) -> tuple[Band, ...]:
    bands: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for question, finding in asked:
        if finding.ranked:
            band = min(BANDS - 1, int(_best(finding) * BANDS))
            bands[band].append((_best(finding), _right_first(question, finding)))
    return tuple(
        Band(
            band / BANDS,
            (band + 1) / BANDS,
            len(scores),
            sum(score for score, _ in scores) / len(scores),
            sum(right for _, right in scores) / len(scores),
        )
        for band, scores in sorted(bands.items())
    )


def _area(inside: Sequence[float], outside: Sequence[float]) -> float:
    if not inside or not outside:
        return 0.0
    wins = sum((one > other) + (one == other) / 2 for one in inside for other in outside)
    return wins / (len(inside) * len(outside))


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


def _percent(part: int, whole: int) -> str:
    return f"{_share(part, whole):.0%}"
