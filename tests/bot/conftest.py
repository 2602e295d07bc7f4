"""A desk over a real database: SQLite, and PostgreSQL."""

import itertools
from collections.abc import AsyncIterator, Callable, Collection, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.delivery.alarm import Alarm
from bot.delivery.bell import Bell
from bot.desk import Converse, Desk
from bot.entrance.patience import Patience
from bot.store.engines import open_engines
from bot.store.store import Store
from dialogs.events import Address, Event, Incoming
from dialogs.turn import Library
from tests.bot import standin
from tests.databases.fixtures import Database

PERSON = Address("web", "chat-1", "chat-1")


@dataclass
class Reception:
    """A desk and the store behind it."""

    desk: Desk
    store: Store
    bell: Bell
    clock: standin.Clock
    database: Database
    updates: Iterator[int]
    library: Library

    async def hears(self, event: Event, address: Address = PERSON, update: str | None = None) -> bool:
        update = f"u{next(self.updates)}" if update is None else update
        return (await self.desk.handle(Incoming(address, update, event))).accepted

    async def notes(self, address: Address = PERSON) -> tuple[str, ...]:
        drafts = await self.store.drafts_of(address)
        return standin.notes(drafts[0]) if drafts else ()

    async def said(self, address: Address = PERSON) -> list[str]:
        """The chat's log as text."""
        return [
            line.body["text"] if line.kind == "echo" else line.body["body"]["blocks"][0]["spans"][0]["text"]
            for line in await self.store.messages(address.channel, address.chat, 0)
        ]


Opening = Callable[..., AbstractAsyncContextManager[Reception]]


@pytest.fixture
def clock() -> standin.Clock:
    return standin.Clock(datetime(2026, 11, 22, 9, 0, tzinfo=UTC))


@pytest.fixture
def opening(database: Database, library: Library, clock: standin.Clock) -> Opening:
    """Opens the desk on the same database, as often as a test restarts it."""
    numbers = itertools.count(1)
    updates = itertools.count(1)

    @asynccontextmanager
    async def opened(
        converse: Converse = standin.converse,
        logging_channels: Collection[str] = ("web",),
        team: Address | None = None,
    ) -> AsyncIterator[Reception]:
        store = Store(open_engines(database.url), clock, lambda: f"{next(numbers):024d}")
        await store.prepare()
        bell = Bell()

        async def sleep(seconds: float) -> None:
            clock.passes(seconds)

        alarm = Alarm(team, library.phrases, clock) if team else None
        patience = Patience(store, library.phrases, clock, bell, logging_channels, alarm, sleep=sleep)
        desk = Desk(
            store=store,
            library=library,
            finder=standin.Ignorant(),
            converse=converse,
            clock=clock,
            time_zone=ZoneInfo("Europe/Moscow"),
            fresh_id=lambda: f"{next(numbers):024d}",
            logging_channels=logging_channels,
            bell=bell,
            patience=patience,
        )
        try:
            yield Reception(desk, store, bell, clock, database, updates, library)
        finally:
            await store.close()

    return opened


@pytest.fixture
async def reception(opening: Opening) -> AsyncIterator[Reception]:
    async with opening() as opened:
        yield opened
