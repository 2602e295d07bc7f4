"""The inverted index of a knowledge base: for each lemma, the titles, phrasings and answers that hold it."""

import math
from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.base.entries import Entry, KnowledgeBase
from knowledge.query.vocabulary import Vocabulary, build_vocabulary, expanded
from knowledge.text.lemmas import lemma
from knowledge.text.markup import parse_markup
from knowledge.text.normalisation import folded, plain_words, words

Ids = NDArray[np.intp]
PackedIds = NDArray[np.int32]

_NOBODY: Ids = np.empty(0, dtype=np.intp)


class Postings:
    """Maps a lemma to the ascending numbers of its holders."""

    def __init__(self, numbering: Mapping[str, int], starts: NDArray[np.int64], holders: PackedIds) -> None:
        self._numbering = numbering
        self._starts = starts
        self._holders = holders

    def of(self, text: str) -> Ids:
        """Who holds the lemma; empty for one that the base does not have."""
        number = self._numbering.get(text)
        if number is None:
            return _NOBODY
        # Kept in half the memory; numpy would cast them anew, and slowly, each time they are places.
        return self._holders[self._starts[number] : self._starts[number + 1]].astype(np.intp)

    def count(self, text: str) -> int:
        number = self._numbering.get(text)
        return 0 if number is None else int(self._starts[number + 1] - self._starts[number])


class PostingsBuilder:
    """Postings being gathered, holder by holder in ascending order."""

    def __init__(self, numbering: dict[str, int]) -> None:
        self._numbering = numbering
        self._lemmas = array("i")
        self._holders = array("i")

    def add(self, holder: int, lemmas: Iterable[str]) -> None:
        """Notes that `holder` holds each of the (different) lemmas."""
        numbering = self._numbering
        for text in lemmas:
            self._lemmas.append(numbering.setdefault(text, len(numbering)))
            self._holders.append(holder)

    def pairs(self) -> tuple[PackedIds, PackedIds]:
        """The lemmas and, side by side, their holders, as they were added."""
        return np.array(self._lemmas, dtype=np.int32), np.array(self._holders, dtype=np.int32)

    def packed(self) -> Postings:
        """The postings of all lemmas that the numbering has by now."""
        lemmas, holders = self.pairs()
        order = np.argsort(lemmas, kind="stable")
        counts = np.bincount(lemmas, minlength=len(self._numbering))
        starts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
        return Postings(self._numbering, starts, holders[order])


@dataclass(frozen=True)
class Index:
    """Entries, the forms in which they are asked for, and the postings of every lemma.

    A form is a title, a phrasing, or what an entry is only `offered` for; its mass is how much its content
    lemmas say together. The forms of an entry stand side by side, in the order of the entries. `bare` tells
    of every entry whether it has no phrasings.
    """

    ids: tuple[str, ...]
    bare: NDArray[np.bool_]
    form_texts: tuple[str, ...]
    form_entries: Ids
    form_offered: NDArray[np.bool_]
    form_masses: NDArray[np.float32]
    form_hashes: NDArray[np.int64]
    form_order: PackedIds
    in_forms: Postings
    in_answers: Postings
    vocabulary: Vocabulary

    def exact(self, text: str) -> int | None:
        """The first form that says just `text`, which is folded and has no punctuation."""
        wanted = hash(text)
        at = int(np.searchsorted(self.form_hashes, wanted))
        while at < len(self.form_hashes) and self.form_hashes[at] == wanted:
            form = int(self.form_order[at])
            if plain_words(self.form_texts[form]) == text:
                return form
            at += 1
        return None


