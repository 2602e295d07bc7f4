"""Decides what follows from the ranked entries: an answer, suggestions, or neither."""

from collections.abc import Collection, Mapping, Sequence, Set
from dataclasses import dataclass

from knowledge.base.entries import KnowledgeBase, Localized
from knowledge.finding import DirectAnswer, Finding, Outcome, Suggest, Unknown
from knowledge.query.aspects import (
    Told,
    asks_for,
    aspects,
    classifies,
    defines,
    lacking,
    names,
    names_form,
    occurs,
    opens_list,
    telling,
    tells,
    told_in,
)
from knowledge.query.clauses import is_marker
from knowledge.query.parsing import Query, Token
from knowledge.search.candidates import OFFERED_FIT, SAME_FORM, Candidate
from knowledge.search.index import Index
from knowledge.search.ranking import CONTESTED, CONTESTED_BY_TITLE, CONTESTED_BY_WORDS, certain
from knowledge.text.language import Aspect
from knowledge.text.lemmas import in_dictionary, lemma
from knowledge.text.normalisation import cyrillic, folded, words

ANSWERED_FROM = 0.7
SUGGESTED_FROM = 0.05
BARE_ANSWERED_FROM, BARE_SUGGESTED_FROM = 0.72, 0.1
# Words alone see less of what a question is about, and would guess more often.
SUGGESTED_BY_WORDS_FROM = 0.3
_NOUN = 0.9  # the weight of a word that names a thing
_VERB = 0.6  # and of one that tells an action
_BRIEF = 3  # words, of which a strange verb is no small part
MOST_ATTRIBUTED = 5  # words; who says more tells a story
_COMPARED = 3  # more words, where two things are named
_NAMED = 0.3  # the share of a question that its title is, where a strange word counts
_OF_ACTIONS = ("person", "procedure")  # what is asked of an action: a phrasing has to tell that action
_SAME_ASPECT = 0.7  # the likeness from which a phrasing tells that its entry answers the same
_NEAR_FORM = 0.5  # the likeness from which what an entry lacks is named, and a misspelt text never refused
_SHORT = 3  # words of such a text
_NEAR_FROM, _NEAR_BY_WORDS = 0.05, 0.3  # the chance of being meant, and the likeness times the coverage
_SUGGESTED = 3
_WORTH_SUGGESTING = 0.05  # of the best score; whatever contests it is


