"""Decides what follows from the ranked entries: an answer, suggestions, or neither."""

from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.base.entries import KnowledgeBase, Localized
from knowledge.finding import DirectAnswer, Outcome, Suggest, Unknown
from knowledge.query.aspects import aspects, defines, lacking, told_in
from knowledge.query.parsing import Query, Token
from knowledge.search.candidates import Candidate
from knowledge.search.index import Index
from knowledge.text.language import Aspect
from knowledge.text.lemmas import lemma
from knowledge.text.normalisation import folded, words

ANSWERED_FROM = 0.7
SUGGESTED_FROM = 0.15
BARE_SUGGESTED_FROM = 0.1
# Words alone see less of what a question is about, and would guess more often.
SUGGESTED_BY_WORDS_FROM = 0.3
_ATTRIBUTE_FORM, _NOUN = 0.55, 0.9  # the likeness of a title, and the weight of a word that names a thing
_MOST_ATTRIBUTED = 5  # words; who says more tells a story
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
        if best.form >= _SAME_ASPECT:
            # The authors say that this entry answers just that.
            asked -= aspects(near) - {"person", "procedure"}
        entry = self.base[self.index.ids[best.entry]]
        vocabulary = self.index.vocabulary
        actions = [
            frozenset((token.lemma.text, *vocabulary.synonyms.get(token.lemma.text, ())))
            for token in tokens
            if token.lemma.verb and not defines(token.word)
        ]
        told = told_in((entry.title.ru, entry.answer.ru, entry.title.en or "", entry.answer.en or ""))
        near_lemmas = frozenset(lemma(word).text for word in near)
        forms = told_in((*entry.phrasings.ru, *entry.phrasings.en))
        lacks = lacking(asked, actions, told, near_lemmas, forms)
        if lacks is None and best.form >= _ATTRIBUTE_FORM and len(tokens) <= _MOST_ATTRIBUTED:
            # «численность внешних клиентов»: the title is there, what is asked of it is not.
            head = next((token for token in tokens if token.lemma.weight >= _NOUN), None)
            meant = {head.lemma.text, *vocabulary.related(head.lemma, head.word)} if head else set()
            return "attribute" if head and not meant & (told.lemmas | forms.lemmas) else None
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
