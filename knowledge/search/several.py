"""Answers several things that one message asks, in their order."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import dropwhile
from typing import Protocol

from knowledge.base.entries import KnowledgeBase
from knowledge.finding import DirectAnswer, Elliptic, Finding, Outcome, Scored, Suggest, Unknown
from knowledge.query.clauses import items, listed, parts
from knowledge.query.incomplete import asks, elliptic, follow_up, in_context, small_talk
from knowledge.query.parsing import Query, Token, parse
from knowledge.search.candidates import SAME_FORM, Candidate, best_candidate, find_candidates
from knowledge.search.deciding import Analysis, Deciding
from knowledge.search.index import Index
from knowledge.text.language import shipped_tables

_MOST = 3


class PartFinder(Protocol):
    """What is asked of the finder about a part of a message."""

    base: KnowledgeBase
    index: Index
    deciding: Deciding

    def analyse(self, question: str, *, until: float | None = None) -> Analysis: ...

    def compared(
        self, query: Query, tokens: Sequence[Token], candidates: Sequence[Candidate]
    ) -> Sequence[Candidate]: ...


def several(finder: PartFinder, query: Query, until: float) -> tuple[Finding, ...]:
    """A finding for each thing asked; none unless at least two are clear by their words. Encoders are asked
    `until` a time."""
    found = _Parts(finder, query)
    numbered, known = items(query.text), finder.index.vocabulary
    parsed = {text: parse(text, known) for text in numbered or parts(query)}
    texts = [text for text, part in parsed.items() if small_talk(part.said) is None]
    # «а внешний?» asks without a question word.
    asking = numbered or [text for text in texts if asks(part := parsed[text]) or leans(finder, part)]
    for text in asking or texts:
        found.add(text)
    # Of a story with one clear question in it the rest is not answered by its sentences: that guesses.
    if found.clear > 1 or (found.clear and len(asking) == len(texts) and len(texts) <= _MOST):
        return found.resolved(until)
    return ()


def list_of(finder: PartFinder, query: Query, tokens: Sequence[Token]) -> tuple[Finding, ...]:
    """A finding for each thing of a mere list; none unless all are clear by their words."""
    found = _Parts(finder, query)
    things = listed(query, [token.word for token in tokens])
    for thing in things:
        found.add_listed(_in_full(thing, things[-1]))
    return found.resolved() if found.clear > 1 and found.clear == len(things) else ()


def things_listed(query: Query, tokens: Sequence[Token]) -> list[str]:
    """The things of a mere list, as they are looked for."""
    things = listed(query, [token.word for token in tokens])
    return [text for thing in things for text in _in_full(thing, things[-1])]


def _in_full(thing: str, last: str) -> tuple[str, ...]:
    """«внутренний» of «внутренний и внешний клиент» may be «внутренний клиент»."""
    return (thing,) if " " in thing else (thing, f"{thing} {' '.join(last.split()[1:])}")


@dataclass
class _Parts:
    """What the parts ask; `clear` counts those that name an entry in so many words."""

    finder: PartFinder
    query: Query

    def __post_init__(self) -> None:
        # A text where it is asked like a whole question once the message is known to be several.
        self._findings: list[Finding | str] = []
        self.clear = 0
        self.last: str | None = None
        self._said: set[str] = set()

    def add(self, text: str) -> None:
        """Adds what one part asks; a part that asks nothing clear is asked like a whole question."""
        query = parse(itself(text), self.finder.index.vocabulary)
        if not query.said or small_talk(query.said) is not None:
            return
        if self.last is not None and (kind := follow_up(query.said)) is not None:
            self._findings.append(Finding(text, Unknown(), (), self.query.language, True, follow_up=kind))
            self.clear += 1
            return
        # As in a whole question, both sides of a comparison are answered, whatever else is said of them.
        outcome = self._compared(query)
        if outcome is None and not self._lacks(query):
            outcome = self._named(without_talk(query.tokens)) or self._leaning(text)
        if outcome is not None:
            self._answer(text, outcome)
        elif self.last is not None and shipped_tables().pronouns.intersection(query.said):
            return  # «и зачем она нужна» is about what was just answered
        elif query.tokens and asks(query):
            self._findings.append(text)

    def resolved(self, until: float = 0.0) -> tuple[Finding, ...]:
        """The findings; encoders are asked `until` a time."""
        return tuple(
            self._finding(text := itself(each), self.finder.analyse(text, until=until).outcome)
            if isinstance(each, str)
            else each
            for each in self._findings[:_MOST]
        )

    def add_listed(self, texts: Sequence[str]) -> None:
        """Adds a thing of a list, by the first of its texts that is clear."""
        for text in texts:
            outcome = self._named(parse(text, self.finder.index.vocabulary).tokens)
            if outcome is not None:
                self._answer(text, outcome)
                return

    def _answer(self, text: str, outcome: DirectAnswer) -> None:
        names = {outcome.entry, *outcome.also}
        base = self.finder.base
        same = {base[name].counterpart for name in names} | names
        if outcome.also or outcome.entry not in self._said:
            self._findings.append(self._finding(text, outcome))
            self._said |= {name for name in same if name}
            self.clear += 1
        self.last = outcome.entry

    def _finding(self, text: str, outcome: Outcome) -> Finding:
        match outcome:
            case DirectAnswer(entry, also):
                names: tuple[str, ...] = (entry, *also)
            case Suggest(names):
                pass
            case _:
                names = ()
        return Finding(text, outcome, tuple(Scored(name, 1.0) for name in names), self.query.language, True)

    def _named(self, tokens: Sequence[Token]) -> DirectAnswer | None:
        best = best_candidate(tokens, self.finder.index)
        return DirectAnswer(self._id(best)) if best is not None and best.form >= SAME_FORM else None

    def _compared(self, query: Query) -> DirectAnswer | None:
        both = self.finder.compared(query, query.tokens, find_candidates(query.tokens, self.finder.index))
        return DirectAnswer(self._id(both[0]), also=(self._id(both[1]),)) if both else None

    def _leaning(self, text: str) -> DirectAnswer | None:
        """«а внешний», after «кто такой внутренний клиент»; «чем отличается от функции», after «услуга»."""
        query = parse(text, self.finder.index.vocabulary)
        leaning = leans(self.finder, query)
        if self.last is None or leaning is None:
            return None
        candidates = find_candidates(query.tokens, self.finder.index)
        ranked = [Scored(self._id(each), each.score) for each in candidates]
        outcome = in_context(leaning, ranked, self.finder.base, self.finder.base[self.last])
        return outcome if isinstance(outcome, DirectAnswer) else None

    def _lacks(self, query: Query) -> bool:
        """Whether the entry nearest to the part does not tell what is asked of it."""
        best = best_candidate(query.tokens, self.finder.index)
        return best is not None and self.finder.deciding.lacks(query, query.tokens, best) is not None

    def _id(self, candidate: Candidate) -> str:
        return self.finder.index.ids[candidate.entry]


def leans(finder: PartFinder, part: Query) -> Elliptic | None:
    """How the part leans on the one before."""
    return elliptic(part, part.tokens, finder.index.vocabulary)


def itself(part: str) -> str:
    """The part without the conjunctions that tie it to the one before."""
    joints = shipped_tables().joints
    return " ".join(dropwhile(lambda word: word.strip(",:") in joints, part.split()))


def without_talk(tokens: Sequence[Token]) -> list[Token]:
    """The tokens but for courtesies."""
    courtesies = shipped_tables().talk_words
    return [token for token in tokens if token.word not in courtesies]


def merged(findings: Sequence[Finding]) -> DirectAnswer:
    """All entries that the findings answer with, at least one, as one answer."""
    names = [
        name
        for finding in findings
        if isinstance(finding.outcome, DirectAnswer)
        for name in (finding.outcome.entry, *finding.outcome.also)
    ]
    first, *also = dict.fromkeys(names)
    return DirectAnswer(first, also=tuple(also))
