"""One turn of the conversation: what it is given and what it returns."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from dialogs.examples import ExampleProfile
from dialogs.interview.answers import Answer, Draft
from dialogs.interview.definition import Form
from dialogs.phrases import Phrases
from dialogs.replies import Reply
from dialogs.session import Session
from knowledge.base.entries import KnowledgeBase
from knowledge.finding import Finding


@dataclass(frozen=True)
class Library:
    """Everything authored: the same for every turn until the content is loaded anew."""

    knowledge: KnowledgeBase
    form: Form
    phrases: Phrases
    examples: tuple[ExampleProfile, ...] = ()


@dataclass(frozen=True)
class World:
    """All that a turn may know besides the session and the event.

    `now` is aware and in the agency's time zone. `finding` is what was understood of a typed text.
    `drafts` are the person's, by id. `about_person` are the answers asked once per person.
    `fresh_id` is an unused, unguessable id for a draft or a document that this turn may create.
    In `public` others read along: only questions are answered there.
    """

    library: Library
    now: datetime
    drafts: Mapping[str, Draft] = field(default_factory=dict)
    about_person: Mapping[str, Answer] = field(default_factory=dict)
    finding: Finding | None = None
    fresh_id: str = ""
    public: bool = False


@dataclass(frozen=True, slots=True)
class SaveDraft:
    """Store the draft (insert or replace); its revision is already the next one."""

    draft: Draft


@dataclass(frozen=True, slots=True)
class DeleteDraft:
    """Erase the draft and its documents."""

    draft: str


@dataclass(frozen=True, slots=True)
class WarnOfExpiry:
    """Note that the person was warned of the draft's end; this is no change of the draft."""

    draft: str


@dataclass(frozen=True, slots=True)
class ExpireDraft:
    """Erase the draft and all that holds its answers: documents, exports, the log of the chat as far as
    the draft may have been shown in it, and with the last draft the answers given once per person."""

    draft: str
    shown_until: datetime


@dataclass(frozen=True, slots=True)
class RememberPerson:
    """Answers that are asked once per person, to be given to their next drafts."""

    answers: Mapping[str, Answer]


@dataclass(frozen=True, slots=True)
class IssueDocument:
    """Freeze this version of the draft as a document under `id`, downloadable by its owner in every
    format. `final` marks a finished profile, of which the team is told; `example` one of the shipped
    examples, which is nobody's draft."""

    id: str
    draft: Draft
    file_stem: str
    title: str
    final: bool
    example: bool = False


@dataclass(frozen=True, slots=True)
class LogQuestion:
    """Keep a question with what was found, for the team and for evaluation."""

    question: str
    outcome: str
    entries: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ProposePhrasing:
    """The person chose `entry` among suggestions for `question`: a candidate for the team to accept."""

    question: str
    entry: str


@dataclass(frozen=True, slots=True)
class ExportPerson:
    """Collect everything stored about the person as document `id`."""

    id: str


@dataclass(frozen=True, slots=True)
class ForgetPerson:
    """Erase everything stored about the person, except the replies of this turn."""


Effect = (
    SaveDraft
    | DeleteDraft
    | WarnOfExpiry
    | ExpireDraft
    | RememberPerson
    | IssueDocument
    | LogQuestion
    | ProposePhrasing
    | ExportPerson
    | ForgetPerson
)


@dataclass(frozen=True, slots=True)
class Turn:
    """The session after the event, what to say, and what to do; all of it in one transaction.

    `notice` is a passing word to whoever pressed a stale button or pressed twice: the channel shows it
    as a toast (Telegram: the answer to the callback) and keeps no record of it.
    """

    session: Session
    replies: tuple[Reply, ...] = ()
    effects: tuple[Effect, ...] = ()
    notice: str = ""
