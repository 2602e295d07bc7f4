"""What a turn may know besides the session and the event."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from dialogs.interview.answers import Answer, Draft
from dialogs.interview.definition import Form
from dialogs.interview.examples import ExampleProfile
from dialogs.turn.phrases import Phrases
from knowledge.base.entries import KnowledgeBase
from knowledge.finding import Finding


@dataclass(frozen=True)
class Library:
    """Everything authored: the same for every turn until the content is loaded anew."""

    knowledge: KnowledgeBase
    form: Form
    phrases: Phrases
    examples: tuple[ExampleProfile, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of the person's that specialists have, or (without a number) may get."""

    key: str
    number: int | None = None
    closed: bool = False
    words: str = ""


@dataclass(frozen=True)
class World:
    """All that a turn may know besides the session and the event.

    `now` is aware and in the agency's time zone. `finding` is what was understood of a typed text.
    `drafts` are the person's that the turn can be about, by id; `more_drafts` stand beside them. With `full`
    as much is stored about them as may be; drafts in `overlong` may only become shorter. `about_person` are
    the answers asked once per person.
    `fresh_id` is an unused, unguessable id for a draft or a document that this turn may create.
    In `public` others read along: only questions are answered there. `specialists` says that there is a team
    to ask, `asked` holds what the person has asked it, by key, as far as the event may need it, and `under`
    names the one of them to whose answer the person replies. In a `messenger` a question must fit the screen
    of a phone, and a list may come in several messages; `has_page`: it can open the page beside the chat.
    """

    library: Library
    now: datetime
    drafts: Mapping[str, Draft] = field(default_factory=dict)
    about_person: Mapping[str, Answer] = field(default_factory=dict)
    finding: Finding | None = None
    fresh_id: str = ""
    public: bool = False
    more_drafts: int = 0
    full: bool = False
    overlong: frozenset[str] = frozenset()
    specialists: bool = False
    asked: Mapping[str, Asked] = field(default_factory=dict)
    under: str | None = None
    messenger: bool = False
    has_page: bool = False
