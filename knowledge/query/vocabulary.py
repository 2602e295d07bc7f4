"""The words of a knowledge base: which of its lemmas an asked word may mean, a misspelt one too."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA

from knowledge.text.language import shipped_tables
from knowledge.text.lemmas import Lemma, content_lemmas, in_dictionary, lemma, naming, root
from knowledge.text.normalisation import cyrillic, folded, words

EXACT, SYNONYM, KIN = 1.0, 0.85, 0.8
_NEAR = 0.7  # the least similarity
_NEAR_NAME = 0.8  # the same for the name of a person
_SPREAD = 0.1  # how far below the nearest word others still count
_SHORTEST = 4
_REMEMBERED = 8_192
_LETTERS = 32  # bits for letters that a word has, as many again for those that it has twice
_SHORT_LIST = 256  # words; so few are compared sooner than sifted

# What a known word costs.
KNOWN, _IN_DICTIONARY, _SHORT_IN_DICTIONARY = 1.0, 1.6, 2.5
_COSTS_REMEMBERED = 16_384
_LONGEST_SEARCHED = 1_000_000  # characters of titles and phrasings
_BEGINNING, _ENDING = 3, 5  # letters: its forms begin alike, and differ in so many at most


class Speller:
    """Knows every word of the base as written, and the lemma behind it."""

    def __init__(self, spelt: Mapping[str, str]) -> None:
        self.spelt = dict(spelt)
        self._long = [word for word in spelt if len(word) >= _SHORTEST]
        self._masks = np.fromiter(map(_mask, self._long), dtype=np.uint64, count=len(self._long))
        self._lengths = np.fromiter(map(len, self._long), dtype=np.int32, count=len(self._long))

    def __contains__(self, word: object) -> bool:
        return word in self.spelt

    def near(self, word: str) -> Mapping[str, float]:
        """Lemmas that the misspelt `word` may stand for, each with its similarity."""
        return _near(self, word)

    def one_slip_from(self, word: str) -> frozenset[str]:
        """Lemmas one of whose forms is the word but for a letter lost, added, exchanged or transposed."""
        like = self._like(word)
        near = process.extract(word, like, scorer=OSA.distance, score_cutoff=1, limit=None)
        return frozenset(self.spelt[spelling] for spelling, _, _ in near)

    def compare(self, word: str) -> Mapping[str, float]:
        """The similarities of `near`, worked out anew."""
        if len(word) < _SHORTEST:
            return {}
        # A transposed pair of letters is one mistake, not two.
        best = process.extract(
            word, self._like(word), scorer=OSA.normalized_similarity, score_cutoff=_NEAR, limit=6
        )
        found: dict[str, float] = {}
        for spelling, similarity, _ in best:
            if similarity >= best[0][1] - _SPREAD:
                target = self.spelt[spelling]
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


# Of the module and not of each speller: whoever forgets typed words finds it here.
@lru_cache(maxsize=_REMEMBERED)
def _near(speller: Speller, word: str) -> Mapping[str, float]:
    return speller.compare(word)


def _mask(word: str) -> np.uint64:
    """The letters of a word as bits; letters that share a bit only make words look more alike."""
    once = twice = 0
    for letter in word:
        bit = 1 << ord(letter) % _LETTERS
        twice |= once & bit
        once |= bit
    return np.uint64(once | twice << _LETTERS)


@dataclass(frozen=True)
class Vocabulary:
    """Every lemma of a base with its inverse document frequency, and the words as they are spelt there."""

    idf: Mapping[str, float]
    highest_idf: float
    kin: Mapping[str, tuple[str, ...]]
    synonyms: Mapping[str, tuple[str, ...]]
    speller: Speller
    forms: tuple[str, ...] = ()

    def knows(self, word: str) -> bool:
        """Whether the word stands in the base, in this very form."""
        return word in self.speller

    def has(self, word: str) -> bool:
        """Whether the word stands in the base in any of its forms."""
        return word in self.speller or (in_dictionary(word) and lemma(word).text in self.idf)

    @cached_property
    def costs(self) -> dict[str, float | None]:
        """What `cost` has told of each word."""
        return {}

    def is_word(self, word: str) -> bool:
        """Whether the word stands in the base, in the dictionary or in the tables of the language."""
        return self.cost(word) is not None

    def cost(self, word: str) -> float | None:
        """What the word costs where a text is cut into known words so that they cost least in all; None for
        one that is not known."""
        cost = self.costs.get(word, -1.0)
        if cost == -1.0:
            # Another thread may empty it at any moment, so it is read once.
            if len(self.costs) >= _COSTS_REMEMBERED:
                self.costs.clear()
            self.costs[word] = cost = self._cost(word)
        return cost

    def _cost(self, word: str) -> float | None:
        tables = shipped_tables()
        if word in tables.known or self.has(word):
            return KNOWN
        if len(word) == 1:  # «а», «в», «и»
            return KNOWN if word.isdigit() or lemma(word).weight == 0 else None
        if not in_dictionary(word):
            if word.isdigit():
                return KNOWN
            # «госуправлении»; the dictionary guesses for a tenth of a millisecond, and is asked for every
            # piece.
            if not word.startswith(_beginnings()):
                return None
            meant = lemma(word).text
            return KNOWN if meant in tables.abbreviations or meant in self.synonyms else None
        if lemma(word).weight == 0:
            return KNOWN
        return _IN_DICTIONARY if len(word) > 3 else _SHORT_IN_DICTIONARY

    @cached_property
    def forms_text(self) -> str:
        """All titles and phrasings, one a line, for looking up which words stand together.

        A space stands before each word: what begins with it is found sooner than at any border of a word.
        """
        return "\n".join(f" {' '.join(words(folded(form)))}" for form in self.forms)

    @property
    def searchable(self) -> bool:
        """Whether `forms_text` is short enough to be looked through for a question."""
        return len(self.forms_text) <= _LONGEST_SEARCHED

    @cached_property
    def neighbours(self) -> frozenset[frozenset[str]]:
        """Each two lemmas that stand side by side in a title or phrasing, but for silent words."""
        found = set[frozenset[str]]()
        for form in self.forms:
            found.update(map(frozenset, pairwise(content_lemmas(form))))
        return frozenset(found)

    def related(self, asked: Lemma, word: str) -> Mapping[str, float]:
        """Lemmas of the base that the asked word may mean, each with its strength 0..1.

        A word of the dictionary matches itself, its synonyms and its kin. Only a word that no
        dictionary knows may be a misspelling of another.
        """
        found: dict[str, float] = {}
        if asked.text in self.idf:
            found[asked.text] = EXACT
        for other in self.synonyms.get(asked.text, ()):
            if other in self.idf:
                found.setdefault(other, SYNONYM)
        for other in self.kin.get(asked.root, ()):
            found.setdefault(other, KIN)
        if EXACT not in found.values() and not asked.known and not in_dictionary(word):
            # The kin of what the dictionary guesses («внутрь» of «внутрений») may be farther than what is
            # meant.
            for other, likeness in self.speller.near(word).items():
                found[other] = max(found.get(other, 0.0), likeness)
        elif not found and naming(word).sure:
            # «клинт» is a first name, too.
            near = self.speller.near(word).items()
            found.update({text: likeness for text, likeness in near if likeness >= _NEAR_NAME})
        return found


def build_vocabulary(
    idf: Mapping[str, float], highest_idf: float, spelt: Mapping[str, str], forms: tuple[str, ...]
) -> Vocabulary:
    """The vocabulary of the lemmas in `idf`; `spelt` holds each word of the base with its lemma, `forms`
    the titles and phrasings."""
    return Vocabulary(idf, highest_idf, _kin(idf), _synonyms(), Speller(spelt), forms)


def expanded(found: Iterable[str]) -> list[str]:
    """Words with abbreviations written out."""
    abbreviations = shipped_tables().abbreviations
    result: list[str] = []
    for word in found:
        full = abbreviations.get(word)
        if full is None and cyrillic(word):
            full = abbreviations.get(lemma(word).text)
        result.extend(full or (word,))
    return result


@lru_cache(maxsize=1)
def _beginnings() -> tuple[str, ...]:
    """How forms begin of abbreviations and words with synonyms, where the dictionary has none of them."""
    tables = shipped_tables()
    meant = {*tables.abbreviations, *(lemma(word).text for word in tables.synonyms)}
    guessed = (word for word in meant if cyrillic(word) and not in_dictionary(word))
    return tuple({word[: max(_BEGINNING, len(word) - _ENDING)] for word in guessed})


def _kin(lemmas: Iterable[str]) -> dict[str, tuple[str, ...]]:
    families: dict[str, list[str]] = defaultdict(list)
    for text in lemmas:
        families[root(text)].append(text)
    return {shared: tuple(family) for shared, family in families.items()}


@lru_cache(maxsize=1)
def _synonyms() -> dict[str, tuple[str, ...]]:
    groups: dict[str, list[str]] = defaultdict(list)
    for word, others in shipped_tables().synonyms.items():
        groups[lemma(word).text].extend(lemma(other).text for other in others)
    return {text: tuple(dict.fromkeys(others)) for text, others in groups.items()}