@dataclass(frozen=True, slots=True)
class Analysis:
    """Everything that led to an outcome, for whoever wants to see why."""

    query: Query
    tokens: tuple[Token, ...]
    candidates: tuple[Candidate, ...]
    outcome: Outcome
    parts: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class Deciding:
    """Decides over one base; `by_meaning`: whether encoders take part in the ranking."""

    base: KnowledgeBase
    index: Index
    by_meaning: bool

    def suggested_from(self, candidate: Candidate) -> float:
        """The score from which an entry is worth suggesting: words alone or a bare title must say more."""
        if self.index.bare[candidate.entry]:
            return BARE_SUGGESTED_FROM
        return SUGGESTED_FROM if self.by_meaning else SUGGESTED_BY_WORDS_FROM

    def answered_from(self, candidate: Candidate) -> float:
        """The score from which an entry is an answer."""
        return BARE_ANSWERED_FROM if self.index.bare[candidate.entry] else ANSWERED_FROM

    def decide(self, query: Query, tokens: Sequence[Token], candidates: Sequence[Candidate]) -> Outcome:
        """The answer, what to suggest, or that it is not ours."""
        if not candidates:
            return Unknown()
        best = candidates[0]
        below = best.score < self.suggested_from(best)
        if below and best.form < _NEAR_FORM:
            return Unknown()
        lacks = self.lacks(query, tokens, best)
        named = not self.by_meaning and self._names(tokens, best, by_term=True)
        if below and lacks in (None, "attribute") and not named and not self._misspelt(tokens):
            return Unknown()
        twin = self._is_twin(best, candidates[1:2]) or self.is_contested(tokens, best, candidates[1:])
        if best.score >= self.answered_from(best) and lacks is None and not twin:
            return DirectAnswer(self.index.ids[best.entry])
        return self.suggested(candidates, lacks)

    def is_near(self, candidate: Candidate) -> bool:
        """Whether an entry that is no answer is worth showing. One word of many may be a common one: where
        the words alone tell, much of the question and of the nearest form has to be shared."""
        by_words = candidate.form * candidate.coverage >= _NEAR_BY_WORDS
        seen = by_words or bool(candidate.likeness) or bool(self.index.bare[candidate.entry])
        return seen and candidate.score >= _NEAR_FROM

    def suggested(self, candidates: Sequence[Candidate], lacks: Aspect | None) -> Suggest:
        """The best entries, as far as they are worth it."""
        worth = [
            candidate
            for candidate in candidates[:_SUGGESTED]
            if self.index.bare[candidate.entry] or candidate.score >= candidates[0].score * _WORTH_SUGGESTING
        ]
        return Suggest(tuple(self.index.ids[candidate.entry] for candidate in worth), lacks)

    def lacks(self, query: Query, tokens: Sequence[Token], best: Candidate) -> Aspect | None:
        """What the question asks about its best entry and the entry does not tell."""
        offered = best.nearest >= 0 and bool(self.index.form_offered[best.nearest])
        asked = aspects(query.said)
        entry = self.base[self.index.ids[best.entry]]
        # Without phrasings nobody wrote in which words people ask: what seems to lack is told in others.
        if (self.index.bare[best.entry] and not offered) or (not asked and not tokens):
            return None
        nearest = words(folded(self.index.form_texts[best.nearest])) if best.nearest >= 0 else []
        title = telling(entry.title.ru if query.language == "ru" else entry.title.en or "")
        # «получить паспорт — это услуга» tells of a passport what it is, not how one gets it.
        example = classifies(nearest) and not classifies(query.said)
        near = [] if offered or example else nearest
        same = aspects(near)
        if best.form >= _SAME_ASPECT:
            # The authors say that this entry answers just that.
            asked = {each: by for each, by in asked.items() if each not in same or each in _OF_ACTIONS}
        related, synonyms = self.index.vocabulary.related, self.index.vocabulary.synonyms
        meant = {token: {token.lemma.text, *related(token.lemma, token.word)} for token in tokens}
        actions = [
            frozenset((token.lemma.text, *synonyms.get(token.lemma.text, ())))
            for token in tokens
            if token.lemma.verb and not defines(token.word)
        ]
        if (
            not classifies(query.said)
            and tokens
            and opens_list(query.said)
            and meant[tokens[0]] & title
            and not _says_all([meant[token] for token in tokens[1:]], title)
        ):
            asked |= {"list": frozenset()}
        told = told_in((*entry.title.texts, *entry.answer.texts))
        forms = told_in(entry.phrasings.texts)
        said = frozenset(lemma(word).text for word in near)
        untold = [found for found in meant.values() if not tells(told.lemmas, found)]
        if not untold:
            asked.pop("obligation", None)  # «можно ли измерить», where the answer says «измеримая»
        # «есть ли утвержденная форма» does not tell who approves it.
        telling_it = said if "person" not in asked or "person" in same else frozenset[str]()
        lacks = lacking(asked, actions, told, telling_it, forms)
        if lacks is None and offered and best.form >= _NEAR_FORM:
            shared = {lemma(word).text for word in nearest}
            if best.form >= OFFERED_FIT or any(found & shared for found in untold):
                return "attribute"
        if lacks is None and best.form < SAME_FORM and _defines_other(query, meant.values(), title):
            return "attribute"
        compares = any(map(is_marker, query.said))
        if lacks is None and len(tokens) <= MOST_ATTRIBUTED + _COMPARED * compares:
            held = told.lemmas | said | title
            more = [
                token for token, found in meant.items() if _says(token, query.said) and not tells(held, found)
            ]
            return (
                "attribute"
                if _asks_more(query, meant, more, (title, telling(" ".join(near))), forms)
                else None
            )
        return lacks

    def _is_twin(self, best: Candidate, following: Sequence[Candidate]) -> bool:
        """Whether an entry of another section has the same title and fits as well."""
        return any(
            candidate.score == best.score and self.titled(candidate) == self.titled(best)
            for candidate in following
        )

    def is_contested(self, tokens: Sequence[Token], best: Candidate, following: Sequence[Candidate]) -> bool:
        """Whether an entry on another thing fits nearly as well, or less so and the question names that one
        by its whole title. Scores of bare entries tell that by themselves."""
        name = self.index.ids[best.entry]
        if self.index.bare[best.entry] or certain([best]):
            return False
        same = (name, self.base[name].counterpart)
        rival = next((each for each in following if self.index.ids[each.entry] not in same), None)
        if rival is None:
            return False
        share = CONTESTED if best.likeness else CONTESTED_BY_WORDS
        # The title of a FAQ is a question, which nobody names as a whole.
        term = self.base[name].tier != "faq"
        if term and best.likeness and self._names(tokens, rival) and not self._names(tokens, best):
            share = CONTESTED_BY_TITLE
        return rival.score >= best.score * share

    def _names(self, tokens: Sequence[Token], candidate: Candidate, *, by_term: bool = False) -> bool:
        """Whether the words name an entry by its whole title; `by_term`: which is no everyday word, as
        «процесс» is."""
        title, said = self.titled(candidate), {token.lemma.text for token in tokens}
        return any(
            named <= said and not (by_term and all(map(in_dictionary, named)) and len(named) == 1)
            for named in map(telling, title.texts)
            if named
        )

    def _misspelt(self, tokens: Sequence[Token]) -> bool:
        """Whether a text is short and has words of the base only, some misspelt."""
        vocabulary = self.index.vocabulary
        return (
            len(tokens) <= _SHORT
            and not all(vocabulary.has(token.word) for token in tokens)
            and all(vocabulary.related(token.lemma, token.word) for token in tokens)
        )

    def titled(self, candidate: Candidate) -> Localized:
        """The title of its entry."""
        return self.base[self.index.ids[candidate.entry]].title


