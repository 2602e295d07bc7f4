"""Two processes' worth of the bot on one PostgreSQL."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass

import pytest
from sqlalchemy import text

from bot.clock import fresh_id, now
from bot.notify import LeaderLock, PostgresNotifier, Subscription
from bot.outbox.outbox import Outbox
from bot.store.connection import Connection, only
from bot.store.database import open_database
from bot.store.outgoing import OutgoingMessages
from bot.store.store import Store
from bot.store.waiting import Outgoing
from bot.turns.handler import TurnHandler
from dialogs.team.notices import FailureNotices
from dialogs.turn.events import Address, Event, Incoming, Pressed, Said, Started
from dialogs.turn.world import Library
from tests.databases.waiting import until_waiting
from tests.outbox.outgoing import Messenger
from tests.patience import PATIENCE
from tests.turns import standin
from tests.turns.wiring import turn_handler

PERSON = Address("web", "chat-1", "chat-1")
ANNA = Address("push", "anna", "anna")


@dataclass
class Copy:
    """One process: its own connections, notifier and right to send."""

    turn_handler: TurnHandler
    store: Store
    notifier: PostgresNotifier
    sender: LeaderLock

    async def hears(self, event: Event, address: Address = PERSON, update: str | None = None) -> bool:
        return (await self.turn_handler.handle(Incoming(address, update or fresh_id(), event))).accepted


@asynccontextmanager
async def running(database: str, library: Library) -> AsyncIterator[Copy]:
    store = Store(open_database(database), now, fresh_id)
    await store.prepare()
    notifier = PostgresNotifier(database)
    sender = LeaderLock(database, ["push"], notifier.notify_all)
    handler = turn_handler(store, library, notifier)
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(notifier.run()), group.create_task(sender.run())]
        try:
            yield Copy(handler, store, notifier, sender)
        finally:
            for task in tasks:
                task.cancel()
    await store.close()


Copies = tuple[Copy, Copy]


@pytest.fixture
async def copies(postgres: str, library: Library) -> AsyncIterator[Copies]:
    async with running(postgres, library) as one, running(postgres, library) as other:
        yield one, other


async def test_an_update_that_reaches_both_has_one_effect(copies: Copies) -> None:
    accepted = await asyncio.gather(
        *(copies[n % 2].hears(Said("раз"), update="same") for n in range(10)),
    )
    assert sorted(accepted) == [False] * 9 + [True]


async def test_presses_on_both_make_one_transition(copies: Copies) -> None:
    await copies[0].hears(Started())
    session = await copies[1].store.session_of(PERSON)
    assert session is not None
    press = Pressed(str(session.revision))
    await asyncio.gather(*(copies[n % 2].hears(press) for n in range(50)))
    (draft,) = await copies[0].store.drafts_of(PERSON)
    assert standin.presses(draft) == 1


async def test_a_stream_that_follows_by_id_misses_nothing(copies: Copies) -> None:
    """Ids come from a sequence, outside transactions; only the chat's lock puts them in order."""
    seen: list[int] = []
    writing = True

    async def follow() -> None:
        while True:
            last = not writing
            new = await copies[1].store.messages("web", PERSON.chat, seen[-1] if seen else 0)
            seen.extend(message.id for message in new)
            if last and not new:
                return

    async with asyncio.TaskGroup() as group:
        group.create_task(follow())
        # From the very first message on, with erasures in between: then there is no row to lock.
        texts = ["/forget" if n % 9 == 8 else str(n) for n in range(60)]
        await asyncio.gather(*(copies[n % 2].hears(Said(text)) for n, text in enumerate(texts)))
        writing = False
    whole = [message.id for message in await copies[0].store.messages("web", PERSON.chat, 0, 1000)]
    assert set(whole) <= set(seen)
    assert seen == sorted(set(seen))


async def test_what_one_writes_rings_in_the_other(copies: Copies) -> None:
    with copies[1].notifier.subscribe(PERSON.channel, PERSON.chat) as subscription:
        # Both connect on their own time; from then on a notification must come through.
        await heard_after(subscription, copies[0], Said("раз"))
        subscription.notify()
        await subscription.wait()
        await copies[0].hears(Said("чужой"), Address("web", "other", "other"))
        await copies[0].hears(Said("свой"))
        assert await subscription.wait(PATIENCE)


async def heard_after(subscription: Subscription, copy: Copy, event: Event) -> None:
    async with asyncio.timeout(PATIENCE):
        while True:
            await copy.hears(event)
            if await subscription.wait(0.2):
                return


async def test_a_ring_comes_through_again_after_the_connection_broke(copies: Copies) -> None:
    with copies[1].notifier.subscribe(PERSON.channel, PERSON.chat) as subscription:
        await heard_after(subscription, copies[0], Said("раз"))
        await break_connections(copies[0].store)
        await heard_after(subscription, copies[0], Said("два"))


async def break_connections(store: Store) -> None:
    """The server ends every other connection to the database."""
    await store.database.transact(
        only(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )
    )


async def test_only_one_sends_and_the_other_follows_when_it_dies(postgres: str, library: Library) -> None:
    def opened() -> AbstractAsyncContextManager[Copy]:
        return running(postgres, library)

    messenger = Messenger()

    def outbox(copy: Copy) -> Outbox:
        database = copy.store.database
        rows = OutgoingMessages(database)
        silent = FailureNotices(None, library.phrases, now)
        return Outbox(rows, [messenger], copy.notifier, now, silent, may_send=copy.sender.holds)

    async with opened() as second:
        async with opened() as first, asyncio.timeout(PATIENCE):
            await asyncio.wait(
                [asyncio.ensure_future(copy.sender.until_held("push")) for copy in (first, second)],
                return_when=asyncio.FIRST_COMPLETED,
            )
            assert first.sender.holds("push") != second.sender.holds("push")
            for number in range(4):
                await (first, second)[number % 2].hears(Said("да"), ANNA)
            await asyncio.gather(outbox(first).drain(), outbox(second).drain())
            assert messenger.texts("anna") == [f"noted {n}" for n in range(1, 5)]
        async with asyncio.timeout(PATIENCE):
            await second.sender.until_held("push")
        await second.hears(Said("да"), ANNA)
        await outbox(second).drain()
        assert messenger.texts("anna")[-1] == "noted 5"


async def test_a_message_being_marked_is_not_overtaken_by_the_next(copies: Copies, postgres: str) -> None:
    for _ in range(2):
        await copies[0].hears(Said("да"), ANNA)
    rows = OutgoingMessages(copies[1].store.database)

    async def taken_meanwhile(connection: Connection) -> asyncio.Future[Outgoing | None]:
        await connection.execute(text("SELECT id FROM messages ORDER BY id LIMIT 1 FOR UPDATE"))
        taking = asyncio.ensure_future(rows.take("push", "anna"))
        await until_waiting(postgres)
        return taking

    taken = await (await copies[0].store.database.transact(taken_meanwhile))
    assert taken is not None
    assert taken.reply.body.plain() == "noted 1"
