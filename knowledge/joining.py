"""Words and meaning together: one ranking and one calibrated score."""

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from knowledge.index import Index
from knowledge.matching import Match, strangeness
from knowledge.reading import Token
from knowledge.weighing import Sure, Weighing, WordsRank, WordsWeighing

if TYPE_CHECKING:
    from knowledge.meaning import Sense

_CERTAIN, _CERTAIN_FORM = 0.95, 0.98
_MOST_WORDS = 6
_LEAST = 0.0067


def certain(matches: Sequence[Match]) -> bool:
    """Whether the words alone leave no doubt: the question is a known way to ask."""
    return bool(matches) and matches[0].score >= _CERTAIN and matches[0].form >= _CERTAIN_FORM


def by_words(
    matches: Sequence[Match], tokens: Sequence[Token], index: Index, weighing: WordsWeighing
) -> list[Match]:
    """The same entries where nothing but words is known, ranked and trusted by the fitted weights.

    They are fitted on entries with phrasings: where one without is best, everything stays as it was.
    """
    if not matches or index.bare[matches[0].entry]:
        return list(matches)
    evidence = [(match, worded(match, weighing.rank)) for match in matches]
    ranked = sorted(evidence, key=lambda each: (-each[1], each[0].entry))
    best, most = ranked[0]
    seen = words_row(best, strangeness(tokens, index), len(tokens))
    sure = weighing.sure
    chance = 1 / (1 + math.exp(-sure.start - sum(getattr(sure, name) * each for name, each in seen.items())))
    return [replace(match, score=chance * math.exp(each - most)) for match, each in ranked]


def worded(match: Match, rank: WordsRank) -> float:
    """What the words say for an entry."""
    return rank.coverage * match.coverage + rank.form * match.form + rank.near * match.form**3


def words_row(best: Match, strange: float, words: int) -> dict[str, float]:
    """The features that tell whether the best entry by words is right, as `WordsSure` names them."""
    few = min(max(words, 1), _MOST_WORDS)
    return {
        "form": best.form,
        "near": best.form**3,
        "coverage": best.coverage,
        "strange": strange,
        "words": few,
        "diluted": strange / few,
        "mixed": min(strange, best.coverage),
        "brief": 1 / few,
        "both": best.coverage * best.form,
    }


def joined(
    matches: Sequence[Match], tokens: Sequence[Token], index: Index, sense: "Sense", weighing: Weighing
) -> list[Match]:
    """The entries that share a word or a meaning with the question, best first."""
    lowest = min(sense.alike.values())
    by_words = {match.entry: match for match in matches}
    evidence = {
        entry: (match, evidence_for(match, sense.alike.get(entry, lowest), weighing))
        for entry, match in {
            **{entry: Match(entry, 0.0, 0.0, 0.0, -1) for entry in sense.alike},
            **by_words,
        }.items()
    }
    ranked = sorted(evidence.values(), key=lambda each: (-each[1], each[0].entry))
    best, most = ranked[0]
    second = ranked[1][1] if len(ranked) > 1 else 0.0
    alike = sense.alike.get(best.entry, lowest)
    sure = weighing.sure_bare if sense.bare[best.entry] else weighing.sure
    chance = sureness(
        sure, best, alike, most - second, strangeness(tokens, index), len(tokens), sense.outside
    )
    # The others share what doubt leaves, each by its evidence.
    return [
        replace(match, score=chance * math.exp(each - most), likeness=sense.alike.get(match.entry, lowest))
        for match, each in ranked
    ]


def evidence_for(match: Match, alike: float, weighing: Weighing) -> float:
    """What speaks for an entry. A form counts by its cube: half a likeness is next to none."""
    rank = weighing.rank
    return alike + rank.coverage * match.coverage + rank.form * match.form**3


def sureness(
    sure: Sure, best: Match, alike: float, margin: float, strange: float, words: int, outside: float
) -> float:
    """The chance that the best entry is right."""
    evidence = (
        sure.start
        + sure.alike * alike
        + sure.form * best.form**3
        + sure.coverage * best.coverage
        + sure.margin * margin
        + sure.lexical * logit(best.score)
        + sure.strange * strange
        + sure.words * min(words, _MOST_WORDS)
        + sure.diluted * strange / min(max(words, 1), _MOST_WORDS)
        + sure.mixed * min(strange, best.coverage)
        + sure.brief / min(max(words, 1), _MOST_WORDS)
        + sure.outside * outside
    )
    return 1 / (1 + math.exp(-evidence))


def logit(score: float) -> float:
    """The evidence behind a score, within bounds."""
    score = min(max(score, _LEAST), 1 - _LEAST)
    return math.log(score / (1 - score))
