"""Ranking of the candidates by words and embeddings, and the calibrated score of the best.

Both are linear in named features, by the fitted weights of `weights.yaml` and `words.yaml`.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from knowledge.authored import Authored, typed
from knowledge.query.parsing import Token
from knowledge.search.candidates import MOST_WORDS, Candidate, unknown_share
from knowledge.search.index import Index
from knowledge.yaml_source import read_yaml

VIEWS = ("form", "whole", "sentence")
WEIGHTS_FILE = Path(__file__).parents[1] / "content" / "weights.yaml"
WORDS_FILE = Path(__file__).parents[1] / "content" / "words.yaml"

# The share of the best score from which an entry on another thing contests the answer: every fifth answer
# that is contested so is wrong. Words alone rank entries closer together. Less is enough where a question
# names the other by its whole title («нужен ли запрос для функции»): half of those answers are wrong.
CONTESTED, CONTESTED_BY_WORDS, CONTESTED_BY_TITLE = 0.25, 0.5, 0.05
_CERTAIN, _CERTAIN_FORM = 0.95, 0.98
_LEAST = 0.0067
_MOST_ODDS = 12.0
# With fewer entries there is nothing to tell the best one from: their share of the softmax says nothing.
_ENOUGH_BARE = 16

Weights = dict[str, float]
"""What each feature says for or against, by its name; of a calibration also where its curve starts."""


class EncoderWeights(Authored):
    """The weights for one set of encoders, whose features are named «family-form», «family-whole» and
    «family-sentence».

    An entry with phrasings is ranked and trusted by others than a bare one: likeness to a title says less.
    """

    ranking: Weights
    ranking_bare: Weights
    calibration: Weights
    calibration_bare: Weights


class WordWeights(Authored):
    """`words.yaml` as written: the weights where only words are compared."""

    ranking: Weights
    calibration: Weights


class WeightsFile(Authored):
    """`weights.yaml` as written."""

    encoders: dict[str, EncoderWeights]


@lru_cache(maxsize=1)
def shipped_weights() -> Mapping[frozenset[str], EncoderWeights]:
    """The weights of every set of encoders that was fitted, read once."""
    file = typed(WeightsFile, read_yaml(WEIGHTS_FILE))
    return {frozenset(name.split("+")): weights for name, weights in file.encoders.items()}


@lru_cache(maxsize=1)
def shipped_words() -> WordWeights:
    """The weights of words alone that come with the project, read once."""
    return typed(WordWeights, read_yaml(WORDS_FILE))


def certain(candidates: Sequence[Candidate]) -> bool:
    """Whether the words alone leave no doubt: the question is a known way to ask."""
    return bool(candidates) and candidates[0].score >= _CERTAIN and candidates[0].form >= _CERTAIN_FORM


def rank_by_words(candidates: Sequence[Candidate], tokens: Sequence[Token], index: Index) -> list[Candidate]:
    """Ranks and scores entries by the fitted weights where nothing but words is known.

    They are fitted on entries with phrasings: where one without is best, everything stays as it was.
    """
    if not candidates or index.bare[candidates[0].entry]:
        return list(candidates)
    evidence = [(candidate, _word_evidence(candidate)) for candidate in candidates]
    ranked = sorted(evidence, key=lambda each: (-each[1], each[0].entry))
    best, most = ranked[0]
    chance = _chance(
        shipped_words().calibration, word_features(best, unknown_share(tokens, index), len(tokens))
    )
    return [replace(candidate, score=chance * math.exp(each - most)) for candidate, each in ranked]


def contending(candidates: Sequence[Candidate]) -> list[Candidate]:
    """The candidates without which `rank_by_words` would put another first, or the first would be contested
    by another."""
    if not candidates:
        return []
    evidence = list(map(_word_evidence, candidates))
    least, score = max(evidence) + math.log(CONTESTED_BY_WORDS), candidates[0].score
    return [
        candidate
        for candidate, each in zip(candidates, evidence, strict=True)
        if each >= least or candidate.score == score
    ]


def _word_evidence(candidate: Candidate) -> float:
    """What the words say for an entry."""
    weights = shipped_words().ranking
    return (
        weights["coverage"] * candidate.coverage
        + weights["form"] * candidate.form
        + weights["near"] * candidate.form**3
    )


def word_features(best: Candidate, unknown: float, words: int) -> dict[str, float]:
    """What tells whether the best entry is right where only words are compared.

    `unknown` is the share of the question that stands nowhere in the base; `diluted` the same for each word
    (one unknown word of two says more than two of four); `mixed` what is both known and unknown.
    """
    few = min(max(words, 1), MOST_WORDS)
    return {
        "form": best.form,
        "near": best.form**3,
        "coverage": best.coverage,
        "unknown": unknown,
        "words": few,
        "diluted": unknown / few,
        "mixed": min(unknown, best.coverage),
        "brief": 1 / few,
        "both": best.coverage * best.form,
    }


def _features(
    best: Candidate, alike: float, margin: float, unknown: float, words: int, outside: float
) -> dict[str, float]:
    """What tells whether the best entry is right; `outside`: how alike the nearest example of a question that
    is not ours is. A form counts by its cube: half a likeness is next to none."""
    few = min(max(words, 1), MOST_WORDS)
    return {
        "alike": alike,
        "form": best.form**3,
        "coverage": best.coverage,
        "margin": margin,
        "lexical": logit(best.score),
        "unknown": unknown,
        "words": min(words, MOST_WORDS),
        "diluted": unknown / few,
        "mixed": min(unknown, best.coverage),
        "brief": 1 / few,
        "outside": outside,
    }


def _bare_features(behind: Sequence[float], outside: float) -> dict[str, float]:
    """The same where it has no phrasings: its log-odds in the softmax of the ranking. Levels and margins
    differ from base to base, these do not. `behind` are the others' evidences, less its own."""
    others = math.fsum(map(math.exp, behind))
    odds = min(-math.log(others), _MOST_ODDS) if others else _MOST_ODDS
    return {"log_odds": odds, "outside": outside}


