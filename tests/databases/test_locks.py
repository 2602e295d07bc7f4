"""What PostgreSQL has to be asked for, and SQLite's one writer gives by itself."""

import asyncio
from collections.abc import AsyncIterator
from functools import partial

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from bot.clock import fresh_id, now
from bot.store.applied_effects import ChatState
from bot.store.connection import Connection
from bot.store.database import open_database
from bot.store.message_rows import Sending
from bot.store.store import Store
from bot.store.unit_of_work import UnitOfWork
from dialogs.interview.answers import Text
from dialogs.turn.effects import RememberPerson, Turn
from dialogs.turn.events import Address
from dialogs.turn.session import Session
from tests.databases.waiting import until_waiting

PERSON = Address("web", "chat-1", "chat-1")
SENDING = Sending()
REMEMBERED = Turn(Session(), (), (RememberPerson({"organization_name": Text("Минтруд")}),))


@pytest.fixture
async def store(postgres: str) -> AsyncIterator[Store]:
    store = Store(open_database(postgres), now, fresh_id)
    yield store
    await store.close()


async def situation(store: Store) -> ChatState:
    return await store.transact(lambda work: work.load(PERSON))


async def known(work: UnitOfWork) -> None:
    await work.save(PERSON, await work.load(PERSON), Turn(Session()), SENDING)


@pytest.mark.parametrize("is_known", [False, True])
async def test_who_comes_second_to_a_chat_waits_and_sees_all_of_the_first(
    store: Store, postgres: str, is_known: bool
) -> None:
    async def one_before_the_other(work: UnitOfWork) -> tuple[ChatState, asyncio.Future[ChatState]]:
        first = await work.load(PERSON)
        second = asyncio.ensure_future(situation(store))
        await until_waiting(postgres)
        await work.save(PERSON, first, REMEMBERED, SENDING)
        return first, second

    if is_known:
        await store.transact(known)
    first, second = await store.transact(one_before_the_other)
    seen = await second
    assert seen.known
    assert seen.session.revision == first.session.revision + 1
    assert seen.about_person == {"organization_name": Text("Минтруд")}, "of another table than the lock's"


@pytest.mark.parametrize("condition", ["serialization_failure", "deadlock_detected"])
async def test_a_transaction_that_the_server_undid_is_repeated(store: Store, condition: str) -> None:
    tries = 0

    async def undone(connection: Connection, times: int) -> int:
        nonlocal tries
        tries += 1
        if tries <= times:
            await connection.execute(text(f"DO $$ BEGIN RAISE {condition}; END $$"))
        return tries

    assert await store.database.transact(partial(undone, times=2)) == 3
    with pytest.raises(DBAPIError):
        await store.database.transact(partial(undone, times=100))


async def test_two_transactions_that_wait_for_each_other_both_end_well(store: Store, postgres: str) -> None:
    both_hold = asyncio.Barrier(2)
    begun: set[int] = set()

    async def locking(connection: Connection, first: int, second: int) -> int:
        await connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": first})
        if first not in begun:
            begun.add(first)
            await both_hold.wait()
        await connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": second})
        return first

    transact = store.database.transact
    one, other = partial(locking, first=1, second=2), partial(locking, first=2, second=1)
    first, second = await asyncio.gather(transact(one), transact(other))
    assert (first, second) == (1, 2)
