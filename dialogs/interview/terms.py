"""Glossary terms inside a question or a hint, in whatever form they stand there."""

from collections.abc import Mapping
from functools import lru_cache

from dialogs.interview.definition import Form
from knowledge.text.lemmas import lemma
from knowledge.text.normalisation import folded, words

_Wordings = tuple[tuple[str, str], ...]
_Index = Mapping[str, tuple[tuple[tuple[str, ...], str], ...]]


def explained_terms(form: Form, text: str, knowledge_terms: Mapping[str, str]) -> tuple[str, ...]:
    """The ids of the terms that `text` uses, in its order, each once; longer terms win over shorter.

    `knowledge_terms` are titles by entry id. A term of the form's glossary is told by its id there, any
    other by the id of its entry.
    """
    own = [(term.id, wording) for term in form.glossary for wording in (term.term, *term.forms)]
    explained = {term.entry for term in form.glossary}
    others = [(entry, title) for entry, title in knowledge_terms.items() if entry not in explained]
    index = _index((*own, *others))
    lemmas = _lemmas(text)
    found: dict[str, None] = {}
    position = 0
    while position < len(lemmas):
        for wording, term in index.get(lemmas[position], ()):
            if lemmas[position : position + len(wording)] == wording:
                found[term] = None
                position += len(wording) - 1
                break
        position += 1
    return tuple(found)


@lru_cache(maxsize=16)
def _index(wordings: _Wordings) -> _Index:
    """Terms by their first word, the longest first."""
    index: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for term, wording in wordings:
        if lemmas := _lemmas(wording):
            index.setdefault(lemmas[0], []).append((lemmas, term))
    return {
        first: tuple(sorted(terms, key=lambda term: len(term[0]), reverse=True))
        for first, terms in index.items()
    }


@lru_cache(maxsize=1024)
def _lemmas(text: str) -> tuple[str, ...]:
    return tuple(lemma(word).text for word in words(folded(text)))