def _chance(calibration: Weights, features: Mapping[str, float]) -> float:
    """The chance that the best entry is right, by the logistic curve of the calibration."""
    evidence = sum((calibration[name] * each for name, each in features.items()), calibration["start"])
    return 1 / (1 + math.exp(-evidence))


def logit(score: float) -> float:
    """The evidence behind a score, within bounds."""
    score = min(max(score, _LEAST), 1 - _LEAST)
    return math.log(score / (1 - score))


@dataclass(frozen=True, slots=True)
class WeighedSimilarity:
    """Similarity to the nearest entries, each weighed, and to the nearest example of what is outside."""

    alike: dict[int, float]
    outside: float


def rank_with_embeddings(
    candidates: Sequence[Candidate],
    tokens: Sequence[Token],
    index: Index,
    similarity: WeighedSimilarity,
    weights: EncoderWeights,
) -> list[Candidate]:
    """The entries that share a word or a meaning with the question, best first."""
    lowest = min(similarity.alike.values())

    def alike(candidate: Candidate) -> float:
        return similarity.alike.get(candidate.entry, lowest)

    def evidence_for(candidate: Candidate) -> float:
        ranking = weights.ranking_bare if index.bare[candidate.entry] else weights.ranking
        by_coverage, by_form = ranking["coverage"] * candidate.coverage, ranking["form"] * candidate.form**3
        return alike(candidate) + by_coverage + by_form

    by_meaning = {entry: Candidate(entry, 0.0, 0.0, 0.0, -1) for entry in similarity.alike}
    found = by_meaning | {candidate.entry: candidate for candidate in candidates}
    evidence = [(candidate, evidence_for(candidate)) for candidate in found.values()]
    ranked = sorted(evidence, key=lambda each: (-each[1], each[0].entry))
    best, most = ranked[0]
    if not index.bare[best.entry]:
        margin = most - (ranked[1][1] if len(ranked) > 1 else 0.0)
        unknown = unknown_share(tokens, index)
        features = _features(best, alike(best), margin, unknown, len(tokens), similarity.outside)
        chance = _chance(weights.calibration, features)
    elif len(ranked) < _ENOUGH_BARE:
        return list(candidates)
    else:
        behind = [each - most for _, each in ranked[1:]]
        chance = _chance(weights.calibration_bare, _bare_features(behind, similarity.outside))
    # The others share what doubt leaves, each by its evidence.
    return [
        replace(candidate, score=chance * math.exp(each - most), likeness=alike(candidate))
        for candidate, each in ranked
    ]
