"""Words as the dictionary sees them: base form, root, and how much a word says."""

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import pymorphy3
import Stemmer  # type: ignore[import-not-found]

from knowledge.text.language import shipped_tables
from knowledge.text.normalisation import cyrillic

_SILENT = {"PREP", "CONJ", "PRCL", "NPRO", "INTJ"}
_QUIET = {
    "ADVB": 0.5,
    "PRED": 0.3,
    "NUMR": 0.5,
    "VERB": 0.6,
    "INFN": 0.6,
    "GRND": 0.6,
    "PRTS": 0.7,
    "ADJS": 0.7,
    "COMP": 0.5,
}
_VERBS = {"VERB", "INFN", "PRTS"}
_SHORTEST_ROOT = 4


@dataclass(frozen=True, slots=True)
class Lemma:
    """`text` is the base form; `known` says that a dictionary has the word; `weight` (0..1) how much
    it says about the matter: nouns all, verbs less, particles nothing. `verb`: whether it tells an action."""

    text: str
    root: str
    known: bool
    weight: float
    verb: bool = False


@lru_cache(maxsize=1)
def dictionary() -> Any:
    """The Russian dictionary, loaded once."""
    return pymorphy3.MorphAnalyzer()


@lru_cache(maxsize=1)
def _stemmer() -> Any:
    return Stemmer.Stemmer("english")


@lru_cache(maxsize=65_536)
def lemma(word: str) -> Lemma:
    """The lemma of one folded word."""
    tables = shipped_tables()
    if not cyrillic(word):
        if not word.isalpha() and any(character.isdigit() for character in word):
            return Lemma(word, word, False, 0.5 if word.isdigit() else 1.0)
        singular = _singular(word)
        silent = word in tables.frames
        return Lemma(singular, root(singular), silent, 0.0 if silent else 1.0)
    # The most probable reading stands first.
    reading = dictionary().parse(word)[0]
    text = reading.normal_form.replace("ё", "е")
    known = bool(reading.is_known)
    if word in tables.telling:
        return Lemma(text, text, True, 0.6)
    if word in tables.frames or text in tables.frames:
        return Lemma(text, text, True, 0.0)
    part = str(reading.tag.POS)
    if known and (part in _SILENT or "Apro" in reading.tag):
        return Lemma(text, text, True, 0.0)
    weight = _QUIET.get(part, 1.0) if known else 1.0
    return Lemma(text, root(text), known, weight, part in _VERBS)


@lru_cache(maxsize=65_536)
def root(text: str) -> str:
    """A base form without its ending and derivational suffixes: what its kin share."""
    if not cyrillic(text):
        return str(_stemmer().stemWord(text))
    for suffix in shipped_tables().suffixes:
        if text.endswith(suffix) and len(text) - len(suffix) >= _SHORTEST_ROOT:
            return text[: -len(suffix)]
    return text


def _singular(word: str) -> str:
    """An English word without the ending of the plural or of possession."""
    word = word.replace("’", "'").removesuffix("'s")
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith("s") and len(word) > 3 and word[-2] not in "sui'":
        return word[:-1]
    return word


@lru_cache(maxsize=65_536)
def in_dictionary(word: str) -> bool:
    """Whether the Russian dictionary has this word, in any form."""
    return len(word) > 1 and cyrillic(word) and bool(dictionary().word_is_known(word))


@dataclass(frozen=True, slots=True)
class Naming:
    """Kinds of proper name that a word can be (`Name`, `Patr`, `Surn`), and those that it hardly is not."""

    possible: frozenset[str]
    sure: frozenset[str]


@lru_cache(maxsize=65_536)
def naming(word: str) -> Naming:
    """What the dictionary says of a word as the name of a person."""
    possible, chances = set[str](), Counter[str]()
    for reading in dictionary().parse(word):
        kinds = [kind for kind in ("Name", "Patr", "Surn") if kind in reading.tag]
        possible.update(kinds)
        chances.update(dict.fromkeys(kinds, reading.score))
    return Naming(frozenset(possible), frozenset(kind for kind in possible if chances[kind] > 0.4))
