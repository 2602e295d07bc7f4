"""Decides what follows from the ranked entries: an answer, suggestions, or neither."""

from collections.abc import Collection, Sequence, Set
from dataclasses import dataclass

from knowledge.base.entries import KnowledgeBase, Localized
from knowledge.finding import DirectAnswer, Outcome, Suggest, Unknown
from knowledge.query.aspects import (
    Told,
    asks_for,
    aspects,
    classifies,
    defines,
    lacking,
    opens_list,
    telling,
    told_in,
)
from knowledge.query.parsing import Query, Token
from knowledge.search.candidates import Candidate
from knowledge.search.index import Index
from knowledge.text.language import Aspect
from knowledge.text.lemmas import lemma
from knowledge.text.normalisation import cyrillic, folded, words

ANSWERED_FROM = 0.7
SUGGESTED_FROM = 0.15
BARE_SUGGESTED_FROM = 0.1
# Words alone see less of what a question is about, and would guess more often.
SUGGESTED_BY_WORDS_FROM = 0.3
_NOUN = 0.9  # the weight of a word that names a thing
MOST_ATTRIBUTED = 5  # words; who says more tells a story
_NAMED = 0.3  # the share of a question that its title is, where a strange word counts
_OF_ACTIONS = ("person", "procedure")  # what is asked of an action: a phrasing has to tell that action
_SAME_ASPECT = 0.7  # the likeness from which a phrasing tells that its entry answers the same
_SHORT, _NEAR_FORM = 3, 0.5  # words, and the likeness, from which such a text is never refused
_SUGGESTED = 3
_WORTH_SUGGESTING = 0.1  # of the best score


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

    def decide(self, query: Query, tokens: Sequence[Token], candidates: Sequence[Candidate]) -> Outcome:
        """The answer, what to suggest, or that it is not ours."""
        if not candidates or (
            candidates[0].score < self.suggested_from(candidates[0]) and not self._near(tokens, candidates[0])
        ):
            return Unknown()
        best = candidates[0]
        lacks = self.lacks(query, tokens, best)
        twin = self._is_twin(best, candidates[1:2])
        if best.score >= ANSWERED_FROM and lacks is None and not twin:
            return DirectAnswer(self.index.ids[best.entry])
        worth = [
            candidate
            for candidate in candidates[:_SUGGESTED]
            if self.index.bare[candidate.entry] or candidate.score >= best.score * _WORTH_SUGGESTING
        ]
        return Suggest(tuple(self.index.ids[candidate.entry] for candidate in worth), lacks)

    def lacks(self, query: Query, tokens: Sequence[Token], best: Candidate) -> Aspect | None:
        """What the question asks about its best entry and the entry does not tell."""
        asked = aspects(query.said)
        if not asked and not tokens:
            return None
        near = words(folded(self.index.form_texts[best.nearest])) if best.nearest >= 0 else []
        same = aspects(near)
        if best.form >= _SAME_ASPECT:
            # The authors say that this entry answers just that.
            asked = {each: by for each, by in asked.items() if each not in same or each in _OF_ACTIONS}
        entry = self.base[self.index.ids[best.entry]]
        related, synonyms = self.index.vocabulary.related, self.index.vocabulary.synonyms
        meant = {token: {token.lemma.text, *related(token.lemma, token.word)} for token in tokens}
        actions = [
            frozenset((token.lemma.text, *synonyms.get(token.lemma.text, ())))
            for token in tokens
            if token.lemma.verb and not defines(token.word)
        ]
        title = telling(entry.title.ru if query.language == "ru" else entry.title.en or "")
        if tokens and opens_list(query.said) and meant[tokens[0]] & title:
            asked |= {"list": frozenset()}
        told = told_in((entry.title.ru, entry.answer.ru, entry.title.en or "", entry.answer.en or ""))
        forms = told_in((*entry.phrasings.ru, *entry.phrasings.en))
        said = frozenset(lemma(word).text for word in near)
        # «есть ли утвержденная форма» does not tell who approves it.
        telling_it = said if "person" not in asked or "person" in same else frozenset[str]()
        lacks = lacking(asked, actions, told, telling_it, forms)
        if lacks is None and len(tokens) <= MOST_ATTRIBUTED:
            held = told.lemmas | said | title
            more = [token for token, found in meant.items() if not found & held and _says(token)]
            return (
                "attribute"
                if _asks_more(query, meant.values(), more, (title, telling(" ".join(near))), forms)
                else None
            )
        return lacks

    def _is_twin(self, best: Candidate, following: Sequence[Candidate]) -> bool:
        """Whether an entry of another section has the same title and fits as well."""
        return any(
            candidate.score == best.score and self.titled(candidate) == self.titled(best)
            for candidate in following
        )

    def _near(self, tokens: Sequence[Token], best: Candidate) -> bool:
        """Whether a short text has words of the base only, some misspelt, and says most of a title."""
        vocabulary = self.index.vocabulary
        return (
            len(tokens) <= _SHORT
            and best.form >= _NEAR_FORM
            and not all(vocabulary.has(token.word) for token in tokens)
            and all(vocabulary.related(token.lemma, token.word) for token in tokens)
        )

    def titled(self, candidate: Candidate) -> Localized:
        """The title of its entry."""
        return self.base[self.index.ids[candidate.entry]].title


def _asks_more(
    query: Query,
    meant: Collection[Set[str]],
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
    title, near = known
    if _says_all(meant, title):
        return bool(more) and not classifies(query.said)
    named = sum(not title.isdisjoint(found) for found in meant) / max(len(meant), 1)
    strange = any(token.lemma.text not in forms.lemmas for token in nouns)
    return strange and (named >= _NAMED or _says_all(meant, near))


def _says_all(meant: Collection[Set[str]], title: frozenset[str]) -> bool:
    return bool(title) and all(any(each in found for found in meant) for each in title)


def _says(token: Token) -> bool:
    """Whether the word asks for something: not what defines, nor what nobody can read."""
    return not defines(token.word) and (token.lemma.known or not cyrillic(token.word))
