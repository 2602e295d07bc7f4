"""Whether a text asks anything, and texts that are no whole question: small talk, what asks on about the
answer before, and questions that leave out what it was about: «а внешний?», «а чем отличается?»."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import dropwhile

from knowledge.base.entries import Entry, KnowledgeBase
from knowledge.finding import DirectAnswer, Elliptic, Outcome, Scored, Suggest
from knowledge.query.clauses import is_marker
from knowledge.query.parsing import Query, Token
from knowledge.query.vocabulary import Speller, Vocabulary
from knowledge.text.language import FollowUp, SmallTalk, shipped_tables
from knowledge.text.lemmas import content_lemmas, in_dictionary, lemma
from knowledge.text.normalisation import cyrillic

_LONGEST_ELLIPSIS = 10  # words; who says more leaves nothing out
_MOST_TOLD = 2
_SUGGESTED = 3
_TELLS_FIRST = re.compile(r"\A\W*\w+\s*,")


def asks(query: Query) -> bool:
    """Whether the text has the form of a question or of a request."""
    if "?" in query.text:
        return True
    tables, told = shipped_tables(), without_small_talk(query.said)
    said = list(dropwhile(tables.joints.__contains__, told))
    # «Неясно, какие документы примут», «Потому что далеко» tell something.
    tells_first = _TELLS_FIRST.match(query.text) or not tables.reasoning.isdisjoint(said[:1])
    opening = said[:1] if tells_first else said[:2]
    return (
        any(word in tables.questions for word in opening)
        or any(" ".join(told[:length]) in tables.wondering for length in range(1, 5))
        or " ".join(told[-2:]) in tables.wondering
        or (len(said) > 1 and said[-1] in tables.questions)
        or any(map(is_marker, said[:2]))
    )


def elliptic(query: Query, tokens: Sequence[Token], vocabulary: Vocabulary) -> Elliptic | None:
    """What a short text tells and how it leans on the answer before, if its form says that it does."""
    if len(query.said) > _LONGEST_ELLIPSIS:
        return None
    stand_ins = shipped_tables().stand_ins
    telling = [token for token in tokens if token.word not in stand_ins and not is_marker(token.word)]
    if not 0 < len(telling) <= _MOST_TOLD:
        return None
    versus = _compares_with_what_was_said(query.said, telling)
    if not versus and not _begins_as_a_follow_up(query.said):
        return None
    # A word that the base lacks fits no entry, whatever was said before.
    meant = tuple(frozenset(vocabulary.related(token.lemma, token.word)) for token in telling)
    return Elliptic("versus" if versus else "instead", meant) if all(meant) else None


def _begins_as_a_follow_up(said: Sequence[str]) -> bool:
    leads = shipped_tables().leads
    return any(" ".join(said[:length]) in leads for length in range(1, min(len(said), 4)))


def _compares_with_what_was_said(said: Sequence[str], telling: Sequence[Token]) -> bool:
    """Whether one thing alone is compared: nothing stands before «от», «from» but words of comparing."""
    markers = [place for place, word in enumerate(said) if is_marker(word)]
    if not markers:
        return False
    told = {token.word for token in telling}
    separators = shipped_tables().separators
    first = next((place for place, word in enumerate(said) if word in told), len(said))
    return any(markers[0] < place < first for place, word in enumerate(said) if word in separators)


def in_context(asked: Elliptic, ranked: Sequence[Scored], base: KnowledgeBase, last: Entry) -> Outcome | None:
    """What an elliptic question means after `last` was answered; None when that is not sure.

    An entry is meant when one of its forms says what was asked and, besides, only words of the last title:
    «внешний» after «внутренний клиент» is «внешний клиент».
    """
    shared = {each for title in last.title.texts for each in content_lemmas(title)}
    names = dict.fromkeys((*_near(last, base), *(scored.entry for scored in ranked)))
    found = [
        base[name] for name in names if name in base and name != last.id and _meant(base[name], asked, shared)
    ]
    entries = list(_without_counterparts(found, last))
    if asked.kind == "versus":
        others = [entry.id for entry in entries if entry.id != last.counterpart]
        return DirectAnswer(last.id, also=(others[0],)) if len(others) == 1 else None
    if len(entries) == 1:
        return DirectAnswer(entries[0].id)
    return Suggest(tuple(entry.id for entry in entries[:_SUGGESTED])) if entries else None


def _near(last: Entry, base: KnowledgeBase) -> Iterable[str]:
    """The entries that the authors put beside `last`, and those beside them."""
    beside = [*([last.counterpart] if last.counterpart else []), *last.related]
    yield from beside
    for name in beside:
        if name in base:
            yield from base[name].related


def _meant(entry: Entry, asked: Elliptic, shared: set[str]) -> bool:
    for text in (*entry.title.texts, *entry.phrasings.texts):
        form = set(content_lemmas(text))
        told = [form & alternatives for alternatives in asked.lemmas]
        rest = form.difference(*told)
        # «чем отличается от функции» names the other thing in full.
        whole = asked.kind == "versus" and not rest
        if all(told) and (whole or (rest and rest <= shared)):
            return True
    return False


def _without_counterparts(found: Sequence[Entry], last: Entry) -> Iterable[Entry]:
    """Keeps, of two entries on the same thing, the one of the last answer's kind, else the first."""
    taken: set[str] = set()
    for entry in sorted(found, key=lambda each: each.tier != last.tier):
        if entry.id not in taken:
            taken.update({entry.id, *([entry.counterpart] if entry.counterpart else [])})
            yield entry


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


def without_courtesies(query: Query) -> tuple[Token, ...]:
    """The telling words that are no greetings and thanks."""
    courtesies = set(query.said) - set(without_small_talk(query.said))
    return tuple(token for token in query.tokens if token.word not in courtesies)


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