def _asks_more(
    query: Query,
    meant: Mapping[Token, Set[str]],
    more: Sequence[Token],
    known: tuple[frozenset[str], frozenset[str]],
    forms: Told,
) -> bool:
    """Whether the question asks something of a title: «численность внешних клиентов».

    `meant` are the lemmas of each of its words, `more` those words that neither the answer nor the nearest
    phrasing says, `known` the words of the title and of that phrasing, `forms` what all phrasings hold.
    """
    nouns = [token for token in more if token.lemma.weight >= _NOUN]
    if any(asks_for(token.word, query.said) for token in nouns):
        return True
    if nouns and any(map(is_marker, query.said)):
        return True  # a thing that is none of ours
    title, near = known
    if all(token.lemma.weight == _VERB for token in more) and any(
        asks_for(token.word, query.said) and found.isdisjoint(title) for token, found in meant.items()
    ):
        return False  # «с какого момента начинается»: what is asked for is told
    if _says_all(meant.values(), title):
        return bool(more) and not classifies(query.said)
    named = sum(not title.isdisjoint(found) for found in meant.values()) / max(len(meant), 1)
    brief = len(meant) <= _BRIEF
    strange = any(
        token.lemma.text not in forms.lemmas
        for token in more
        if token in nouns or (brief and token.lemma.verb)
    )
    return strange and (named >= _NAMED or _says_all(meant.values(), near))


def _defines_other(query: Query, meant: Collection[Set[str]], title: frozenset[str]) -> bool:
    """Whether the question wants to know what a thing is that the title does not name: «что такое
    подведомственная организация»."""
    return len(meant) <= _BRIEF and names(query.said) and not any(title & found for found in meant)


def _says_all(meant: Collection[Set[str]], title: frozenset[str]) -> bool:
    return bool(title) and all(any(each in found for found in meant) for each in title)


def _says(token: Token, said: Sequence[str]) -> bool:
    """Whether the word asks for something: not what defines, nor «полное определение», nor what nobody can
    read."""
    passing = defines(token.word) or occurs(token.word) or names_form(token.word, said)
    return not passing and (token.lemma.known or not cyrillic(token.word))
