"""The linguistic tables of `language.yaml`: question words, abbreviations, synonyms, small talk."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal, TypeVar, get_args

from knowledge.authored import Authored, ContentError, Problem, Source, read_yaml, typed
from knowledge.text.normalisation import folded, plain_words, words

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
Kind = TypeVar("Kind", bound=str)

LANGUAGE_FILE = Path(__file__).parents[1] / "content" / "language.yaml"


class ByLanguage(Authored):
    """Words in each language, parted by spaces."""

    ru: str
    en: str


class AspectWords(Authored):
    """By which words a question asks for an aspect of an entry, and what a text that tells it holds."""

    asks: tuple[str, ...]
    holds: str


class LanguageFile(Authored):
    """`language.yaml` as written."""

    frames: ByLanguage
    questions: ByLanguage
    wondering: tuple[str, ...]
    naming: tuple[str, ...]
    asking_alone: tuple[str, ...]
    telling: str
    comparing: str
    separators: str
    joints: str
    numbered: str
    pronouns: str
    abbreviations: dict[str, str]
    letter_names: dict[str, str]
    aspects: dict[Aspect, AspectWords]
    negations: str
    which: str
    listing: str
    defining: str
    permitting: str
    occurring: str
    conditional: str
    acting: str
    synonyms: tuple[str, ...]
    suffixes: str
    prefixes: str
    small_talk: dict[SmallTalk, str]
    small_talk_phrases: dict[SmallTalk, tuple[str, ...]]
    small_talk_fillers: str
    small_talk_quiet: str
    courtesies: str
    follow_ups: dict[FollowUp, tuple[str, ...]]
    leads: tuple[str, ...]
    stand_ins: str


@dataclass(frozen=True)
class LanguageTables:
    """The tables of `language.yaml` ready for look-ups; every word folded."""

    frames: frozenset[str]
    frame_language: Mapping[str, str]
    questions: frozenset[str]
    wondering: frozenset[str]
    naming: frozenset[str]
    asking_alone: frozenset[str]
    telling: frozenset[str]
    comparing: frozenset[str]
    separators: tuple[str, ...]
    joints: frozenset[str]
    numbered: frozenset[str]
    pronouns: frozenset[str]
    abbreviations: Mapping[str, tuple[str, ...]]
    letter_names: Mapping[str, tuple[str, str]]
    aspects: Mapping[Aspect, AspectWords]
    negations: frozenset[str]
    which: frozenset[str]
    listing: frozenset[str]
    defining: frozenset[str]
    permitting: frozenset[str]
    occurring: frozenset[str]
    conditional: frozenset[str]
    acting: frozenset[str]
    synonyms: Mapping[str, tuple[str, ...]]
    suffixes: tuple[str, ...]
    prefixes: tuple[str, ...]
    talk_words: Mapping[str, SmallTalk]
    talk_phrases: Mapping[str, SmallTalk]
    talk_fillers: frozenset[str]
    talk_quiet: frozenset[str]
    courtesies: frozenset[str]
    follow_ups: Mapping[str, FollowUp]
    leads: frozenset[str]
    stand_ins: frozenset[str]


@lru_cache(maxsize=1)
def shipped_tables() -> LanguageTables:
    """The tables that come with the project, read once.

    Raises ContentError where a word has two meanings or a kind is missing.
    """
    source = read_yaml(LANGUAGE_FILE)
    file = typed(LanguageFile, source)
    problems = list(_problems(file, source))
    if problems:
        raise ContentError(problems)
    russian, english = _words(file.frames.ru), _words(file.frames.en)
    synonyms: dict[str, tuple[str, ...]] = {}
    for line in file.synonyms:
        group = _words(line)
        for word in group:
            others = tuple(other for other in group if other != word)
            synonyms[word] = tuple(dict.fromkeys(synonyms.get(word, ()) + others))
    return LanguageTables(
        frames=frozenset(russian) | frozenset(english),
        frame_language={**dict.fromkeys(russian, "ru"), **dict.fromkeys(english, "en")},
        questions=frozenset(_words(file.questions.ru)) | frozenset(_words(file.questions.en)),
        wondering=frozenset(map(plain_words, file.wondering)),
        naming=frozenset(map(plain_words, file.naming)),
        asking_alone=frozenset(map(plain_words, file.asking_alone)),
        telling=frozenset(_words(file.telling)),
        comparing=frozenset(_words(file.comparing)),
        separators=tuple(_words(file.separators)),
        joints=frozenset(_words(file.joints)),
        numbered=frozenset(_words(file.numbered)),
        pronouns=frozenset(_words(file.pronouns)),
        abbreviations={folded(short): tuple(_words(full)) for short, full in file.abbreviations.items()},
        letter_names=_letter_names(file.letter_names),
        aspects=file.aspects,
        negations=frozenset(_words(file.negations)),
        which=frozenset(_words(file.which)),
        listing=frozenset(_words(file.listing)),
        defining=frozenset(_words(file.defining)),
        permitting=frozenset(_words(file.permitting)),
        occurring=frozenset(_words(file.occurring)),
        conditional=frozenset(_words(file.conditional)),
        acting=frozenset(_words(file.acting)),
        synonyms=synonyms,
        suffixes=tuple(sorted(set(_words(file.suffixes)), key=len, reverse=True)),
        prefixes=tuple(_words(file.prefixes)),
        talk_words={word: kind for kind, line in file.small_talk.items() for word in _words(line)},
        talk_phrases=dict(_phrases(file.small_talk_phrases)),
        talk_fillers=frozenset(_words(file.small_talk_fillers)),
        talk_quiet=frozenset(_words(file.small_talk_quiet)),
        courtesies=frozenset(_words(file.courtesies)),
        follow_ups=dict(_phrases(file.follow_ups)),
        leads=frozenset(map(plain_words, file.leads)),
        stand_ins=frozenset(_words(file.stand_ins)),
    )


def _words(line: str) -> list[str]:
    return words(folded(line))


def _letter_names(names: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """The Russian and the Latin letter behind each name; one stands in where the other lacks."""
    found: dict[str, list[str]] = {}
    for letter, line in names.items():
        for name in _words(line):
            found.setdefault(name, []).append(letter)
    return {
        name: (min(letters, key=_is_latin), max(letters, key=_is_latin)) for name, letters in found.items()
    }


def _is_latin(letter: str) -> bool:
    return letter.isascii()


def _phrases(phrases: Mapping[Kind, Iterable[str]]) -> Iterable[tuple[str, Kind]]:
    return ((plain_words(phrase), kind) for kind, lines in phrases.items() for phrase in lines)


def _problems(file: LanguageFile, source: Source) -> Iterable[Problem]:
    for kind in get_args(SmallTalk):
        if kind not in file.small_talk and kind not in file.small_talk_phrases:
            yield source.problem(("small_talk",), f'nothing is known of "{kind}"', "add words or phrases")
    for kind in get_args(FollowUp):
        if kind not in file.follow_ups:
            yield source.problem(("follow_ups",), f'nothing is known of "{kind}"', "add phrases")
