"""The knowledge base turned inside out: from a word to the texts that hold it."""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from knowledge.entries import Entry, KnowledgeBase
from knowledge.lemmas import Lemma, in_dictionary, lemma, root
from knowledge.markup import parse_markup
from knowledge.spelling import Speller
from knowledge.tables import shipped_tables
from knowledge.text import cyrillic, folded, words

EXACT, SYNONYM, KIN = 1.0, 0.85, 0.8


@dataclass(frozen=True, slots=True)
class Form:
    """One way to ask: a title or a phrasing, as its telling lemmas."""

    entry: int
    text: str
    lemmas: tuple[str, ...]
    mass: float
    title: bool


@dataclass(frozen=True)
class Index:
    """Entries, their forms, and the postings of every lemma."""

    ids: tuple[str, ...]
    forms: tuple[Form, ...]
    in_forms: Mapping[str, tuple[int, ...]]
    in_answers: Mapping[str, tuple[int, ...]]
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
    form_lemmas: list[tuple[int, str, tuple[str, ...], bool]] = []
    answer_lemmas: list[set[str]] = []
    spelt: dict[str, str] = {}
    for position, entry in enumerate(base):
        for text, title in _ways_to_ask(entry):
            found = _telling(text, spelt)
            if found:
                form_lemmas.append((position, text, tuple(dict.fromkeys(found)), title))
        answer_lemmas.append(set(_telling(_answers(entry), spelt)))
    holders: dict[str, set[int]] = defaultdict(set)
    for position, _, asked, _ in form_lemmas:
        for text in asked:
            holders[text].add(position)
    for position, told in enumerate(answer_lemmas):
        for text in told:
            holders[text].add(position)
    rarity = {text: _rarity(len(ids), len(entries)) for text, entries in holders.items()}
    forms = tuple(
        Form(position, text, found, sum(rarity[each] for each in found), title)
        for position, text, found, title in form_lemmas
    )
    return Index(
        ids=ids,
        forms=forms,
        in_forms=_postings((found, number) for number, (_, _, found, _) in enumerate(form_lemmas)),
        in_answers=_postings((found, number) for number, found in enumerate(answer_lemmas)),
        rarity=rarity,
        rarest=_rarity(max(len(ids), 2), 1),
        kin=_kin(rarity),
        synonyms=_synonyms(),
        speller=Speller(spelt),
    )


def _rarity(entries: int, holding: int) -> float:
    # The constant keeps words that stand everywhere («клиент») from counting next to nothing.
    return 1.0 + math.log(1 + entries / holding)


def _ways_to_ask(entry: Entry) -> Iterable[tuple[str, bool]]:
    yield entry.title.ru, True
    if entry.title.en is not None:
        yield entry.title.en, True
    for text in (*entry.phrasings.ru, *entry.phrasings.en):
        yield text, False


def _answers(entry: Entry) -> str:
    texts = (entry.answer.ru, entry.answer.en or "")
    return " ".join(parse_markup(text).plain() for text in texts)


def _telling(text: str, spelt: dict[str, str]) -> list[str]:
    found = []
    for word in expanded(words(folded(text))):
        base = lemma(word)
        if base.weight > 0 and len(word) > 1:
            found.append(base.text)
            spelt.setdefault(word, base.text)
            spelt.setdefault(base.text, base.text)
    return found


def _postings(holders: Iterable[tuple[Iterable[str], int]]) -> dict[str, tuple[int, ...]]:
    postings: dict[str, list[int]] = defaultdict(list)
    for found, number in holders:
        for text in found:
            postings[text].append(number)
    return {text: tuple(numbers) for text, numbers in postings.items()}


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
