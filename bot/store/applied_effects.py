"""What a turn wants done to the person's things."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Any, assert_never

from sqlalchemy import bindparam, delete, insert, update

from bot.store import json_text
from bot.store.connection import Connection, prepared
from bot.store.personal_data import collect, delete_draft, erase_expired, mark_warned
from bot.store.tables import documents, drafts, persons, phrasings, questions
from dialogs.interview.answers import Answer, Draft
from dialogs.turn.effects import (
    DeleteDraft,
    Effect,
    ExpireDraft,
    ExportPerson,
    ForgetPerson,
    IssueDocument,
    LogQuestion,
    ProposePhrasing,
    RememberPerson,
    SaveDraft,
    WarnOfExpiry,
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
    first turn."""

    person: str
    known: bool
    session: Session
    drafts: Mapping[str, Draft] = field(default_factory=dict)
    about_person: Mapping[str, Answer] = field(default_factory=dict)


class Applied(Enum):
    """How the effects of a turn went."""

    DONE = "done"
    CONFLICT = "conflict"  # a draft was changed from elsewhere after it was loaded
    FORGOT = "forgot"  # the person is no longer known


async def apply_effects(
    connection: Connection, state: ChatState, effects: tuple[Effect, ...], now: datetime
) -> Applied:
    """Does all of `effects` in order; forgetting a person leaves nothing of the others."""
    for effect in effects:
        match effect:
            case ForgetPerson():
                # Everything else hangs on the person and goes with the row.
                await connection.execute(delete(persons).where(persons.c.id == state.person))
                return Applied.FORGOT
            case SaveDraft():
                if not await _save_draft(connection, state, effect, effects, now):
                    return Applied.CONFLICT
            case _:
                await _apply(connection, state, effect, now)
    return Applied.DONE


async def _apply(
    connection: Connection,
    state: ChatState,
    effect: DeleteDraft
    | WarnOfExpiry
    | ExpireDraft
    | RememberPerson
    | IssueDocument
    | LogQuestion
    | ProposePhrasing
    | ExportPerson,
    now: datetime,
) -> None:
    person = state.person
    match effect:
        case DeleteDraft(draft):
            await delete_draft(connection, draft, person)
        case WarnOfExpiry(draft):
            await mark_warned(connection, draft, person, now)
        case ExpireDraft():
            await erase_expired(connection, effect, person)
        case RememberPerson(answers):
            about = json_text.answers().text({**state.about_person, **answers})
            await connection.execute(update(persons).where(persons.c.id == person).values(about=about))
        case IssueDocument():
            await _issue(connection, effect, person, now)
        case LogQuestion(question, outcome, entries):
            values = {"question": question, "outcome": outcome, "entries": json.dumps(entries)}
            await connection.execute(_LOG_QUESTION, {**values, "person": person, "created": now})
        case ProposePhrasing(question, entry):
            values = {"question": question, "entry": entry, "state": "proposed"}
            await connection.execute(insert(phrasings).values(**values, person=person, created=now))
        case ExportPerson(id):
            await _export(connection, id, person, now)
        case _:
            assert_never(effect)


async def _issue(connection: Connection, effect: IssueDocument, person: str, now: datetime) -> None:
    await connection.execute(
        insert(documents).values(
            id=effect.id,
            person=person,
            draft=effect.draft.id,
            kind="profile",
            snapshot=json_text.drafts().text(effect.draft),
            stem=effect.file_stem,
            title=effect.title,
            final=effect.final,
            example=effect.example,
            created=now,
        )
    )


async def _export(connection: Connection, id: str, person: str, now: datetime) -> None:
    # Only the newest export is kept: each holds everything.
    await connection.execute(
        delete(documents).where(documents.c.person == person, documents.c.kind == "export")
    )
    everything = await collect(connection, person, now)
    await connection.execute(
        insert(documents).values(
            id=id,
            person=person,
            kind="export",
            snapshot=json.dumps(everything, ensure_ascii=False, indent=2),
            stem="segmentbot-export",
            title="",
            final=False,
            example=False,
            created=now,
        )
    )


async def _save_draft(
    connection: Connection,
    state: ChatState,
    effect: SaveDraft,
    effects: tuple[Effect, ...],
    now: datetime,
) -> bool:
    """False when the stored draft is no longer the one that the turn was decided on."""
    draft = effect.draft
    loaded = state.drafts.get(draft.id)
    earlier = effects[: effects.index(effect)]
    own = [other.draft for other in earlier if isinstance(other, SaveDraft) and other.draft.id == draft.id]
    expected = own[-1].revision if own else loaded.revision if loaded else None
    values: dict[str, Any] = {
        "body": json_text.drafts().text(draft),
        "revision": draft.revision,
        "status": draft.status,
        "updated": now,
        # Emptied, not only outdated: it may have been given by a clock that was ahead.
        "warned": None,
    }
    if expected is not None:
        named = {"at": draft.id, "of": state.person, "before": expected}
        changed = await connection.execute(_CHANGE_DRAFT, {**named, **values})
        return changed.rowcount == 1
    await connection.execute(_ADD_DRAFT, {"id": draft.id, "person": state.person, **values})
    return True
