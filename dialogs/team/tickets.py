"""Tickets: questions that people put to the team's specialists, and what may happen to them."""

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from dialogs.interview.checks.privacy import masked
from dialogs.turn.events import Address
from dialogs.turn.replies import Copied, Reply
from knowledge.finding import Scored
from knowledge.query.incomplete import without_small_talk
from knowledge.text.language import Language
from knowledge.text.markup import RichText
from knowledge.text.normalisation import folded, words

TicketState = Literal["open", "taken", "closed"]

TEAM_LANGUAGE: Language = "ru"
"""What the team's chat is written in."""
FROM_ENTRY = "entry-"
"""How the name of an answer begins that is an entry of the knowledge base."""
REOPENED_WITHIN = timedelta(days=14)
"""A new message on a ticket closed longer ago is a new question."""
_SENTENCES = re.compile(r"(?<=[.!?…])\s+(?=[«\"„(]?[A-ZА-ЯЁ])|\n+")
_ASKS = re.compile(r"\?\W*$")


@dataclass(frozen=True, slots=True)
class Expert:
    """Somebody of the team: who they are in their channel (`telegram:42`), and what the team calls them."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Asker:
    """A person with their own words for the ticket's question; `key` names it in their buttons.

    `regarding` is the messenger's id of the message that they asked in. `named`: they want the team to see
    the names in it.
    """

    key: str
    person: str
    address: Address
    words: str
    language: Language = "ru"
    regarding: str | None = None
    helped: bool | None = None
    named: bool = False

    def shown(self, longest: int | None = None) -> str:
        """The words as the team sees them: without names, unless the asker has seen them and sent them so."""
        return self.words[:longest] if self.named else masked(self.words, longest)


@dataclass(frozen=True, slots=True)
class Post:
    """What was said on a ticket: by an expert, in their message `message`, or by the asker `asker`."""

    message: str
    body: RichText
    expert: Expert | None = None
    asker: str | None = None
    file: Copied | None = None

    @property
    def may_be_learned(self) -> bool:
        """Whether it is an expert's answer that the knowledge base does not have; a text of which every
        sentence asks back answers nothing."""
        new = self.expert is not None and not self.message.startswith(FROM_ENTRY)
        return new and any(map(_states, _SENTENCES.split(self.body.plain())))


def _states(sentence: str) -> bool:
    """Whether a sentence says something: it is no question by its mark, and no greeting."""
    return _ASKS.search(sentence) is None and bool(without_small_talk(words(folded(sentence))))


@dataclass(frozen=True, slots=True)
class Ticket:
    """One question with everybody who has it. `touched`: when somebody last spoke. `waits_since`: since when
    the askers wait for the team; None when it is their turn. `thread`: its topic of the team's chat."""

    number: int
    created: datetime
    touched: datetime
    state: TicketState = "open"
    askers: tuple[Asker, ...] = ()
    nearest: tuple[Scored, ...] = ()
    owner: Expert | None = None
    posts: tuple[Post, ...] = ()
    waits_since: datetime | None = None
    reminded: bool = False
    thread: str | None = None

    @property
    def question(self) -> str:
        """The question in the words of who asked first."""
        return self.askers[0].words if self.askers else ""

    def shown(self, longest: int | None = None) -> str:
        """The question as the team sees it."""
        return self.askers[0].shown(longest) if self.askers else ""

    @property
    def answers(self) -> tuple[Post, ...]:
        return tuple(post for post in self.posts if post.expert is not None)

    def asker(self, key: str) -> Asker | None:
        return next((asker for asker in self.askers if asker.key == key), None)

    def post(self, message: str) -> Post | None:
        return next((post for post in self.posts if post.message == message), None)

    def with_post(self, post: Post) -> "Ticket":
        others = tuple(each for each in self.posts if each.message != post.message)
        return replace(self, posts=(*others, post))

    def may_reopen(self, now: datetime) -> bool:
        return self.state != "closed" or now - self.touched <= REOPENED_WITHIN


@dataclass(frozen=True, slots=True)
class Joined:
    """Somebody joins the askers: the first, or one more."""

    asker: Asker


@dataclass(frozen=True, slots=True)
class Wrote:
    """An asker says more."""

    key: str
    words: str
    message: str


@dataclass(frozen=True, slots=True)
class Solved:
    """An asker closes their question."""

    key: str


@dataclass(frozen=True, slots=True)
class Rated:
    key: str
    helped: bool


@dataclass(frozen=True, slots=True)
class Took:
    expert: Expert


@dataclass(frozen=True, slots=True)
class Answered:
    """An expert replies in their message `message`; `thread` is its topic."""

    expert: Expert
    message: str
    body: RichText
    file: Copied | None = None
    thread: str | None = None


@dataclass(frozen=True, slots=True)
class Corrected:
    """An expert changes a message of theirs."""

    expert: Expert
    message: str
    body: RichText


@dataclass(frozen=True, slots=True)
class LookedUp:
    """An expert wants to answer with an entry; `found` are those to choose from."""

    expert: Expert
    found: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SentEntry:
    """An expert answers with an entry; `body` is what it says, `message` names the answer."""

    expert: Expert
    entry: str
    body: RichText
    message: str


@dataclass(frozen=True, slots=True)
class Closed:
    expert: Expert


@dataclass(frozen=True, slots=True)
class Overdue:
    """The askers have waited for the working hours that the team has to answer."""


@dataclass(frozen=True, slots=True)
class Forgotten:
    """An asker had everything about them erased; they are no longer among the askers."""


TicketEvent = (
    Joined
    | Wrote
    | Solved
    | Rated
    | Took
    | Answered
    | Corrected
    | LookedUp
    | SentEntry
    | Closed
    | Overdue
    | Forgotten
)


@dataclass(frozen=True, slots=True)
class Letter:
    """A message to an asker or the team. `key` says what it shows: with `in_place` it takes the place of the
    last one of this key there. `under` is the key of the message of ours, `regarding` the messenger's id of
    somebody else's, that it answers. `persons`: whose words it carries; with any of them it is erased."""

    to: Address
    reply: Reply
    key: str
    in_place: bool = False
    under: str | None = None
    regarding: str | None = None
    persons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Decided:
    """The ticket as it is now, what is sent, and what is noted. `notice`: a passing word to who pressed."""

    ticket: Ticket
    letters: tuple[Letter, ...] = ()
    did: str = ""
    notice: str = ""
