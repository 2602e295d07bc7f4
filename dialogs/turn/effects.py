"""What a turn decides: the replies and the effects that one transaction stores."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from dialogs.interview.answers import Answer, Draft
from dialogs.turn.replies import Reply
from dialogs.turn.session import Session
from knowledge.finding import Scored


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
    """Keep a question with what was found, for the team and for evaluation; `again`: in place of what was
    found for it before."""

    question: str
    outcome: str
    entries: tuple[str, ...]
    again: bool = False


@dataclass(frozen=True, slots=True)
class ProposePhrasing:
    """The person chose `entry` among suggestions for `question`: a candidate for the team to accept."""

    question: str
    entry: str


@dataclass(frozen=True, slots=True)
class KeepQuestion:
    """Keep a question for the specialists under `key`, with the entries that are `nearest`; at `due` it is
    handed over to them. With a key that is kept already, `words` belong to the same question."""

    key: str
    words: str
    nearest: tuple[Scored, ...]
    due: datetime


@dataclass(frozen=True, slots=True)
class WriteToTicket:
    """Pass `words` on to the specialists of the person's question `key`."""

    key: str
    words: str


@dataclass(frozen=True, slots=True)
class TicketStep:
    """Hand the person's question `key` over now, as it was typed if `named`; take it back; or note that it is
    solved or how it was."""

    what: Literal["ask", "named", "drop", "solved", "helped", "missed"]
    key: str


@dataclass(frozen=True, slots=True)
class RateAnswer:
    """Note whether `answer` helped; the person's latest word counts."""

    answer: str
    good: bool


@dataclass(frozen=True, slots=True)
class GiveReason:
    """Note why `answer` did not help."""

    answer: str
    reason: str


TicketEffect = KeepQuestion | WriteToTicket | TicketStep


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
    | RateAnswer
    | GiveReason
    | TicketEffect
)

STORING = (
    *(SaveDraft, IssueDocument, LogQuestion, ProposePhrasing, GiveReason),
    *(KeepQuestion, WriteToTicket),
)
"""What leaves more stored than there was."""


@dataclass(frozen=True, slots=True)
class Turn:
    """The session after the event, what to say, and what to do; all of it in one transaction.

    `notice` is a passing word to whoever pressed a stale button or pressed twice: the channel shows it
    as a toast (Telegram: the answer to the callback) and keeps no record of it. `trace`: what becomes of the
    message whose offer had that number, now that it is answered.
    """

    session: Session
    replies: tuple[Reply, ...] = ()
    effects: tuple[Effect, ...] = ()
    notice: str = ""
    trace: tuple[int, Reply] | None = None
