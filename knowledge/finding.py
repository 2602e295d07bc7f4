"""The public door: from a question to a finding."""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from knowledge.answering import Answer, Elliptic, Finding, Outcome, Scored, Suggest, Unknown
from knowledge.clauses import clauses
from knowledge.comparison import is_marker, sides
from knowledge.ellipsis import elliptic
from knowledge.entries import KnowledgeBase
from knowledge.index import Index, build_index
from knowledge.joining import by_words, certain, joined
from knowledge.matching import Match, rank
from knowledge.reading import Reading, Token, as_meant, read
from knowledge.small_talk import follow_up, small_talk, without_small_talk
from knowledge.tables import shipped_tables
from knowledge.text import LIMIT, folded, words
from knowledge.weighing import shipped_words

if TYPE_CHECKING:
    from knowledge.meaning import Meaning  # numpy, which words alone do not need

ANSWERED_FROM = 0.7
SUGGESTED_FROM = 0.15
BARE_SUGGESTED_FROM = 0.16
# Words alone see less of what a question is about, and would guess more often.
SUGGESTED_BY_WORDS_FROM = 0.3
_COMPARED_FROM = 0.4  # each side of a comparison has to be at least this clear
_SAME_FORM = 0.9  # the likeness from which a phrasing is taken for the question itself
_TOO_MANY_CLAUSES = 3  # a text that names so many entries is no question about one
_RANKED = 5
_REMEMBERED = 2_048
_SUGGESTED = 3
_WORTH_SUGGESTING = 0.1  # of the best score


@dataclass(frozen=True, slots=True)
class Understanding:
    """Everything that led to an outcome, for whoever wants to see why."""

    reading: Reading
    tokens: tuple[Token, ...]
    matches: tuple[Match, ...]
    outcome: Outcome


