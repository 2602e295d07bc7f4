"""Words as the dictionary sees them: base form, root, and how much a word says."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import Stemmer  # type: ignore[import-not-found]

from knowledge.text.language import shipped_tables
from knowledge.text.normalisation import cyrillic, folded, spellings, words

_SILENT = {"PREP", "CONJ", "PRCL", "NPRO", "INTJ"}
_QUIET = {
    "ADVB": 0.5,
    "PRED": 0.3,
    "NUMR": 0.5,
    "VERB": 0.6,
    "INFN": 0.6,
    "GRND": 0.6,
    "PRTS": 0.7,
    "ADJS": 0.7,
    "COMP": 0.5,
}
_VERBS = {"VERB", "INFN", "PRTS"}
_SHORTEST_ROOT = 4
_UNLIKELY = 0.15


@dataclass(frozen=True, slots=True)
class Lemma:
    """`text` is the base form; `known` says that a dictionary has the word; `weight` (0..1) how much
    it says about the matter: nouns all, verbs less, particles nothing. `verb`: whether it tells an action."""

    text: str
    root: str
    known: bool
    weight: float
    verb: bool = False


@lru_cache(maxsize=1)
def dictionary() -> Any:
    """The Russian dictionary, loaded once."""
    # Imported here: the lines that a start begins with need no dictionary.
    import pymorphy3  # noqa: PLC0415
    import pymorphy3_dicts_ru  # noqa: PLC0415

    # Its place is named: pymorphy would look for it through everything that is installed.
    return pymorphy3.MorphAnalyzer(pymorphy3_dicts_ru.get_path(), lang="ru")


@lru_cache(maxsize=1)
def _stemmer() -> Any:
    return Stemmer.Stemmer("english")


@lru_cache(maxsize=65_536)
def lemma(word: str) -> Lemma:
    """The lemma of one folded word."""
    tables = shipped_tables()
    if not cyrillic(word):
        if not word.isalpha() and any(character.isdigit() for character in word):
            return Lemma(word, word, False, 0.5 if word.isdigit() else 1.0)
        singular = _singular(word)
        silent = word in tables.frames
        return Lemma(singular, root(singular), silent, 0.0 if silent else 1.0)
    # The most probable reading stands first.
    reading = dictionary().parse(word)[0]
    text = reading.normal_form.replace("ё", "е")
    known = bool(reading.is_known)
    if word in tables.telling:
        return Lemma(text, text, True, 0.6)
    if word in tables.frames or text in tables.frames:
        return Lemma(text, text, True, 0.0)
    part = str(reading.tag.POS)
    if known and (part in _SILENT or "Apro" in reading.tag):
        return Lemma(text, text, True, 0.0)
    weight = _QUIET.get(part, 1.0) if known else 1.0
    return Lemma(text, root(text), known, weight, part in _VERBS)


@lru_cache(maxsize=4096)
def lemmas(text: str) -> tuple[str, ...]:
    """The base forms of the words of a text, in its order."""
    return tuple(lemma(word).text for word in words(folded(text)))


def content_lemmas(text: str) -> tuple[str, ...]:
    """The base forms of those words of a text that say anything, in its order."""
    return tuple(each.text for each in map(lemma, words(folded(text))) if each.weight > 0)


@lru_cache(maxsize=65_536)
def root(text: str) -> str:
    """A base form without its ending and derivational suffixes: what its kin share."""
    if not cyrillic(text):
        return str(_stemmer().stemWord(text))
    for suffix in shipped_tables().suffixes:
        if text.endswith(suffix) and len(text) - len(suffix) >= _SHORTEST_ROOT:
            return text[: -len(suffix)]
    return text


def _singular(word: str) -> str:
    """An English word without the ending of the plural or of possession."""
    word = word.replace("’", "'").removesuffix("'s")
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith("s") and len(word) > 3 and word[-2] not in "sui'":
        return word[:-1]
    return word


@lru_cache(maxsize=65_536)
def in_dictionary(word: str) -> bool:
    """Whether the Russian dictionary has this word, in any form."""
    return len(word) > 1 and cyrillic(word) and bool(dictionary().word_is_known(word))


@lru_cache(maxsize=65_536)
def is_name(word: str) -> bool:
    """Whether the likeliest reading of a word is the name of a place, a person or an organisation."""
    tag = dictionary().parse(word)[0].tag
    return any(kind in tag for kind in ("Geox", "Orgn", "Name", "Patr", "Surn"))


@lru_cache(maxsize=4_096)
def is_silent(word: str) -> bool:
    """Whether a folded word only leads in: a particle, a conjunction, a pronoun."""
    return str(dictionary().parse(word)[0].tag.POS) in _SILENT


@lru_cache(maxsize=4_096)
def is_demand(word: str) -> bool:
    """Whether a folded word may be an imperative or tells what one does oneself («прошу», «хочу»)."""
    return any(
        reading.is_known
        and reading.score > _UNLIKELY
        and ("impr" in reading.tag or {"1per", "sing"} in reading.tag)
        for reading in dictionary().parse(word)
    )


@dataclass(frozen=True, slots=True)
class Naming:
    """Kinds of proper name that a word can be (`Name`, `Patr`, `Surn`), and those that it hardly is not.

    `forms`: gender and case of the name; `common`: it is an ordinary word or a place, too («Вера», «Лена»).
    """

    possible: frozenset[str]
    sure: frozenset[str]
    forms: frozenset[tuple[str, str]] = frozenset()
    common: bool = False
    place: bool = False


_KINDS = ("Name", "Patr", "Surn")
_GENDERS = {"masc": ("masc",), "femn": ("femn",)}
_SELDOM = 0.03


@lru_cache(maxsize=65_536)
def naming(word: str) -> Naming:
    """What the dictionary says of a word as the name of a person; a Latin one is read in Russian letters."""
    readings = [*(_latin_readings(word.casefold()) if word.isascii() else dictionary().parse(word))]
    possible, chances, forms, common, place = set[str](), Counter[str](), set[tuple[str, str]](), 0.0, False
    for reading in readings:
        tag = reading.tag
        kinds = [kind for kind in _KINDS if kind in tag]
        possible.update(kinds)
        chances.update(dict.fromkeys(kinds, reading.score))
        if kinds:
            genders = _GENDERS.get(str(tag.gender), ("masc", "femn"))
            forms.update((gender, str(tag.case)) for gender in genders)
        elif reading.is_known and tag.POS == "NOUN":
            common += reading.score
            place = place or "Geox" in tag
    # A Latin name is read in its base form alone.
    total = sum(each.score for each in readings) if word.isascii() else 1.0
    sure = frozenset(kind for kind in possible if chances[kind] > 0.4 * total)
    return Naming(frozenset(possible), sure, frozenset(forms), common > _SELDOM, place)


def is_surname_beside(name: Naming, word: str) -> bool:
    """Whether an ordinary word stands beside a first name as a surname does: «Дарья Соловей»."""
    return any(
        (tag.POS == "NOUN" and tag.number == "sing" and _declined_with(name, str(tag.gender), str(tag.case)))
        or (tag.POS == "ADJF" and "Anum" not in tag and (str(tag.gender), str(tag.case)) in name.forms)
        for tag in (reading.tag for reading in dictionary().parse(word))
        if not {"Geox", "Orgn", "Abbr", "Name", "Patr"} & tag.grammemes
    )


def names_a_being(word: str) -> bool:
    """Whether a word may name one person or animal, as many surnames do: «Мельник», «Соловей»."""
    return any({"NOUN", "anim", "sing"} <= reading.tag.grammemes for reading in dictionary().parse(word))


def names_several(word: str) -> bool:
    """Whether a noun can only mean more than one: «дети», «рыбаков»."""
    tags = [reading.tag for reading in dictionary().parse(word)]
    return all(tag.POS == "NOUN" and tag.number == "plur" for tag in tags)


def is_surname_of(word: str, name: str) -> bool:
    """Whether `name` is a surname behind a noun for one person, in the same case: «больной Зайцев»."""
    known = naming(name)
    # «Кузнецов» is a form of «кузнец», too, but only of several.
    one_thing = any(
        reading.is_known
        and {"NOUN", "sing"} <= reading.tag.grammemes
        and not set(_KINDS) & reading.tag.grammemes
        for reading in dictionary().parse(name)
    )
    if "Surn" not in known.possible or one_thing or known.place:
        return False
    cases = {case for _, case in known.forms}
    # `Subx`: an adjective that is a noun, too, «больной» and «дежурная».
    return any(
        ({"NOUN", "anim", "sing"} <= tag.grammemes or {"Subx", "sing"} <= tag.grammemes)
        and not {*_KINDS, "Abbr"} & tag.grammemes
        and str(tag.case) in cases
        for tag in (reading.tag for reading in dictionary().parse(word))
    )


def _declined_with(name: Naming, gender: str, case: str) -> bool:
    """A man's surname is declined as the word is, a woman's only when the word is feminine."""
    if (gender, case) == ("masc", "nomn"):
        return True
    genders = {each for each, of in name.forms if of == case}
    return gender in genders or (gender == "femn" and bool(genders))


def _latin_readings(word: str) -> Iterable[Any]:
    """Reads the likeliest spelling that is a name; nobody declines what they write in Latin letters."""
    for spelling in spellings(word):
        if dictionary().word_is_known(spelling):
            found = [each for each in dictionary().parse(spelling) if "nomn" in each.tag]
            if any(kind in each.tag for each in found for kind in _KINDS):
                return found
    return ()
