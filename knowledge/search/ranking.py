"""Ranking of the candidates by words and embeddings, and the calibrated score of the best."""

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from knowledge.query.parsing import Token
from knowledge.search.candidates import Candidate, unknown_share
from knowledge.search.index import Index
from knowledge.search.weights import (
    BareCalibration,
    Calibration,
    EncoderWeights,
    RankingWeights,
    WordRankingWeights,
    WordWeights,
)

if TYPE_CHECKING:
    from knowledge.search.embeddings import WeighedSimilarity

# The share of the best score from which an entry on another thing contests the answer: every fifth answer
# that is contested so is wrong. Words alone rank entries closer together. Less is enough where a question
# names the other by its whole title («нужен ли запрос для функции»): half of those answers are wrong.
CONTESTED, CONTESTED_BY_WORDS, CONTESTED_BY_TITLE = 0.25, 0.5, 0.05
_CERTAIN, _CERTAIN_FORM = 0.95, 0.98
_MOST_WORDS = 6
_LEAST = 0.0067
_MOST_ODDS = 12.0
# With fewer entries there is nothing to tell the best one from: their share of the softmax says nothing.
_ENOUGH_BARE = 16


def certain(candidates: Sequence[Candidate]) -> bool:
    """Whether the words alone leave no doubt: the question is a known way to ask."""
    return bool(candidates) and candidates[0].score >= _CERTAIN and candidates[0].form >= _CERTAIN_FORM


def rank_by_words(
    candidates: Sequence[Candidate], tokens: Sequence[Token], index: Index, weights: WordWeights
) -> list[Candidate]:
    """The same entries where nothing but words is known, ranked and scored by the fitted weights.

    They are fitted on entries with phrasings: where one without is best, everything stays as it was.
    """
    if not candidates or index.bare[candidates[0].entry]:
        return list(candidates)
    evidence = [(candidate, word_evidence(candidate, weights.ranking)) for candidate in candidates]
    ranked = sorted(evidence, key=lambda each: (-each[1], each[0].entry))
    best, most = ranked[0]
    seen = word_features(best, unknown_share(tokens, index), len(tokens))
    calibration = weights.calibration
    chance = 1 / (
        1
        + math.exp(-calibration.start - sum(getattr(calibration, name) * each for name, each in seen.items()))
    )
    return [replace(candidate, score=chance * math.exp(each - most)) for candidate, each in ranked]


def contending(candidates: Sequence[Candidate], weights: WordWeights) -> list[Candidate]:
    """Those of the candidates without which `rank_by_words` would put another first, or the first would be
    contested by another."""
    if not candidates:
        return []
    evidence = [word_evidence(candidate, weights.ranking) for candidate in candidates]
    least, score = max(evidence) + math.log(CONTESTED_BY_WORDS), candidates[0].score
    return [
        candidate
        for candidate, each in zip(candidates, evidence, strict=True)
        if each >= least or candidate.score == score
    ]


def word_evidence(candidate: Candidate, ranking: WordRankingWeights) -> float:
    """What the words say for an entry."""
    return (
        ranking.coverage * candidate.coverage
        + ranking.form * candidate.form
        + ranking.near * candidate.form**3
    )


def word_features(best: Candidate, unknown: float, words: int) -> dict[str, float]:
    """The features that tell whether the best entry by words is right, as `WordCalibration` names them."""
    few = min(max(words, 1), _MOST_WORDS)
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


def rank_with_embeddings(
    candidates: Sequence[Candidate],
    tokens: Sequence[Token],
    index: Index,
    similarity: "WeighedSimilarity",
    weights: EncoderWeights,
) -> list[Candidate]:
    """The entries that share a word or a meaning with the question, best first."""
    lowest = min(similarity.alike.values())
    by_words = {candidate.entry: candidate for candidate in candidates}
    bare = similarity.bare
    of = {
        entry: weights.ranking_bare if bare[entry] else weights.ranking
        for entry in {*by_words, *similarity.alike}
    }
    evidence = {
        entry: (candidate, evidence_for(candidate, similarity.alike.get(entry, lowest), of[entry]))
        for entry, candidate in {
            **{entry: Candidate(entry, 0.0, 0.0, 0.0, -1) for entry in similarity.alike},
            **by_words,
        }.items()
    }
    ranked = sorted(evidence.values(), key=lambda each: (-each[1], each[0].entry))
    best, most = ranked[0]
    second = ranked[1][1] if len(ranked) > 1 else 0.0
    alike = similarity.alike.get(best.entry, lowest)
    if bare[best.entry] and len(evidence) < _ENOUGH_BARE:
        return list(candidates)
    if bare[best.entry]:
        odds = log_odds([each - most for _, each in ranked[1:]])
        chance = calibrated_bare(weights.calibration_bare, odds, similarity.outside)
    else:
        unknown, margin = unknown_share(tokens, index), most - second
        chance = calibrated(
            weights.calibration, best, alike, margin, unknown, len(tokens), similarity.outside
        )
    # The others share what doubt leaves, each by its evidence.
    return [
        replace(
            candidate,
            score=chance * math.exp(each - most),
            likeness=similarity.alike.get(candidate.entry, lowest),
        )
        for candidate, each in ranked
    ]


def evidence_for(candidate: Candidate, alike: float, ranking: RankingWeights) -> float:
    """What speaks for an entry. A form counts by its cube: half a likeness is next to none."""
    return alike + ranking.coverage * candidate.coverage + ranking.form * candidate.form**3


def log_odds(behind: Sequence[float]) -> float:
    """The log-odds of the best entry in the softmax of the ranking; `behind` are the others' evidences, less
    its own."""
    others = math.fsum(map(math.exp, behind))
    return min(-math.log(others), _MOST_ODDS) if others else _MOST_ODDS


def calibrated_bare(calibration: BareCalibration, odds: float, outside: float) -> float:
    """The chance that the best entry is right, where it has no phrasings."""
    evidence = calibration.start + calibration.log_odds * odds + calibration.outside * outside
    return 1 / (1 + math.exp(-evidence))


def calibrated(
    calibration: Calibration,
    best: Candidate,
    alike: float,
    margin: float,
    unknown: float,
    words: int,
    outside: float,
) -> float:
    """The chance that the best entry is right."""
    evidence = (
        calibration.start
        + calibration.alike * alike
        + calibration.form * best.form**3
        + calibration.coverage * best.coverage
        + calibration.margin * margin
        + calibration.lexical * logit(best.score)
        + calibration.unknown * unknown
        + calibration.words * min(words, _MOST_WORDS)
        + calibration.diluted * unknown / min(max(words, 1), _MOST_WORDS)
        + calibration.mixed * min(unknown, best.coverage)
        + calibration.brief / min(max(words, 1), _MOST_WORDS)
        + calibration.outside * outside
    )
    return 1 / (1 + math.exp(-evidence))


def logit(score: float) -> float:
    """The evidence behind a score, within bounds."""
    score = min(max(score, _LEAST), 1 - _LEAST)
    return math.log(score / (1 - score))
