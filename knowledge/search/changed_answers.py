"""What an entry would change: questions asked again with and without it."""

import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from knowledge.base.entries import Entry, KnowledgeBase
from knowledge.finding import DirectAnswer, Outcome, Suggest
from knowledge.query.clauses import may_ask_several
from knowledge.query.parsing import Token
from knowledge.search.finder import Finder, build_finder
from knowledge.search.screening import Outdone, Touching, contenders
from knowledge.text.normalisation import folded

if TYPE_CHECKING:
    from knowledge.search.embeddings import Embeddings, Vector  # numpy, which words alone do not need

SECONDS = 45.0
"""For which the encoders are asked; the rest goes by words, on a busy machine some 15 seconds more."""
_AT_ONCE = 32


@dataclass(frozen=True, slots=True)
class Reached:
    """The entry that a question leads to, or None; `sure`: it is answered with it, not only suggested."""

    entry: str | None = None
    sure: bool = False


@dataclass(frozen=True, slots=True)
class ChangedAnswer:
    """A question, asked so many times, that would lead elsewhere."""

    question: str
    times: int
    before: Reached
    after: Reached


@dataclass(frozen=True, slots=True)
class Changes:
    """The questions that would lead elsewhere, the most frequent first. `by_words`: how many different ones
    were asked by words alone, for the encoders would have taken too long."""

    answers: tuple[ChangedAnswer, ...]
    by_words: int = 0


def changed_answers(
    questions: Iterable[str],
    before: Finder,
    base: KnowledgeBase,
    entry: Entry,
    progress: Callable[[int], None] = lambda percent: None,
    embeddings: "Callable[[KnowledgeBase], Embeddings | None] | None" = None,
    seconds: float = SECONDS,
) -> Changes:
    """What `base`, which answers `before` by words, with `entry` would make of questions, where it differs.

    By words that is exact: asked are all questions whose answer can change, and the others need not be. With
    `embeddings` those are asked of which the entry is among the nearest at a first look, or a contender by
    words.
    """
    until = time.perf_counter() + seconds
    after = build_finder(base.with_entries({entry.id: entry}))
    seen = _seen(base, after, embeddings, seconds) if embeddings is not None else None
    may_change = _MayChange(before, after, entry.id)
    changed, by_words = list[ChangedAnswer](), 0
    counted = Counter(questions).most_common()
    for start in range(0, len(counted), _AT_ONCE):
        progress(100 * start // len(counted))
        part = counted[start : start + _AT_ONCE]
        pair, looked = (before, after), [False] * len(part)
        if seen is not None and time.perf_counter() < until:
            pair, looked = seen.pair, seen.look([question for question, _ in part], entry.id)
        else:
            by_words += len(part) if seen is not None else 0
        for (question, times), near in zip(part, looked, strict=True):
            if near or may_change(question):
                then, now = (reached(each.analyse(question).outcome) for each in reversed(pair))
                if then != now:
                    changed.append(ChangedAnswer(question, times, now, then))
    return Changes(tuple(changed), by_words)


@dataclass(frozen=True)
class _Seen:
    """The base before and after as the encoders see it, which encode each question once for both."""

    pair: tuple[Finder, Finder]
    known: dict[tuple[str, str], "Vector"]

    def look(self, questions: Sequence[str], entry: str) -> list[bool]:
        """Whether the entry is among the nearest of each question at a first look."""
        self.known.clear()
        after = self.pair[1]
        assert after.embeddings is not None
        place = after.index.ids.index(entry)
        return [place in nearest for nearest in after.embeddings.nearest(questions)]


def _seen(
    base: KnowledgeBase,
    after: Finder,
    embeddings: "Callable[[KnowledgeBase], Embeddings | None]",
    seconds: float,
) -> _Seen | None:
    known: dict[tuple[str, str], Vector] = {}
    made = [embeddings(each) for each in (base, after.base)]
    if made[0] is None or made[1] is None:
        return None
    pair = build_finder(base, made[0].sharing(known)), after.with_embeddings(made[1].sharing(known))
    for each in pair:
        # Nobody waits for one answer, and an encoder that came too late for one base alone would look like
        # a change.
        each.encoder_seconds = seconds
    return _Seen(pair, known)


class _MayChange:
    """Whether by words an entry can make another answer of a question.

    It can where it is a contender, and where a word is read or weighed otherwise.
    """

    def __init__(self, before: Finder, after: Finder, entry: str) -> None:
        self._finders = [each for each in (after, before) if entry in each.base]
        old, new = before.index.vocabulary, after.index.vocabulary
        self._old, self._new = old, new
        self._every = old.highest_idf != new.highest_idf
        every = {*old.idf, *new.idf}
        self._moved = {each for each in every if old.idf.get(each) != new.idf.get(each)}
        self._respelt = {*old.speller.spelt} ^ {*new.speller.spelt}
        # Where a word of an entry weighs otherwise, its whole forms do.
        self._entries = {entry}.union(
            finder.index.ids[finder.index.form_entries[form]]
            for finder in (before, after)
            for each in self._moved
            for form in finder.index.in_forms.of(each)
        )
        concerned = [each.base[id] for each in (before, after) for id in self._entries if id in each.base]
        self._touching = Touching(concerned, (new, old))
        # Of other entries, whose words weigh otherwise now, nobody knows whether they lead.
        self._outdone = [Outdone(each, entry) for each in self._finders if len(self._entries) == 1]

    def __call__(self, question: str) -> bool:
        if self._every:
            return True
        touched = self._touching.of(question)
        if not touched or self._is_outdone(question, touched):
            return False
        return any(self._by(question, each) for each in self._finders)

    def _is_outdone(self, question: str, touched: frozenset[str]) -> bool:
        return (
            bool(self._outdone)
            and all(each.by(touched) for each in self._outdone)
            and not may_ask_several(folded(question))
        )

    def _by(self, question: str, finder: Finder) -> bool:
        parsed, leading = contenders(finder, question)
        if leading is None or not self._entries.isdisjoint(leading):
            return True
        return any(
            not self._respelt.isdisjoint(query.said) or any(map(self._read_otherwise, query.tokens))
            for query in parsed
        )

    def _read_otherwise(self, token: Token) -> bool:
        before = self._old.related(token.lemma, token.word)
        after = self._new.related(token.lemma, token.word)
        return before != after or not self._moved.isdisjoint(after)


def reached(outcome: Outcome) -> Reached:
    match outcome:
        case DirectAnswer(entry):
            return Reached(entry, sure=True)
        case Suggest(entries):
            return Reached(entries[0])
        case _:
            return Reached()
