"""Mends words by their letters (spelt out, parted by dots, held down on the keyboard), and by their
neighbours where a slip has made another word of the dictionary, as in «клиентский пут»."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from knowledge.query.vocabulary import Speller, Vocabulary
from knowledge.text.language import shipped_tables
from knowledge.text.lemmas import in_dictionary, lemma
from knowledge.text.normalisation import WORD, cyrillic, words

_LONGEST_SPELT = 8  # letters of an abbreviation
_SINGLE_LETTERS = re.compile(r"(?<!\w)\w(?:(?:\s?/\s?|\.\s?)\w(?!\w))+\.?")
_RUN = re.compile(r"([^\W\d_])\1+")
_MOST_DOUBLED, _LONGEST_RUN = 1, 2  # that sound words have

_SHORTEST_WORD = 3  # of which a slip may make another one


def with_runs_shortened(text: str, vocabulary: Vocabulary) -> str:
    """«уссллууга» as «услуга»: each run of a letter as one, where that makes a word, misspelt or not."""

    def shortened(found: re.Match[str]) -> str:
        runs = [each[0] for each in _RUN.finditer(found[0])]
        if not runs or vocabulary.is_word(found[0]):
            return found[0]
        word = _RUN.sub(r"\1", found[0])
        if len(runs) <= _MOST_DOUBLED and max(map(len, runs)) <= _LONGEST_RUN:
            # «этоо»; but «удовлетворенн ость» is torn, and the half of a word may be one without a letter.
            return word if word in shipped_tables().frames else found[0]
        known = vocabulary.is_word(word) or vocabulary.related(lemma(word), word)
        return word if known else found[0]

    return WORD.sub(shortened, text)


def without_letter_names(text: str, vocabulary: Vocabulary) -> str:
    """«эм-эф-цэ» and «си джей эм» as the abbreviations that they spell."""
    names = shipped_tables().letter_names
    found = list(WORD.finditer(text))
    parts: list[str] = []
    end = position = 0
    while position < len(found):
        last = position
        while last < len(found) and last - position < _LONGEST_SPELT and found[last][0] in names:
            last += 1
        for stop in range(last, position + 1, -1):
            run = [names[each[0]] for each in found[position:stop]]
            spelt = ("".join(letters[at] for letters in run) for at in (0, 1))
            known = next((each for each in spelt if _is_abbreviation(each, vocabulary)), None)
            if known is not None:
                parts += [text[end : found[position].start()], known]
                end, last = found[stop - 1].end(), stop
                break
        position = max(last, position + 1)
    return "".join((*parts, text[end:]))


def _is_abbreviation(word: str, vocabulary: Vocabulary) -> bool:
    tables = shipped_tables()
    return len(word) > 1 and (
        word in tables.abbreviations or (vocabulary.knows(word) and word not in tables.frames)
    )


def with_initials_joined(text: str, vocabulary: Vocabulary) -> str:
    """«ж/с» and «ц.а.» as «жс» and «ца», where those are known."""
    return _SINGLE_LETTERS.sub(lambda found: _initials(found[0], vocabulary), text)


def _initials(found: str, vocabulary: Vocabulary) -> str:
    joined = "".join(words(found))
    return joined if _is_abbreviation(joined, vocabulary) else found


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
    known = lemma(word)
    return (
        len(word) >= _SHORTEST_WORD
        and cyrillic(word)
        and in_dictionary(word)
        and known.weight > 0
        and word not in shipped_tables().known
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
