"""Questions that leave out what the last answer was about: «а внешний?», «а чем отличается от функции?»."""

from collections.abc import Iterable, Sequence

from knowledge.base.entries import Entry, KnowledgeBase
from knowledge.finding import DirectAnswer, Elliptic, Outcome, Scored, Suggest
from knowledge.query.clauses import is_marker
from knowledge.query.parsing import Query, Token
from knowledge.query.vocabulary import Vocabulary
from knowledge.text.language import shipped_tables
from knowledge.text.lemmas import lemma
from knowledge.text.normalisation import folded, words

_LONGEST = 10  # words; who says more leaves nothing out
_MOST_TOLD = 2
_SUGGESTED = 3


def elliptic(query: Query, tokens: Sequence[Token], vocabulary: Vocabulary) -> Elliptic | None:
    """What a short text tells and how it leans on the answer before, if its form says that it does."""
    if len(query.said) > _LONGEST:
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
    shared = set(_lemmas(last.title.ru)) | set(_lemmas(last.title.en or ""))
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
    for text in (entry.title.ru, entry.title.en, *entry.phrasings.ru, *entry.phrasings.en):
        form = set(_lemmas(text or ""))
        told = [form & alternatives for alternatives in asked.lemmas]
        rest = form.difference(*told)
        # «чем отличается от функции» names the other thing in full.
        whole = asked.kind == "versus" and not rest
        if all(told) and (whole or (rest and rest <= shared)):
            return True
    return False


def _without_counterparts(found: Sequence[Entry], last: Entry) -> Iterable[Entry]:
    """Of two entries on the same thing the one of the last answer's kind, else the first."""
    taken: set[str] = set()
    for entry in sorted(found, key=lambda each: each.tier != last.tier):
        if entry.id not in taken:
            taken.update({entry.id, *([entry.counterpart] if entry.counterpart else [])})
            yield entry


def _lemmas(text: str) -> list[str]:
    found = map(lemma, words(folded(text)))
    return [each.text for each in found if each.weight > 0]
