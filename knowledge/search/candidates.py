"""Candidates: the entries that share a word with the question, and how well each fits."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.query.parsing import Token
from knowledge.search.index import Ids, Index

# The weights of the logistic curve of the score, fitted and rounded: what the nearest form, the entry as a
# whole, the share of unknown words and the number of words say for or against.
_FORM, _COVERAGE, _UNKNOWN, _WORDS, _START = 4.0, 5.0, -4.0, 0.6, -6.4
MOST_WORDS = 6  # more words say no more
OFFERED_FIT = 0.875  # at most: what an entry is only offered for is never taken for a way to ask for it
SAME_FORM = 0.9  # the likeness from which a phrasing is taken for the question itself
_KEPT = 100  # entries; what comes after them is nobody's answer
_IN_ANSWER = 0.8  # a word found only in the answer counts less than one that people ask with
_MOST_POSTINGS = 30_000  # postings; a base of some thousand entries stays below it and is looked at whole


@dataclass(frozen=True, slots=True)
class Candidate:
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


def find_candidates(tokens: Sequence[Token], index: Index) -> list[Candidate]:
    """The entries that share a word with the question, best first; of a large base the best hundred."""
    asked = [index.vocabulary.related(token.lemma, token.word) for token in tokens]
    masses = [_mass(token, found, index) for token, found in zip(tokens, asked, strict=True)]
    total = sum(masses)
    if not total:
        return []
    unknown = _unknown(masses, asked) / total
    asking = _START + _UNKNOWN * unknown + _WORDS * min(len(tokens), MOST_WORDS)
    selection = PostingSelection(asked, index)
    form_asked, form_told = _Sum(len(index.form_entries)), _Sum(len(index.form_entries))
    entry_asked = _Sum(len(index.ids))
    told: dict[str, float] = {}
    for found, mass in zip(asked, masses, strict=True):
        in_forms: list[HeldWords] = []
        in_entries: list[HeldWords] = []
        for text, strength in found.items():
            held = selection.forms(text)
            in_forms.append((strength, held))
            in_entries.append((strength, index.form_entries[held]))
            in_entries.append((strength * _IN_ANSWER, selection.answers(text)))
            told[text] = max(told.get(text, 0.0), strength)
        form_asked.add(in_forms, mass)
        entry_asked.add(in_entries, mass)
    for text, strength in told.items():
        form_told.add([(strength, selection.forms(text))], index.vocabulary.idf[text])
    fits = _fits(form_asked.amounts, form_told.amounts, total, index)
    return _best(fits, entry_asked.amounts, total, len(tokens), asking, index)


def best_candidate(tokens: Sequence[Token], index: Index) -> Candidate | None:
    """The best of them, if there is any."""
    return next(iter(find_candidates(tokens, index)), None)


Amounts = NDArray[np.float32]  # half the memory that a large base moves for each question
HeldWords = tuple[float, Ids]


class _Sum:
    """What speaks for each form, or for each entry, word by word."""

    def __init__(self, size: int) -> None:
        self.amounts: Amounts = np.zeros(size, dtype=np.float32)
        self._strengths: Amounts | None = None

    def add(self, held: Sequence[HeldWords], mass: float) -> None:
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


def _strength(held: HeldWords) -> float:
    return held[0]


@dataclass(frozen=True, slots=True)
class _Fits:
    """How well the nearest form of each entry fits: `forms` that share a word, whose they are, their fits."""

    best: Amounts
    forms: Ids
    owners: Ids
    fits: Amounts

    def nearest(self, entries: Ids) -> dict[int, int]:
        """The first best form of each of these entries that has one."""
        wanted = np.zeros(len(self.best), dtype=np.bool_)
        wanted[entries] = True
        near = np.flatnonzero(wanted[self.owners])
        # Of equal forms the first, so it is noted last.
        near = near[self.fits[near] == self.best[self.owners[near]]][::-1]
        return dict(zip(self.owners[near].tolist(), self.forms[near].tolist(), strict=True))


def _fits(form_asked: Amounts, form_told: Amounts, total: float, index: Index) -> _Fits:
    best = np.zeros(len(index.ids), dtype=np.float32)
    held = np.flatnonzero(form_asked > 0)
    asked, told = form_asked[held] / total, form_told[held] / index.form_masses[held]
    # The harmonic mean: high only when both are.
    fits = (2 * asked * told / (asked + told)).astype(np.float32)
    fits = np.where(index.form_offered[held], np.minimum(fits, np.float32(OFFERED_FIT)), fits)
    owners = index.form_entries[held]
    if len(held):
        # The forms of an entry stand side by side.
        firsts = np.flatnonzero(np.diff(owners, prepend=-1))
        best[owners[firsts]] = np.maximum.reduceat(fits, firsts)
    return _Fits(best, held, owners, fits)


def _best(
    fits: _Fits, entry_asked: Amounts, total: float, words: int, asking: float, index: Index
) -> list[Candidate]:
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
    nearest = fits.nearest(found[kept])
    return [
        Candidate(entry, score, form, covered, nearest.get(entry, -1))
        for entry, score, form, covered in zip(
            found[kept].tolist(),
            (1 / (1 + np.exp(-evidence[kept].astype(np.float64)))).tolist(),
            fit[kept].tolist(),
            coverage[kept].tolist(),
            strict=True,
        )
    ]


def unknown_share(tokens: Sequence[Token], index: Index) -> float:
    """The share of the question, by weight, that stands nowhere in the base."""
    asked = [index.vocabulary.related(token.lemma, token.word) for token in tokens]
    masses = [_mass(token, found, index) for token, found in zip(tokens, asked, strict=True)]
    return _unknown(masses, asked) / sum(masses) if sum(masses) else 1.0


def _unknown(masses: Sequence[float], asked: Sequence[Mapping[str, float]]) -> float:
    return sum(mass for mass, found in zip(masses, asked, strict=True) if not found)


def _mass(token: Token, found: Mapping[str, float], index: Index) -> float:
    if not found:
        return token.lemma.weight * index.vocabulary.highest_idf
    nearest = max(found, key=lambda text: (found[text], index.vocabulary.idf[text]))
    return token.lemma.weight * index.vocabulary.idf[nearest]


class PostingSelection:
    """Limits the postings that are examined: common lemmas count only for entries that rarer ones bring."""

    def __init__(self, asked: Sequence[Mapping[str, float]], index: Index) -> None:
        self._index = index
        lengths = {
            text: index.in_forms.count(text) + index.in_answers.count(text)
            for found in asked
            for text in found
        }
        left = _MOST_POSTINGS
        self._opened: set[str] = set()
        for text in sorted(lengths, key=lambda each: (lengths[each], each)):
            if self._opened and lengths[text] > left:
                break
            self._opened.add(text)
            left -= lengths[text]
        self._forms: NDArray[np.bool_] | None = None
        self._entries: NDArray[np.bool_] | None = None
        if len(self._opened) < len(lengths):
            self._forms = np.zeros(len(index.form_entries), dtype=np.bool_)
            self._entries = np.zeros(len(index.ids), dtype=np.bool_)
            for text in self._opened:
                self._forms[index.in_forms.of(text)] = True
                self._entries[index.in_answers.of(text)] = True
                self._entries[index.form_entries[index.in_forms.of(text)]] = True

    def forms(self, text: str) -> Ids:
        """Forms within selection that hold the lemma."""
        held = self._index.in_forms.of(text)
        return held if self._forms is None or text in self._opened else held[self._forms[held]]

    def answers(self, text: str) -> Ids:
        """Entries within selection whose answer holds the lemma."""
        held = self._index.in_answers.of(text)
        return held if self._entries is None or text in self._opened else held[self._entries[held]]
