"""The form's terms and which of them a question asks for: they answer what no entry explains."""

from collections.abc import Iterable, Mapping, Sequence

from rapidfuzz import process
from rapidfuzz.distance import OSA

from knowledge.authored import Authored
from knowledge.text.language import Language, shipped_tables
from knowledge.text.lemmas import in_dictionary, lemma
from knowledge.text.normalisation import as_russian, cyrillic, folded, transliterated_back, words

OWN = "own."
"""In a link, before the id of a term that no entry explains."""

_SHORTEST_MISSPELT, _LONG = 5, 9  # letters; a long word may be misspelt twice
_SHORTEST_KEPT = 3  # letters
_MOST_ASKED = 8  # words of a question about terms; a longer one asks something about them
_LONGEST = 200  # characters of it, silent words and all

_Telling = tuple[str, ...]


class EnglishTerm(Authored):
    """A term and its own text for who reads English."""

    term: str
    forms: tuple[str, ...] = ()
    text: str


class Term(Authored):
    """A term worth explaining in place: `entry` is where the knowledge base explains it; a term without
    an entry has a `text` of its own, and perhaps an `en`glish one. `forms` are further ways to say it.
    `offered`: questions that use it have a button for it."""

    id: str
    term: str
    forms: tuple[str, ...] = ()
    entry: str | None = None
    text: str | None = None
    en: EnglishTerm | None = None
    offered: bool = True
    origin: str = ""
    refs: tuple[str, ...] = ()

    def into(self, language: Language) -> tuple[str, str]:
        """Its name and own text; the Russian ones where there are no English."""
        if language == "en" and self.en is not None:
            return self.en.term, self.en.text
        return self.term, self.text or ""

    @property
    def wordings(self) -> tuple[str, ...]:
        """All ways to say it."""
        return (self.term, *self.forms, *((self.en.term, *self.en.forms) if self.en else ()))


class TermIndex:
    """The terms by what tells of each."""

    def __init__(self, glossary: Iterable[Term]) -> None:
        wordings = [(term, words(folded(wording))) for term in glossary for wording in term.wordings]
        self._spellings = frozenset(word for _, wording in wordings for word in wording)
        # They say nothing in other texts, as «прочие» of «прочие клиенты».
        silent = (word for word in self._spellings if _is_silent(word) and len(word) >= _SHORTEST_KEPT)
        self._kept = frozenset(map(_key, silent))
        self._terms: dict[_Telling, Term] = {}
        # What has an official entry is none of ours.
        for term, wording in sorted(wordings, key=lambda each: each[0].entry is None):
            self._terms.setdefault(self._telling(wording), term)

    def asked(self, question: str) -> tuple[Term, ...]:
        """The terms that the question asks for by their names and by nothing else, in its order; none unless
        one of them lacks an official entry. Layout, Latin letters and misspellings are seen through."""
        if len(question) > _LONGEST:
            return ()
        for said in _readings(words(folded(question)), self._spellings):
            found = _parted(self._telling(_spelt(word, self._spellings) for word in said), self._terms)
            if any(term.entry is None for term in found):
                return found
        return ()

    def _telling(self, said: Iterable[str]) -> _Telling:
        return tuple(key for word in said if (key := _key(word)) in self._kept or not _is_silent(word))


def _readings(said: Sequence[str], spellings: frozenset[str]) -> list[list[str]]:
    """The words as typed and, without a Cyrillic letter among them, as they may have been meant."""
    if any(map(cyrillic, said)):
        return [list(said)]
    known = (spellings.__contains__, in_dictionary)
    layout = words(as_russian(" ".join(said)))
    return [list(said), layout, [transliterated_back(word, *known) for word in said]]


def _spelt(word: str, spellings: frozenset[str]) -> str:
    if word in spellings or len(word) < _SHORTEST_MISSPELT or not cyrillic(word) or in_dictionary(word):
        return word
    most = 2 if len(word) >= _LONG else 1
    near = process.extractOne(word, spellings, scorer=OSA.distance, score_cutoff=most)
    return near[0] if near else word


def _is_silent(word: str) -> bool:
    """Whether it says nothing of the matter, as «что», «такое», «отличается»."""
    said = lemma(word)
    return not said.weight or said.text in shipped_tables().comparing


def _key(word: str) -> str:
    """The word whatever its ending. The base form of what is in no dictionary is a guess, another one for
    each ending."""
    said = lemma(word)
    return said.text if said.known else said.root


def _parted(said: _Telling, terms: Mapping[_Telling, Term]) -> tuple[Term, ...]:
    """The terms that the words are made of, the longest first; none when a word is left over."""
    found: dict[str, Term] = {}
    position = 0
    while position < len(said) <= _MOST_ASKED:
        ends = (end for end in range(len(said), position, -1) if said[position:end] in terms)
        if (end := next(ends, None)) is None:
            return ()
        term = terms[said[position:end]]
        found[term.id] = term
        position = end
    return tuple(found.values())