class Finder:
    """Finds answers in one knowledge base; built once, asked from any thread."""

    def __init__(self, base: KnowledgeBase, index: Index, meaning: "Meaning | None" = None) -> None:
        self.base = base
        self.index = index
        self.meaning = meaning
        # Many people ask the same thing, and a person asks it again.
        self._remembered: OrderedDict[str, Finding] = OrderedDict()

    def suggested_from(self, match: Match) -> float:
        """The score from which an entry is worth suggesting: words alone or a bare title must say more."""
        if self.index.bare[match.entry]:
            return BARE_SUGGESTED_FROM
        return SUGGESTED_FROM if self.meaning is not None else SUGGESTED_BY_WORDS_FROM

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

    def with_meaning(self, meaning: "Meaning | None") -> "Finder":
        """The same finder, which sees likeness beyond the words."""
        return Finder(self.base, self.index, meaning)

    def _find(self, question: str) -> Finding:
        understood = self.understand(question)
        reading = understood.reading
        said = reading.said
        talk = isinstance(understood.outcome, Unknown) and understood.outcome.small_talk
        return Finding(
            question=question,
            outcome=understood.outcome,
            ranked=tuple(
                Scored(self.index.ids[match.entry], round(match.score, 4))
                for match in understood.matches[:_RANKED]
            ),
            language=understood.reading.language,
            asks=asks(understood.reading),
            follow_up=None if talk else follow_up(said),
            elliptic=None if talk else self._elliptic(understood),
        )

    def _elliptic(self, understood: Understanding) -> Elliptic | None:
        """How the text leans on the answer before, unless somebody asks just so."""
        leaning = elliptic(understood.reading, understood.tokens, self.index)
        if leaning is None or not isinstance(understood.outcome, Answer):
            return leaning
        best = understood.matches[0]
        whole = best.form >= _SAME_FORM and best.nearest >= 0
        if leaning.kind == "versus":
            whole = whole and _compares(self.index.form_texts[best.nearest])
        return None if whole or understood.outcome.also else leaning

    def understand(self, question: str) -> Understanding:
        """The reading of the question, how well every entry fits it, and what follows."""
        reading = read(question, self.index)
        if (talk := small_talk(reading.said)) is not None:
            return Understanding(reading, (), (), Unknown(talk))
        courtesies = set(reading.said) - set(without_small_talk(reading.said))
        tokens = tuple(token for token in reading.tokens if token.word not in courtesies)
        matches = self._ranked(reading, tokens)
        if compared := self._compared(reading, tokens, matches):
            matches = _lifted(compared, matches)
            first, second = (self.index.ids[match.entry] for match in compared)
            return Understanding(reading, tokens, tuple(matches), Answer(first, also=(second,)))
        if asked := self._asked_in_clauses(reading, tokens, matches):
            matches = _lifted(asked, matches)
            first, *also = dict.fromkeys(self.index.ids[match.entry] for match in asked)
            return Understanding(reading, tokens, tuple(matches), Answer(first, also=tuple(also)))
        return Understanding(reading, tokens, tuple(matches), self._decide(matches))

    def _ranked(self, reading: Reading, tokens: Sequence[Token]) -> list[Match]:
        matches = rank(tokens, self.index)
        # An encoder costs twenty times as much as the words: it is not asked what they already tell.
        if not reading.said or certain(matches):
            return matches
        if self.meaning is None:
            return by_words(matches, tokens, self.index, shipped_words())
        said = without_small_talk(reading.said) or reading.said
        sense = self.meaning.of(as_meant(reading, said, self.index))
        return joined(matches, tokens, self.index, sense, self.meaning.weighing)

    def _asked_in_clauses(
        self, reading: Reading, tokens: Sequence[Token], matches: Sequence[Match]
    ) -> list[Match]:
        """Entries that a clause of a longer text asks for in so many words, one or two."""
        found: dict[int, Match] = {}
        lost = not matches or matches[0].score < self.suggested_from(matches[0])
        for clause in clauses(reading, tokens):
            # A clause that names no term counts only where the text as a whole leads nowhere.
            if clause.named or (lost and len(clause.tokens) > 1):
                best = next(iter(rank(clause.tokens, self.index)), None)
                if best and best.form >= _SAME_FORM:
                    found.setdefault(best.entry, best)
        return list(found.values())[:2] if len(found) < _TOO_MANY_CLAUSES else []

    def _decide(self, matches: Sequence[Match]) -> Outcome:
        if not matches or matches[0].score < self.suggested_from(matches[0]):
            return Unknown()
        best = matches[0]
        if best.score >= ANSWERED_FROM:
            return Answer(self.index.ids[best.entry])
        worth = [match for match in matches[:_SUGGESTED] if match.score >= best.score * _WORTH_SUGGESTING]
        return Suggest(tuple(self.index.ids[match.entry] for match in worth))

    def _compared(self, reading: Reading, tokens: Sequence[Token], matches: Sequence[Match]) -> list[Match]:
        """The entries of both things, when the question compares two and no entry does that itself."""
        things = sides(reading.said, tokens)
        if things is None or not matches:
            return []
        clear = matches[0] if matches[0].score >= ANSWERED_FROM else None
        if clear and _compares(self.base[self.index.ids[clear.entry]].title.ru):
            return []
        ranked = [rank(thing, self.index) for thing in things]
        if not all(found and found[0].score >= _COMPARED_FROM for found in ranked):
            return []
        first, second = (found[0] for found in ranked)
        if clear and clear.form >= _SAME_FORM and _compares(self.index.form_texts[clear.nearest]):
            # The authors say which entry explains this very difference: the other thing is what it is not.
            first, second = clear, min(ranked, key=lambda found: _score_of(clear.entry, found))[0]
        one, other = (self.index.ids[match.entry] for match in (first, second))
        return [] if other in (one, self.base[one].counterpart) else [first, second]


def build_finder(base: KnowledgeBase, meaning: "Meaning | None" = None) -> Finder:
    """A finder over `base`; without the meaning of its entries it goes by words alone."""
    return Finder(base, build_index(base), meaning)


def _compares(text: str) -> bool:
    return any(map(is_marker, words(folded(text))))


def _score_of(entry: int, matches: Sequence[Match]) -> float:
    return next((match.score for match in matches if match.entry == entry), 0.0)


def _lifted(compared: Sequence[Match], matches: Sequence[Match]) -> list[Match]:
    """Both compared entries first, none scored below the rest."""
    best = max(match.score for match in (*compared, *matches))
    lifted = [replace(match, score=best) for match in compared]
    taken = {match.entry for match in compared}
    return [*lifted, *(match for match in matches if match.entry not in taken)]


def asks(reading: Reading) -> bool:
    """Whether the text has the form of a question or of a request."""
    if "?" in reading.text:
        return True
    said = without_small_talk(reading.said)
    questions = shipped_tables().questions
    return (
        any(word in questions for word in said[:2])
        or (len(said) > 1 and said[-1] in questions)
        or any(map(is_marker, said))
    )
