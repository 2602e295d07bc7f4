"""From a question to a finding: an answer, up to three suggestions, or «not ours»."""

from dataclasses import dataclass
from typing import Literal, Protocol

from knowledge.text.language import Aspect, FollowUp, Language, SmallTalk


@dataclass(frozen=True, slots=True)
class Scored:
    """An entry and how sure we are of it, 0..1."""

    entry: str
    score: float


@dataclass(frozen=True, slots=True)
class DirectAnswer:
    """One entry answers the question; `also` is the second half of a comparison, when there is one."""

    entry: str
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Suggest:
    """One to three entries may be meant, best first.

    `lacks`: what the question asks about them and their texts do not tell.
    """

    entries: tuple[str, ...]
    lacks: Aspect | None = None


@dataclass(frozen=True, slots=True)
class Unknown:
    """The outcome for what is no question of this knowledge base; chit-chat is named so that it gets a
    friendly word."""

    small_talk: SmallTalk | None = None


Outcome = DirectAnswer | Suggest | Unknown


@dataclass(frozen=True, slots=True)
class Elliptic:
    """A question that leaves out what was answered before: «а внешний?» puts another word into it, «чем
    отличается от функции?» compares with it. For each word said, the lemmas that it may mean."""

    kind: Literal["instead", "versus"]
    lemmas: tuple[frozenset[str], ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """What was understood of one text.

    `ranked`: up to five entries, best first, whatever the outcome.
    `language`: the language to answer in. `asks`: whether the text has the form of a question
    («что такое …», a question mark), as opposed to a plain statement that merely resembles an entry.
    `near`: those of the ranked that are worth showing where there is no answer. `follow_up`: set when the
    text only makes sense after a previous answer («а пример?»). `elliptic`: set when it makes better sense
    after one. `parts`: when the text asks several things, a finding for each, in order; `outcome` then holds
    all entries that answer them.
    """

    question: str
    outcome: Outcome
    ranked: tuple[Scored, ...]
    language: Language
    asks: bool = False
    near: tuple[Scored, ...] = ()
    follow_up: FollowUp | None = None
    elliptic: Elliptic | None = None
    parts: "tuple[Finding, ...]" = ()


class Answers(Protocol):
    """The port of the search: finds answers; slow enough (milliseconds) to be asked outside transactions,
    from any thread."""

    def find(self, question: str) -> Finding: ...

    def recall(self, question: str) -> Finding | None:
        """What was found for the very same words before, at once; None when that is not known any more."""
        ...
