"""Prepared statements do what SQLAlchemy's own do, and tell it alike."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Executable, Table, bindparam, insert, select, update
from sqlalchemy.exc import IntegrityError, MultipleResultsFound, NoResultFound

from bot.store.connection import Connection, insert_into, prepared
from bot.store.database import Database, migrate, open_database
from bot.store.tables import chats, holds, messages, persons

MOSCOW = timezone(timedelta(hours=3))
NOW = datetime(2026, 11, 22, 16, 5, 7, 123456, tzinfo=MOSCOW)
MESSAGE: dict[str, Any] = {
    "channel": "telegram",
    "chat": "7",
    "speaker": "7",
    "person": None,
    "kind": "reply",
    "body": "«Кто такой внутренний клиент?» – спросили нас 🙂",
    "slot": 3,
    "in_place": True,
    "state": "pending",
    "priority": 0,
    "attempts": 0,
    "not_before": NOW,
    "created": NOW,
}
BY_CHAT = messages.c.chat == bindparam("in_chat")


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    database = open_database(f"sqlite:///{tmp_path / 'bot.db'}")
    await migrate(database)
    yield database
    await database.dispose()


async def run(database: Database, statement: Executable, values: Any) -> Any:
    """All rows, or how many were changed."""

    async def work(connection: Connection) -> Any:
        found = await connection.execute(statement, values)
        return found.all() if getattr(statement, "is_select", False) else found.rowcount

    return await database.transact(work)


async def test_what_goes_in_prepared_is_read_alike_by_both(database: Database) -> None:
    second = {**MESSAGE, "slot": None, "in_place": False, "not_before": NOW + timedelta(days=1)}
    assert await run(database, prepared(insert(messages)), [MESSAGE, second]) == 2
    query = select(messages).where(BY_CHAT).order_by(messages.c.id)
    plain = await run(database, query, {"in_chat": "7"})
    quick = await run(database, prepared(query), {"in_chat": "7"})
    assert [tuple(row) for row in quick] == [tuple(row) for row in plain]
    assert [row._asdict() for row in quick] == [row._asdict() for row in plain]
    assert quick[0].not_before == NOW
    assert quick[0].not_before.tzinfo is UTC
    assert (quick[0].in_place, quick[1].in_place, quick[0].unsure) == (True, False, False)
    assert quick[0].body == MESSAGE["body"]


async def test_a_statement_takes_other_values_by_other_names(database: Database) -> None:
    await run(database, insert(messages), [MESSAGE, MESSAGE])
    change = prepared(update(messages).where(messages.c.id == bindparam("at")))
    assert await run(database, change, {"at": 1, "state": "sent", "sent": NOW}) == 1
    assert await run(database, change, {"at": 1, "sent": None}) == 1
    assert await run(database, change, {"at": 99, "sent": None}) == 0
    fixed = prepared(change.values(state="failed", reason=bindparam("why"), body="{}"))
    assert await run(database, fixed, {"at": 2, "why": "file too large"}) == 1
    query = select(messages.c.state, messages.c.sent, messages.c.reason, messages.c.body)
    assert [tuple(row) for row in await run(database, query, None)] == [
        ("sent", None, None, MESSAGE["body"]),
        ("failed", None, "file too large", "{}"),
    ]


async def test_a_row_that_is_there_is_passed_over_where_that_is_wanted(database: Database) -> None:
    once = prepared(insert_into(holds, "sqlite").on_conflict_do_nothing())
    values = {"channel": "telegram", "chat": "7", "until": NOW}
    assert await run(database, once, values) == 1
    assert await run(database, once, values) == 0


@pytest.mark.parametrize("table", [holds, persons])
async def test_errors_are_sqlalchemys_and_quote_nobody(database: Database, table: Table) -> None:
    values = {"channel": "telegram", "chat": "Вера Павловна", "until": NOW}
    if table is persons:
        values = {"id": "Вера Павловна", "about": "{}", "created": NOW}
    await run(database, prepared(insert(table)), values)
    with pytest.raises(IntegrityError) as raised:
        await run(database, prepared(insert(table)), values)
    assert "Вера" not in str(raised.value)
    assert await run(database, select(table), None) != []


async def test_a_broken_transaction_is_undone_whole(database: Database) -> None:
    add = prepared(insert(persons))
    person = {"id": "a", "about": "{}", "created": NOW}

    async def twice(connection: Connection) -> None:
        await connection.execute(add, person)
        await connection.execute(add, person)

    with pytest.raises(IntegrityError):
        await database.transact(twice)
    assert await run(database, select(persons), None) == []


async def test_a_change_returns_the_rows_that_it_changed(database: Database) -> None:
    await run(database, insert(messages), [MESSAGE, {**MESSAGE, "chat": "8"}, MESSAGE])
    change = update(messages).where(BY_CHAT).values(slot=None).returning(messages.c.id, messages.c.created)

    async def changed(connection: Connection) -> list[tuple[Any, ...]]:
        plain = await connection.execute(change, {"in_chat": "7"})
        quick = await connection.execute(prepared(change), {"in_chat": "7"})
        assert sorted(map(tuple, quick)) == sorted(map(tuple, plain))
        return [tuple(row) for row in quick]

    assert sorted(await database.transact(changed)) == [(1, NOW), (3, NOW)]


async def test_rows_are_asked_for_as_with_sqlalchemy(database: Database) -> None:
    await run(database, insert(messages), [MESSAGE, {**MESSAGE, "chat": "8"}, {**MESSAGE, "chat": "8"}])
    query = prepared(select(messages.c.id, messages.c.chat).where(BY_CHAT).order_by(messages.c.id))

    async def asked(connection: Connection) -> None:
        for_chat = [await connection.execute(query, {"in_chat": chat}) for chat in "678"]
        none, one, two = for_chat
        assert (none.first(), none.scalar()) == (None, None)
        assert (none.one_or_none(), none.scalar_one_or_none()) == (None, None)
        assert (one.scalar_one(), one.scalar_one_or_none(), one.one_or_none().chat) == (1, 1, "7")
        assert (two.scalar(), list(two.scalars())) == (2, [2, 3])
        assert [tuple(row) for row in two] == [(2, "8"), (3, "8")]
        assert [row._asdict() for row in two] == [{"id": 2, "chat": "8"}, {"id": 3, "chat": "8"}]
        with pytest.raises(NoResultFound):
            none.scalar_one()
        with pytest.raises(MultipleResultsFound):
            two.one_or_none()

    await database.transact(asked)


async def test_what_cannot_stay_as_it_is_is_refused(database: Database) -> None:
    query = prepared(select(chats.c.person).where(chats.c.chat.in_(bindparam("of", expanding=True))))
    with pytest.raises(AssertionError, match="a list"):
        await run(database, query, {"of": ["7"]})
