"""Undoes real-word errors: a slip that makes another word of the dictionary, as in «клиентский пут»."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from knowledge.query.vocabulary import Speller, Vocabulary
from knowledge.text.language import shipped_tables
from knowledge.text.lemmas import in_dictionary, lemma
from knowledge.text.normalisation import WORD, cyrillic

_SHORTEST = 3


def with_real_words_meant(text: str, vocabulary: Vocabulary, asking: Speller) -> str:
    """The text with each word that is foreign to the base replaced by a word that is one slip away and stands
    beside one of its neighbours: in a title or phrasing, or, of the words people are `asking` with, in a
    question («что тако»). Alone no word is taken for another, nor where two of the base would fit."""
    found = list(WORD.finditer(text))
    said = [each[0] for each in found]
    for at in reversed(range(len(found))):
        if len(found) > 1 and _is_foreign(said[at], vocabulary):
            meant = set(_of_base(said, at, vocabulary)) or set(_of_questions(said, at, asking))
            if len(meant) == 1:
                said[at] = meant.pop()
                text = text[: found[at].start()] + said[at] + text[found[at].end() :]
    return text


def _is_foreign(word: str, vocabulary: Vocabulary) -> bool:
    """Whether it is a word, but none that people ask with and none of the base or akin to one of it."""
    tables, known = shipped_tables(), lemma(word)
    return (
        len(word) >= _SHORTEST
        and cyrillic(word)
        and in_dictionary(word)
        and known.weight > 0
        and not (word in tables.frames or word in tables.talk_words or word in tables.abbreviations)
        and not vocabulary.related(known, word)
    )


def _of_base(said: Sequence[str], at: int, vocabulary: Vocabulary) -> Iterator[str]:
    """The lemmas of the base, one slip away, which stand beside those that the neighbours may mean."""
    before, after = (
        next((word for word in some if lemma(word).weight > 0), None)
        for some in (reversed(said[:at]), said[at + 1 :])
    )
    beside = {text for each in (before, after) if each for text in vocabulary.related(lemma(each), each)}
    for each in sorted(vocabulary.speller.one_slip_from(said[at])):
        if any(frozenset((each, other)) in vocabulary.neighbours for other in beside):
            yield each


def _of_questions(said: Sequence[str], at: int, asking: Speller) -> Iterator[str]:
    """The first of the words, one slip away, which stand beside a neighbour in the ways to ask for a name."""
    around = (*said[max(0, at - 1) : at], None, *said[at + 1 : at + 2])
    for each in sorted(asking.one_slip_from(said[at])):
        if not _asked_together().isdisjoint(pairwise(each if word is None else word for word in around)):
            yield each
            return


@lru_cache(maxsize=1)
def _asked_together() -> frozenset[tuple[str, str]]:
    tables = shipped_tables()
    return frozenset(
        pair for phrase in (*tables.naming, *tables.asking_alone) for pair in pairwise(phrase.split())
    )
