"""Finds the labels that a typed text names, word by word: a misspelt word is that word, another word or
another number never is."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from rapidfuzz.distance import OSA

from dialogs.interview.patterns import shipped_patterns
from knowledge.text.language import shipped_tables
from knowledge.text.lemmas import in_dictionary
from knowledge.text.readings import TextToken, tokens

Words = Sequence[TextToken]

# From so many letters on one of a word may be wrong, or two.
_SHORT, _LONG = 4, 8
_ASIDE = re.compile(r"\([^()]*\)")
_QUANTITIES = {"COMP", "NUMR", "NUMB", "Anum", "Apro"}


def named(typed: str, labels: Sequence[str]) -> list[int]:
    """Which of the labels the words are: those that have no other word, else those of which they are some
    in their order. Nothing that counts may be left out: «раз в год» is not «Несколько раз в год»."""
    said = _words(typed)
    if not said:
        return []
    found = [at for at, label in enumerate(labels) if any(_holds(said, each) for each in _variants(label))]
    whole = [at for at in found if any(len(each) == len(said) for each in _variants(labels[at]))]
    return whole or found


def partly_named(typed: str, labels: Sequence[str]) -> list[int]:
    """Which of the labels share at least half of their words with a text that has others besides, one of them
    with it alone: «оказание услуги» is «Предоставление услуг». None where something is denied, or counted
    otherwise."""
    said = _words(typed)
    if any(each.form in shipped_tables().negations for each in said):
        return []
    found = []
    for at, label in enumerate(labels):
        others = [word for other, each in enumerate(labels) if other != at for word in _words(each)]
        if any(_shares(said, each, others) for each in _variants(label)):
            found.append(at)
    return found


def leaves_out_quantity(typed: str, label: str) -> bool:
    """Whether of a label that begins with the text a comparison or a number is left out."""
    rest = tokens(label[len(typed) :])
    return any(not {"COMP", "NUMR", "NUMB"}.isdisjoint(_tags(each)) for each in rest)


@lru_cache(maxsize=2048)
def _variants(label: str) -> tuple[Words, ...]:
    """The words of the label, those without what stands in brackets, and those in brackets: another name."""
    return tuple(dict.fromkeys(map(_words, (label, _ASIDE.sub(" ", label), *_ASIDE.findall(label)))))


def _words(text: str) -> tuple[TextToken, ...]:
    choices = shipped_patterns().choices
    aside = (*choices.joining, *choices.aside)
    return tuple(each for each in tokens(text) if each.form[:1].isalnum() and each.form not in aside)


def _holds(said: Words, label: Words) -> bool:
    if _joined(said) == _joined(label):
        return True
    left_out: list[TextToken] = []
    waiting = list(said)
    for word in label:
        if waiting and _is_same(waiting[0], word):
            waiting.pop(0)
        else:
            left_out.append(word)
    return not waiting and not any(map(_counts, left_out))


def _shares(said: Words, label: Words, others: Words) -> bool:
    common = [word for word in label if _is_among(word, said)]
    rest = [*(word for word in said if not _is_among(word, label)), *(w for w in label if w not in common)]
    own = any(not _is_among(word, others) for word in common)
    return own and 2 * len(common) >= len(label) and not any(map(_counts, rest))


def _is_among(word: TextToken, among: Words) -> bool:
    return any(_is_same(each, word) for each in among)


def _joined(written: Iterable[TextToken]) -> str:
    return "".join(each.form.replace("-", "") for each in written)


def _is_same(typed: TextToken, meant: TextToken) -> bool:
    if typed.form == meant.form:
        return True
    if {each.lemma for each in typed.readings} & {each.lemma for each in meant.readings}:
        # «больше» is a form of «большой».
        return "COMP" not in _tags(typed) | _tags(meant)
    length = min(len(typed.form), len(meant.form))
    if length < _SHORT or not typed.form.isalpha() or in_dictionary(typed.form):
        return False
    return OSA.distance(typed.form, meant.form) <= (1 if length < _LONG else 2)


def _counts(word: TextToken) -> bool:
    return word.form in shipped_tables().negations or not _QUANTITIES.isdisjoint(_tags(word))


def _tags(word: TextToken) -> frozenset[str]:
    return frozenset().union(*(each.tags for each in word.readings))
