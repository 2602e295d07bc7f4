"""Telegram, the channel and the outbox on one clock that stands still while anybody works."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from aiogram import Bot

from bot.channels.messenger.limits import Pace
from bot.channels.telegram import bot_api
from bot.channels.telegram.channel import TelegramChannel
from bot.channels.telegram.file_parts import FileSources
from bot.channels.telegram.running import open_bot
from bot.documents.on_demand import DocumentCache, DocumentRenderer
from bot.notify import Notifier
from bot.outbox.outbox import Outbox
from bot.ports import TELEGRAM, DeliveryContext, DeliveryOutcome, Retry
from bot.store.database import open_database
from bot.store.documents import SentFiles
from bot.store.outgoing import OutgoingMessages
from bot.store.store import Store
from bot.store.waiting import Priority
from dialogs.team.notices import FailureNotices
from dialogs.turn.events import Address
from dialogs.turn.replies import Reply
from dialogs.turn.world import Library
from knowledge.text.markup import paragraph
from tests.fake_telegram import FakeTelegram, Message, Talk

BEGAN = datetime(2026, 11, 22, tzinfo=UTC)
# Real seconds; only a request that hangs waits for them.
REQUEST_SECONDS = 5.0
# At a million seconds a float cannot tell a shorter sleep from none: its sleeper would wake for ever.
SHORTEST_SLEEP = 1e-6


@dataclass
class Time:
    """Moves when all who are at work sleep: to the moment when the first of them wakes."""

    seconds: float = 1_000_000.0
    under_way: int = 0
    sleeping: list[tuple[float, asyncio.Future[None]]] = field(default_factory=list)
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    planned: list[tuple[float, Callable[[], Awaitable[None]]]] = field(default_factory=list)

    def __call__(self) -> float:
        return self.seconds

    def moment(self) -> datetime:
        return BEGAN + timedelta(seconds=self.seconds)

    async def sleep(self, seconds: float) -> None:
        woken: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.sleeping.append((self.seconds + max(seconds, SHORTEST_SLEEP), woken))
        self.changed.set()
        await woken

    async def pass_to(self, seconds: float) -> None:
        while self.planned and self.planned[0][0] <= seconds:
            at, happens = self.planned.pop(0)
            self.seconds = max(self.seconds, at)
            await happens()
        self.seconds = max(self.seconds, seconds)

    async def wake_first(self) -> None:
        first = min(self.sleeping, key=lambda each: each[0])
        self.sleeping.remove(first)
        await self.pass_to(first[0])
        if not first[1].done():
            first[1].set_result(None)

    async def until_done(self, work: Awaitable[datetime | None]) -> datetime | None:
        """The work's result; time passes whenever nobody works."""
        working = asyncio.ensure_future(work)
        while not working.done():
            changed = asyncio.ensure_future(self.changed.wait())
            await asyncio.wait({working, changed}, return_when=asyncio.FIRST_COMPLETED)
            changed.cancel()
            self.changed.clear()
            if self.sleeping and len(self.sleeping) == self.under_way:
                await self.wake_first()
        return working.result()


class TimedChannel(TelegramChannel):
    """The channel, whose requests in hand are counted."""

    time: Time

    async def deliver(self, to: Address, reply: Reply, context: DeliveryContext) -> DeliveryOutcome:
        self.time.under_way += 1
        try:
            return await super().deliver(to, reply, context)
        finally:
            self.time.under_way -= 1
            self.time.changed.set()

    async def retire(self, to: Address, message: str, trace: Reply | None = None) -> Retry | None:
        self.time.under_way += 1
        try:
            return await super().retire(to, message, trace)
        finally:
            self.time.under_way -= 1
            self.time.changed.set()


@dataclass
class Post:
    """One bot's post office."""

    server: FakeTelegram
    time: Time
    store: Store
    library: Library
    bot: Bot
    outbox: Outbox | None = None

    def restart(self) -> None:
        """A new process: nothing of the old one is left but the database."""
        database = self.store.database
        documents = DocumentCache(self.store, DocumentRenderer(self.library.form, ZoneInfo("UTC")))
        sources = FileSources(documents, SentFiles(database, TELEGRAM))
        pace = Pace(bot_api.sending(30), bot_api.is_group, self.time)
        channel = TimedChannel(self.bot, self.library.phrases, sources, pace, sleep=self.time.sleep)
        channel.time = self.time
        channel.username = "segment_test_bot"
        rows = OutgoingMessages(database)
        silent = FailureNotices(None, self.library.phrases, self.time.moment)
        self.outbox = Outbox(rows, [channel], Notifier(), self.time.moment, silent)

    async def write(self, chat: Talk, amount: int, priority: Priority = Priority.REPLY) -> None:
        """So many numbered messages wait for the chat."""
        await self.tell(chat, tuple(Reply(paragraph(f"{n}")) for n in range(amount)), priority)

    async def tell(self, chat: Talk, replies: tuple[Reply, ...], priority: Priority = Priority.REPLY) -> None:
        """These wait for the chat, which has been written in."""
        chat.chat.reachable = True
        to = Address(TELEGRAM, str(chat.id), str(chat.id))
        await self.store.transact(lambda work: work.tell(to, None, replies, priority))

    async def deliver(self, rounds: int | None = None) -> bool:
        """Delivers until nothing waits, or so many rounds; whether all is delivered."""
        assert self.outbox is not None
        while rounds is None or rounds > 0:
            due = await self.time.until_done(self.outbox.drain())
            if due is None:
                return True
            await self.time.pass_to((due - BEGAN).total_seconds() + 1e-6)
            rounds = None if rounds is None else rounds - 1
        return False

    def got(self, chat: Talk) -> list[Message]:
        """What stands in a chat, in the order of the messenger."""
        ours = [m for m in chat.chat.messages.values() if m.sender is self.server.account.user]
        return sorted(ours, key=lambda m: m.id)


@asynccontextmanager
async def post_office(library: Library, folder: Path) -> AsyncIterator[Post]:
    """A fake Telegram with its limits on, and what writes to it."""
    time = Time()
    store = Store(open_database(f"sqlite:///{folder / 'post.db'}"), time.moment, lambda: "0" * 24)
    await store.prepare()
    async with FakeTelegram(clock=time, judging=False) as server:
        server.limits.switch_on()
        bot = open_bot(server.token, server.url, REQUEST_SECONDS)
        post = Post(server, time, store, library, bot)
        post.restart()
        try:
            yield post
        finally:
            await bot.session.close()
            await store.close()
