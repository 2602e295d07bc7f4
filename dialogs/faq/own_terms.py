"""Which of the form's terms a question asks for: their own explanations answer what no entry explains."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from dialogs.interview.definition import Form, Term
from knowledge.text.language import shipped_tables
from knowledge.text.lemmas import in_dictionary, lemma
from knowledge.text.normalisation import as_russian, cyrillic, folded, transliterated_back, words

OWN = "own."
"""In a link, before the id of a term that no entry explains."""

_SHORTEST_MISSPELT, _LONG = 5, 9  # letters; a long word may be misspelt twice
_SHORTEST_KEPT = 3  # letters
_MOST_ASKED = 8  # words of a question about terms; a longer one asks something about them
_LONGEST = 200  # characters of it, silent words and all

_Telling = tuple[str, ...]


def asked_terms(form: Form, question: str) -> tuple[Term, ...]:
    """The terms that the question asks for by their names and by nothing else, in its order; none unless
    one of them lacks an official entry. Keyboard layout, Latin letters and misspellings are seen through."""
    if len(question) > _LONGEST:
        return ()
    index = _index(form.glossary)
    for said in _readings(words(folded(question)), index.spellings):
        found = _parted(index.telling(_spelt(word, index.spellings) for word in said), index.terms)
        if any(term.entry is None for term in found):
            return found
    return ()


@dataclass(frozen=True, slots=True)
class _TermIndex:
    """The form's terms by what tells of each; `spellings`: the words of all; `kept`: those of them that say
    nothing in other texts, as «прочие» of «прочие клиенты»."""

    terms: Mapping[_Telling, Term]
    spellings: frozenset[str]
    kept: frozenset[str]

    def telling(self, said: Iterable[str]) -> _Telling:
        return tuple(key for word in said if (key := _key(word)) in self.kept or not _is_silent(word))


@lru_cache(maxsize=4)
def _index(glossary: tuple[Term, ...]) -> _TermIndex:
    wordings = [(term, words(folded(wording))) for term in glossary for wording in term.wordings]
    said = {word for _, wording in wordings for word in wording}
    kept = {_key(word) for word in said if _is_silent(word) and len(word) >= _SHORTEST_KEPT}
    index = _TermIndex({}, frozenset(said), frozenset(kept))
    terms: dict[_Telling, Term] = {}
    # What has an official entry is none of ours.
    for term, wording in sorted(wordings, key=lambda each: each[0].entry is None):
        terms.setdefault(index.telling(wording), term)
    return replace(index, terms=terms)


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
