"""Chit-chat and words that lean on the previous answer."""

from collections.abc import Mapping, Sequence
from functools import lru_cache

from knowledge.query.vocabulary import Speller
from knowledge.text.language import FollowUp, SmallTalk, shipped_tables
from knowledge.text.lemmas import in_dictionary, lemma
from knowledge.text.normalisation import cyrillic

_ALIKE = 0.75  # «превет» is still a greeting
_LONGEST = 12  # words; who says more has something to ask

_COURTESIES = ("greeting", "thanks", "farewell")
_LONGEST_COURTESY = 4

Bag = frozenset[str]


def small_talk(said: Sequence[str]) -> SmallTalk | None:
    """The kind of chit-chat, when the whole utterance is that and nothing more."""
    if not said or len(said) > _LONGEST:
        return None
    tables = shipped_tables()
    phrases = _talk_bags()
    if (kind := phrases.get(_bag(said))) is not None:
        return kind
    kinds = [kind for word in said if (kind := _talk_word(word)) is not None]
    rest = [word for word in said if _talk_word(word) is None and word not in tables.talk_fillers]
    if not rest:
        # Abuse is abuse even when it begins with a greeting.
        return None if not kinds else "abuse" if "abuse" in kinds else kinds[-1]
    bare = [word for word in said if word not in tables.talk_fillers]
    return phrases.get(_bag(rest)) or phrases.get(_bag(bare))


def without_small_talk(said: Sequence[str]) -> list[str]:
    """The words without greetings and thanks: «добрый день, что такое услуга» asks for «услуга»."""
    phrases = shipped_tables().talk_phrases
    rest: list[str] = []
    position = 0
    while position < len(said):
        for length in range(min(_LONGEST_COURTESY, len(said) - position), 0, -1):
            courtesy = phrases.get(" ".join(said[position : position + length]))
            if courtesy in _COURTESIES and length > 1:
                position += length
                break
        else:
            if _talk_word(said[position]) is None:
                rest.append(said[position])
            position += 1
    return rest


def follow_up(said: Sequence[str]) -> FollowUp | None:
    """What the text asks of the previous answer, when it names no matter of its own."""
    return _follow_up_bags().get(_asking_bag(said)) if 0 < len(said) <= _LONGEST else None


@lru_cache(maxsize=4_096)
def _talk_word(word: str) -> SmallTalk | None:
    tables = shipped_tables()
    if word in tables.talk_words or len(word) < 5 or not cyrillic(word) or in_dictionary(word):
        return tables.talk_words.get(word)
    near = _talk_speller().near(word)
    best = max(near, key=lambda each: near[each], default="")
    return tables.talk_words[best] if best and near[best] >= _ALIKE else None


@lru_cache(maxsize=1)
def _talk_speller() -> Speller:
    return Speller({word: word for word in shipped_tables().talk_words})


@lru_cache(maxsize=1)
def _talk_bags() -> Mapping[Bag, SmallTalk]:
    bags = {_bag(phrase.split()): kind for phrase, kind in shipped_tables().talk_phrases.items()}
    return {bag: kind for bag, kind in bags.items() if bag}


def _bag(said: Sequence[str]) -> Bag:
    """Base forms without order and quiet words: «а дела-то как» is «как дела»."""
    quiet = shipped_tables().talk_quiet
    return frozenset(lemma(word).text for word in said if word not in quiet)


@lru_cache(maxsize=1)
def _follow_up_bags() -> Mapping[Bag, FollowUp]:
    bags = {_asking_bag(phrase.split()): kind for phrase, kind in shipped_tables().follow_ups.items()}
    return {bag: kind for bag, kind in bags.items() if bag}


def _asking_bag(said: Sequence[str]) -> Bag:
    """The base forms of the telling words; of all but fillers, where none tells anything («подробнее»)."""
    fillers = shipped_tables().talk_fillers
    lemmas = [lemma(word) for word in said if word not in fillers]
    telling = frozenset(each.text for each in lemmas if each.weight > 0)
    return telling or frozenset(each.text for each in lemmas)
