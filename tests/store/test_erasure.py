"""A mark in every field of every table: erased, no mark is left anywhere; exported, none is missing.

The marks are planted by the tables' own description, so a new column is tested without a word here, and a
new table that hangs on nobody fails until somebody says why it may.
"""

import asyncio
import io
import itertools
import json
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Boolean, Column, Integer, String, Table, insert, select, text
from sqlalchemy.sql.type_api import TypeEngine

from bot.cli.backup import backup
from bot.settings import Settings
from bot.store import json_text
from bot.store.connection import Connection, Moment, only
from bot.store.personal_data import _JSON_COLUMNS, erase_removed, of_person
from bot.store.tables import metadata, tickets
from bot.telemetry.log import flush_logs
from dialogs.interview.answers import Path as Place
from dialogs.interview.answers import Text
from dialogs.turn.events import Address, Said
from dialogs.turn.session import Removed, Session
from tests.turns.reception import PERSON, Reception

MARK = "SENTINEL"
WHEN = datetime(2026, 11, 1, 9, 0, tzinfo=UTC)
OTHER = Address("web", "chat-2", "chat-2")

# Tables that hang on no person, and what of theirs may stand in them.
NOBODYS = {
    "updates": "digests of ids, for a week",
    "failed_updates": "digests of ids, and places in our code",
    "holds": "a chat that wants nothing from us, until its time is over",
    "digests": "days",
    "tickets": "experts, and entries that are near; who asks stands in `askers`, without whom it is erased",
    "learned": "experts' answers; unpublished ones go with their ticket",
    "team_access": "links and sessions of experts, for twelve hours at most",
    "audit": "what experts did, and on which ticket",
    "topics": "where in the team's chat a ticket is talked of",
    "previews": "proposals, and since when what they would change is worked out",
}
TICKET = 7_000


_numbers = itertools.count()


def of_people() -> list[Table]:
    return [table for table in metadata.sorted_tables if of_person(table, "") is not None]


def test_every_table_hangs_on_a_person_or_says_why_not() -> None:
    assert {table.name for table in metadata.sorted_tables} - {table.name for table in of_people()} == set(
        NOBODYS
    )


def mark(column: Column[Any]) -> str:
    return f"{MARK}-{column.table.name}-{column.name}"


def _value(column: Column[Any], person: str, kind: TypeEngine[Any]) -> Any:
    for key in column.foreign_keys:
        # What is referred to is planted before.
        if key.column.table.name == "tickets":
            return TICKET
        return person if key.column.table.name == "persons" else mark(key.column)
    match kind:
        case String() if column.name in _JSON_COLUMNS:
            # Readable as answers, for a person with unreadable ones would be another test.
            return json.dumps({"text": {"kind": "text", "value": mark(column)}})
        case String():
            return mark(column)
        case Moment():
            return WHEN
        case Boolean():
            return False
        case Integer():
            return TICKET
        case _:
            raise AssertionError(f"{column}: say what a mark of {kind!r} is")


async def plant(reception: Reception, person: str) -> set[str]:
    """One more row of the person in every table, a mark in every text; returns the marks."""
    planted = set()

    async def plant_all(connection: Connection) -> None:
        about_nobody = {"id": TICKET, "state": "open", "nearest": "[]", "reminded": False}
        if not (await connection.execute(select(tickets.c.id))).all():
            await connection.execute(insert(tickets).values(**about_nobody, created=WHEN, touched=WHEN))
        for table in of_people():
            values = {column.name: _value(column, person, column.type) for column in table.columns}
            if table.name == "persons":
                # Their own row is there, under a name that is made of chance.
                about = values["about"]
                await connection.execute(table.update().where(table.c.id == person).values(about=about))
                planted.add(mark(table.c.about))
                continue
            await connection.execute(insert(table).values(values))
            planted.update(
                mark(column)
                for column in table.columns
                if isinstance(column.type, String) and not column.foreign_keys
            )

    await reception.store.database.transact(plant_all)
    return planted


async def kept(reception: Reception, tmp_path: Path) -> dict[str, str]:
    """Every row of every table, every file beside the database, and a backup made now."""
    found = {}
    for table in metadata.sorted_tables:
        found[table.name] = repr((await reception.store.database.look(only(select(table)))).all())
    if (file := reception.database.file) is not None:
        copy = tmp_path / f"{next(_numbers)}.copy"
        assert await asyncio.to_thread(backup, Settings(database=reception.database.url), copy) == 0
        for path in (*file.parent.iterdir(), copy):
            found[path.name] = path.read_bytes().decode("latin-1")
    return found


