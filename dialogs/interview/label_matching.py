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
# So many letters may stand for a word that is not typed to its end.
_SHORTEST_BEGINNING = 3
_ASIDE = re.compile(r"\([^()]*\)")
_OTHER_NAME = re.compile(r"\([^()]*\)$")
# Parts of speech that name nothing by themselves.
_POINTING = {"Apro", "CONJ", "NPRO", "PREP"}
# Parts of speech that say how much, how far or whether at all.
_LIMITING = {"COMP", "NUMR", "NUMB", "Anum", "Apro", "PRCL", "PRED"}


def meant(typed: str, labels: Sequence[str]) -> list[int]:
    """Which of the labels the words may mean: those without any other word; else those that have them in
    their order, but none that has all of another's words and more. The last word may be unfinished."""
    said = _words(typed)
    if all("PREP" in _tags(word) for word in said) or _breaks_off(typed):
        return []
    # Most labels have none of the words: they need no closer look.
    near = [at for at, label in enumerate(labels) if _may_hold(said, label)]
    found = {at: rest for at in near if (rest := _left_out(said, labels[at])) is not None}
    if whole := [at for at, rest in found.items() if not rest]:
        return whole
    forms = {at: {word.form for word in rest} for at, rest in found.items()}
    return [at for at, rest in forms.items() if not any(other < rest for other in forms.values())]


def partly_named(typed: str, labels: Sequence[str]) -> list[int]:
    """Which of the labels share at least half of their words with a text that has others besides, one of them
    with it alone: «оказание услуги» is «Предоставление услуг». None where something is denied, or counted
    otherwise."""
    said = _telling(typed)
    if any(each.form in shipped_tables().negations for each in said):
        return []
    found = []
    for at, label in enumerate(labels):
        others = [word for other, each in enumerate(labels) if other != at for word in _telling(each)]
        if any(_shares(said, _telling(each), others) for each in (label, _ASIDE.sub(" ", label))):
            found.append(at)
    return found


def is_whole(typed: str, name: str) -> bool:
    """Whether nothing of the name is left out."""
    return _left_out(_words(typed), name) == ()


def says_the_same(typed: str, label: str) -> bool:
    """Whether the words that the text leaves out of the label limit nothing: «каждый день» is not «Почти
    каждый день». Of «Нет, что-то различается» each half says what the other does. «Другое» is no «В
    другом здании»."""
    said, every = _words(typed), _variants(label)[0]
    left_out = _left_out(said, label) or ()
    if every[0].form in shipped_patterns().choices.answers:
        if [word.form for word in said] == [every[0].form]:
            return True
        left_out = tuple(word for word in left_out if word != every[0])
    if all(map(_points, said)) or any(_is_adverb(each, word) for each in every for word in said):
        return False
    return not any(map(_limits, left_out))


def _left_out(said: Words, label: str) -> Words | None:
    """The words of the label that are not said; None when something else is. «Для», «через» may stand before
    it."""
    if any(_is_whole(said, each) for each in _variants(label)):
        return ()
    rest = _rest(said, _variants(label)[0])
    aside = len(said) > 1 and said[0].form in shipped_patterns().choices.aside
    # «На надо» is no preposition before a word.
    if rest is None and aside and "PRED" not in _tags(said[1]):
        return _left_out(said[1:], label)
    return rest


def _breaks_off(typed: str) -> bool:
    """Whether it was sent before its end: «граждане и»."""
    return [*tokens(typed)][-1].form in shipped_patterns().choices.joining


def _may_hold(said: Words, label: str) -> bool:
    """False where a word of the dictionary is surely none of the label's."""
    vocabulary, joined = _vocabulary(label)
    return _joined(said) in joined or all(
        word.form in vocabulary
        or any(each.lemma in vocabulary for each in word.readings)
        or word.form in shipped_patterns().choices.aside
        or not in_dictionary(word.form)
        for word in said
    )


@lru_cache(maxsize=2048)
def _vocabulary(label: str) -> tuple[frozenset[str], frozenset[str]]:
    """The words of the label with their base forms, and each of its wordings without spaces."""
    words = {word for each in _variants(label) for word in each}
    forms = {word.form for word in words} | {each.lemma for word in words for each in word.readings}
    return frozenset(forms), frozenset(map(_joined, _variants(label)))


@lru_cache(maxsize=2048)
def _variants(label: str) -> tuple[Words, ...]:
    """Its words, those without what stands in brackets, another name in brackets at its end, and «фокус
    группа»."""
    wordings = (label, _ASIDE.sub(" ", label), *_OTHER_NAME.findall(label), label.replace("-", " "))
    return tuple(dict.fromkeys(map(_words, wordings)))


