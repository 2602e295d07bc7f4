"""Finds what answers a question: reads it, ranks the entries, decides."""

import time
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from knowledge.base.entries import KnowledgeBase
from knowledge.finding import DirectAnswer, Elliptic, Finding, Outcome, Scored, Suggest, Unknown
from knowledge.query.aspects import telling
from knowledge.query.clauses import clauses, is_marker, number_asked, sides
from knowledge.query.incomplete import (
    asks,
    elliptic,
    follow_up,
    small_talk,
    without_courtesies,
    without_small_talk,
)
from knowledge.query.parsing import Query, Token, as_meant, parse
from knowledge.search.candidates import SAME_FORM, Candidate, best_candidate, find_candidates
from knowledge.search.deciding import ANSWERED_FROM, MOST_ATTRIBUTED, Analysis, Deciding
from knowledge.search.index import Index, build_index
from knowledge.search.ranking import certain, rank_by_words, rank_with_embeddings
from knowledge.search.several import list_of, merged, several
from knowledge.text.normalisation import LIMIT, folded, plain_words, words

if TYPE_CHECKING:
    from knowledge.search.embeddings import Embeddings  # numpy, which words alone do not need

_COMPARED_FROM = 0.4  # each side of a comparison has to be at least this clear
_COMPARED_FORM = 0.7  # and its nearest phrasing at least this like it
VERBATIM = 0.99  # the score of what an author wrote word for word
_LACKING = 0.5  # what is left of the score where the entry does not tell what is asked of it
_TOO_MANY_CLAUSES = 3  # a text that names so many entries is no question about one
_RANKED = 5
_ENCODER_SECONDS = 0.25  # for all that a message asks; what comes later is found by words alone
_REMEMBERED = 2_048


