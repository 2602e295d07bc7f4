"""Whether two people ask the same: their words say the same, typos and order aside."""

from collections.abc import Iterable

from rapidfuzz import fuzz

from knowledge.text.lemmas import lemma
from knowledge.text.normalisation import folded, plain_words, words

ALIKE = 92.0
"""Of 100; two questions that differ in one telling word of five stay below."""


def same_question(question: str, others: Iterable[str]) -> bool:
    """Whether one of the others asks what `question` does."""
    plain, said = plain_words(question), _said(question)
    for other in others:
        theirs = _said(other)
        if plain == plain_words(other) or (said and said == theirs):
            return True
        if said and theirs and fuzz.ratio(" ".join(sorted(said)), " ".join(sorted(theirs))) >= ALIKE:
            return True
    return False


def _said(question: str) -> frozenset[str]:
    """The lemmas that say something."""
    found = (lemma(word) for word in words(folded(question)))
    return frozenset(each.text for each in found if each.weight > 0)
