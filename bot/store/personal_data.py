"""A person's data: all of it to take away, and drafts that are erased when nobody changes them."""

import json
import textwrap
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    Table,
    and_,
    cast,
    delete,
    exists,
    func,
    literal,
    or_,
    select,
    tuple_,
    update,
)

from bot.store.connection import Connection
from bot.store.database import Database
from bot.store.tables import (
    QUOTING,
    WAITING,
    askers,
    chats,
    digests,
    documents,
    drafts,
    messages,
    metadata,
    persons,
    phrasings,
    posts,
    questions,
    ratings,
    tickets,
)
from dialogs.filling.expiry import DRAFT_KEPT, DRAFT_NOTICE, Idle
from dialogs.team.notices import TEAM_SPEAKER
from dialogs.turn.effects import ExpireDraft
from dialogs.turn.events import Address

DIGEST = "digest:"
"""How the key of a digest begins; its day follows."""
NO_QUOTES = ","
"""Whose words a message of the team's chat carries when theirs are still to be taken out."""
# What people can make long.
_LONG = (
    *(messages.c.body, drafts.c.body, documents.c.snapshot, questions.c.question),
    *(askers.c.question, posts.c.post, phrasings.c.question, ratings.c.reason),
)
_AT_ONCE = 50  # rows: others wait meanwhile for the connection that reads
_JSON_COLUMNS = frozenset({"about", "session", "body", "entries", "snapshot", "nearest", "post"})


async def everything(database: Database, person: str, now: datetime) -> AsyncIterator[str]:
    """All rows of all tables that hang on the person as one JSON text, some rows at a time; earlier exports
    are left out. Between the pieces others have their turn with the database."""
    head = {"format": "segmentbot-export", "version": 1, "created": now.isoformat()}
    yield json.dumps(head, indent=2).removesuffix("\n}")
    for table in metadata.sorted_tables:
        condition = of_person(table, person)
        if condition is None:
            continue
        yield f',\n  "{table.name}": ['
        after: tuple[Any, ...] | None = None
        while True:
            page = await database.look(partial(_page, table, condition, after))
            if page.text:
                yield page.text if after is None else f",{page.text}"
            if page.last is None:
                break
            after = page.last
        yield "\n  ]"
    yield "\n}"


@dataclass(frozen=True, slots=True)
class _Page:
    """Some rows as JSON, and the key of the last one when more may follow."""

    text: str
    last: tuple[Any, ...] | None


async def _page(
    table: Table, condition: ColumnElement[bool], after: tuple[Any, ...] | None, connection: Connection
) -> _Page:
    key = tuple(table.primary_key)
    query = select(table).where(condition).order_by(*key).limit(_AT_ONCE)
    if table is documents:
        query = query.where(documents.c.kind != "export")
    if after is not None:
        query = query.where(tuple_(*key) > tuple_(*map(literal, after)))
    rows = (await connection.execute(query)).all()
    texts = [json.dumps(_plain(row._asdict()), ensure_ascii=False, indent=2) for row in rows]
    last = tuple(getattr(rows[-1], column.name) for column in key) if len(rows) == _AT_ONCE else None
    return _Page(textwrap.indent(",".join(f"\n{text}" for text in texts), "    "), last)


async def stored_characters(connection: Connection, person: str) -> int:
    """How many characters of the person's are stored, of all that can be long."""
    total = 0
    for column in _LONG:
        query = select(func.coalesce(func.sum(func.length(column)), 0)).where(column.table.c.person == person)
        total += (await connection.execute(query)).scalar_one()
    return total


async def erase_person(connection: Connection, person: str) -> None:
    """The person, all that hangs on them, and what waits for the team with words of theirs. Their tickets are
    to be drawn anew, as is what stands in the team's chat; the day's digest, to be told again. What is being
    sent at this moment is replaced by that."""
    theirs = select(askers.c.ticket).where(askers.c.person == person)
    await connection.execute(update(tickets).where(tickets.c.id.in_(theirs)).values(outdated=True))
    quoting = (QUOTING, messages.c.quotes.contains(f",{person},", autoescape=True))
    waiting = (*quoting, WAITING, messages.c.state == "pending")
    gone = await connection.execute(delete(messages).where(*waiting).returning(messages.c.key))
    standing = (
        update(messages).where(*quoting, messages.c.state.in_(("sending", "sent"))).values(quotes=NO_QUOTES)
    )
    shown = await connection.execute(standing.returning(messages.c.key))
    # That a profile is finished hangs on its person, and its title stands in the chat.
    told = (messages.c.speaker == TEAM_SPEAKER, messages.c.person == person)
    named = literal("told:").concat(cast(messages.c.id, String))
    await connection.execute(
        update(messages)
        .where(*told, messages.c.state.in_(("sending", "sent")))
        .values(person=None, key=named, quotes=NO_QUOTES)
    )
    keys = [key for key in (*gone.scalars(), *shown.scalars()) if key]
    days = [key.removeprefix(DIGEST) for key in keys if key.startswith(DIGEST)]
    if days:
        await connection.execute(delete(digests).where(digests.c.day.in_(days)))
    await connection.execute(delete(persons).where(persons.c.id == person))