def _words(text: str) -> tuple[TextToken, ...]:
    joining = shipped_patterns().choices.joining
    return tuple(each for each in tokens(text) if each.form[:1].isalnum() and each.form not in joining)


def _telling(text: str) -> tuple[TextToken, ...]:
    aside = shipped_patterns().choices.aside
    return tuple(word for word in _words(text) if word.form not in aside)


def _is_whole(said: Words, label: Words) -> bool:
    if _joined(said) == _joined(label):
        return True
    if len(said) != len(label):
        return False
    if _rest(said, label) == ():
        return True
    # «Бизнес и граждане»; the order of numbers and negations tells.
    return {each.form for each in said} == {each.form for each in label} and not any(map(_limits, label))


def _rest(said: Words, label: Words) -> Words | None:
    """The words of the label besides those said; None when one of these is not among them."""
    rest: list[TextToken] = []
    waiting = list(said)
    denied = False
    for place, word in enumerate(label):
        if len(waiting) > len(label) - place:
            return None
        if waiting and (_is_same(waiting[0], word) or (len(waiting) == 1 and _begins(waiting[0], word))):
            waiting.pop(0)
            denied = _denies(word)
        elif denied and waiting:
            # «Без согласия» is none of «без заявления (по согласию)».
            return None
        else:
            rest.append(word)
    return None if waiting else tuple(rest)


def _begins(typed: TextToken, word: TextToken) -> bool:
    """Whether it is a word that is not typed to its end; «форма» is none of «формат»."""
    beginning = len(typed.form) >= _SHORTEST_BEGINNING and word.form.startswith(typed.form)
    return beginning and not in_dictionary(typed.form)


def _shares(said: Words, label: Words, others: Words) -> bool:
    common = [word for word in label if _is_among(word, said)]
    rest = [*(word for word in said if not _is_among(word, label)), *(w for w in label if w not in common)]
    own = any(not _is_among(word, others) for word in common)
    return own and 2 * len(common) >= len(label) and not any(map(_limits, rest))


def _is_among(word: TextToken, among: Words) -> bool:
    return any(_is_same(each, word) for each in among)


def _joined(written: Iterable[TextToken]) -> str:
    return "".join(each.form.replace("-", "") for each in written)


def _is_same(typed: TextToken, meant: TextToken) -> bool:
    if typed.form == meant.form:
        return True
    # «больше» is a form of «большой», and says something else.
    lemmas, same = (
        {each.lemma for each in word.readings if "COMP" not in each.tags} for word in (meant, typed)
    )
    if not lemmas.isdisjoint(same):
        return True
    length = min(len(typed.form), len(meant.form))
    if length < _SHORT or not typed.form.isalpha() or in_dictionary(typed.form):
        return False
    denied = tuple(shipped_tables().negations)
    if "CAPS" in _tags(meant) or typed.form.startswith(denied) != meant.form.startswith(denied):
        # «РПГУ» is another abbreviation than «ЕПГУ», «непользуются» no «пользуются».
        return False
    # Hardly anybody mistypes the first letter: «соцподдержка» is no «господдержка».
    wrong = 2 if length >= _LONG and typed.form[0] == meant.form[0] else 1
    # «Нверно» may be «неверно».
    opposite = any(OSA.distance(typed.form, no + meant.form) <= wrong for no in denied)
    return OSA.distance(typed.form, meant.form) <= wrong and not opposite


def _limits(word: TextToken) -> bool:
    return _denies(word) or not _LIMITING.isdisjoint(_tags(word))


def _denies(word: TextToken) -> bool:
    return word.form in {*shipped_tables().negations, *shipped_patterns().choices.limiting}


def _is_adverb(word: TextToken, typed: TextToken) -> bool:
    """Whether what was typed is its adjective: «личный (кабинет)» is not «лично»."""
    return "ADVB" in _tags(word) and "ADVB" not in _tags(typed) and _is_same(typed, word)


def _points(word: TextToken) -> bool:
    """Whether it names nothing by itself: «другое», «или»; «одна», «вся» count, «без (них)» denies."""
    tags = _tags(word)
    if any(each.lemma in shipped_patterns().choices.everything for each in word.readings):
        return False
    return not _POINTING.isdisjoint(tags) and "Anum" not in tags and not _denies(word)


def _tags(word: TextToken) -> frozenset[str]:
    return frozenset().union(*(each.tags for each in word.readings))
