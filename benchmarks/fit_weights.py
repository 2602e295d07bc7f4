"""Fits knowledge/content/weights.yaml: `python -m benchmarks.fit_weights [--write]`.

Ranking: a softmax over the entries of each question. Score: a logistic curve over all questions. Both are
judged by cross-validation in which no entry's questions are on both sides; our base and
the foreign one count alike.
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

from bot.encoders import KeptVectors, open_encoders
from knowledge.evaluation import Question, read_questions
from knowledge.finding import build_finder
from knowledge.joining import certain, logit
from knowledge.loading import SHIPPED, load_knowledge
from knowledge.matching import rank, strangeness
from knowledge.meaning import build_meaning
from knowledge.weighing import WEIGHTS_FILE

ROOT = Path(__file__).parents[1]
FOREIGN = ROOT / "tests" / "knowledge" / "foreign"
OURS = [ROOT / "questions" / f"{name}.jsonl" for name in ("dev", "fresh", "unseen", "hard")]
FOLDS = 5
SURE = (
    "alike",
    "form",
    "coverage",
    "margin",
    "lexical",
    "strange",
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

    question: Question
    lexical: Array  # entries × (coverage, form³, lexical logit)
    parts: dict[str, tuple[Array, Array, Array]]
    strange: float
    words: int
    certain: bool
    right: Array


def collect(folder: Path, sets: Sequence[Path], vectors: Path) -> list[Asked]:
    base = load_knowledge(folder)
    meaning = build_meaning(base, open_encoders(), KeptVectors(vectors))
    assert meaning is not None, "no encoder, no weights"
    finder = build_finder(base, meaning)
    ids = list(finder.index.ids)
    asked = []
    for question in (each for path in sets for each in read_questions(path)):
        understood = finder.understand(question.q)
        if not understood.matches or not understood.reading.said:
            continue
        tokens = understood.tokens
        lexical = np.zeros((len(ids), 3))
        lexical[:, 2] = logit(0.0)
        matches = rank(tokens, finder.index)
        for match in matches:
            lexical[match.entry] = match.coverage, match.form**3, logit(match.score)
        asked.append(
            Asked(
                question,
                lexical,
                meaning.parts(understood.reading.text),
                strangeness(tokens, finder.index),
                min(len(tokens), 6),
                certain(matches),
                np.array([name in question.expect for name in ids], dtype=float),
            )
        )
    return asked


def features(asked: Asked, families: Sequence[str]) -> Array:
    return np.column_stack([asked.lexical[:, :2], *(part for f in families for part in asked.parts[f][:2])])


def fit_rank(groups: Sequence[Sequence[Asked]], families: Sequence[str]) -> Array:
    parts = [
        (np.stack([features(a, families) for a in group]), np.stack([a.right for a in group]))
        for group in groups
    ]
    scale = np.mean([x.std((0, 1)) for x, _ in parts], 0)
    weights, first, second = (np.zeros(len(scale)) for _ in range(3))
    for step in range(1, 701):
        gradient = 0.01 * weights
        for x, right in parts:
            chance = np.exp((score := (x / scale) @ weights) - score.max(1, keepdims=True))
            chance /= chance.sum(1, keepdims=True)
            meant = chance * right
            meant /= meant.sum(1, keepdims=True) + 1e-12
            gradient = gradient + np.einsum("qe,qef->f", chance - meant, x / scale) / len(x) / len(parts)
        first, second = 0.9 * first + 0.1 * gradient, 0.99 * second + 0.01 * gradient**2
        pace = 0.1 if step < 300 else 0.03
        weights = weights - pace * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.99**step)) + 1e-8)
    return weights / scale


def sure_row(asked: Asked, weights: Array, families: Sequence[str]) -> tuple[list[float], float]:
    """The features of the best entry and whether it is right."""
    evidence = features(asked, families) @ weights
    best, second = np.argsort(-evidence)[:2]
    alike = features(asked, families)[:, 2:] @ weights[2:]
    outside = sum(
        (weights[2 + 2 * n] + weights[3 + 2 * n]) * asked.parts[f][2] for n, f in enumerate(families)
    )
    coverage, form, lexical = asked.lexical[best]
    row = [
        alike[best],
        form,
        coverage,
        evidence[best] - evidence[second],
        lexical,
        asked.strange,
        asked.words,
    ]
    few = max(asked.words, 1)
    row += [asked.strange / few, min(asked.strange, coverage), 1 / few]
    return [*row, float(np.max(outside)) - alike.max()], float(asked.right[best])


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
        rows = [sure_row(a, weights, families) for g in learnt for a in g]
        weight = np.concatenate([np.full(len(g), 400 / len(g)) for g in learnt])
        curve = fit_sure(np.array([r for r, _ in rows]), np.array([r for _, r in rows]), weight)
        for group, found in zip(groups, judged, strict=True):
            for n, asked in enumerate(group):
                if fold_of(asked, n) == fold:
                    row, right = sure_row(asked, weights, families)
                    chance = 1 / (1 + np.exp(-(np.array(row) @ curve[:-1] + curve[-1])))
                    found.append((asked, features(asked, families) @ weights, chance, right))
    for name, found in zip(("ours", "foreign"), judged, strict=True):
        report(name, found, out)
    names = ["coverage", "form", *(f"{f}-{part}" for f in families for part in ("form", "whole"))]
    return {
        "rank": {name: round(float(w), 2) for name, w in zip(names, weights, strict=True)},
        "sure": {name: round(float(w), 3) for name, w in zip((*SURE, "start"), curve, strict=True)},
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="replace the weights file")
    parser.add_argument("--vectors", type=Path, default=Path("data/vectors"))
    call = parser.parse_args()
    logging.basicConfig(level=logging.INFO)
    groups = [
        collect(SHIPPED, OURS, call.vectors / "ours"),
        collect(FOREIGN, [FOREIGN / "questions.jsonl"], call.vectors / "foreign"),
    ]
    families = sorted(groups[0][0].parts)
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
