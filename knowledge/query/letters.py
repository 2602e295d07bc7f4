"""Mends words by their letters: spelt out, parted by spaces or dots, and held down on the keyboard."""

import re
from collections.abc import Callable

from knowledge.query.vocabulary import Vocabulary
from knowledge.text.language import shipped_tables
from knowledge.text.lemmas import lemma
from knowledge.text.normalisation import WORD, words

_LONGEST_SPELT = 8  # letters of an abbreviation
_SINGLE_LETTERS = re.compile(r"(?<!\w)\w(?:(?:\s?/\s?|\.\s?)\w(?!\w))+\.?")
_SPACED = re.compile(r"(?<!\w)(?:[^\W\d_] ){3,}[^\W\d_](?!\w)")
_RUN = re.compile(r"([^\W\d_])\1+")
_MOST_DOUBLED, _LONGEST_RUN = 1, 2  # that sound words have

Known = Callable[[str], bool]


def with_spaced_joined(text: str, known: Known) -> str:
    """«у с л у г а» as «услуга», where the letters make words."""

    def joined(found: re.Match[str]) -> str:
        word = found[0].replace(" ", "")
        return word if known(word) else found[0]

    return _SPACED.sub(joined, text)


def with_runs_shortened(text: str, known: Known, vocabulary: Vocabulary) -> str:
    """«уссллууга» as «услуга»: each run of a letter as one, where that makes a word, misspelt or not."""

    def shortened(found: re.Match[str]) -> str:
        runs = [each[0] for each in _RUN.finditer(found[0])]
        if not runs or known(found[0]):
            return found[0]
        word = _RUN.sub(r"\1", found[0])
        if len(runs) <= _MOST_DOUBLED and max(map(len, runs)) <= _LONGEST_RUN:
            # «этоо»; but «удовлетворенн ость» is torn, and the half of a word may be one without a letter.
            return word if word in shipped_tables().frames else found[0]
        return word if known(word) or vocabulary.related(lemma(word), word) else found[0]

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
