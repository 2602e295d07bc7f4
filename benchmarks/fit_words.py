"""Fits knowledge/content/words.yaml, the weights of words alone: `python -m benchmarks.fit_words [--write]`.

As in `fit_weights`: a softmax over the entries, a logistic curve over the questions, and no entry's questions
on both sides when they are judged. Only entries with phrasings are weighed so.
"""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from benchmarks.fit_weights import FOLDS, OFF_TOPIC, OURS, WORTH, fit_sure
from knowledge.base.loading import SHIPPED, load_knowledge
from knowledge.evaluation import LabelledQuestion, read_questions
from knowledge.search.candidates import Candidate, find_candidates, unknown_share
from knowledge.search.deciding import ANSWERED_FROM, SUGGESTED_BY_WORDS_FROM
from knowledge.search.embeddings import shipped_outside
from knowledge.search.finder import build_finder
from knowledge.search.ranking import WORDS_FILE, word_features

STEPS, PENALTY, STEP = 40, 0.01, 0.7

Array = Any


@dataclass
class Asked:
    """One question and what its words say; `part` keeps the questions of one entry on one side."""

    right: Array
    candidates: list[Candidate]
    features: Array  # candidates × (coverage, form, form³)
    unknown: float
    words: int
    part: int

    def row(self, weights: Array) -> tuple[list[float], float, Array]:
        """The features of the best entry, whether it is right, and the entries, best first."""
        evidence = self.features @ weights
        order = np.argsort(-evidence, kind="stable")
        row = word_features(self.candidates[order[0]], self.unknown, self.words)
        return list(row.values()), self.right[order[0]], order


def collect(folder: Path, sets: Sequence[Path], outside: Sequence[str]) -> list[Asked]:
    finder = build_finder(load_knowledge(folder))
    ids = finder.index.ids
    questions = [
        *chain.from_iterable(map(read_questions, sets)),
        *(LabelledQuestion(o, (), "") for o in outside),
    ]
    asked = []
    for number, question in enumerate(questions):
        tokens = finder.analyse(question.q).tokens
        if candidates := find_candidates(tokens, finder.index):
            right = np.array([ids[match.entry] in question.expect for match in candidates], dtype=float)
            features = np.array([[match.coverage, match.form, match.form**3] for match in candidates])
            part = list(ids).index(question.expect[0]) if question.expect else number
            unknown = unknown_share(tokens, finder.index)
            asked.append(Asked(right, candidates, features, unknown, len(tokens), part))
    return asked


def fit_rank(asked: Sequence[Asked]) -> Array:
    asked = [each for each in asked if each.right.any()]
    weights = np.zeros(3)
    for _ in range(STEPS):
        gradient, curve = PENALTY * weights, PENALTY * np.eye(3)
        for each in asked:
            chance = np.exp((score := each.features @ weights) - score.max())
            chance /= chance.sum()
            meant = chance * each.right
            middle = each.features.T @ chance
            gradient += each.features.T @ (chance - meant / (meant.sum() + 1e-12)) / len(asked)
            spread = (each.features * chance[:, None]).T @ each.features
            curve += (spread - np.outer(middle, middle)) / len(asked)
        weights = weights - STEP * np.linalg.solve(curve, gradient)
    return weights


def fit_curve(asked: Sequence[Asked], weights: Array) -> Array:
    rows, right, _ = zip(*(each.row(weights) for each in asked), strict=True)
    worth = np.array([1.0 if each.right.any() else OFF_TOPIC for each in asked])
    return fit_sure(np.array(rows), np.array(right), worth * (WORTH / worth.sum()))


def cross_validated(asked: Sequence[Asked]) -> dict[str, dict[str, float]]:
    judged: list[tuple[Asked, float, Array]] = []
    for fold in range(FOLDS + 1):  # the last one fits on everything
        learnt = [each for each in asked if each.part % FOLDS != fold]
        weights = fit_rank(learnt)
        curve = fit_curve(learnt, weights)
        for each in asked:
            if each.part % FOLDS == fold:
                row, _, order = each.row(weights)
                judged.append((each, float(1 / (1 + np.exp(-np.array([*row, 1]) @ curve))), order))
    names = word_features(asked[0].candidates[0], asked[0].unknown, asked[0].words)
    inside = [(chance, a.right[order]) for a, chance, order in judged if a.right.any()]
    outside = [chance for a, chance, _ in judged if not a.right.any()]
    sys.stdout.write(
        f"of those that share a word with the right entry, first"
        f" {np.mean([right[0] for _, right in inside]):.3f} three"
        f" {np.mean([right[:3].max() for _, right in inside]):.3f} answered wrong"
        f" {np.mean([chance >= ANSWERED_FROM and not right[0] for chance, right in inside]):.3f}; off topic"
        f" answered {np.mean([chance >= ANSWERED_FROM for chance in outside]):.3f} given suggestions"
        f" {np.mean([SUGGESTED_BY_WORDS_FROM <= chance < ANSWERED_FROM for chance in outside]):.3f}\n"
    )
    return {
        "ranking": dict(zip(("coverage", "form", "near"), map(rounded, weights), strict=True)),
        "calibration": dict(zip((*names, "start"), map(rounded, curve), strict=True)),
    }


def rounded(weight: float) -> float:
    return round(float(weight), 3)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="replace the weights file")
    call = parser.parse_args()
    found = cross_validated(collect(SHIPPED, OURS, shipped_outside()))
    head = "".join(line for line in WORDS_FILE.open(encoding="utf-8") if line.startswith("#"))
    text = head + yaml.safe_dump(found, sort_keys=False)
    if call.write:
        WORDS_FILE.write_text(text, encoding="utf-8")
    sys.stdout.write(text)


if __name__ == "__main__":
    main()