class Finder:
    """Finds answers in one knowledge base; built once, asked from any thread."""

    def __init__(self, base: KnowledgeBase, index: Index, embeddings: "Embeddings | None" = None) -> None:
        self.base = base
        self.index = index
        self.embeddings = embeddings
        self.encoder_seconds = _ENCODER_SECONDS
        self.deciding = Deciding(base, index, by_meaning=embeddings is not None)
        # Many people ask the same thing, and a person asks it again.
        self._remembered: OrderedDict[str, Finding] = OrderedDict()
        self._last: tuple[str, Query] | None = None

    def find(self, question: str) -> Finding:
        """What was understood of `question`, whatever it holds."""
        if (known := self.recall(question)) is not None:
            return known
        finding = self._find(question)
        # What is longer is hardly asked twice, and a thousand such texts would fill the memory.
        if len(question) <= LIMIT:
            self._remembered[question] = finding
            if len(self._remembered) > _REMEMBERED:
                self._remembered.popitem(last=False)
        return finding

    def recall(self, question: str) -> Finding | None:
        """What was understood of it before; None when that is forgotten."""
        # Each of these steps is whole for other threads, and what was taken out in between is found again.
        finding = self._remembered.pop(question, None)
        if finding is not None:
            self._remembered[question] = finding
        return finding

    def forget(self) -> None:
        """Remembers no question any more, and no word of one."""
        self._remembered.clear()
        self._last = None
        self.index.vocabulary.costs.clear()

    def with_embeddings(self, embeddings: "Embeddings | None") -> "Finder":
        """A finder on the same entries that sees likeness beyond the words."""
        return Finder(self.base, self.index, embeddings)

    def _find(self, question: str) -> Finding:
        analysis = self.analyse(question)
        query = analysis.query
        said = query.said
        talk = isinstance(analysis.outcome, Unknown) and analysis.outcome.small_talk
        ranked = analysis.candidates[:_RANKED]
        scored = [Scored(self.index.ids[each.entry], round(each.score, 4)) for each in ranked]
        return Finding(
            question=question,
            outcome=analysis.outcome,
            ranked=tuple(scored),
            language=analysis.query.language,
            asks=asks(analysis.query),
            near=tuple(each for each, by in zip(scored, ranked, strict=True) if self.deciding.is_near(by)),
            follow_up=None if talk else follow_up(said),
            elliptic=None if talk or analysis.parts else self._elliptic(analysis),
            parts=analysis.parts,
        )

    def _elliptic(self, analysis: Analysis) -> Elliptic | None:
        """How the text leans on the answer before, unless somebody asks just so."""
        leaning = elliptic(analysis.query, analysis.tokens, self.index.vocabulary)
        if leaning is None or not isinstance(analysis.outcome, DirectAnswer):
            return leaning
        best = analysis.candidates[0]
        whole = best.form >= SAME_FORM and best.nearest >= 0
        if leaning.kind == "versus":
            whole = whole and _compares(self.index.form_texts[best.nearest])
        return None if whole or analysis.outcome.also else leaning

    def analyse(self, question: str, *, until: float | None = None) -> Analysis:
        """The question as it was parsed, how well every entry fits it, and what follows."""
        nested, until = until is not None, until or time.perf_counter() + self.encoder_seconds
        query = self.parsed(question)
        if (form := self.written(question, query)) is not None:
            if self.index.form_offered[form]:
                # What an author wrote that the entry is only offered for.
                ranked = self._only_offered(form, query.tokens)
                lacking = self.deciding.suggested(ranked, "attribute")
                return Analysis(query, query.tokens, tuple(ranked), lacking)
            return self._exact(query, form)
        if (talk := small_talk(query.said)) is not None:
            return Analysis(query, (), (), Unknown(talk))
        number = number_asked(folded(question[:LIMIT])[:LIMIT]) or number_asked(query.text)
        if number and (numbered := self._numbered(number)) is not None:
            found = Candidate(numbered, VERBATIM, 1.0, 1.0, -1)
            return Analysis(query, query.tokens, (found,), DirectAnswer(self.index.ids[numbered]))
        tokens = without_courtesies(query)
        if not nested and (asked := several(self, query, until) or list_of(self, query, tokens)):
            return self._several(query, tokens, asked)
        candidates = self._ranked(query, tokens, until)
        if compared := self.compared(query, tokens, candidates):
            candidates = _lifted(compared, candidates)
            first, second = (self.index.ids[candidate.entry] for candidate in compared)
            return Analysis(query, tokens, tuple(candidates), DirectAnswer(first, also=(second,)))
        if named := self._asked_in_clauses(query, tokens, candidates):
            candidates = _lifted(named, candidates)
            first, *also = dict.fromkeys(self.index.ids[candidate.entry] for candidate in named)
            return Analysis(query, tokens, tuple(candidates), DirectAnswer(first, also=tuple(also)))
        outcome: Outcome = self.deciding.decide(query, tokens, candidates)
        if isinstance(outcome, Unknown) and (form := self._one_slip_from(tokens)) is not None:
            candidates = self._only_offered(
                form, parse(self.index.form_texts[form], self.index.vocabulary).tokens
            )
            outcome = Suggest((self.index.ids[candidates[0].entry],))
        if isinstance(outcome, Suggest) and outcome.lacks:
            candidates = [replace(each, score=each.score * _LACKING) for each in candidates]
        return Analysis(query, tokens, tuple(candidates), outcome)

    def parsed(self, question: str) -> Query:
        """The question as a query; the last one is remembered."""
        last = self._last
        if last is None or last[0] != question:
            self._last = last = (question, parse(question, self.index.vocabulary))
        return last[1]

    def written(self, question: str, query: Query) -> int | None:
        """The title or phrasing that the question is, word for word, as typed or as mended."""
        exact = self.index.exact(plain_words(question[:LIMIT]))
        return exact if exact is not None else self.index.exact(" ".join(query.said))

    def _exact(self, query: Query, form: int) -> Analysis:
        """What an author wrote always wins, whatever else is like it."""
        entry = int(self.index.form_entries[form])
        others = [each for each in find_candidates(query.tokens, self.index) if each.entry != entry]
        others = [replace(each, score=min(each.score, VERBATIM)) for each in others]
        best = Candidate(entry, VERBATIM, 1.0, 1.0, form)
        both = self.compared(query, query.tokens, (best, *others))
        also = [each for each in both if each.entry != entry] if best in both else []
        twins = [each for each in others if self.deciding.titled(each) == self.deciding.titled(best)]
        names = tuple(self.index.ids[each.entry] for each in twins or also)
        ranked = (best, *(replace(each, score=VERBATIM) for each in twins or also), *others)
        name = self.index.ids[entry]
        # Entries of several sections may have one title: only the person knows which is meant.
        outcome = Suggest((name, *names)) if twins else DirectAnswer(name, also=names)
        return Analysis(query, query.tokens, ranked, outcome)

    def _one_slip_from(self, tokens: Sequence[Token]) -> int | None:
        """The title or phrasing of one word, one slip away from the only telling word of a question: «слуга».
        That is a word, too, so the entry is no more than offered; None where two could be meant."""
        if len(tokens) != 1 or find_candidates(tokens, self.index):
            return None
        slips = sorted(self.index.vocabulary.speller.one_slip_from(tokens[0].word))
        forms = [form for each in slips if (form := self.index.exact(each)) is not None]
        return forms[0] if len({int(self.index.form_entries[form]) for form in forms}) == 1 else None

    def _only_offered(self, form: int, tokens: Sequence[Token]) -> list[Candidate]:
        """The candidates where an entry is only offered for what was written, which `tokens` stand for."""
        found = find_candidates(tokens, self.index)
        own = [each for each in found if each.entry == self.index.form_entries[form]]
        return [replace(each, score=each.score * _LACKING) for each in _lifted(own, found)]

    def _numbered(self, number: str) -> int | None:
        """The FAQ entry that has this number in its document."""
        for at, entry in enumerate(self.base):
            if entry.tier == "faq" and entry.origin is not None and entry.origin.numbered("ru") == number:
                return at
        return None

    def _several(self, query: Query, tokens: tuple[Token, ...], asked: tuple[Finding, ...]) -> Analysis:
        """What follows where a message asks several things: its entries are all answered."""
        answer = merged(asked)
        candidates = find_candidates(tokens, self.index)
        numbers = [self.index.ids.index(name) for name in (answer.entry, *answer.also)]
        known = {candidate.entry: candidate for candidate in candidates}
        lifted = _lifted(
            [known.get(each, Candidate(each, 1.0, 0.0, 0.0, -1)) for each in numbers], candidates
        )
        return Analysis(query, tokens, tuple(lifted), answer, asked)

    def _ranked(self, query: Query, tokens: Sequence[Token], until: float) -> list[Candidate]:
        candidates = find_candidates(tokens, self.index)
        # An encoder costs twenty times as much as the words: it is not asked what they already tell.
        if not query.said or certain(candidates):
            return candidates
        if self.embeddings is None or time.perf_counter() > until:
            return rank_by_words(candidates, tokens, self.index)
        said = without_small_talk(query.said) or query.said
        similarity = self.embeddings.of(as_meant(query, said, self.index.vocabulary))
        return rank_with_embeddings(candidates, tokens, self.index, similarity, self.embeddings.weights)

    def _asked_in_clauses(
        self, query: Query, tokens: Sequence[Token], candidates: Sequence[Candidate]
    ) -> list[Candidate]:
        """Entries that a clause of a longer text asks for in so many words, one or two."""
        found: dict[int, Candidate] = {}
        lost = not candidates or candidates[0].score < self.deciding.suggested_from(candidates[0])
        for clause in clauses(query, tokens):
            # A clause that names no term counts only where the text as a whole leads nowhere.
            if clause.named or (lost and len(clause.tokens) > 1):
                best = best_candidate(clause.tokens, self.index)
                if best and best.form >= SAME_FORM:
                    found.setdefault(best.entry, best)
        if not found or len(found) >= _TOO_MANY_CLAUSES:
            return []
        short = len(tokens) <= MOST_ATTRIBUTED and candidates
        if short and self.deciding.lacks(query, tokens, candidates[0]) not in (None, "attribute"):
            return []  # «что будет после сдачи отчета»
        return list(found.values())[:2]

    def compared(
        self, query: Query, tokens: Sequence[Token], candidates: Sequence[Candidate]
    ) -> list[Candidate]:
        """The entries of both things, when the question compares two and no entry does that itself."""
        things = sides(query.said, tokens)
        if things is None or not candidates:
            return []
        clear = candidates[0] if candidates[0].score >= ANSWERED_FROM else None
        if clear and self._compares_these(clear, things):
            return []
        ranked = [find_candidates(thing, self.index) for thing in things]
        if not all(found and found[0].score >= _COMPARED_FROM for found in ranked):
            return []
        first, second = (found[0] for found in ranked)
        if not all(map(self._is_thing, things, (first, second))):
            return []
        if clear and clear.form >= SAME_FORM and _compares(self.index.form_texts[clear.nearest]):
            # The authors say which entry explains this very difference: the other thing is what it is not.
            first, second = clear, min(ranked, key=lambda found: _score_of(clear.entry, found))[0]
        one, other = (self.index.ids[candidate.entry] for candidate in (first, second))
        return [] if other in (one, self.base[one].counterpart) else [first, second]

    def _compares_these(self, found: Candidate, things: Sequence[Sequence[Token]]) -> bool:
        """Whether the title of an entry compares just these things."""
        title = self.deciding.titled(found).ru
        related = self.index.vocabulary.related
        return _compares(title) and all(
            any(not telling(title).isdisjoint(related(each.lemma, each.word)) for each in thing)
            for thing in things
        )

    def _is_thing(self, thing: Sequence[Token], found: Candidate) -> bool:
        """Whether the words name an entry: «квалификация» stands in one, but is none."""
        title = telling(self.deciding.titled(found).ru) | telling(self.deciding.titled(found).en or "")
        related = self.index.vocabulary.related
        way = found.nearest >= 0 and not self.index.form_offered[found.nearest]
        return (way and found.form >= _COMPARED_FORM) or any(
            not title.isdisjoint(related(each.lemma, each.word)) for each in thing
        )


def build_finder(base: KnowledgeBase, embeddings: "Embeddings | None" = None) -> Finder:
    """A finder over `base`; without embeddings it goes by words alone."""
    return Finder(base, build_index(base), embeddings)


def _compares(text: str) -> bool:
    return any(map(is_marker, words(folded(text))))


def _score_of(entry: int, candidates: Sequence[Candidate]) -> float:
    return next((candidate.score for candidate in candidates if candidate.entry == entry), 0.0)


def _lifted(compared: Sequence[Candidate], candidates: Sequence[Candidate]) -> list[Candidate]:
    """Both compared entries first, none scored below the rest."""
    best = max(candidate.score for candidate in (*compared, *candidates))
    lifted = [replace(candidate, score=best) for candidate in compared]
    taken = {candidate.entry for candidate in compared}
    return [*lifted, *(candidate for candidate in candidates if candidate.entry not in taken)]
