"""What a turn wants done to the person's things."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, assert_never

from sqlalchemy import bindparam, delete, func, insert, select, update

from bot.store import json_text
from bot.store.connection import Connection, prepared
from bot.store.personal_data import delete_draft, delete_export, erase_expired, erase_person, mark_warned
from bot.store.stored_learning import Ratings
from bot.store.stored_tickets import Tickets
from bot.store.tables import documents, drafts, persons, phrasings, questions
from dialogs.interview.answers import Answer, Draft, profile_number
from dialogs.turn.effects import (
    DeleteDraft,
    Effect,
    ExpireDraft,
    ExportPerson,
    ForgetPerson,
    GiveReason,
    IssueDocument,
    KeepQuestion,
    LogQuestion,
    ProposePhrasing,
    RateAnswer,
    RememberPerson,
    SaveDraft,
    TicketStep,
    WarnOfExpiry,
    WriteToTicket,
)
from dialogs.turn.session import Session

# Built once: to build a statement costs more than to run it.
_LOG_QUESTION, _ADD_DRAFT = prepared(insert(questions)), prepared(insert(drafts))
_CHANGE_DRAFT = prepared(
    update(drafts).where(
        drafts.c.id == bindparam("at"),
        drafts.c.person == bindparam("of"),
        drafts.c.revision == bindparam("before"),
    )
)


@dataclass(frozen=True, slots=True)
class ChatState:
    """What a turn begins with: where the chat stands and what its person has. `known` is False before their
    first turn.

    `drafts` are those at hand: the newest, and what the chat or the event names; `more_drafts` stand beside.
    `written`: at least so many characters are stored about them; `full` when that is as much as may be.
    `overlong`: the ids of drafts that are as long as one may be.
    """

    person: str
    known: bool
    session: Session
    drafts: Mapping[str, Draft] = field(default_factory=dict)
    about_person: Mapping[str, Answer] = field(default_factory=dict)
    more_drafts: int = 0
    written: int = 0
    full: bool = False
    overlong: frozenset[str] = frozenset()


class Conflict(Exception):
    """Raised where someone else changed the same chat or draft meanwhile: load again and repeat the turn."""


async def apply_effects(
    connection: Connection, state: ChatState, effects: tuple[Effect, ...], now: datetime
) -> int | None:
    """Does all of `effects` in order, and tells how many characters were written; None when the person is
    forgotten, of whom the other effects leave nothing. Raises Conflict when a draft was changed from
    elsewhere after it was loaded."""
    person, written = state.person, 0
    revisions = {draft.id: draft.revision for draft in state.drafts.values()}
    for effect in effects:
        match effect:
            case ForgetPerson():
                await erase_person(connection, person)
                return None
            # They concern others, too, and are done by `bot.turns.ticketing`.
            case KeepQuestion(words=words) | WriteToTicket(words=words):
                written += len(words)
            case TicketStep():
                pass
            case SaveDraft(draft):
                written += await _save_draft(connection, person, draft, revisions.get(draft.id), now)
                revisions[draft.id] = draft.revision
            case IssueDocument():
                written += await _issue(connection, effect, person, now)
            case DeleteDraft(id):
                await delete_draft(connection, id, person)
            case WarnOfExpiry(id):
                await mark_warned(connection, id, person, now)
            case ExpireDraft():
                await erase_expired(connection, effect, person)
            case RememberPerson(answers):
                about = json_text.ANSWERS_BY_FIELD.text({**state.about_person, **answers})
                await connection.execute(update(persons).where(persons.c.id == person).values(about=about))
            case LogQuestion(question):
                await _log_question(connection, effect, person, now)
                written += len(question)
            case ProposePhrasing(question, entry):
                values = {"question": question, "entry": entry, "state": "proposed"}
                await connection.execute(insert(phrasings).values(**values, person=person, created=now))
                written += len(question)
            case RateAnswer(answer, good):
                await Ratings(connection, now).rate(person, answer, good=good)
            case GiveReason(answer, reason):
                await Ratings(connection, now).give_reason(person, answer, reason)
                written += len(reason)
            case ExportPerson(id):
                await _export(connection, id, person, now)
            case _:
                assert_never(effect)
    return written


async def _log_question(connection: Connection, effect: LogQuestion, person: str, now: datetime) -> None:
    if effect.again:
        asked = (questions.c.person == person, questions.c.question == effect.question)
        last = select(func.max(questions.c.id)).where(*asked).scalar_subquery()
        await connection.execute(delete(questions).where(questions.c.id == last))
    values = {"question": effect.question, "outcome": effect.outcome, "entries": json.dumps(effect.entries)}
    await connection.execute(_LOG_QUESTION, {**values, "person": person, "created": now})


_SNAPSHOTS_KEPT = 20  # moments of a draft at which documents were issued; its present document stays anyway


async def _issue(connection: Connection, effect: IssueDocument, person: str, now: datetime) -> int:
    """Freezes the draft as a document; returns how many characters were written."""
    snapshot = json_text.DRAFTS.text(effect.draft)
    await connection.execute(
        insert(documents).values(
            id=effect.id,
            person=person,
            draft=effect.draft.id,
            kind="profile",
            snapshot=snapshot,
            stem=effect.file_stem,
            title=effect.title,
            final=effect.final,
            example=effect.example,
            created=now,
        )
    )
    issued = (documents.c.person == person, documents.c.draft == effect.draft.id)
    if effect.final:
        finals = select(func.count()).select_from(documents).where(*issued, documents.c.final)
        did = "finished" if (await connection.execute(finals)).scalar() == 1 else "revised"
        await Tickets(connection, now).note("person", did, f"profile:{profile_number(effect.id)}")
    moments = select(documents.c.created).where(*issued).distinct().order_by(documents.c.created.desc())
    present = effect.draft.document or effect.id
    await connection.execute(
        delete(documents).where(
            *issued,
            documents.c.created < moments.limit(1).offset(_SNAPSHOTS_KEPT - 1).scalar_subquery(),
            ~documents.c.id.startswith(present, autoescape=True),
        )
    )
    return len(snapshot)


async def _export(connection: Connection, id: str, person: str, now: datetime) -> None:
    # Only the newest is kept; what it holds is gathered when it is asked for.
    await delete_export(connection, person)
    await connection.execute(
        insert(documents).values(
            id=id,
            person=person,
            kind="export",
            snapshot="",
            stem="segmentbot-export",
            title="",
            final=False,
            example=False,
            created=now,
        )
    )


async def _save_draft(
    connection: Connection, person: str, draft: Draft, expected: int | None, now: datetime
) -> int:
    """Stores the draft over the revision that is `expected`, and returns how many characters were written.
    Raises Conflict when the stored one is no longer the one that the turn was decided on."""
    values: dict[str, Any] = {
        "body": json_text.DRAFTS.text(draft),
        "revision": draft.revision,
        "status": draft.status,
        "updated": now,
        # Emptied, not only outdated: it may have been given by a clock that was ahead.
        "warned": None,
    }
    if expected is None:
        await connection.execute(_ADD_DRAFT, {"id": draft.id, "person": person, **values})
    else:
        named = {"at": draft.id, "of": person, "before": expected}
        if (await connection.execute(_CHANGE_DRAFT, {**named, **values})).rowcount != 1:
            raise Conflict
    return len(values["body"])
