"""Misspelt words and the words of the base that they stand for."""

from collections.abc import Mapping
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

_NEAR = 0.7  # the least similarity
_SPREAD = 0.1  # how far below the nearest word others still count
_SHORTEST = 4
_REMEMBERED = 8_192


class Speller:
    """Knows every word of the base as written, and the lemma behind it."""

    def __init__(self, spelt: Mapping[str, str]) -> None:
        self._spelt = dict(spelt)
        self._long = [word for word in spelt if len(word) >= _SHORTEST]
        self.near = lru_cache(maxsize=_REMEMBERED)(self._near)

    def __contains__(self, word: object) -> bool:
        return word in self._spelt

    def _near(self, word: str) -> Mapping[str, float]:
        """Lemmas that the misspelt `word` may stand for, each with its similarity."""
        if len(word) < _SHORTEST:
            return {}
        # A transposed pair of letters is one mistake, not two.
        best = process.extract(
            word, self._long, scorer=OSA.normalized_similarity, score_cutoff=_NEAR, limit=6
        )
        found: dict[str, float] = {}
        for spelling, similarity, _ in best:
            if similarity >= best[0][1] - _SPREAD:
                target = self._spelt[spelling]
                found[target] = max(found.get(target, 0.0), similarity)
        return found
