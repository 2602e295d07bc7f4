"""How the dictionary reads each word of a text: its base forms, part of speech, case and number."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from knowledge.text.lemmas import dictionary
from knowledge.text.normalisation import cyrillic, folded

_TOKEN = re.compile(r"[^\W_]+(?:-[^\W_]+)*|[^\w\s]")
# A rarer reading is one that nobody means: «мои» as a form of «моить».
_LEAST_SCORE = 0.02
# No word is so long, and the dictionary ponders over endless ones: more of it is not read.
_LONGEST_WORD = 40


@dataclass(frozen=True, slots=True)
class WordReading:
    """One way to read a word: its base form and OpenCorpora's tags (`NOUN`, `nomn`, `plur` …); `CAPS` of an
    abbreviation, written in capitals."""

    lemma: str
    tags: frozenset[str]


@dataclass(frozen=True, slots=True)
class TextToken:
    """A word, number or punctuation mark and its place in the text; `form` is folded."""

    start: int
    end: int
    form: str
    readings: tuple[WordReading, ...]


def tokens(text: str) -> Iterator[TextToken]:
    """The tokens of a text in order. Parts of a hyphenated word stand alone when the dictionary lacks it."""
    for match in _TOKEN.finditer(text):
        written = match[0]
        if "-" not in written or dictionary().word_is_known(folded(written)):
            yield _token(written, match.start())
            continue
        start = match.start()
        for part in written.split("-"):
            yield _token(part, start)
            start += len(part) + 1


def _token(written: str, start: int) -> TextToken:
    # Folding makes several words, or brackets, of one ligature.
    folded_form = "".join(each for each in folded(written[:_LONGEST_WORD]) if each.isalnum() or each == "-")
    form = folded_form[:_LONGEST_WORD] or written
    read = readings(form)
    if len(written) > 1 and written.isupper() and cyrillic(form):
        read = tuple(replace(each, tags=each.tags | {"CAPS"}) for each in read)
    return TextToken(start, start + len(written), form, read)


@lru_cache(maxsize=65_536)
def readings(form: str) -> tuple[WordReading, ...]:
    """The readings of one folded word, the most probable first; of a number or a mark, one that says so."""
    if not form[:1].isalnum():
        return (WordReading(form, frozenset({"PNCT"})),)
    if form[0].isdigit():
        return (WordReading(form, frozenset({"NUMB"})),)
    if len(form) == _LONGEST_WORD or not cyrillic(form.replace("-", "")):
        return (WordReading(form, frozenset({"NOUN"})),)
    parsed = dictionary().parse(form)
    return tuple(
        WordReading(each.normal_form.replace("ё", "е"), _tags(str(each.tag)))
        for position, each in enumerate(parsed)
        if position == 0 or each.score >= _LEAST_SCORE
    )


@lru_cache(maxsize=4_096)
def _tags(joined: str) -> frozenset[str]:
    """Thousands of words share some hundred sets of tags."""
    return frozenset(re.split("[ ,]", joined))
