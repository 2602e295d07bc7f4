"""Fits the weights of bare entries in weights.yaml: `python -m benchmarks.fit_bare [--write]`.

Three bases without phrasings: the two foreign ones with their questions, and our own, asked by its
phrasings. Ranking: a softmax over the entries of each question, its weights not negative. Answering: a
logistic curve over the log-odds of the best entry and the likeness to the outside; the questions of the
other bases are off topic. Judged by leaving one base out; `--judge` names other folders (entries in `kb/`
and `questions.jsonl`) to judge on.
"""

import argparse
import logging
import random
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from benchmarks.fit_weights import FOREIGN, fit_sure
from bot.content.encoders import KeptVectors, open_encoders
from knowledge.base.entries import KnowledgeBase, Phrasings
from knowledge.base.loading import SHIPPED, load_knowledge
from knowledge.evaluation import LabelledQuestion, read_questions
from knowledge.query.incomplete import small_talk, without_small_talk
from knowledge.query.parsing import as_meant, parse
from knowledge.search.candidates import find_candidates
from knowledge.search.deciding import BARE_ANSWERED_FROM, BARE_SUGGESTED_FROM
from knowledge.search.embeddings import build_embeddings
from knowledge.search.finder import build_finder
from knowledge.search.ranking import WEIGHTS_FILE, certain

SEED = 7
VIEWS = ("form", "whole")
FROM_OTHERS = 120  # questions of each other base that are asked off topic
PHRASINGS = 700  # of our own base
PENALTY, STEPS, RATE = 0.1, 400, 0.5
OFF_TOPIC = 1.0  # the weight of an off-topic question beside one in scope
WORTH = 600

Array = Any


@dataclass
class Asked:
    """One question with the features of every entry of its base."""

    lexical: Array  # entries × (coverage, form³)
    views: dict[str, Array]  # by encoder: entries × (form, whole)
    outside: dict[str, float]
    right: Array

    def features(self, families: Sequence[str]) -> Array:
        return np.column_stack([self.lexical, *(self.views[family] for family in families)])


def without_phrasings(base: KnowledgeBase) -> KnowledgeBase:
    return KnowledgeBase({entry.id: entry.model_copy(update={"phrasings": Phrasings()}) for entry in base})


def phrasings(base: KnowledgeBase) -> list[LabelledQuestion]:
    """Our own phrasings as questions; a counterpart answers as well."""
    return [
        LabelledQuestion(text, tuple(each for each in (entry.id, entry.counterpart) if each), "phrasing")
        for entry in base
        for text in entry.phrasings.texts
    ]


def collect(base: KnowledgeBase, questions: Sequence[LabelledQuestion], vectors: Path | None) -> list[Asked]:
    embeddings = build_embeddings(base, open_encoders(), KeptVectors(vectors))
    assert embeddings is not None, "no encoder, no weights"
    finder = build_finder(base)
    index, found = finder.index, []
    for question in questions:
        query = parse(question.q, index.vocabulary)
        said = without_small_talk(query.said)
        if not said or small_talk(query.said) is not None:
            continue
        tokens = [token for token in query.tokens if token.word in set(said)]
        candidates = find_candidates(tokens, index)
        if certain(candidates):
            continue
        lexical = np.zeros((len(index.ids), 2))
        for candidate in candidates:
            lexical[candidate.entry] = candidate.coverage, candidate.form**3
        parts = embeddings.parts(as_meant(query, said, index.vocabulary))
        found.append(
            Asked(
                lexical,
                {family: np.column_stack([each.form, each.whole]) for family, (each, _) in parts.items()},
                {family: float(outside.max(initial=0.0)) for family, (_, outside) in parts.items()},
                np.array([name in question.expect for name in index.ids], dtype=float),
            )
        )
    return found


def fit_ranking(groups: Sequence[Sequence[Asked]], families: Sequence[str]) -> Array:
    """The weights, each base counting alike; by accelerated gradient steps that stay above 0."""
    parts = [
        [(each.features(families), each.right) for each in group if each.right.any()] for group in groups
    ]
    scale = np.concatenate([x for part in parts for x, _ in part]).std(0)
    stacked = [(np.stack([x for x, _ in part]) / scale, np.stack([y for _, y in part])) for part in parts]
    weights = before = np.ones(len(scale))
    for step in range(STEPS):
        ahead = weights + (step / (step + 3)) * (weights - before)
        gradient = PENALTY * ahead
        for x, right in stacked:
            chance = np.exp((score := x @ ahead) - score.max(1, keepdims=True))
            chance /= chance.sum(1, keepdims=True)
            meant = chance * right
            meant /= meant.sum(1, keepdims=True) + 1e-12
            gradient = gradient + np.einsum("qe,qef->f", chance - meant, x) / (len(x) * len(stacked))
        weights, before = np.maximum(ahead - RATE * gradient, 0.0), weights
    return weights / scale


def row(asked: Asked, weights: Array, families: Sequence[str]) -> tuple[list[float], float]:
    """The log-odds of the best entry and the likeness to the outside, and whether it is right."""
    evidence = asked.features(families) @ weights
    best = int(evidence.argmax())
    others = np.exp(np.delete(evidence, best) - evidence[best]).sum()
    outside = float(np.mean([asked.outside[family] for family in families]))
    return [min(-float(np.log(others + 1e-12)), 12.0), outside], float(asked.right[best])


