"""What a question asks about a thing (how many, when, who …), and whether a text tells it."""

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from rapidfuzz.distance import Prefix

from knowledge.text.language import Aspect, shipped_tables
from knowledge.text.lemmas import lemma
from knowledge.text.markup import Listing, parse_markup
from knowledge.text.normalisation import folded, words

_NUMBER = re.compile(r"\d")
_ITSELF = "="  # what an aspect holds where the word that asks for it has to be told
_KIN_LETTERS, _KIN_SHARE = 5, 0.55  # what two lemmas of one family begin with
_TELLING = 0.5  # the weight of a word that tells something


@dataclass(frozen=True, slots=True)
class Told:
    """What a text holds: its lemmas, and whether it has figures and lists."""

    lemmas: frozenset[str]
    figures: bool
    lists: bool


def aspects(said: Sequence[str]) -> dict[Aspect, frozenset[str]]:
    """The aspects that the words of a question ask for, each with the lemmas that do so."""
    firsts = {*said, *(lemma(word).text for word in said)}
    found: dict[Aspect, frozenset[str]] = {}
    for first in firsts & _askings().keys():
        for aspect, phrase in _askings()[first]:
            if _asks(phrase, said, aspect):
                found[aspect] = found.get(aspect, frozenset()) | {lemma(word).text for word in phrase}
    if _negated(said):
        found["negation"] = frozenset()
    if "sum" in found:
        found.pop("quantity", None)
    return found


@lru_cache(maxsize=1)
def _askings() -> dict[str, list[tuple[Aspect, tuple[str, ...]]]]:
    """The phrases that ask for an aspect, word by word, by their first word."""
    found: dict[str, list[tuple[Aspect, tuple[str, ...]]]] = {}
    for aspect, written in shipped_tables().aspects.items():
        for each in written.asks:
            phrase = tuple(words(folded(each)))
            found.setdefault(phrase[0], []).append((aspect, phrase))
    return found


def _asks(phrase: tuple[str, ...], said: Sequence[str], aspect: Aspect) -> bool:
    first = phrase[0]
    questioning = first in shipped_tables().questions
    for at in range(len(said) - len(phrase) + 1):
        inflected = len(phrase) == 1 and not questioning and lemma(said[at]).text == first
        # A question word in the middle begins a subordinate clause: «портал, где услугу оформляют».
        if (inflected or tuple(said[at : at + len(phrase)]) == phrase) and (
            not questioning or _opens(said, at)
        ):
            after = said[at + len(phrase) :]
            if aspect == "date" and any(word in shipped_tables().permitting for word in after[:3]):
                return False  # «когда допустимо»: on which condition
            return (aspect != "person" or _does(first, after)) and (aspect != "procedure" or _is_done(after))
    return False


def _opens(said: Sequence[str], at: int) -> bool:
    return all(lemma(word).weight == 0 for word in said[:at])


def _does(asking: str, after: Sequence[str]) -> bool:
    """«кто подписывает», not «кто считается»: a verb that defines asks for the thing itself."""
    if asking not in shipped_tables().acting:
        return True
    doing = [word for word in after if word not in shipped_tables().negations]
    return not any(map(defines, doing[:1])) and any(lemma(word).verb or word.isascii() for word in doing)


def _is_done(after: Sequence[str]) -> bool:
    """«как утвердить», «где утверждают»: an action, not «как называется», nor «как проходит»."""
    return any(
        (lemma(word).verb or word.isascii()) and not defines(word) and not occurs(word) for word in after[:3]
    )


def defines(word: str) -> bool:
    """Whether the word only says what something is, or where it is found: no action is asked for."""
    defining = shipped_tables().defining
    return word in defining or lemma(word).text in defining


def occurs(word: str) -> bool:
    """Whether the verb only says that something takes place."""
    return lemma(word).text in shipped_tables().occurring


def asks_for(word: str, said: Sequence[str]) -> bool:
    """Whether the word follows one that asks for it: «какие этапы», «сколько страниц»."""
    which = shipped_tables().which
    return any(before in which and after == word for before, after in pairwise(said))


