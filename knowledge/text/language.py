"""The linguistic tables of `language.yaml`: question words, abbreviations, synonyms, small talk."""

from collections.abc import Mapping
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar, get_args

from pydantic import BeforeValidator, model_validator

from knowledge.authored import Authored, typed
from knowledge.text.normalisation import folded, plain_words, words
from knowledge.yaml_source import read_yaml

Language = Literal["ru", "en"]
SmallTalk = Literal["greeting", "thanks", "farewell", "how-are-you", "who-are-you", "operator", "abuse"]
FollowUp = Literal["example", "template", "more", "in-english", "in-russian"]
Aspect = Literal[
    "quantity",
    "date",
    "duration",
    "place",
    "sum",
    "law",
    "person",
    "obligation",
    "procedure",
    "cause",
    "list",
    "example",
    "method",
    "consequence",
    "negation",
    "attribute",
]
Shape = TypeVar("Shape")

LANGUAGE_FILE = Path(__file__).parents[1] / "content" / "language.yaml"


def _checked(shape: type[Shape], written: Any) -> Shape:
    if not isinstance(written, shape):
        raise ValueError(f"a {shape.__name__} is wanted")
    return written


def _words(line: Any) -> tuple[str, ...]:
    """The folded words of a line."""
    return tuple(words(folded(_checked(str, line))))


def _phrases(lines: Any) -> tuple[str, ...]:
    return tuple(plain_words(_checked(str, line)) for line in _checked(list, lines))


def _keyed_words(lines: Any) -> dict[str, str]:
    """Each word with the key that its line stands under."""
    return {word: key for key, line in _checked(dict, lines).items() for word in _words(line)}


def _of_both_languages(lines: Any) -> frozenset[str]:
    return frozenset(_keyed_words(lines))


def _keyed_phrases(groups: Any) -> dict[str, str]:
    return {phrase: key for key, lines in _checked(dict, groups).items() for phrase in _phrases(lines)}


def _written_out(abbreviations: Any) -> dict[str, tuple[str, ...]]:
    return {folded(short): _words(full) for short, full in _checked(dict, abbreviations).items()}


def _letters(names: Any) -> dict[str, tuple[str, str]]:
    """The Russian and the Latin letter behind each name; one stands in where the other lacks."""
    found: dict[str, list[str]] = {}
    for letter, line in _checked(dict, names).items():
        for name in _words(line):
            found.setdefault(name, []).append(letter)
    return {
        name: (min(letters, key=str.isascii), max(letters, key=str.isascii))
        for name, letters in found.items()
    }


def _groups(lines: Any) -> dict[str, tuple[str, ...]]:
    """Each word with the others of its lines."""
    found: dict[str, tuple[str, ...]] = {}
    for group in map(_words, _checked(list, lines)):
        for word in group:
            others = tuple(other for other in group if other != word)
            found[word] = tuple(dict.fromkeys(found.get(word, ()) + others))
    return found


def _longest_first(line: Any) -> tuple[str, ...]:
    return tuple(sorted(_words(line), key=len, reverse=True))


WordSet = Annotated[frozenset[str], BeforeValidator(_words)]
WordList = Annotated[tuple[str, ...], BeforeValidator(_words)]
PhraseSet = Annotated[frozenset[str], BeforeValidator(_phrases)]


class AspectWords(Authored):
    """The words by which a question asks for an aspect of an entry, and what a text that tells it holds."""

    asks: tuple[str, ...]
    holds: str


class LanguageTables(Authored):
    """`language.yaml`, every word and phrase of it folded.

    `frames`, `talk_words`, `talk_phrases` and `follow_ups` tell of a word or phrase which language or kind it
    is of.
    """

    frames: Annotated[Mapping[str, Language], BeforeValidator(_keyed_words)]
    questions: Annotated[frozenset[str], BeforeValidator(_of_both_languages)]
    wondering: PhraseSet
    naming: PhraseSet
    asking_alone: PhraseSet
    telling: WordSet
    comparing: WordSet
    separators: WordList
    joints: WordSet
    reasoning: WordSet
    numbered: WordSet
    pronouns: WordSet
    abbreviations: Annotated[Mapping[str, tuple[str, ...]], BeforeValidator(_written_out)]
    letter_names: Annotated[Mapping[str, tuple[str, str]], BeforeValidator(_letters)]
    aspects: Mapping[Aspect, AspectWords]
    negations: WordSet
    which: WordSet
    listing: WordSet
    defining: WordSet
    permitting: WordSet
    occurring: WordSet
    conditional: WordSet
    acting: WordSet
    synonyms: Annotated[Mapping[str, tuple[str, ...]], BeforeValidator(_groups)]
    suffixes: Annotated[tuple[str, ...], BeforeValidator(_longest_first)]
    prefixes: WordList
    talk_words: Annotated[Mapping[str, SmallTalk], BeforeValidator(_keyed_words)]
    talk_phrases: Annotated[Mapping[str, SmallTalk], BeforeValidator(_keyed_phrases)]
    talk_fillers: WordSet
    talk_quiet: WordSet
    courtesies: WordSet
    follow_ups: Annotated[Mapping[str, FollowUp], BeforeValidator(_keyed_phrases)]
    leads: PhraseSet
    stand_ins: WordSet

    @cached_property
    def known(self) -> frozenset[str]:
        """The words that people ask with, make small talk with, or shorten others to."""
        return frozenset((*self.frames, *self.abbreviations, *self.talk_words))

    @model_validator(mode="after")
    def _every_kind_is_known(self) -> "LanguageTables":
        talk = {*self.talk_words.values(), *self.talk_phrases.values()}
        if missing := ({*get_args(SmallTalk)} - talk) | ({*get_args(FollowUp)} - {*self.follow_ups.values()}):
            raise ValueError(f"nothing is known of {', '.join(sorted(missing))}")
        return self


@lru_cache(maxsize=1)
def shipped_tables() -> LanguageTables:
    """The tables that come with the project, read once. Raises ContentError."""
    return typed(LanguageTables, read_yaml(LANGUAGE_FILE))
