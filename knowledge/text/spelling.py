"""Misspelt words and the words of the base that they stand for."""

from collections.abc import Mapping
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA

_NEAR = 0.7  # the least similarity
_SPREAD = 0.1  # how far below the nearest word others still count
_SHORTEST = 4
_REMEMBERED = 8_192
_LETTERS = 32  # bits for letters that a word has, as many again for those that it has twice
_SHORT_LIST = 256  # words; so few are compared sooner than sifted

Masks = NDArray[np.uint64]


class Speller:
    """Knows every word of the base as written, and the lemma behind it."""

    def __init__(self, spelt: Mapping[str, str]) -> None:
        self._spelt = dict(spelt)
        self._long = [word for word in spelt if len(word) >= _SHORTEST]
        self._masks = np.fromiter(map(_mask, self._long), dtype=np.uint64, count=len(self._long))
        self._lengths = np.fromiter(map(len, self._long), dtype=np.int32, count=len(self._long))
        self.near = lru_cache(maxsize=_REMEMBERED)(self._near)

    def __contains__(self, word: object) -> bool:
        return word in self._spelt

    def _near(self, word: str) -> Mapping[str, float]:
        """Lemmas that the misspelt `word` may stand for, each with its similarity."""
        if len(word) < _SHORTEST:
            return {}
        # A transposed pair of letters is one mistake, not two.
        best = process.extract(
            word, self._like(word), scorer=OSA.normalized_similarity, score_cutoff=_NEAR, limit=6
        )
        found: dict[str, float] = {}
        for spelling, similarity, _ in best:
            if similarity >= best[0][1] - _SPREAD:
                target = self._spelt[spelling]
                found[target] = max(found.get(target, 0.0), similarity)
        return found

    def _like(self, word: str) -> list[str]:
        """Every word that can be near enough, and few others: comparing all of a large base takes long.

        One mistake takes away at most one letter and brings at most one.
        """
        if len(self._long) <= _SHORT_LIST:
            return self._long
        mask = _mask(word)
        mistakes = np.floor((1 - _NEAR) * np.maximum(self._lengths, len(word)) + 1e-9)
        lost = np.bitwise_count(self._masks & ~mask)
        gained = np.bitwise_count(~self._masks & mask)
        alike = (lost <= mistakes) & (gained <= mistakes)
        alike &= np.abs(self._lengths - len(word)) <= mistakes
        return [self._long[place] for place in np.flatnonzero(alike).tolist()]


def _mask(word: str) -> np.uint64:
    """The letters of a word as bits; letters that share a bit only make words look more alike."""
    once = twice = 0
    for letter in word:
        bit = 1 << ord(letter) % _LETTERS
        twice |= once & bit
        once |= bit
    return np.uint64(once | twice << _LETTERS)
