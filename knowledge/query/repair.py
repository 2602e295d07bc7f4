"""Undoes broken writing before anything is searched: letters, torn and glued words, slips of the keyboard.

Every step takes a text and returns it mended; the words of the base and of the language decide.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from knowledge.query.abbreviations import (
    with_contractions_written_out,
    with_initials_joined,
    without_letter_names,
    written_out,
)
from knowledge.query.vocabulary import KNOWN, Speller, Vocabulary
from knowledge.text.language import shipped_tables
from knowledge.text.lemmas import in_dictionary, lemma
from knowledge.text.normalisation import LIMIT, WORD, composed, cyrillic, folded, in_one_alphabet, words

# What a word costs that is not known: a text is cut into words so that they cost least in all.
_NEAR, _UNKNOWN, _UNKNOWN_LETTER = 2.0, 3.0, 0.2
_SPACE_REMOVED, _SPACE_ADDED = 1.05, 0.5
_ALIKE = 0.8  # from here on a word counts as a misspelling of one of the base
_MOST_PARTS = 3  # that one torn word is put together from
_MOST_MENDED, _MOST_LETTERS_MENDED = 12, 240  # unknown words, and theirs; what has more is no question
_SHORTEST_GLUED, _LONGEST_PIECE = 6, 24
_FRAME_WORD = 0.75  # the likeness from which a word is a misspelt question word
_MOST_DOUBLED, _LONGEST_RUN = 1, 2  # that sound words have
_SHORTEST_WORD = 3  # of which a slip may make another one

_RUN = re.compile(r"([^\W\d_])\1+")
_SPACED = re.compile(r"(?<!\w)(?:[^\W\d_] ){3,}[^\W\d_](?!\w)")


def in_letters_meant(question: str, vocabulary: Vocabulary) -> str:
    """The text folded, with Russian letters for the look-alikes of other alphabets."""

    def known(word: str) -> bool:
        return vocabulary.is_word(folded(word))

    def known_in_latin(word: str) -> bool:
        tables = shipped_tables()
        return vocabulary.knows(word) or word in tables.abbreviations or word in tables.frames

    return folded(in_one_alphabet(composed(question[:LIMIT])[:LIMIT], known, known_in_latin))[:LIMIT]


def repaired(text: str, vocabulary: Vocabulary) -> str:
    """The text with abbreviations written out, torn and glued words and misspelt question words mended."""
    text = without_letter_names(text, vocabulary)
    text = with_initials_joined(text, vocabulary)
    text = _SPACED.sub(lambda found: _joined(found[0], vocabulary), text)
    text = _with_runs_shortened(text, vocabulary)
    text = with_contractions_written_out(text, vocabulary)
    text = _with_word_boundaries(text, vocabulary)
    text = _with_real_words_meant(written_out(text, vocabulary), vocabulary, _frame_speller())
    return WORD.sub(lambda found: _frame_word(found[0], vocabulary), text)


def _joined(spaced: str, vocabulary: Vocabulary) -> str:
    """«у с л у г а» as «услуга», where the letters make words."""
    word = spaced.replace(" ", "")
    return word if vocabulary.is_word(word) or _cut(word, vocabulary) is not None else spaced


def _with_runs_shortened(text: str, vocabulary: Vocabulary) -> str:
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


def _with_word_boundaries(text: str, vocabulary: Vocabulary) -> str:
    """Torn words put together and glued ones taken apart, where the words cost less so."""
    found = list(WORD.finditer(text))
    known = [KNOWN if _is_beginning(each, text, vocabulary) else vocabulary.cost(each[0]) for each in found]
    unknown = [at for at, cost in enumerate(known) if cost is None]
    if len(unknown) > _MOST_MENDED or sum(len(found[at][0]) for at in unknown) > _MOST_LETTERS_MENDED:
        return text
    # The least cost of the words before each one, and where the last of them began with what it became.
    least: list[tuple[float, int, str | None]] = [(0.0, 0, None)]
    for end in range(1, len(found) + 1):
        best: tuple[float, int, str | None] = (float("inf"), end - 1, None)
        for start in range(end - 1, max(-1, end - 1 - _MOST_PARTS), -1):
            if start < end - 1 and not _may_be_one(text, found[start], found[start + 1]):
                break
            parts, below = [each[0] for each in found[start:end]], best[0] - least[start][0]
            cost, become = _cheapest(parts, known[start:end], vocabulary, below)
            if least[start][0] + cost < best[0] - 1e-9:
                best = (least[start][0] + cost, start, become)
        least.append(best)
    mended = text
    end = len(found)
    while end:
        _, start, become = least[end]
        if become is not None:
            mended = mended[: found[start].start()] + become + mended[found[end - 1].end() :]
        end = start
    return mended


def _is_beginning(found: re.Match[str], text: str, vocabulary: Vocabulary) -> bool:
    """Whether a dot stands after the beginning of a word of the base: «удовле.»."""
    dotted = text.startswith(".", found.end())
    return dotted and vocabulary.searchable and f" {found[0]}" in vocabulary.forms_text


def _may_be_one(text: str, first: re.Match[str], second: re.Match[str]) -> bool:
    between = text[first.end() : second.start()]
    return len(between) <= 3 and not between.strip(" -\u2010\u2011")


def _cheapest(
    parts: list[str], known: list[float | None], vocabulary: Vocabulary, below: float
) -> tuple[float, str | None]:
    """What the parts cost as one word or as it is cut anew, and that text; None when nothing changes.

    Joined they are looked at only as far as they may cost less than `below`.
    """
    if len(parts) == 1:
        word, cost = parts[0], known[0]
        if cost is not None:
            return cost, None
        cost = _cost_of_unknown(word, vocabulary)
        pieces = _cut(word, vocabulary, cost) if len(word) >= _SHORTEST_GLUED else None
        return pieces or (cost, None)
    extra = _SPACE_REMOVED * (len(parts) - 1)
    if KNOWN + extra >= below:
        return float("inf"), None
    word = "".join(parts)
    if not cyrillic(word) and not vocabulary.knows(word):
        return float("inf"), None
    if (cost := vocabulary.cost(word)) is not None:
        return (cost + extra, word) if cost == KNOWN else (float("inf"), None)
    if None not in known or _NEAR + extra >= below:
        return float("inf"), None
    cost = _cost_of_unknown(word, vocabulary)
    if (pieces := _cut(word, vocabulary, min(cost, below - extra))) is not None:
        return pieces[0] + extra, pieces[1]
    return (cost + extra, word) if cost == _NEAR else (float("inf"), None)


def _cost_of_unknown(word: str, vocabulary: Vocabulary) -> float:
    if max(vocabulary.related(lemma(word), word).values(), default=0.0) >= _ALIKE:
        return _NEAR
    return _UNKNOWN + _UNKNOWN_LETTER * len(word)


def _cut(word: str, vocabulary: Vocabulary, below: float = float("inf")) -> tuple[float, str] | None:
    """The cheapest known words that `word` is glued together from, if they cost less than `below`."""
    one = KNOWN + _SPACE_ADDED  # what the words to come cost at least
    if 2 * one - _SPACE_ADDED >= below:
        return None
    least: dict[int, tuple[float, tuple[str, ...]]] = {0: (-_SPACE_ADDED, ())}
    for end in range(1, len(word) + 1):
        most = below if end == len(word) else below - one
        for start in range(max(0, end - _LONGEST_PIECE), end):
            if start in least and least[start][0] + one < most:
                cost = vocabulary.cost(word[start:end])
                total = most if cost is None else least[start][0] + cost + _SPACE_ADDED
                if total < (least[end][0] if end in least else most):
                    least[end] = (total, (*least[start][1], word[start:end]))
    if len(word) not in least or len(least[len(word)][1]) < 2:
        return None
    cost, pieces = least[len(word)]
    return cost, " ".join(pieces)


def _with_real_words_meant(text: str, vocabulary: Vocabulary, asking: Speller) -> str:
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


def _frame_word(word: str, vocabulary: Vocabulary) -> str:
    """The question word that `word` is a misspelling of («таакое», «раскажи»); any other word as it is.

    Only Russian ones: without a dictionary of English, «work» would be a misspelt «word».
    """
    if not cyrillic(word) or vocabulary.knows(word) or in_dictionary(word) or word in _frame_speller():
        return word
    # The base form that the dictionary guesses is nearer where only the ending differs: «счииают».
    near = {**_frame_speller().near(word), **_frame_speller().near(lemma(word).text)}
    best = max(near, key=lambda each: near[each], default=word)
    meant = max(vocabulary.related(lemma(word), word).values(), default=0.0)
    return best if near.get(best, 0.0) >= max(_FRAME_WORD, meant) else word


@lru_cache(maxsize=1)
def _frame_speller() -> Speller:
    tables = shipped_tables()
    phrases = (*sorted(tables.asking_alone), *sorted(tables.naming))
    phrased = (word for phrase in phrases for word in words(phrase))
    # Of equally near words the first is taken, in every process the same; «такое» before «такие».
    known = (*phrased, *sorted({*tables.frames, *tables.questions, *tables.comparing}))
    return Speller({word: word for word in known if cyrillic(word)})
