"""A team's desk in one process: the real conversation, handler and database, and a clock."""

import itertools
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import time
from zoneinfo import ZoneInfo

from sqlalchemy import select, text, update

from bot.content.knowledge_service import KnowledgeSnapshot
from bot.notify import Notifier
from bot.store import json_text
from bot.store.connection import only
from bot.store.database import open_database
from bot.store.store import Store
from bot.store.stored_tickets import Tickets
from bot.store.tables import messages
from bot.turns.desk import TeamDesk
from bot.turns.handler import TurnHandler
from bot.turns.team_access import Experts, TeamAccess
from bot.turns.ticketing import Ticketing
from bot.upkeep.ticket_watch import TicketWatch
from dialogs.conversation import converse
from dialogs.team.desk_events import DeskUpdate, Replied, Rewrote, TeamPress
from dialogs.team.notices import TEAM_SPEAKER
from dialogs.team.tickets import Ticket
from dialogs.team.working_hours import WorkingHours, load_holidays
from dialogs.turn.events import Address, Event, Incoming, Pressed, Said
from dialogs.turn.replies import Reply
from dialogs.turn.world import Library
from knowledge.finding import Answers
from knowledge.text.markup import paragraph
from tests.turns.standin import Clock, Ignorant
from tests.turns.wiring import turn_handler

TEAM = Address("telegram", "-1", TEAM_SPEAKER)
MOSCOW = ZoneInfo("Europe/Moscow")


GROUP, MEMBER = "-5", "4"
"""A group in which this person asks; everybody else does in private."""


def chat_of(person: str) -> str:
    return GROUP if person == MEMBER else person


class Everybody:
    """A messenger in whose team's chat are the persons `90` to `99`."""

    def __init__(self) -> None:
        self.left = set[str]()
        self.away = False

    async def is_member(self, chat: str, person: str) -> bool | None:
        return None if self.away else len(person) == 2 and person.startswith("9") and person not in self.left


@dataclass(frozen=True)
class Sent:
    """A message as it stands in the outbox or in a log."""

    id: int
    to: Address
    reply: Reply
    key: str | None
    in_place: bool


@dataclass
class Counter:
    """What people and experts do, and what was sent."""

    store: Store
    handler: TurnHandler
    desk: TeamDesk
    watch: TicketWatch
    clock: Clock
    sent: dict[int, Sent]
    serving: Callable[[], KnowledgeSnapshot]
    members: Everybody
    library: Library
    updates: Iterator[int] = field(default_factory=itertools.count)

    async def hears(self, person: str, event: Event, answers: str | None = None) -> str:
        """One event of a person; returns the notice."""
        address = Address("telegram", chat_of(person), person)
        public = address.chat != person
        incoming = Incoming(address, f"u{next(self.updates)}", event, answers=answers, public=public)
        return (await self.handler.handle(incoming)).notice

    async def says(self, person: str, words: str, answers: str | None = None) -> None:
        await self.hears(person, Said(words), answers)

    async def presses(self, person: str, what: str) -> str:
        """The newest button of a person's chat that does `what`, as in `ask` or `solved`."""
        found = [
            button.id
            for each in await self.delivered(chat_of(person))
            for button in each.reply.buttons
            if button.id.startswith(f"{what}:")
        ]
        return await self.hears(person, Pressed(found[-1])) if found else ""

    async def replies(self, expert: str, key: str, words: str, message: str = "") -> str:
        """An expert replies to the newest of our messages of that key in the team's chat."""
        shown = [each for each in await self.delivered(TEAM.chat) if each.key == key]
        message = message or str(1_000_000 + next(self.updates))
        event = Replied(message, paragraph(words), str(shown[-1].id) if shown else "0")
        return await self.acts(expert, event)

    async def acts(self, expert: str, event: Replied | Rewrote | TeamPress, chat: str = TEAM.chat) -> str:
        address = Address("telegram", chat, expert)
        return (await self.desk.handle(DeskUpdate(address, f"t{next(self.updates)}", event, expert))).notice

    async def delivered(self, chat: str) -> list[Sent]:
        """Everything for a chat, after a messenger has taken all that waited; its id is the message's own."""
        query = select(messages).where(messages.c.state == "pending").order_by(messages.c.id)
        for row in (await self.store.database.look(only(query))).all():
            to = Address(row.channel, row.chat, row.speaker)
            self.sent[row.id] = Sent(row.id, to, json_text.REPLIES.value(row.body), row.key, row.in_place)
            done = update(messages).where(messages.c.id == row.id)
            await self.store.database.transact(
                only(done.values(state="sent", sent_as=str(row.id), body="{}"))
            )
        return [each for each in self.sent.values() if each.to.chat == chat]

    async def said_to(self, chat: str) -> list[str]:
        return [each.reply.body.plain() for each in await self.delivered(chat)]

    async def ticket(self, number: int) -> Ticket:
        found = await self.store.transact(lambda work: Tickets(work.connection, self.clock()).load(number))
        assert found is not None
        return found

    async def tickets(self) -> int:
        return int((await self.store.database.look(only(text("SELECT count(*) FROM tickets")))).scalar())

    async def passes(self, seconds: float) -> None:
        """Time goes by, and what is due is done."""
        self.clock.passes(seconds)
        await self.watch.look()


@asynccontextmanager
async def counter(
    database: str,
    library: Library,
    clock: Clock,
    sent: dict[int, Sent],
    numbers: Iterator[int],
    finder: Answers | None = None,
) -> AsyncIterator[Counter]:
    """The desk on a database, as often as it is started; without a finder nothing is found."""

    def fresh_id() -> str:
        return f"{next(numbers):024d}"

    store = Store(open_database(database), clock, fresh_id)
    await store.prepare()
    notifier, finder, members = Notifier(), finder or Ignorant(), Everybody()
    snapshot = KnowledgeSnapshot(library.knowledge, finder, finder)
    ticketing = Ticketing(TEAM, library.phrases, lambda: snapshot, fresh_id, time_zone=MOSCOW)
    experts = Experts(TEAM, (), clock)
    experts.membership = members.is_member
    desk = TeamDesk(
        access=TeamAccess(store, experts, "http://127.0.0.1/"),
        ticketing=ticketing,
        experts=experts,
        store=store,
        library=library,
        serving=lambda: snapshot,
        notifier=notifier,
    )
    handler = turn_handler(store, library, notifier, finder, converse=converse, time_zone=MOSCOW, desk=desk)
    hours = WorkingHours(time(9), time(18), load_holidays())
    watch = TicketWatch(ticketing, store, notifier, hours, MOSCOW)
    try:
        counted = itertools.count(next(numbers) * 1_000)
        yield Counter(store, handler, desk, watch, clock, sent, lambda: snapshot, members, library, counted)
    finally:
        await store.close()