def fit_answering(groups: Sequence[Sequence[Asked]], weights: Array, families: Sequence[str]) -> Array:
    rows, right, worth = [], [], []
    for group in groups:
        inside = sum(bool(each.right.any()) for each in group)
        for each in group:
            features, is_right = row(each, weights, families)
            rows.append(features)
            right.append(is_right)
            share = 1 / inside if each.right.any() else OFF_TOPIC / (len(group) - inside)
            worth.append(share)
    each_worth = np.array(worth)
    return fit_sure(np.array(rows), np.array(right), each_worth * (WORTH / each_worth.sum()))


def report(name: str, group: Sequence[Asked], weights: Array, curve: Array, families: Sequence[str]) -> str:
    first = three = answered = wrong = offered = off = inside = 0
    for asked in group:
        features, right = row(asked, weights, families)
        chance = 1 / (1 + np.exp(-(np.array([*features, 1.0]) @ curve)))
        order = np.argsort(-(asked.features(families) @ weights))[:3]
        near = bool(asked.right[order].any())
        if asked.right.any():
            inside += 1
            first += bool(right)
            three += near
            wrong += chance >= BARE_ANSWERED_FROM and not right
            answered += chance >= BARE_ANSWERED_FROM and bool(right)
            offered += bool(right) if chance >= BARE_ANSWERED_FROM else chance >= BARE_SUGGESTED_FROM and near
        else:
            off += chance >= BARE_ANSWERED_FROM
    outside = max(len(group) - inside, 1)
    shares = (first, three, answered, wrong, offered)
    shown = " ".join(f"{share / max(inside, 1):6.1%}" for share in shares)
    return f"  {name:<15}{shown} {off / outside:6.1%}\n"


def bases(vectors: Path, judged: Sequence[Path]) -> dict[str, list[Asked]]:
    chance = random.Random(SEED)
    loaded: dict[str, tuple[KnowledgeBase, list[LabelledQuestion], Path]] = {}
    ours = load_knowledge(SHIPPED)
    loaded["ours"] = (
        without_phrasings(ours), chance.sample(phrasings(ours), PHRASINGS), vectors / "ours"
    )  # fmt: skip
    for folder in FOREIGN:
        questions = list(read_questions(folder / "questions.jsonl"))
        loaded[folder.name] = (load_knowledge(folder), questions, vectors / folder.name)
    strange = {name: [q for q in questions if q.in_scope] for name, (_, questions, _) in loaded.items()}
    found = {}
    for name, (base, questions, path) in loaded.items():
        others = [each for other, asked in strange.items() if other != name for each in asked]
        off = [replace(each, expect=()) for each in chance.sample(others, 2 * FROM_OTHERS)]
        found[name] = collect(base, [*questions, *off], path)
    for folder in judged:
        questions = list(read_questions(folder / "questions.jsonl"))
        found[folder.name] = collect(load_knowledge(folder / "kb"), questions, vectors / folder.name)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="replace them in the weights file")
    parser.add_argument("--vectors", type=Path, default=Path("data/vectors"))
    parser.add_argument("--judge", type=Path, nargs="*", default=[], metavar="FOLDER")
    call = parser.parse_args()
    logging.basicConfig(level=logging.INFO)
    everything = bases(call.vectors, call.judge)
    fitted = {name: everything[name] for name in list(everything)[: 1 + len(FOREIGN)]}
    families = sorted(next(iter(fitted.values()))[0].views)
    file = yaml.safe_load(WEIGHTS_FILE.read_text(encoding="utf-8"))
    for size in range(len(families), 0, -1):
        for some in combinations(families, size):
            sys.stdout.write(f"{'+'.join(some)}\n")
            sys.stdout.write(f"  {'':<15} first  three  right  wrong offered off topic answered\n")
            for left_out, group in fitted.items():
                rest = [other for name, other in fitted.items() if name != left_out]
                weights = fit_ranking(rest, some)
                curve = fit_answering(rest, weights, some)
                sys.stdout.write(report(f"{left_out} out", group, weights, curve, some))
            weights = fit_ranking(list(fitted.values()), some)
            curve = fit_answering(list(fitted.values()), weights, some)
            for name, group in everything.items():
                sys.stdout.write(report(name, group, weights, curve, some))
            names = ["coverage", "form", *(f"{family}-{view}" for family in some for view in VIEWS)]
            entry = file["encoders"]["+".join(some)]
            entry["ranking_bare"] = {n: round(float(w), 2) for n, w in zip(names, weights, strict=True)}
            named = zip(("log_odds", "outside", "start"), curve, strict=True)
            entry["calibration_bare"] = {name: round(float(weight), 3) for name, weight in named}
            sys.stdout.write(f"  {entry['ranking_bare']} {entry['calibration_bare']}\n")
    if call.write:
        head = WEIGHTS_FILE.read_text(encoding="utf-8").split("encoders:")[0]
        text = head + yaml.safe_dump({"encoders": file["encoders"]}, sort_keys=False)
        WEIGHTS_FILE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