def build_index(base: KnowledgeBase) -> Index:
    """The index of all entries in both languages."""
    ids = tuple(entry.id for entry in base)
    content = _ContentLemmas()
    numbering: dict[str, int] = {}
    in_forms, in_answers = PostingsBuilder(numbering), PostingsBuilder(numbering)
    form_texts: list[str] = []
    form_entries: list[int] = []
    form_offered: list[bool] = []
    form_lemmas: list[tuple[str, ...]] = []
    counted_forms, counted_entries = list[bool](), list[bool]()
    for position, entry in enumerate(base):
        written = base.weighing.get(entry.id)
        counted_entries.append(written is not None)
        ways = set() if written is None else set(written.ways_asked)
        for text in entry.ways_asked:
            if found := content.of(text):
                counted_forms.append(text in ways)
                in_forms.add(len(form_texts), found)
                form_texts.append(text)
                form_entries.append(position)
                form_offered.append(text in entry.offered_for and text not in entry.phrasings.ru)
                form_lemmas.append(found)
        in_answers.add(position, content.of(_answers(entry)))
    entries = np.array(form_entries, dtype=np.intp)
    idf = _idfs(numbering, in_forms, in_answers, entries, counted_forms, counted_entries)
    highest = _idf(max(sum(counted_entries), 2), 1)
    hashes = np.array([hash(plain_words(text)) for text in form_texts], dtype=np.int64)
    order = np.argsort(hashes, kind="stable").astype(np.int32)
    return Index(
        ids=ids,
        bare=np.array([entry.bare for entry in base], dtype=np.bool_),
        form_texts=tuple(form_texts),
        form_entries=entries,
        form_offered=np.array(form_offered, dtype=np.bool_),
        form_masses=np.array([sum(map(idf.__getitem__, found)) for found in form_lemmas], dtype=np.float32),
        form_hashes=hashes[order],
        form_order=order,
        in_forms=in_forms.packed(),
        in_answers=in_answers.packed(),
        vocabulary=build_vocabulary(idf, highest, content.spelt, tuple(form_texts)),
    )


def _idfs(
    numbering: Mapping[str, int],
    in_forms: PostingsBuilder,
    in_answers: PostingsBuilder,
    form_entries: Ids,
    counted_forms: Sequence[bool],
    counted_entries: Sequence[bool],
) -> dict[str, float]:
    """How much each lemma tells, by the number of entries that hold it anywhere.

    Those not counted count only for lemmas that none of the counted has.
    """
    asked, forms = in_forms.pairs()
    told, entries = in_answers.pairs()
    size = len(counted_entries)
    # A lemma and an entry make one number; the same pair may stand there several times.
    pairs = np.concatenate([asked, told]).astype(np.int64) * size
    pairs += np.concatenate([form_entries[forms], entries])
    counted = np.concatenate(
        [np.array(counted_forms, dtype=np.bool_)[forms], np.array(counted_entries, dtype=np.bool_)[entries]]
    )
    held, anywhere = (
        np.bincount(_different(some) // max(size, 1), minlength=len(numbering))
        for some in (pairs[counted], pairs)
    )
    holding = np.where(held, held, anywhere).tolist()
    count = sum(counted_entries)
    return {text: _idf(count, holding[number]) for text, number in numbering.items()}


def _different(numbers: Ids) -> Ids:
    """Each number once, in order. `np.unique` does the same and imports NumPy's masked arrays, a megabyte."""
    ordered = np.sort(numbers)
    different: Ids = ordered[np.diff(ordered, prepend=ordered[:1] - 1) != 0]
    return different


def _idf(entries: int, holding: int) -> float:
    # The constant keeps words that stand everywhere («клиент») from counting next to nothing.
    return 1.0 + math.log(1 + entries / holding)


def _answers(entry: Entry) -> str:
    return " ".join(parse_markup(text).plain() for text in entry.answer.texts)


class _ContentLemmas:
    """Content lemmas of texts; each word is looked up once, and noted with the lemma that it stands for."""

    def __init__(self) -> None:
        self.spelt: dict[str, str] = {}
        self._lemmas: dict[str, tuple[str, ...]] = {}

    def of(self, text: str) -> tuple[str, ...]:
        """The different content lemmas of a text, in order."""
        found: dict[str, None] = {}
        for word in words(folded(text)):
            lemmas = self._lemmas.get(word)
            if lemmas is None:
                lemmas = self._lemmas[word] = tuple(self._looked_up(word))
            found.update(dict.fromkeys(lemmas))
        return tuple(found)

    def _looked_up(self, word: str) -> Iterable[str]:
        for each in expanded((word,)):
            base = lemma(each)
            if base.weight > 0 and len(each) > 1:
                yield base.text
                self.spelt.setdefault(each, base.text)
                self.spelt.setdefault(base.text, base.text)
