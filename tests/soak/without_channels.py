"""A turn handler over a real SQLite file with two chats at it: a page and a messenger that must be told."""

import io
import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.documents.on_demand import DocumentCache, DocumentRenderer
from bot.notify import Notifier
from bot.outbox.outbox import Outbox
from bot.ports import Channel, Delivered, DeliveryContext, DeliveryOutcome
from bot.store.database import open_database
from bot.store.outgoing import OutgoingMessages
from bot.store.store import Store
from bot.telemetry.log import set_up_logs
from dialogs.conversation import converse
from dialogs.interview.answers import Draft
from dialogs.team.notices import FailureNotices
from dialogs.turn.events import Address, Event, Incoming
from dialogs.turn.replies import Reply
from dialogs.turn.session import Session
from dialogs.turn.world import Library
from knowledge.finding import Answers
from tests.turns.wiring import turn_handler

PAGE, MESSENGER = Address("web", "page", "page"), Address("push", "7", "7")
MOSCOW = ZoneInfo("Europe/Moscow")


@dataclass
class PromptMessenger(Channel):
    """Delivers everything at once."""

    name: str = "push"
    got: list[Reply] = field(default_factory=list)

    async def deliver(self, to: Address, reply: Reply, context: DeliveryContext) -> DeliveryOutcome:
        self.got.append(reply)
        return Delivered(context.in_place or str(len(self.got)))


@dataclass
class Heard:
    """What came of one event."""

    replies: list[Reply]
    notice: str


class BotWithoutChannels:
    """The bot without its channels; `restart` closes and opens everything but the file."""

    def __init__(self, file: Path, library: Library, finder: Answers) -> None:
        self.library = library
        self.now = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
        self.faults = io.StringIO()  # everything that the bot itself calls an error
        self._file = file
        self._finder = finder
        self._numbers = itertools.count(1)
        self._messenger = PromptMessenger()
        self._read = 0

    async def open(self) -> "BotWithoutChannels":
        set_up_logs("ERROR", self.faults)
        database = open_database(f"sqlite:///{self._file}")
        self.store = Store(database, self._clock, self._fresh_id)
        await self.store.prepare()
        self.documents = DocumentCache(self.store, DocumentRenderer(self.library.form, MOSCOW))
        notifier = Notifier()
        self._turn_handler = turn_handler(
            self.store, self.library, notifier, self._finder, converse=converse, time_zone=MOSCOW
        )
        rows = OutgoingMessages(database)
        failure_notices = FailureNotices(None, self.library.phrases, self._clock)
        self._outbox = Outbox(rows, [self._messenger], notifier, self._clock, failure_notices)
        return self

    async def close(self) -> None:
        await self.store.close()

    async def restart(self) -> None:
        await self.close()
        await self.open()

    def _clock(self) -> datetime:
        return self.now

    def _fresh_id(self) -> str:
        return f"{next(self._numbers):024d}"

    async def hear(self, address: Address, event: Event, times: int = 1) -> Heard:
        """One update, delivered `times` times, and everything said to it."""
        self.now += timedelta(seconds=10)
        update = self._fresh_id()
        told = len(self._messenger.got)
        receipts = [await self._turn_handler.handle(Incoming(address, update, event)) for _ in range(times)]
        assert [receipt.accepted for receipt in receipts] == [True] + [False] * (times - 1)
        await self._outbox.drain()
        if address.channel != "web":
            return Heard(self._messenger.got[told:], receipts[0].notice)
        lines = await self.store.messages("web", address.chat, self._read)
        self._read = lines[-1].id if lines else self._read
        replies = [reply for line in lines if line.kind == "reply" and (reply := line.reply)]
        return Heard(replies, receipts[0].notice)

    async def session(self, address: Address) -> Session:
        return await self.store.session_of(address) or Session()

    async def drafts(self, address: Address) -> dict[str, Draft]:
        return {draft.id: draft for draft in await self.store.drafts_of(address)}


Opening = Callable[[], BotWithoutChannels]
