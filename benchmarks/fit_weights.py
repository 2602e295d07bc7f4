"""Fits knowledge/content/weights.yaml: `python -m benchmarks.fit_weights [--write]`.

Ranking: a softmax over the entries of each question. Score: a logistic curve over all questions. Both are
judged by cross-validation in which no entry's questions are on both sides. Only entries with phrasings are
weighed so; see `fit_bare` for the others. The examples of `outside.yaml` are questions as well: each is
compared with all others but itself.
"""

import argparse
import logging
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from bot.content.encoders import KeptVectors, open_encoders
from knowledge.base.loading import SHIPPED, load_knowledge
from knowledge.evaluation import LabelledQuestion, read_questions
from knowledge.query.incomplete import without_small_talk
from knowledge.query.parsing import as_meant
from knowledge.search.candidates import find_candidates, unknown_share
from knowledge.search.embeddings import ViewSimilarities, build_embeddings, shipped_outside
from knowledge.search.finder import build_finder
from knowledge.search.ranking import VIEWS, WEIGHTS_FILE, certain, logit

ROOT = Path(__file__).parents[1]
FOREIGN = [ROOT / "tests" / "knowledge" / name for name in ("foreign", "marketplace")]
OURS = [
    ROOT / "questions" / f"{name}.jsonl"
    for name in ("dev", "fresh", "unseen", "hard", "drill", "later", "sealed")
]
FOLDS = 5
STEPS, LEAST_STEP, PENALTY = 30, 1e-4, 0.01
WORTH = 600  # questions that a curve is fitted on, whatever their number: how strongly it is held down
OFF_TOPIC = 0.4  # the examples outnumber the questions in scope; of those asked, every third is off topic
ITSELF = 0.97  # an example this like the question is the question
SURE = (
    "alike",
    "form",
    "coverage",
    "margin",
    "lexical",
    "unknown",
    "words",
    "diluted",
    "mixed",
    "brief",
    "outside",
)

Array = Any


@dataclass
class Asked:
    """One question with the features of every entry."""

    question: LabelledQuestion
    lexical: Array  # entries × (coverage, form³, lexical logit)
    views: dict[str, tuple[ViewSimilarities, Array]]
    unknown: float
    words: int
    certain: bool
    right: Array


def collect(folder: Path, sets: Sequence[Path], vectors: Path, outside: Sequence[str] = ()) -> list[Asked]:
    base = load_knowledge(folder)
    meaning = build_embeddings(base, open_encoders(), KeptVectors(vectors))
    assert meaning is not None, "no encoder, no weights"
    finder = build_finder(base, meaning)
    ids = list(finder.index.ids)
    asked = []
    questions = [each for path in sets for each in read_questions(path)]
    for question in (*questions, *(LabelledQuestion(text, (), "outside") for text in outside)):
        analysis = finder.analyse(question.q)
        if not analysis.candidates or not analysis.query.said:
            continue
        tokens = analysis.tokens
        said = without_small_talk(analysis.query.said) or analysis.query.said
        meant = as_meant(analysis.query, said, finder.index.vocabulary)
        lexical = np.zeros((len(ids), 3))
        lexical[:, 2] = logit(0.0)
        candidates = find_candidates(tokens, finder.index)
        for match in candidates:
            lexical[match.entry] = match.coverage, match.form**3, logit(match.score)
        asked.append(
            Asked(
                question,
                lexical,
                meaning.parts(meant),
                unknown_share(tokens, finder.index),
                min(len(tokens), 6),
                certain(candidates),
                np.array([name in question.expect for name in ids], dtype=float),
            )
        )
    return asked


def features(asked: Asked, families: Sequence[str]) -> Array:
    views = [np.column_stack([getattr(asked.views[f][0], view) for view in VIEWS]) for f in families]
    return np.column_stack([asked.lexical[:, :2], *views])


def slope(weights: Array, parts: Sequence[tuple[Array, Array]], scale: Array) -> tuple[float, Array, Array]:
    """The loss at these weights, its gradient, and its curvature but for what several right entries share."""
    loss = PENALTY * float(weights @ weights) / 2
    gradient, curve = PENALTY * weights, PENALTY * np.eye(len(weights))
    for x, right in parts:
        seen = x / scale
        chance = np.exp((score := seen @ weights) - score.max(1, keepdims=True))
        chance /= chance.sum(1, keepdims=True)
        meant = chance * right
        total = meant.sum(1, keepdims=True) + 1e-12
        share = len(x) * len(parts)
        loss -= float(np.log(total).sum()) / share
        gradient = gradient + np.einsum("qe,qef->f", chance - meant / total, seen) / share
        middle = np.einsum("qe,qef->qf", chance, seen)
        flat = seen.reshape(-1, len(weights))
        curve = curve + ((flat * chance.reshape(-1, 1)).T @ flat - middle.T @ middle) / share
    return loss, gradient, curve


def fit_rank(groups: Sequence[Sequence[Asked]], families: Sequence[str]) -> Array:
    parts = [
        (np.stack([features(a, families) for a in group]), np.stack([a.right for a in group]))
        for group in groups
    ]
    scale = np.max([x.std((0, 1)) for x, _ in parts], 0)
    weights = np.zeros(len(scale))
    loss, gradient, curve = slope(weights, parts, scale)
    for _ in range(STEPS):
        step = np.linalg.solve(curve, gradient)
        tried = slope(weights - step, parts, scale)
        while tried[0] > loss and np.abs(step).max() > LEAST_STEP:
            step /= 2
            tried = slope(weights - step, parts, scale)
        weights = weights - step
        loss, gradient, curve = tried
    return weights / scale


