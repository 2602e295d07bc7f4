"""What a turn costs among few and among many stored chats: `python -m benchmarks.growth [--postgresql]`.

Each chat has a person, a draft, an update and three delivered messages. A turn is an event through the turn
handler and its reply through the outbox, to a messenger that takes everything at once.
"""

import argparse
import asyncio
import itertools
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path

from sqlalchemy import text

from bot.clock import fresh_id, now
from bot.content.knowledge_service import KnowledgeSnapshot
from bot.content.library import load_library
from bot.notify import Notifier
from bot.outbox.outbox import Outbox
from bot.settings import Settings
from bot.store import json_text
from bot.store.connection import only
from bot.store.database import Database, open_database
from bot.store.outgoing import OutgoingMessages
from bot.store.sqlite import SQLiteDatabase
from bot.store.store import Store
from bot.turns.handler import TurnHandler
from dialogs.interview.answers import Draft
from dialogs.interview.route import new_draft
from dialogs.team.notices import FailureNotices
from dialogs.turn.events import Address, Incoming, Said
from dialogs.turn.session import Session
from knowledge.search.finder import build_finder
from tests.outbox.outgoing import Messenger

CHANNEL = "push"
# Both databases count by a recursive query; what it fills stands in a few statements, not in a million.
_NUMBERS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :count)"
_FILL = (
    "INSERT INTO persons (id, about, created) {n} SELECT 'p' || i, '{{}}', :now FROM n",
    "INSERT INTO chats (channel, chat, speaker, person, session, revision, updated) {n}"
    " SELECT :channel, 'c' || i, 'c' || i, 'p' || i, :session, 1, :now FROM n",
    "INSERT INTO updates (channel, id, created) {n} SELECT :channel, 'u' || i, :now FROM n",
    "INSERT INTO drafts (id, person, body, revision, status, updated) {n}"
    " SELECT 'd' || i, 'p' || i, :draft, 1, 'open', :now FROM n",
    "INSERT INTO messages (channel, chat, speaker, person, kind, body, in_place, state, attempts, not_before,"
    " sent_as, created) {n} SELECT :channel, 'c' || i, 'c' || i, 'p' || i, 'reply', '{{}}', {false}, 'sent',"
    " 1, :now, 'm' || i, :now FROM n",
)
_MESSAGES_EACH = 3


@dataclass
class App:
    """A turn handler and an outbox over a database of so many chats."""

    chats: int
    turn_handler: TurnHandler
    outbox: Outbox
    chance: random.Random

    async def turn(self, number: int) -> float:
        """Seconds of one question, answered and delivered, in a chat picked by chance."""
        chat = f"c{self.chance.randint(1, self.chats)}"
        incoming = Incoming(
            Address(CHANNEL, chat, chat), f"t{number}", Said("Что такое клиентоцентричность?")
        )
        began = time.perf_counter()
        await self.turn_handler.handle(incoming)
        await self.outbox.drain()
        return time.perf_counter() - began


@asynccontextmanager
async def app(database: str, chats: int) -> AsyncIterator[App]:
    """The application over a database just filled."""
    store = Store(open_database(database), now, fresh_id)
    await store.prepare()
    try:
        began = time.perf_counter()
        library, notifier = load_library(Settings(), now()), Notifier()
        await _fill(store.database, chats, new_draft(library.form, "begun", now(), {}))
        print(f"{chats} chats stored in {time.perf_counter() - began:.0f} s", file=sys.stderr, flush=True)
        finder = build_finder(library.knowledge)
        snapshot = KnowledgeSnapshot(library.knowledge, finder, finder)
        turn_handler = TurnHandler(store, library, lambda: snapshot, notifier, UTC)
        messenger = Messenger(name=CHANNEL)
        silent = FailureNotices(None, library.phrases, now)
        outbox = Outbox(OutgoingMessages(store.database), [messenger], notifier, now, silent)
        yield App(chats, turn_handler, outbox, random.Random(1))
    finally:
        await store.close()


async def _fill(database: Database, chats: int, draft: Draft) -> None:
    sqlite = isinstance(database, SQLiteDatabase)
    # As the tables keep a moment.
    values = {
        "count": chats,
        "channel": CHANNEL,
        "now": now().replace(tzinfo=None).isoformat(" ") if sqlite else now(),
        "session": json_text.SESSIONS.text(Session()),
        "draft": json_text.DRAFTS.text(draft),
    }
    statements = [*_FILL[:-1], *[_FILL[-1]] * _MESSAGES_EACH]
    for statement in statements:
        written = statement.format(n=_NUMBERS, false="0" if sqlite else "false")
        used = {name: value for name, value in values.items() if f":{name}" in written}
        await database.transact(only(text(written), used))
    if not sqlite:
        await database.transact(only(text("ANALYZE")))


async def measured(databases: Sequence[str], counts: Sequence[int], turns: int, rounds: int) -> None:
    """The turns among each number of chats, by turns."""
    numbers = itertools.count()
    async with AsyncExitStack() as stack:
        houses = [
            await stack.enter_async_context(app(database, count))
            for database, count in zip(databases, counts, strict=True)
        ]
        medians: list[list[float]] = [[] for _ in houses]
        for _ in range(rounds + 1):
            seconds: list[list[float]] = [[] for _ in houses]
            # Turn by turn, for other work on the machine must strike them alike.
            for _, (each, found) in itertools.product(range(turns), list(zip(houses, seconds, strict=True))):
                found.append(await each.turn(next(numbers)))
            for found, of_round in zip(medians, seconds, strict=True):
                found.append(1e3 * statistics.median(of_round))
    medians = [found[1:] for found in medians]  # the first round warmed up
    print(
        f"load {os.getloadavg()[0]:.1f}; medians of {rounds} rounds of {turns} turns, least / median / most\n"
    )
    print("| chats | ms a turn | beside the fewest |\n|---|---|---|")
    for count, found in zip(counts, medians, strict=True):
        ratios = [many / few for many, few in zip(found, medians[0], strict=True)]
        shown = [
            " / ".join(f"{f(each):.2f}" for f in (min, statistics.median, max)) for each in (found, ratios)
        ]
        print(f"| {count} | {shown[0]} | {shown[1]} |", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--counts", type=int, nargs="+", default=[1_000, 1_000_000])
    parser.add_argument("--turns", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--folder", help="where the SQLite files stand, as in /dev/shm")
    parser.add_argument("--postgresql", action="store_true", help="on a throw-away server of the tests'")
    call = parser.parse_args()
    if call.postgresql:
        asyncio.run(_on_a_server(call))
        return
    with tempfile.TemporaryDirectory(dir=call.folder) as folder:
        files = [f"sqlite:///{Path(folder) / str(count)}.db" for count in call.counts]
        asyncio.run(measured(files, call.counts, call.turns, call.rounds))


async def _on_a_server(call: argparse.Namespace) -> None:
    from tests.databases.fixtures import Databases  # noqa: PLC0415
    from tests.databases.server import PostgresServer  # noqa: PLC0415

    server = PostgresServer()
    try:
        server.start()
        databases = Databases(server)
        addresses = [await databases.fresh() for _ in call.counts]
        await measured(addresses, call.counts, call.turns, call.rounds)
    finally:
        server.remove()


if __name__ == "__main__":
    main()
