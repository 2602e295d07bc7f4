"""Fits knowledge/content/weights.yaml: `python -m benchmarks.fit_weights [--write]`.

Ranking: a softmax over the entries of each question. Score: a logistic curve over all questions. Both are
judged by cross-validation in which no entry's questions are on both sides; our base and
the two foreign ones count alike. The examples of `outside.yaml` are questions as well: each is compared
with all others but itself.
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
from knowledge.query.parsing import as_meant
from knowledge.query.small_talk import without_small_talk
from knowledge.search.candidates import find_candidates, unknown_share
from knowledge.search.embeddings import ViewSimilarities, build_embeddings, shipped_outside
from knowledge.search.finder import build_finder
from knowledge.search.ranking import certain, logit
from knowledge.search.weights import VIEWS, WEIGHTS_FILE

ROOT = Path(__file__).parents[1]
FOREIGN = [ROOT / "tests" / "knowledge" / name for name in ("foreign", "marketplace")]
OURS = [
    ROOT / "questions" / f"{name}.jsonl"
    for name in ("dev", "fresh", "unseen", "hard", "drill", "later", "sealed")
]
FOLDS = 5
STEPS, LEAST_STEP, PENALTY = 30, 1e-4, 0.01
WORTH = 600  # questions that a curve is fitted on, whatever their number: how strongly it is held down
FEW = 3  # every third example is asked of the foreign bases, of which some answer it
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
    bare: Array
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
        meant = as_meant(analysis.query, said, finder.index)
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
                meaning.bare,
                unknown_share(tokens, finder.index),
                min(len(tokens), 6),
                certain(candidates),
                np.array([name in question.expect for name in ids], dtype=float),
            )
        )
    return asked


def features(asked: Asked, families: Sequence[str]) -> Array:
    bare = asked.bare[:, None]
    views = [np.column_stack([getattr(asked.views[f][0], view) for view in VIEWS]) for f in families]
    return np.column_stack([asked.lexical[:, :2], *(part for v in views for part in (v * ~bare, v * bare))])


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


def sure_row(asked: Asked, weights: Array, families: Sequence[str]) -> tuple[list[float], float, bool]:
    """The features of the best entry, whether it is right, and whether it has no phrasings."""
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
    return [*row, float(outside)], float(asked.right[best]), bool(asked.bare[best])


def fit_curves(
    groups: Sequence[Sequence[Asked]], weights: Array, families: Sequence[str]
) -> dict[bool, Array]:
    """The curves of entries with phrasings and of those without."""
    kept: dict[bool, list[tuple[list[float], float, float]]] = {False: [], True: []}
    for group in groups:
        for asked in group:
            row, right, bare = sure_row(asked, weights, families)
            kept[bare].append((row, right, 1.0 if asked.right.any() else OFF_TOPIC))
    curves = {}
    for bare, found in kept.items():
        rows, right, weight = (np.array(each) for each in zip(*found, strict=True))
        curves[bare] = fit_sure(rows, right, weight * (WORTH / weight.sum()))
    return curves


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


def cross_validated(groups: Sequence[list[Asked]], families: Sequence[str], out: Any) -> dict[str, Any]:
    judged: list[list[tuple[Asked, Array, float, float]]] = [[] for _ in groups]

    def fold_of(asked: Asked, number: int) -> int:
        return (int(asked.right.argmax()) if asked.right.any() else number) % FOLDS

    for fold in range(FOLDS + 1):  # the last one fits on everything
        learnt = [[a for n, a in enumerate(g) if fold_of(a, n) != fold] for g in groups]
        weights = fit_rank([[a for a in g if a.right.any()] for g in learnt], families)
        curves = fit_curves(learnt, weights, families)
        for group, found in zip(groups, judged, strict=True):
            for n, asked in enumerate(group):
                if fold_of(asked, n) == fold:
                    row, right, bare = sure_row(asked, weights, families)
                    chance = 1 / (1 + np.exp(-np.array([*row, 1]) @ curves[bare]))
                    found.append((asked, features(asked, families) @ weights, chance, right))
    for name, found in zip(("ours", *(folder.name for folder in FOREIGN)), judged, strict=True):
        report(name, found, out)
    names = ["coverage", "form", *(f"{f}-{v}{end}" for f in families for end in ("", "-bare") for v in VIEWS)]
    return {
        "ranking": {name: round(float(w), 2) for name, w in zip(names, weights, strict=True)},
        "calibration": named(curves[False]),
        "calibration_bare": named(curves[True]),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="replace the weights file")
    parser.add_argument("--vectors", type=Path, default=Path("data/vectors"))
    call = parser.parse_args()
    logging.basicConfig(level=logging.INFO)
    groups = [
        collect(SHIPPED, OURS, call.vectors / "ours", shipped_outside()),
        *(
            collect(
                folder,
                [folder / "questions.jsonl"],
                call.vectors / folder.name,
                shipped_outside()[::FEW],
            )
            for folder in FOREIGN
        ),
    ]
    families = sorted(groups[0][0].views)
    encoders = {}
    for size in range(len(families), 0, -1):
        for some in combinations(families, size):
            sys.stdout.write(f"{'+'.join(some)}\n")
            encoders["+".join(some)] = cross_validated(groups, some, sys.stdout)
    head = WEIGHTS_FILE.read_text(encoding="utf-8").split("encoders:")[0]
    text = head + yaml.safe_dump({"encoders": encoders}, sort_keys=False)
    if call.write:
        WEIGHTS_FILE.write_text(text, encoding="utf-8")
    sys.stdout.write(text)


if __name__ == "__main__":
    main()