async def planted_person(reception: Reception) -> tuple[str, set[str]]:
    await reception.hears(Said("раз"))
    await reception.hears(Said("чужое"), OTHER)
    (person,) = await reception.store.persons_at(PERSON.channel, PERSON.chat)
    return person, await plant(reception, person)


async def _asks(reception: Reception, person: str) -> None:
    await reception.hears(Said("/forget"))


async def _is_erased(reception: Reception, person: str) -> None:
    await reception.store.erase(person)


@pytest.mark.parametrize("forgetting", [_asks, _is_erased])
async def test_of_a_forgotten_person_nothing_is_left(
    forgetting: Callable[[Reception, str], Awaitable[None]],
    reception: Reception,
    tmp_path: Path,
    written: io.StringIO,
) -> None:
    person, planted = await planted_person(reception)
    before = "".join((await kept(reception, tmp_path)).values())
    assert {each for each in planted if each not in before} == set(), "the marks are there to be found"
    await forgetting(reception, person)
    for name, content in (await kept(reception, tmp_path)).items():
        assert MARK not in content, name
        assert person not in content, name
    flush_logs()
    assert MARK not in written.getvalue()
    assert await reception.notes(OTHER) == ("чужое",)


async def test_an_export_holds_every_field(reception: Reception) -> None:
    person, planted = await planted_person(reception)
    exported = "".join([piece async for piece in reception.store.everything(person)])
    assert {each for each in planted if each not in exported} == set()
    assert "чужое" not in exported


async def test_last_words_and_waits_go_when_their_time_is_over(reception: Reception) -> None:
    anna = Address("telegram", f"{MARK}-7", f"{MARK}-7")
    await reception.hears(Said("раз"), anna)
    until = reception.clock() + timedelta(hours=1)
    await reception.store.database.transact(
        only(insert(metadata.tables["holds"]).values(channel="telegram", chat=anna.chat, until=until))
    )
    await reception.hears(Said("/forget"), anna)
    await reception.hears(Said("/forget"))
    await reception.store.database.transact(
        only(text("UPDATE messages SET state = 'sent', body = '{}' WHERE state = 'pending'"))
    )
    await reception.store.tidy()
    assert await reception.said() == ["forgotten"], "a page may still show it"
    reception.clock.passes(86_401)
    await reception.store.tidy()
    for table in ("messages", "holds"):
        assert (await reception.store.database.look(only(select(metadata.tables[table])))).all() == []


async def test_what_was_removed_is_erased_when_its_day_is_over(reception: Reception) -> None:
    late = Address("web", "chat-3", "chat-3")
    for address in (PERSON, late):
        await reception.hears(Said("раз"), address)
        (draft,) = await reception.store.drafts_of(address)
        gone = Removed(1, WHEN.date(), draft.with_answer(Place("notes"), Text(MARK)))
        body = json_text.SESSIONS.text(Session(revision=1, last_entry="term.client", removed=(gone,)))
        updated = reception.clock() - timedelta(hours=0 if address is late else 10)
        chats = metadata.tables["chats"]
        changed = chats.update().where(chats.c.chat == address.chat)
        await reception.store.database.transact(only(changed.values(session=body, updated=updated)))
    await erase_removed(reception.store.database, reception.clock() - timedelta(hours=9))
    assert await reception.store.session_of(PERSON) == Session(revision=1, last_entry="term.client")
    assert (session := await reception.store.session_of(late)) is not None
    assert session.removed
    await reception.store.tidy()
    await reception.hears(Said("/forget"), late)
    for table in metadata.sorted_tables:
        assert MARK not in repr((await reception.store.database.look(only(select(table)))).all())


async def test_what_still_waits_to_be_sent_is_not_tidied_away(reception: Reception) -> None:
    await reception.hears(Said("/forget"), Address("telegram", "7", "7"))
    reception.clock.passes(86_401)
    await reception.store.tidy()
    rows = (await reception.store.database.look(only(select(metadata.tables["messages"])))).all()
    assert [row.state for row in rows] == ["pending"]
