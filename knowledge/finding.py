"""The public door: from a question to a finding."""

from collections.abc import Sequence

from knowledge.answering import Answer, Finding, Outcome, Scored, Suggest, Unknown
from knowledge.encoder import EncodedLikeness, Encoder, Likeness, NoLikeness
from knowledge.entries import KnowledgeBase
from knowledge.index import Index, build_index
from knowledge.markup import parse_markup
from knowledge.matching import Match, rank
from knowledge.reading import Reading, Token, read
from knowledge.small_talk import follow_up, small_talk, without_small_talk
from knowledge.tables import shipped_tables

ANSWERED_FROM = 0.6
SUGGESTED_FROM = 0.3
_RANKED = 5
_SUGGESTED = 3
_WORTH_SUGGESTING = 0.6  # of the best score


class Finder:
    """Finds answers in one knowledge base; built once, asked from any thread."""

    def __init__(self, base: KnowledgeBase, index: Index, likeness: Likeness) -> None:
        self.base = base
        self.index = index
        self._likeness = likeness

    def find(self, question: str) -> Finding:
        """What was understood of `question`, whatever it holds."""
        reading = read(question, self.index)
        talk = small_talk(reading.said)
        matches = [] if talk else self.match(reading)
        ranked = tuple(
            Scored(self.index.ids[match.entry], round(match.score, 4)) for match in matches[:_RANKED]
        )
        return Finding(
            question=question,
            outcome=Unknown(talk) if talk else self._decide(matches),
            ranked=ranked,
            language=reading.language,
            asks=asks(reading),
            follow_up=None if talk else follow_up(reading.said),
        )

    def match(self, reading: Reading) -> list[Match]:
        """All entries that share something with the reading, best first."""
        tokens = _telling(reading)
        return rank(tokens, self.index, self._likeness.to_entries(reading.text))

    def _decide(self, matches: Sequence[Match]) -> Outcome:
        if not matches or matches[0].score < SUGGESTED_FROM:
            return Unknown()
        best = matches[0]
        if best.score >= ANSWERED_FROM:
            return Answer(self.index.ids[best.entry])
        worth = [match for match in matches[:_SUGGESTED] if match.score >= best.score * _WORTH_SUGGESTING]
        return Suggest(tuple(self.index.ids[match.entry] for match in worth))


def build_finder(base: KnowledgeBase, encoder: Encoder | None = None) -> Finder:
    """A finder over `base`; without an encoder it goes by words alone."""
    likeness: Likeness = NoLikeness()
    if encoder is not None:
        texts = [
            (entry.title.ru, *entry.phrasings.ru, *entry.phrasings.en, parse_markup(entry.answer.ru).plain())
            for entry in base
        ]
        likeness = EncodedLikeness(encoder, texts)
    return Finder(base, build_index(base), likeness)


def asks(reading: Reading) -> bool:
    """Whether the text has the form of a question or of a request."""
    if "?" in reading.text:
        return True
    said = without_small_talk(reading.said)
    questions = shipped_tables().questions
    return bool(said) and (
        said[0] in questions or (len(said) > 1 and said[1] in questions) or said[-1] == "это"
    )


def _telling(reading: Reading) -> Sequence[Token]:
    talk = shipped_tables().talk_words
    return [token for token in reading.tokens if token.word not in talk]
