"""Whether two people ask the same: their words say the same, typos and order aside."""

from hashlib import sha256

from rapidfuzz import fuzz

from knowledge.text.lemmas import lemma
from knowledge.text.normalisation import folded, plain_words, words

SAME_QUESTION = 92.0
"""Of 100; two questions that differ in one telling word of five stay below."""
LONGEST = 500
# Of a question that is compared by what it says; compatibility forms make eighteen characters of one. Longer
# texts are the same only letter by letter.
_MOST_WORDS, _MOST_CHARACTERS = 50, 2_000


def telling(question: str) -> str:
    """What the question says: the lemmas that say something, in the order of letters; else all its words. Of
    a long text a digest, which a transaction has the time for."""
    if len(question) > _MOST_CHARACTERS or len(typed := words(folded(question))) > _MOST_WORDS:
        return sha256(" ".join(question.split()).encode("utf-8", "replace")).hexdigest()
    said = " ".join(sorted({each.text for each in map(lemma, typed) if each.weight > 0}))
    return (said or plain_words(question))[:LONGEST]


def same(said: str, other: str) -> bool:
    """Whether what two questions say is the same, but for small differences of letters."""
    return bool(said) and (said == other or fuzz.ratio(said, other) >= SAME_QUESTION)
