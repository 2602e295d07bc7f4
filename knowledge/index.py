"""The knowledge base turned inside out: from a word to the texts that hold it."""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from knowledge.entries import Entry, KnowledgeBase
from knowledge.lemmas import Lemma, in_dictionary, lemma, root
from knowledge.markup import parse_markup
from knowledge.postings import Numbers, Postings, PostingsDraft
from knowledge.spelling import Speller
from knowledge.tables import shipped_tables
from knowledge.text import cyrillic, folded, words

EXACT, SYNONYM, KIN = 1.0, 0.85, 0.8


@dataclass(frozen=True)
class Index:
    """Entries, the forms in which they are asked for, and the postings of every lemma.

    A form is a title or a phrasing; its mass is how much its telling lemmas say together. The forms of an
    entry stand side by side, in the order of the entries. `bare` tells of every entry whether it has no
    phrasings.
    """

    ids: tuple[str, ...]
    bare: NDArray[np.bool_]
    form_texts: tuple[str, ...]
    form_entries: Numbers
    form_masses: NDArray[np.float64]
    in_forms: Postings
    in_answers: Postings
    rarity: Mapping[str, float]
    rarest: float
    kin: Mapping[str, tuple[str, ...]]
    synonyms: Mapping[str, tuple[str, ...]]
    speller: Speller

    def knows(self, word: str) -> bool:
        """Whether the word stands in the base, in this very form."""
        return word in self.speller

    def matches(self, asked: Lemma, word: str) -> Mapping[str, float]:
        """Lemmas of the base that the asked word may mean, each with its strength 0..1.

        A word of the dictionary matches itself, its synonyms and its kin. Only a word that no
        dictionary knows may be a misspelling of another.
        """
        found: dict[str, float] = {}
        if asked.text in self.rarity:
            found[asked.text] = EXACT
        for other in self.synonyms.get(asked.text, ()):
            if other in self.rarity:
                found.setdefault(other, SYNONYM)
        for other in self.kin.get(asked.root, ()):
            found.setdefault(other, KIN)
        if not found and not asked.known and not in_dictionary(word):
            found.update(self.speller.near(word))
        return found


def expanded(found: Iterable[str]) -> list[str]:
    """Words with abbreviations written out."""
    abbreviations = shipped_tables().abbreviations
    result: list[str] = []
    for word in found:
        full = abbreviations.get(word)
        if full is None and cyrillic(word):
            full = abbreviations.get(lemma(word).text)
        result.extend(full or (word,))
    return result


def build_index(base: KnowledgeBase) -> Index:
    """The index of all entries in both languages."""
    ids = tuple(entry.id for entry in base)
    telling = _Telling()
    numbering: dict[str, int] = {}
    in_forms, in_answers = PostingsDraft(numbering), PostingsDraft(numbering)
    form_texts: list[str] = []
    form_entries: list[int] = []
    form_lemmas: list[tuple[str, ...]] = []
    for position, entry in enumerate(base):
        for text in _ways_to_ask(entry):
            if found := telling.of(text):
                in_forms.add(len(form_texts), found)
                form_texts.append(text)
                form_entries.append(position)
                form_lemmas.append(found)
        in_answers.add(position, telling.of(_answers(entry)))
    entries = np.array(form_entries, dtype=np.int32)
    rarity = _rarities(numbering, in_forms, in_answers, entries, len(ids))
    return Index(
        ids=ids,
        bare=np.array([entry.bare for entry in base], dtype=np.bool_),
        form_texts=tuple(form_texts),
        form_entries=entries,
        form_masses=np.array([sum(map(rarity.__getitem__, found)) for found in form_lemmas]),
        in_forms=in_forms.packed(),
        in_answers=in_answers.packed(),
        rarity=rarity,
        rarest=_rarity(max(len(ids), 2), 1),
        kin=_kin(rarity),
        synonyms=_synonyms(),
        speller=Speller(telling.spelt),
    )


def _rarities(
    numbering: Mapping[str, int],
    in_forms: PostingsDraft,
    in_answers: PostingsDraft,
    form_entries: Numbers,
    count: int,
) -> dict[str, float]:
    """How much each lemma tells, by the number of entries that hold it anywhere."""
    asked, forms = in_forms.pairs()
    told, entries = in_answers.pairs()
    lemmas = np.concatenate([asked, told]).astype(np.int64)
    # A lemma and an entry make one number; the same pair may stand there several times.
    pairs = np.sort(lemmas * count + np.concatenate([form_entries[forms], entries]))
    pairs = pairs[np.diff(pairs, prepend=-1) > 0]
    holding = np.bincount(pairs // max(count, 1), minlength=len(numbering)).tolist()
    return {text: _rarity(count, holding[number]) for text, number in numbering.items()}


def _rarity(entries: int, holding: int) -> float:
    # The constant keeps words that stand everywhere («клиент») from counting next to nothing.
    return 1.0 + math.log(1 + entries / holding)


def _ways_to_ask(entry: Entry) -> Iterable[str]:
    yield entry.title.ru
    if entry.title.en is not None:
        yield entry.title.en
    yield from entry.phrasings.ru
    yield from entry.phrasings.en


def _answers(entry: Entry) -> str:
    texts = (entry.answer.ru, entry.answer.en or "")
    return " ".join(parse_markup(text).plain() for text in texts)


class _Telling:
    """Telling lemmas of texts; each word is looked up once, and noted with the lemma that it stands for."""

    def __init__(self) -> None:
        self.spelt: dict[str, str] = {}
        self._lemmas: dict[str, tuple[str, ...]] = {}

    def of(self, text: str) -> tuple[str, ...]:
        """The different telling lemmas of a text, in order."""
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


def _kin(lemmas: Iterable[str]) -> dict[str, tuple[str, ...]]:
    families: dict[str, list[str]] = defaultdict(list)
    for text in lemmas:
        families[root(text)].append(text)
    return {shared: tuple(family) for shared, family in families.items()}


@lru_cache(maxsize=1)
def _synonyms() -> dict[str, tuple[str, ...]]:
    groups: dict[str, list[str]] = defaultdict(list)
    for word, others in shipped_tables().synonyms.items():
        groups[lemma(word).text].extend(lemma(other).text for other in others)
    return {text: tuple(dict.fromkeys(others)) for text, others in groups.items()}
