"""A turn handler over a real database: SQLite, and PostgreSQL."""

import itertools
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.notify import Notifier
from bot.store.database import open_database
from bot.store.store import Store
from bot.turns.handler import Converse, TurnHandler
from bot.turns.retrying import DeadLetters, RetryingHandler, UpdateRetrier
from dialogs.team.notices import FailureNotices
from dialogs.turn.events import Address, Event, Incoming
from dialogs.turn.world import Library
from tests.databases.fixtures import Database
from tests.turns import standin
from tests.turns.wiring import turn_handler

PERSON = Address("web", "chat-1", "chat-1")


@dataclass
class Reception:
    """A turn handler and the store behind it."""

    turn_handler: TurnHandler
    retrier: UpdateRetrier
    handler: RetryingHandler
    store: Store
    notifier: Notifier
    clock: standin.Clock
    database: Database
    updates: Iterator[int]
    library: Library

    async def hears(self, event: Event, address: Address = PERSON, update: str | None = None) -> bool:
        update = f"u{next(self.updates)}" if update is None else update
        return (await self.handler.handle(Incoming(address, update, event))).accepted

    async def notes(self, address: Address = PERSON) -> tuple[str, ...]:
        drafts = await self.store.drafts_of(address)
        return standin.notes(drafts[0]) if drafts else ()

    async def said(self, address: Address = PERSON) -> list[str]:
        """The chat's log as text."""
        lines = await self.store.messages(address.channel, address.chat, 0)
        return [line.echo or (line.reply.body.plain() if line.reply is not None else "") for line in lines]


Opening = Callable[..., AbstractAsyncContextManager[Reception]]


@pytest.fixture
def clock() -> standin.Clock:
    return standin.Clock(datetime(2026, 11, 22, 9, 0, tzinfo=UTC))


@pytest.fixture
def opening(database: Database, library: Library, clock: standin.Clock) -> Opening:
    """Opens the turn handler on the same database, as often as a test restarts it."""
    numbers = itertools.count(1)
    updates = itertools.count(1)

    @asynccontextmanager
    async def opened(
        converse: Converse = standin.converse,
        team: Address | None = None,
    ) -> AsyncIterator[Reception]:
        store = Store(open_database(database.url), clock, lambda: f"{next(numbers):024d}")
        await store.prepare()
        notifier = Notifier()

        async def sleep(seconds: float) -> None:
            clock.passes(seconds)

        failure_notices = FailureNotices(team, library.phrases, clock)
        dead_letters = DeadLetters(store, library.phrases, notifier, failure_notices)
        retrier = UpdateRetrier(store, dead_letters, sleep=sleep)
        plain = turn_handler(store, library, notifier, converse=converse, time_zone=ZoneInfo("Europe/Moscow"))
        handler = RetryingHandler(plain, retrier)
        try:
            yield Reception(plain, retrier, handler, store, notifier, clock, database, updates, library)
        finally:
            await store.close()

    return opened


@pytest.fixture
async def reception(opening: Opening) -> AsyncIterator[Reception]:
    async with opening() as opened:
        yield opened
