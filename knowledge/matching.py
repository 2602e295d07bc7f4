"""How well each entry fits a reading: few features, each with a plain meaning."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.index import Index
from knowledge.postings import Numbers
from knowledge.reach import Reach
from knowledge.reading import Token

# Weights of the score's logistic curve, fitted on both question sets and rounded: what the nearest form, the
# entry as a whole, the share of strange words and the number of words say for or against.
_FORM, _COVERAGE, _STRANGE, _WORDS, _START = 4.0, 5.0, -4.0, 0.6, -6.4
_MOST_WORDS = 6  # more words say no more
_KEPT = 100  # entries; what comes after them is nobody's answer
_IN_ANSWER = 0.8  # a word found only in the answer counts less than one that people ask with


@dataclass(frozen=True, slots=True)
class Match:
    """One entry and why it fits.

    `form` is the likeness of the question and the nearest title or phrasing: 1 when each telling word
    of either stands in the other. `coverage` is the share of the question found anywhere in the entry.
    `score` is the chance that the entry is what the question asks for. `likeness` is what encoders say.
    """

    entry: int
    score: float
    form: float
    coverage: float
    nearest: int
    likeness: float = 0.0


def rank(tokens: Sequence[Token], index: Index) -> list[Match]:
    """The entries that share a word with the question, best first; of a large base the best hundred."""
    asked = [index.matches(token.lemma, token.word) for token in tokens]
    masses = [_mass(token, found, index) for token, found in zip(tokens, asked, strict=True)]
    total = sum(masses)
    if not total:
        return []
    strange = _strange(masses, asked) / total
    asking = _START + _STRANGE * strange + _WORDS * min(len(tokens), _MOST_WORDS)
    reach = Reach(asked, index)
    form_asked, form_told = _Sum(len(index.form_entries)), _Sum(len(index.form_entries))
    entry_asked = _Sum(len(index.ids))
    told: dict[str, float] = {}
    for found, mass in zip(asked, masses, strict=True):
        in_forms: list[Held] = []
        in_entries: list[Held] = []
        for text, strength in found.items():
            held = reach.forms(text)
            in_forms.append((strength, held))
            in_entries.append((strength, index.form_entries[held]))
            in_entries.append((strength * _IN_ANSWER, reach.answers(text)))
            told[text] = max(told.get(text, 0.0), strength)
        form_asked.add(in_forms, mass)
        entry_asked.add(in_entries, mass)
    for text, strength in told.items():
        form_told.add([(strength, reach.forms(text))], index.rarity[text])
    fits = _fits(form_asked.amounts, form_told.amounts, total, index)
    return _best(fits, entry_asked.amounts, total, len(tokens), asking, index)


Amounts = NDArray[np.float64]
Held = tuple[float, Numbers]


class _Sum:
    """What speaks for each form, or for each entry, word by word."""

    def __init__(self, size: int) -> None:
        self.amounts: Amounts = np.zeros(size)
        self._strengths: Amounts | None = None

    def add(self, held: Sequence[Held], mass: float) -> None:
        """Adds `mass` wherever a word is held, times the strongest of the ways in which it is."""
        if len(held) == 1:
            strength, numbers = held[0]
            self.amounts[numbers] += strength * mass
        elif held:
            if self._strengths is None:
                self._strengths = np.empty_like(self.amounts)
            for strength, numbers in sorted(held, key=_strength):
                self._strengths[numbers] = strength  # the strongest last
            # A number that stands there twice is written twice, with the same value.
            numbers = np.concatenate([numbers for _, numbers in held])
            self.amounts[numbers] += self._strengths[numbers] * mass


def _strength(held: Held) -> float:
    return held[0]


@dataclass(frozen=True, slots=True)
class _Fits:
    """How well the nearest form of each entry fits, and which form that is."""

    best: Amounts
    nearest: Numbers


def _fits(form_asked: Amounts, form_told: Amounts, total: float, index: Index) -> _Fits:
    best = np.zeros(len(index.ids))
    nearest = np.full(len(index.ids), -1, dtype=np.int32)
    held = np.flatnonzero(form_asked > 0)
    if len(held):
        asked, told = form_asked[held] / total, form_told[held] / index.form_masses[held]
        # The harmonic mean: high only when both are.
        fits = 2 * asked * told / (asked + told)
        owners = index.form_entries[held]
        # The forms of an entry stand side by side.
        firsts = np.flatnonzero(np.diff(owners, prepend=-1))
        best[owners[firsts]] = np.maximum.reduceat(fits, firsts)
        # Of equal forms the first, so it is written last.
        fitting = np.flatnonzero(fits == best[owners])[::-1]
        nearest[owners[fitting]] = held[fitting]
    return _Fits(best, nearest)


def _best(
    fits: _Fits, entry_asked: Amounts, total: float, words: int, asking: float, index: Index
) -> list[Match]:
    found = np.flatnonzero(entry_asked > 0)
    fit, coverage = fits.best[found], entry_asked[found] / total
    if words == 1:
        coverage = np.minimum(coverage, fit)  # that one word stands somewhere says little
    evidence = asking + _FORM * fit + _COVERAGE * coverage
    if len(found) > _KEPT:
        # Of equals, those that the authors put first.
        least = np.partition(evidence, -_KEPT)[-_KEPT]
        better = np.flatnonzero(evidence > least)
        kept = np.concatenate([better, np.flatnonzero(evidence == least)[: _KEPT - len(better)]])
    else:
        kept = np.arange(len(found))
    kept = kept[np.lexsort((found[kept], -evidence[kept]))]
    return [
        Match(entry, 1 / (1 + math.exp(-weight)), form, covered, nearest)
        for entry, weight, form, covered, nearest in zip(
            found[kept].tolist(),
            evidence[kept].tolist(),
            fit[kept].tolist(),
            coverage[kept].tolist(),
            fits.nearest[found[kept]].tolist(),
            strict=True,
        )
    ]


def strangeness(tokens: Sequence[Token], index: Index) -> float:
    """The share of the question, by weight, that stands nowhere in the base."""
    asked = [index.matches(token.lemma, token.word) for token in tokens]
    masses = [_mass(token, found, index) for token, found in zip(tokens, asked, strict=True)]
    return _strange(masses, asked) / sum(masses) if sum(masses) else 1.0


def _strange(masses: Sequence[float], asked: Sequence[Mapping[str, float]]) -> float:
    return sum(mass for mass, found in zip(masses, asked, strict=True) if not found)


def _mass(token: Token, found: Mapping[str, float], index: Index) -> float:
    if not found:
        return token.lemma.weight * index.rarest
    nearest = max(found, key=lambda text: (found[text], index.rarity[text]))
    return token.lemma.weight * index.rarity[nearest]
