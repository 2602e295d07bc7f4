"""Whether two people ask the same: their words say the same, typos and order aside."""

from rapidfuzz import fuzz

from knowledge.text.lemmas import lemma
from knowledge.text.normalisation import folded, plain_words, words

ALIKE = 92.0
"""Of 100; two questions that differ in one telling word of five stay below."""
LONGEST = 500
# Characters that are read; compatibility forms make eighteen of one.
_READ = 2_000


def telling(question: str) -> str:
    """What the question says: the lemmas that say something, in the order of letters; else all its words."""
    question = question[:_READ]
    found = (lemma(word) for word in words(folded(question)))
    said = " ".join(sorted({each.text for each in found if each.weight > 0}))
    return (said or plain_words(question))[:LONGEST]


def same(said: str, other: str) -> bool:
    """Whether what two questions say is the same, but for small differences of letters."""
    return bool(said) and (said == other or fuzz.ratio(said, other) >= ALIKE)
