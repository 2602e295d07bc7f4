"""The words of a knowledge base, and which of its lemmas an asked word may mean."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from knowledge.text.language import shipped_tables
from knowledge.text.lemmas import Lemma, in_dictionary, lemma, root
from knowledge.text.normalisation import cyrillic, folded, words
from knowledge.text.spelling import Speller

EXACT, SYNONYM, KIN = 1.0, 0.85, 0.8


@dataclass(frozen=True)
class Vocabulary:
    """Every lemma of a base with its inverse document frequency, and the words as they are spelt there."""

    idf: Mapping[str, float]
    highest_idf: float
    kin: Mapping[str, tuple[str, ...]]
    synonyms: Mapping[str, tuple[str, ...]]
    speller: Speller
    forms: tuple[str, ...] = ()

    def knows(self, word: str) -> bool:
        """Whether the word stands in the base, in this very form."""
        return word in self.speller

    def has(self, word: str) -> bool:
        """Whether the word stands in the base in any of its forms."""
        return word in self.speller or (in_dictionary(word) and lemma(word).text in self.idf)

    @cached_property
    def costs(self) -> dict[str, float | None]:
        """What words cost when a text is cut into them, remembered; see `repair`."""
        return {}

    @cached_property
    def forms_text(self) -> str:
        """All titles and phrasings, one a line, for looking up which words stand together."""
        return "\n".join(" ".join(words(folded(form))) for form in self.forms)

    def related(self, asked: Lemma, word: str) -> Mapping[str, float]:
        """Lemmas of the base that the asked word may mean, each with its strength 0..1.

        A word of the dictionary matches itself, its synonyms and its kin. Only a word that no
        dictionary knows may be a misspelling of another.
        """
        found: dict[str, float] = {}
        if asked.text in self.idf:
            found[asked.text] = EXACT
        for other in self.synonyms.get(asked.text, ()):
            if other in self.idf:
                found.setdefault(other, SYNONYM)
        for other in self.kin.get(asked.root, ()):
            found.setdefault(other, KIN)
        if not found and not asked.known and not in_dictionary(word):
            found.update(self.speller.near(word))
        return found


def build_vocabulary(
    idf: Mapping[str, float], highest_idf: float, spelt: Mapping[str, str], forms: tuple[str, ...]
) -> Vocabulary:
    """The vocabulary of the lemmas in `idf`; `spelt` holds each word of the base with its lemma, `forms`
    the titles and phrasings."""
    return Vocabulary(idf, highest_idf, _kin(idf), _synonyms(), Speller(spelt), forms)


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
