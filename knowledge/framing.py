"""The words that a question is framed with, however they are spelt: «что таакое», «раскажи»."""

from functools import lru_cache

from knowledge.index import Index
from knowledge.lemmas import in_dictionary, lemma
from knowledge.spelling import Speller
from knowledge.tables import shipped_tables
from knowledge.text import cyrillic, words

_ALIKE = 0.75


def framed(word: str, index: Index) -> str:
    """The frame word that `word` is a misspelling of; any other word as it is.

    Only Russian ones: without a dictionary of English, «work» would be a misspelt «word».
    """
    if not cyrillic(word) or index.knows(word) or in_dictionary(word) or word in _frame_speller():
        return word
    # The base form that the dictionary guesses is nearer where only the ending differs: «счииают».
    near = {**_frame_speller().near(word), **_frame_speller().near(lemma(word).text)}
    best = max(near, key=lambda each: near[each], default=word)
    meant = max(index.matches(lemma(word), word).values(), default=0.0)
    return best if near.get(best, 0.0) >= max(_ALIKE, meant) else word


@lru_cache(maxsize=1)
def _frame_speller() -> Speller:
    tables = shipped_tables()
    phrases = (word for phrase in tables.naming | tables.asking_alone for word in words(phrase))
    known = {*tables.frames, *tables.questions, *tables.comparing, *phrases}
    return Speller({word: word for word in known if cyrillic(word)})
