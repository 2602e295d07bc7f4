"""Whether two people ask the same: in the same words, whatever else might be alike.

Whoever joins another's ticket gets its answer, so any word may tell questions apart: «когда», «не», a number.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from hashlib import sha256

from rapidfuzz.distance import OSA

from knowledge.query.incomplete import without_small_talk
from knowledge.text.language import shipped_tables
from knowledge.text.lemmas import dictionary, in_dictionary
from knowledge.text.normalisation import WORD, cyrillic, folded

LONGEST = 500
# Of a question whose words are compared; compatibility forms make eighteen characters of one. Longer texts
# are the same only letter by letter, by a digest, which a transaction has the time for.
_MOST_WORDS, _MOST_CHARACTERS = 50, 2_000
# Signs tell apart, too: «> 100» is not «< 100».
_SAID = re.compile(rf"{WORD.pattern}|(?<!\w)[-–—](?=\d)|[^\w\s.,!?;:…\"'«»“”„()\[\]–—-]")
_SHORTEST_MISSPELT = 6


def what_is_asked(question: str) -> str:
    """What the question says: all its words but greetings and courtesies, beginning where the whole stands
    first by the letters."""
    if len(question) <= _MOST_CHARACTERS and len(typed := _SAID.findall(folded(question))) <= _MOST_WORDS:
        courtesies = shipped_tables().courtesies
        words = [word for word in without_small_talk(typed) if word not in courtesies] or typed
        said = " ".join(min(_turned(words), default=()))
        if 0 < len(said) <= LONGEST:
            return said
    return sha256(" ".join(question.split()).encode("utf-8", "replace")).hexdigest()


def same(said: str, other: str) -> bool:
    """Whether two questions say the same in the same order, the end perhaps at the beginning («отчёт когда
    сдавать»); a noun's number and a misspelt letter aside."""
    one, two = said.split(), other.split()
    if len(one) != len(two):
        return False
    return any(all(map(_alike, one, each)) for each in _turned(two))


def _turned(words: list[str]) -> Iterator[list[str]]:
    return (words[at:] + words[:at] for at in range(len(words)))


@lru_cache(maxsize=4_096)
def _alike(word: str, other: str) -> bool:
    return word == other or _in_one_case(word, other) or _misspelt(word, other)


def _in_one_case(word: str, other: str) -> bool:
    """Whether both may be the same noun or adjective in the same case, one or many."""
    forms = [
        {
            (each.normal_form, each.tag.POS, each.tag.case)
            for each in dictionary().parse(text)
            if each.tag.case
        }
        for text in (word, other)
        if in_dictionary(text)
    ]
    return len(forms) == 2 and not forms[0].isdisjoint(forms[1])


def _misspelt(word: str, other: str) -> bool:
    """Whether one is a word of the dictionary and the other the same with one wrong letter."""
    if min(len(word), len(other)) < _SHORTEST_MISSPELT or not (cyrillic(word) and cyrillic(other)):
        return False
    return in_dictionary(word) != in_dictionary(other) and OSA.distance(word, other, score_cutoff=1) == 1