def sure_row(asked: Asked, weights: Array, families: Sequence[str]) -> tuple[list[float], float]:
    """The features of the best entry, and whether it is right."""
    evidence = features(asked, families) @ weights
    best, second = np.argsort(-evidence)[:2]
    alike = features(asked, families)[:, 2:] @ weights[2:]
    examples = [asked.views[family][1] for family in families]
    outside = np.mean([np.where(near < ITSELF, near, 0.0).max(initial=0.0) for near in examples])
    coverage, form, lexical = asked.lexical[best]
    row = [
        alike[best],
        form,
        coverage,
        evidence[best] - evidence[second],
        lexical,
        asked.unknown,
        asked.words,
    ]
    few = max(asked.words, 1)
    row += [asked.unknown / few, min(asked.unknown, coverage), 1 / few]
    return [*row, float(outside)], float(asked.right[best])


def fit_curve(asked: Sequence[Asked], weights: Array, families: Sequence[str]) -> Array:
    """The calibration of the best entry's score."""
    found = [(*sure_row(each, weights, families), 1.0 if each.right.any() else OFF_TOPIC) for each in asked]
    rows, right, weight = (np.array(each) for each in zip(*found, strict=True))
    return fit_sure(rows, right, weight * (WORTH / weight.sum()))


def named(curve: Array) -> dict[str, float]:
    return {name: round(float(weight), 3) for name, weight in zip((*SURE, "start"), curve, strict=True)}


def fit_sure(rows: Array, right: Array, weight: Array) -> Array:
    middle, spread = rows.mean(0), rows.std(0) + 1e-9
    x = np.column_stack([(rows - middle) / spread, np.ones(len(rows))])
    found = np.zeros(x.shape[1])
    penalty = np.r_[np.ones(len(found) - 1), 1e-6]
    for _ in range(40):
        chance = 1 / (1 + np.exp(-x @ found))
        slope = x.T @ (weight * (chance - right)) + penalty * found
        curve = (x * (weight * chance * (1 - chance))[:, None]).T @ x + np.diag(penalty)
        found -= np.linalg.solve(curve, slope)
    plain = found[:-1] / spread
    return np.r_[plain, found[-1] - plain @ middle]


def report(name: str, judged: Sequence[tuple[Asked, Array, float, float]], out: Any) -> None:
    """Of questions that no weight was fitted on."""
    inside = [j for j in judged if j[0].right.any()]
    outside = [j for j in judged if not j[0].right.any()]
    first = np.mean([a.right[e.argmax()] for a, e, _, _ in inside])
    three = np.mean([a.right[np.argsort(-e)[:3]].max() for a, e, _, _ in inside])
    loss = -np.mean([np.log(p if r else 1 - p) for _, _, p, r in judged])
    area = np.mean([one[2] > other[2] for one in inside for other in outside])
    cut = " ".join(
        f"≥{t}: in {np.mean([p >= t for _, _, p, _ in inside]):.3f} wrong"
        f" {np.mean([p >= t and not r for _, _, p, r in inside]):.3f}"
        f" off {np.mean([p >= t for _, _, p, _ in outside]):.3f};"
        for t in (0.5, 0.65, 0.75)
    )
    out.write(f"  {name:<8} first {first:.3f} three {three:.3f} area {area:.3f} loss {loss:.3f} {cut}\n")


def cross_validated(asked: Sequence[Asked], families: Sequence[str], out: Any) -> dict[str, Any]:
    judged: list[tuple[Asked, Array, float, float]] = []

    def fold_of(each: Asked, number: int) -> int:
        return (int(each.right.argmax()) if each.right.any() else number) % FOLDS

    for fold in range(FOLDS + 1):  # the last one fits on everything
        learnt = [each for n, each in enumerate(asked) if fold_of(each, n) != fold]
        weights = fit_rank([[each for each in learnt if each.right.any()]], families)
        curve = fit_curve(learnt, weights, families)
        for n, each in enumerate(asked):
            if fold_of(each, n) == fold:
                row, right = sure_row(each, weights, families)
                chance = 1 / (1 + np.exp(-np.array([*row, 1]) @ curve))
                judged.append((each, features(each, families) @ weights, chance, right))
    report("ours", judged, out)
    names = ["coverage", "form", *(f"{family}-{view}" for family in families for view in VIEWS)]
    return {
        "ranking": {name: round(float(w), 2) for name, w in zip(names, weights, strict=True)},
        "calibration": named(curve),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="replace the weights file")
    parser.add_argument("--vectors", type=Path, default=Path("data/vectors"))
    call = parser.parse_args()
    logging.basicConfig(level=logging.INFO)
    asked = collect(SHIPPED, OURS, call.vectors / "ours", shipped_outside())
    families = sorted(asked[0].views)
    encoders = yaml.safe_load(WEIGHTS_FILE.read_text(encoding="utf-8"))["encoders"]
    for size in range(len(families), 0, -1):
        for some in combinations(families, size):
            sys.stdout.write(f"{'+'.join(some)}\n")
            encoders["+".join(some)] |= cross_validated(asked, some, sys.stdout)
    head = WEIGHTS_FILE.read_text(encoding="utf-8").split("encoders:")[0]
    text = head + yaml.safe_dump({"encoders": encoders}, sort_keys=False)
    if call.write:
        WEIGHTS_FILE.write_text(text, encoding="utf-8")
    sys.stdout.write(text)


if __name__ == "__main__":
    main()
