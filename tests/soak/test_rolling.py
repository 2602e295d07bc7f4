"""Two copies behind a balancer are restarted in turn under conversations: nothing is lost or repeated."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import asyncpg

from dialogs.interview.definition import Form
from dialogs.interview.examples import ExampleProfile
from tests.databases.fixtures import Database
from tests.fake_telegram import FakeTelegram
from tests.launcher.forked import ForkServer
from tests.launcher.service import Service, webhook_at
from tests.replicas.balancer import Balancer
from tests.replicas.event_stream import EventStream
from tests.soak.conftest import Amount
from tests.soak.figures import Figures
from tests.telegram.filling import AtTelegram, filler_at
from tests.whole.caller import Caller
from tests.whole.filling import Filler

EXAMPLE = "internal_facilities"


@dataclass
class Copies:
    """Services on one database behind one address, restarted one after the other."""

    services: Sequence[Service]
    address: str
    stops: list[float] = field(default_factory=list)

    async def roll(self, rounds: int, enough: asyncio.Event) -> None:
        """Each in turn is stopped and started again, until both is true: all rounds, and enough said."""
        done = 0
        while done < rounds or not enough.is_set():
            for service in self.services:
                asked = time.monotonic()
                assert await service.stop() == 0, service.log
                self.stops.append(time.monotonic() - asked)
                await service.start()
            done += 1


@asynccontextmanager
async def copies(
    fork_server: ForkServer, telegram: FakeTelegram, folder: Path, database: str, number: int
) -> AsyncIterator[Copies]:
    """So many services behind one address, which Telegram calls too."""
    settings = Database(database).settings
    folders = [folder / str(place) for place in range(number)]
    services = [Service(place, dict(settings), telegram, fork_server) for place in folders]
    async with Balancer([service.address for service in services]) as balancer:
        try:
            for service in services:
                service.folder.mkdir()
                service.settings.update(webhook_at(balancer.address))
                await service.start()
            yield Copies(services, balancer.address)
        finally:
            for service in services:
                await service.kill()


@dataclass
class OnThePage:
    """Somebody who talks at the page while a tab of theirs listens."""

    said: list[str] = field(default_factory=list)
    shown: dict[str, int] = field(default_factory=dict)
    """How often the log showed each of them right after it was said."""
    ids: set[int] = field(default_factory=set)
    """Of all that the log ever showed."""

    async def talk(self, person: Caller, tab: EventStream, stop: asyncio.Event) -> None:
        while not stop.is_set():
            text = f"Министерство социальной политики {len(self.said)}"
            # A page repeats with the same id what was not answered; so a repeat must have no effect.
            await person.post({"text": text, "id": f"event-{len(self.said)}"})
            self.said.append(text)
            # The log keeps only its newest part, so each is looked for while it is new.
            shown = await person.messages()
            self.shown[text] = sum(message.get("text") == text for message in shown)
            self.ids |= {message["id"] for message in shown}
            await tab.until_seen(shown[-1]["id"])


async def page_log(database: str) -> list[tuple[int, str]]:
    """Every message of the page's chats: its id, and what the person said in it."""
    connection = await asyncpg.connect(database)
    query = "SELECT id, kind, body FROM messages WHERE channel = 'web' ORDER BY id"
    rows = await connection.fetch(query)
    await connection.close()
    return [(row["id"], json.loads(row["body"])["text"] if row["kind"] == "echo" else "") for row in rows]


async def test_a_rolling_restart_loses_nothing_and_repeats_nothing(
    postgres: str,
    tmp_path: Path,
    form: Form,
    examples: dict[str, ExampleProfile],
    amount: Amount,
    figures: Figures,
    fork_server: ForkServer,
) -> None:
    async with (
        FakeTelegram() as telegram,
        copies(fork_server, telegram, tmp_path, postgres, 2) as running,
    ):
        page, stop = OnThePage(), asyncio.Event()
        async with Caller(running.address) as person, asyncio.TaskGroup() as group:
            tab = EventStream(running.address, person.cookies)
            following = group.create_task(tab.follow())
            talking = group.create_task(page.talk(person, tab, stop))
            filled: list[Filler[AtTelegram]] = []
            enough = asyncio.Event()
            rolling = group.create_task(running.roll(amount(quick=2, full=30), enough))
            for number in range(amount(quick=1, full=16)):
                chat = await telegram.person(f"Человек {number}").start("profile")
                filler = filler_at(chat, form, examples[EXAMPLE].draft, typing=True)
                await filler.fill()
                await filler.screen.finish()
                filled.append(filler)
            enough.set()
            await rolling
            stop.set()
            await talking
            log = await page_log(postgres)
            await tab.until_seen(log[-1][0])
            following.cancel()
        echoes = [text for _, text in log if text]
        ids = page.ids | {id for id, _ in log}
        questions = sum(len(filler.steps) for filler in filled)
        asked = [(number, m.text) for number, filler in enumerate(filled) for m in filler.screen.sent(0)]
        figures.note(
            "Rolling restart, two copies",
            restarts=len(running.stops),
            page_events=len(page.said),
            page_lost=sum(times == 0 for times in page.shown.values()),
            page_repeated=sum(times > 1 for times in page.shown.values()),
            stream_repeated=len(tab.seen) - len(set(tab.seen)),
            stream_lost=len(ids - set(tab.seen)),
            telegram_updates=questions,
            telegram_repeated=len(asked) - len(set(asked)),
            slowest_stop_s=max(running.stops),
        )
        assert page.shown == dict.fromkeys(page.said, 1)
        assert echoes == page.said[-len(echoes) :]
        assert tab.seen == sorted(set(tab.seen)), "in order, and each once"
        assert ids == set(tab.seen)
        assert len(asked) == len(set(asked)), "no question came twice"
        assert telegram.violations == []
        assert not [service for service in running.services if "Traceback" in service.log]
