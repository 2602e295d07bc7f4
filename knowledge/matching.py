"""How well each entry fits a reading: few features, each with a plain meaning."""

import heapq
import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from knowledge.index import Index
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
    form_asked: dict[int, float] = defaultdict(float)
    form_told: dict[int, float] = defaultdict(float)
    entry_asked: dict[int, float] = defaultdict(float)
    told: dict[tuple[int, str], float] = {}
    for found, mass in zip(asked, masses, strict=True):
        in_form: dict[int, float] = {}
        in_entry: dict[int, float] = {}
        for text, strength in found.items():
            for number in reach.forms(text):
                in_form[number] = max(in_form.get(number, 0.0), strength)
                key = (number, text)
                told[key] = max(told.get(key, 0.0), strength)
            for entry in reach.answers(text):
                in_entry[entry] = max(in_entry.get(entry, 0.0), strength * _IN_ANSWER)
        for number, strength in in_form.items():
            form_asked[number] += strength * mass
            entry = index.forms[number].entry
            in_entry[entry] = max(in_entry.get(entry, 0.0), strength)
        for entry, strength in in_entry.items():
            entry_asked[entry] += strength * mass
    for (number, text), strength in told.items():
        form_told[number] += strength * index.rarity[text]
    best: dict[int, tuple[float, int]] = {}
    for number, covered in form_asked.items():
        form = index.forms[number]
        fit = _both(covered / total, form_told[number] / form.mass)
        if fit > best.get(form.entry, (0.0, -1))[0]:
            best[form.entry] = (fit, number)
    weighed = []
    for entry, found_mass in entry_asked.items():
        fit, nearest = best.get(entry, (0.0, -1))
        coverage = found_mass / total
        if len(tokens) == 1:
            coverage = min(coverage, fit)  # that one word stands somewhere says little
        weighed.append((asking + _FORM * fit + _COVERAGE * coverage, -entry, fit, coverage, nearest))
    return [
        Match(-entry, 1 / (1 + math.exp(-evidence)), fit, coverage, nearest)
        for evidence, entry, fit, coverage, nearest in heapq.nlargest(_KEPT, weighed)
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


def _both(asked: float, told: float) -> float:
    """The harmonic mean: high only when both are."""
    return 2 * asked * told / (asked + told) if asked and told else 0.0