def names_form(word: str, said: Sequence[str]) -> bool:
    """Whether the word only says what definition is wanted: «полное определение»."""
    naming = shipped_tables().naming
    return any(before == word and after in naming for before, after in pairwise(said))


def names(said: Sequence[str]) -> bool:
    """Whether the question begins as one that wants to know what a thing is: «что такое …»."""
    return any(" ".join(said[:length]) in shipped_tables().naming for length in (1, 2, 3))


def opens_list(said: Sequence[str]) -> bool:
    """Whether the question begins as one that asks for each of several things: «какие сферы жизни …»."""
    return bool(said) and said[0] in shipped_tables().listing


def classifies(said: Sequence[str]) -> bool:
    """Whether the question is if one thing is another: «самозанятый — это бизнес?» needs the definition."""
    questions, conditional = shipped_tables().questions, shipped_tables().conditional
    return any(map(defines, said)) and not any(
        word in questions and not defines(word) and word not in conditional for word in said
    )


def _negated(said: Sequence[str]) -> bool:
    tables = shipped_tables()
    for at, word in enumerate(said):
        if word in tables.negations:
            before, after = said[max(0, at - 1) : at], said[at + 1 : at + 3]
            conditional = any(each in tables.conditional for each in before)
            defined = any(defines(each) or each in tables.conditional for each in (*before, *after))
            if conditional or (defined and any(each in tables.questions for each in said[:at])):
                return True
    return False


@lru_cache(maxsize=2_048)
def telling(title: str) -> frozenset[str]:
    """The lemmas of a title that tell something."""
    found = map(lemma, words(folded(title)))
    return frozenset(each.text for each in found if each.weight >= _TELLING)


@lru_cache(maxsize=2_048)
def told_in(texts: tuple[str, ...]) -> Told:
    """What the texts of an entry, written in markup, hold."""
    parsed = [parse_markup(text) for text in texts]
    plain = " ".join(each.plain() for each in parsed)
    found = words(folded(plain))
    return Told(
        frozenset(lemma(word).text for word in found) | frozenset(found),
        bool(_NUMBER.search(plain)),
        any(isinstance(block, Listing) for each in parsed for block in each.blocks),
    )


def lacking(
    asked: Mapping[Aspect, frozenset[str]],
    actions: Sequence[frozenset[str]],
    told: Told,
    near: frozenset[str],
    forms: Told,
) -> Aspect | None:
    """The first aspect asked that the text does not tell; `actions` are the verbs of the question, each with
    the lemmas that mean the same, `near` the lemmas of the nearest title or phrasing, `forms` all of them."""
    for aspect in sorted(asked):
        known = forms.lemmas if aspect == "obligation" else near
        if not _holds(aspect, asked[aspect], actions, told, known):
            return aspect
    return None


def _holds(
    aspect: Aspect,
    asking: frozenset[str],
    actions: Sequence[frozenset[str]],
    told: Told,
    near: frozenset[str],
) -> bool:
    if aspect == "negation":
        return False
    if aspect == "list":
        return told.lists
    # Whatever is asked of an action, the action itself has to be told.
    if not all(meant & (told.lemmas | near) for meant in actions):
        return False
    holds = shipped_tables().aspects[aspect].holds
    if holds == _ITSELF:
        return not asking.isdisjoint(told.lemmas | near)
    marks = words(folded(holds))
    return not marks or ("#" in holds and told.figures) or any(mark in told.lemmas for mark in marks)


def tells(lemmas: Set[str], meant: Set[str]) -> bool:
    """Whether a text of these lemmas says one of those `meant`, or one that begins like it for most of its
    length: «измеримый» and «измерить»."""
    return not meant.isdisjoint(lemmas) or any(
        each.startswith(one[:_KIN_LETTERS]) and Prefix.normalized_similarity(one, each) >= _KIN_SHARE
        for one in meant
        if len(one) >= _KIN_LETTERS
        for each in lemmas
    )