def of_person(table: Table, person: str) -> ColumnElement[bool] | None:
    """Which rows of the table hang on the person, perhaps by way of another table; None when none can."""
    if table is persons:
        return persons.c.id == person
    for key in table.foreign_keys:
        above = of_person(key.column.table, person)
        if above is not None:
            return key.parent.in_(select(key.column).where(above))
    return None


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {
        name: json.loads(value)
        if name in _JSON_COLUMNS and value
        else value.isoformat()
        if isinstance(value, datetime)
        else value
        for name, value in row.items()
    }


async def owners_to_visit(database: Database, now: datetime, limit: int) -> list[Address]:
    """Who has a draft to be warned of or to be erased; where they spoke last. The longest idle come first."""
    untold = or_(drafts.c.warned.is_(None), drafts.c.warned <= drafts.c.updated, drafts.c.warned > now)
    over = and_(drafts.c.updated <= now - DRAFT_KEPT, drafts.c.warned <= now - DRAFT_NOTICE)
    query = (
        select(drafts.c.person)
        .where(drafts.c.updated <= now - (DRAFT_KEPT - DRAFT_NOTICE), or_(untold, over))
        .order_by(drafts.c.updated)
        .limit(limit)
    )

    async def found(connection: Connection) -> list[Address]:
        owners = dict.fromkeys((await connection.execute(query)).scalars())
        chats = [(await connection.execute(_last_chat(owner))).one_or_none() for owner in owners]
        return [Address(row.channel, row.chat, row.speaker) for row in chats if row is not None]

    return await database.look(found)


def _last_chat(person: str) -> Select[tuple[str, str, str]]:
    return (
        select(chats.c.channel, chats.c.chat, chats.c.speaker)
        .where(chats.c.person == person)
        .order_by(chats.c.updated.desc())
        .limit(1)
    )


async def idle_drafts(connection: Connection, person: str, now: datetime) -> list[Idle]:
    """The person's drafts that nobody has changed for so long that something may be due."""
    query = (
        select(drafts.c.id, drafts.c.updated, drafts.c.warned)
        .where(drafts.c.person == person, drafts.c.updated <= now - (DRAFT_KEPT - DRAFT_NOTICE))
        .order_by(drafts.c.updated)
    )
    # A warning that is still to come was given by a clock that was ahead: nobody was warned of our time.
    return [
        Idle(row.id, row.updated, row.warned if row.warned and row.warned <= now else None)
        for row in await connection.execute(query)
    ]


async def mark_warned(connection: Connection, draft: str, person: str, now: datetime) -> None:
    await connection.execute(
        update(drafts).where(drafts.c.id == draft, drafts.c.person == person).values(warned=now)
    )


async def delete_draft(connection: Connection, draft: str, person: str) -> None:
    """The draft and its documents."""
    await connection.execute(
        delete(documents).where(documents.c.draft == draft, documents.c.person == person)
    )
    await connection.execute(delete(drafts).where(drafts.c.id == draft, drafts.c.person == person))


async def delete_export(connection: Connection, person: str) -> None:
    theirs = (documents.c.person == person, documents.c.kind == "export")
    await connection.execute(delete(documents).where(*theirs))


async def erase_expired(connection: Connection, ended: ExpireDraft, person: str) -> None:
    """The draft and every other place where its answers stand."""
    await delete_draft(connection, ended.draft, person)
    # An export holds everything that there was.
    await delete_export(connection, person)
    await connection.execute(
        delete(messages).where(
            messages.c.person == person,
            messages.c.state == "log",
            messages.c.created <= ended.shown_until,
        )
    )
    # These answers are kept for the person's next drafts; without any draft nothing else keeps them.
    await connection.execute(
        update(persons)
        .where(persons.c.id == person, ~exists().where(drafts.c.person == person))
        .values(about="{}")
    )


async def erase_removed(database: Database, midnight: datetime) -> None:
    """Erases what was removed before `midnight` and can be put back no more. A chat that was heard from
    since has done so by itself."""
    past = select(chats.c.channel, chats.c.chat, chats.c.speaker, chats.c.session).where(
        chats.c.updated < midnight, chats.c.session.like('%"removed":[{%')
    )

    async def erase(connection: Connection) -> None:
        for row in (await connection.execute(past)).all():
            session = json.dumps(json.loads(row.session) | {"removed": []}, ensure_ascii=False)
            here = (chats.c.channel == row.channel, chats.c.chat == row.chat, chats.c.speaker == row.speaker)
            changed = update(chats).where(*here, chats.c.session == row.session).values(session=session)
            await connection.execute(changed)

    await database.transact(erase)
