"""How alike two texts are: the words they share, and the same text with a word or an ending changed."""

from collections.abc import Iterable
from functools import lru_cache
from math import ceil

from rapidfuzz import fuzz

from knowledge.text.lemmas import lemma
from knowledge.text.normalisation import folded, words
from knowledge.text.readings import tokens

# Without them «с детьми» and «без детей» would be the same words.
_NEGATIONS = {"без", "не", "ни", "нет"}
_COPIED = 80
_KIN = 75
_SHORTEST_KIN = 6
_SHORTEST_ROOT = 4
_ROOT_SHARE = 0.6


@lru_cache(maxsize=4096)
def beings(text: str) -> frozenset[str]:
    """The base forms of the words that name people: «закупщик», «получатель»."""
    return frozenset(
        reading.lemma
        for token in tokens(text)
        for reading in token.readings
        if {"NOUN", "anim"} <= reading.tags
    )


@lru_cache(maxsize=4096)
def content(text: str) -> tuple[str, ...]:
    """The lemmas of the words that say something, negations among them."""
    return tuple(
        known.text for word in words(folded(text)) if (known := lemma(word)).weight > 0 or word in _NEGATIONS
    )


def akin(first: str, second: str) -> bool:
    """Whether two lemmas are the same or share a root: «консультация», «проконсультироваться» and
    «консультант»."""
    shorter = min(len(first), len(second))
    root = max(_SHORTEST_ROOT, ceil(_ROOT_SHARE * shorter))
    return (
        first == second
        or (shorter >= _SHORTEST_KIN and fuzz.partial_ratio(first, second) >= _KIN)
        or first[:root] == second[:root]
    )


def words_of(written: Iterable[str]) -> frozenset[str]:
    """All words of some texts, as they are written."""
    return frozenset(word for text in written for word in words(folded(text)))


def jaccard(first: frozenset[str], second: frozenset[str]) -> float:
    """The share of common words; two empty texts have nothing in common."""
    return len(first & second) / len(first | second) if first and second else 0.0


def copied(first: str, second: str) -> bool:
    """Whether one text is the other with hardly a word changed."""
    one, other = (" ".join(content(text)) for text in (first, second))
    alike = (fuzz.ratio, fuzz.token_sort_ratio)
    # With a cutoff most pairs are given up after a few letters.
    return bool(one and other) and any(ratio(one, other, score_cutoff=_COPIED) for ratio in alike)
