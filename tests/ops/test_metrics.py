"""Figures: what is counted, what becomes of each question of the interview, who may read them."""

import itertools
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy import text

from bot.app.app import App, open_app
from bot.clock import now
from bot.notify import Leadership
from bot.ops.health import STUCK_SECONDS, Health, HealthCheck, LoopLag
from bot.ops.routes import KnownHosts, MetricsPage, OpsRoutes
from bot.outbox.outbox import Outbox
from bot.ports import DatabaseUnavailable, Gone
from bot.settings import Settings, StartError
from bot.store.connection import only
from bot.store.database import migrate, open_database
from bot.store.outgoing import OutgoingMessages
from bot.store.tables import HEAD
from bot.store.waiting import Backlog, backlog
from bot.telemetry.metrics import Metrics
from dialogs.interview.answers import Draft
from dialogs.team.notices import FailureNotices
from dialogs.turn.events import Address, Event, Incoming, Pressed, Said, Started
from dialogs.turn.world import Library
from tests.outbox.outgoing import Messenger
from tests.turns.reception import PERSON, Reception
from tests.whole.script import script

ANNA, BORIS = Address("push", "anna", "anna"), Address("push", "boris", "boris")
Client = TestClient[web.Request, web.Application]


class Figures:
    """The page of `/metrics`, read back; what does not stand there is 0."""

    def __init__(self, page: bytes) -> None:
        self.text = page.decode()
        self.values = {
            name: float(value) for name, value in re.findall(r"^([^#\s]+) (\S+)$", self.text, re.MULTILINE)
        }

    def __getitem__(self, name: str) -> float:
        return self.values.get(f"segmentbot_{name}", 0.0)

    def steps(self, field: str) -> dict[str, int]:
        """What became of a question, where anything did."""
        found = re.findall(rf'interview_steps_total{{field="{field}",step="(\w+)"}} (\S+)', self.text)
        return {step: int(float(count)) for step, count in found if float(count)}


@dataclass
class Counted:
    """A real application whose events are counted."""

    app: App
    numbers: Iterator[int]

    async def hears(self, event: Event, update: str | None = None) -> None:
        await self.app.retrying_handler.handle(Incoming(PERSON, update or f"u{next(self.numbers)}", event))

    async def says(self, *texts: str) -> None:
        for each in texts:
            await self.hears(Said(each))

    async def presses(self, label: str) -> None:
        for line in reversed(await self.app.store.recent(PERSON.channel, PERSON.chat)):
            for button in line.reply.buttons if line.reply is not None else ():
                if button.label == label:
                    return await self.hears(Pressed(button.id))
        raise AssertionError(label)

    async def page(self) -> Figures:
        page = MetricsPage(
            self.app.metrics,
            [],
            now,
            backlog=lambda: backlog(self.app.store.database),
            streams=lambda: 0,
            sends=lambda channel: True,
            entries=lambda: len(self.app.finder.base),
            lag=lambda: 0.25,
            writes=lambda: True,
        )
        return Figures(await page())


@pytest.fixture
async def counted(tmp_path: Path) -> AsyncIterator[Counted]:
    async with open_app(Settings(database=f"sqlite:///{tmp_path}/bot.db")) as app:
        app.metrics.expect(["web"], (field.id for field in app.library.form.fields))
        yield Counted(app, itertools.count(1))


async def test_events_questions_and_repeats_are_counted(counted: Counted) -> None:
    await counted.hears(Started(), update="first")
    await counted.says("что такое клиентский сегмент?", "what is a client segment?", "рецепт борща из свёклы")
    await counted.hears(Started(), update="first")
    found = await counted.page()
    assert found['updates_total{channel="web",kind="started"}'] == 1
    assert found['updates_total{channel="web",kind="said"}'] == 3
    assert found['repeats_total{channel="web"}'] == 1
    assert found['turn_seconds_count{channel="web"}'] == 4
    assert found["search_seconds_count"] == 3
    assert found['questions_total{language="ru",outcome="answer"}'] == 1
    assert found['questions_total{language="en",outcome="answer"}'] == 1
    assert found['questions_total{language="ru",outcome="unknown"}'] == 1
    assert found["knowledge_entries"] == len(counted.app.finder.base)


async def test_where_people_leave_the_interview_can_be_seen(counted: Counted) -> None:
    await counted.says("/profile", "Министерство социальной политики")
    await counted.presses("Граждане")
    await counted.presses("Назад")
    await counted.presses("Вперёд")
    await counted.presses("Предоставление услуг (сервисов)")
    await counted.presses("На одну услугу")
    await counted.says("Субсидии на оплату жилья для семей", "—", "/start")
    found = await counted.page()
    assert found["drafts_begun_total"] == 1
    assert found["profiles_finished_total"] == 0
    assert found.steps("organization_name") == {"shown": 1, "answered": 1}
    assert found.steps("client_type") == {"shown": 2, "answered": 1, "kept": 1}
    assert found.steps("process_type") == {"shown": 2, "answered": 1}
    assert found.steps("target_audience") == {"shown": 1, "refused": 1}, "here the person left"
    assert found.steps("needs") == {}


async def test_a_question_passed_over_is_told_from_one_without_data(counted: Counted) -> None:
    await counted.says("/profile", "Министерство социальной политики", "1", "1", "1", "Субсидии на жильё")
    await counted.says("Семьи с детьми, которые снимают жильё в Приозёрской области")
    before = await counted.page()
    await counted.presses("Нет данных")
    after = await counted.page()
    (changed,) = {
        name
        for name in after.values
        if 'step="no_data"' in name and after.values[name] > before.values.get(name, 0)
    }
    assert "target_audience_size" in changed


async def test_a_profile_is_finished_once_and_its_documents_are_timed(
    counted: Counted, library: Library
) -> None:
    (example, *_) = library.examples
    await counted.says("/profile")
    await fill(counted, example.draft)
    await counted.presses("Получить документ")
    (document,) = await documents_of(counted)
    for _ in range(2):
        assert await counted.app.documents.file(document, "pdf", PERSON)
    found = await counted.page()
    assert found["profiles_finished_total"] == 1
    assert found['document_seconds_count{format="pdf"}'] == 1, "the second came from what was kept"


async def fill(counted: Counted, model: Draft) -> None:
    for line in script(counted.app.library.form, model):
        if line.another is not None and line.path is None:
            await counted.presses("Да, добавить сегмент" if line.another else "Нет, сегментов достаточно")
        else:
            await counted.says(line.typed or "пропустить")


async def documents_of(counted: Counted) -> set[str]:
    (*_, last) = await counted.app.store.recent(PERSON.channel, PERSON.chat)
    assert last.reply is not None
    return {attachment.document for attachment in last.reply.attachments}


def page_of(
    reception: Reception,
    metrics: Metrics,
    look: Callable[[], Awaitable[dict[str, Backlog]]] | None = None,
) -> MetricsPage:
    return MetricsPage(
        metrics,
        ["push"],
        reception.clock,
        backlog=look or (lambda: backlog(reception.store.database)),
        streams=lambda: 0,
        sends=lambda channel: True,
        entries=lambda: 7,
        lag=lambda: 0.25,
        writes=lambda: True,
    )


async def test_the_outbox_shows_how_much_waits_and_since_when(reception: Reception) -> None:
    metrics = Metrics()
    messenger = Messenger(answers=lambda chat, text: Gone() if chat == "boris" else None)
    rows = OutgoingMessages(reception.store.database)
    silent = FailureNotices(None, reception.library.phrases, reception.clock)
    outbox = Outbox(rows, [messenger], reception.notifier, reception.clock, silent, metrics=metrics)
    page = page_of(reception, metrics)
    assert Figures(await page())['outbox_waiting{channel="push"}'] == 0
    for person in (ANNA, BORIS):
        await reception.hears(Said("раз"), person)
    reception.clock.passes(90)
    waiting = Figures(await page())
    assert waiting['outbox_waiting{channel="push"}'] == 2
    assert waiting['outbox_oldest_seconds{channel="push"}'] == 90
    assert waiting['sender_held{channel="push"}'] == 1
    await outbox.drain()
    left = Figures(await page())
    assert left['outbox_waiting{channel="push"}'] == left['outbox_oldest_seconds{channel="push"}'] == 0
    assert left['deliveries_total{channel="push",outcome="delivered"}'] == 1
    assert left['deliveries_total{channel="push",outcome="gone"}'] == 1


async def test_without_the_database_the_page_still_answers(reception: Reception) -> None:
    async def away() -> dict[str, Backlog]:
        raise DatabaseUnavailable("cannot be reached", "look")

    assert Figures(await page_of(reception, Metrics())())["database_up"] == 1
    found = Figures(await page_of(reception, Metrics(), away)())
    assert found["database_up"] == 0
    assert "segmentbot_outbox_waiting{" not in found.text


async def test_every_label_is_of_a_few_known_values(counted: Counted) -> None:
    series = set((await counted.page()).values)
    for number in range(30):
        person = Address("web", f"chat-{number}", f"person-{number}")
        incoming = Incoming(person, f"update-{number}", Said(f"text-{number}"))
        await counted.app.retrying_handler.handle(incoming)
    after = await counted.page()
    assert set(after.values) == series, "nothing appears with an event"
    assert not re.search(r"chat-|person-|update-|text-", after.text)


@asynccontextmanager
async def watched(
    parts: dict[str, HealthCheck] | None = None,
    secret: str | None = None,
    beats: bool = True,
    known_hosts: KnownHosts | None = None,
) -> AsyncIterator[Client]:
    async def ready() -> dict[str, HealthCheck]:
        return parts or {}

    async def figures() -> bytes:
        return b"segmentbot_up 1\n"

    app = web.Application()
    app.add_routes(OpsRoutes(lambda: beats, ready, figures, secret, known_hosts).routes())
    async with TestClient(TestServer(app)) as client:
        yield client


async def test_figures_are_for_the_neighbourhood() -> None:
    async with watched() as client:
        response = await client.get("/metrics")
        assert response.status == 200
        assert response.headers["Content-Type"].startswith("text/plain; version=0.0.4")
        for header in ("X-Forwarded-For", "X-Real-IP", "Forwarded", "Via", "X-Forwarded-Proto"):
            assert (await client.get("/metrics", headers={header: "127.0.0.1"})).status == 404


@pytest.mark.parametrize(
    ("address", "near"),
    [
        ("127.0.0.1", True),
        ("::1", True),
        ("10.2.3.4", True),
        ("192.168.0.9", True),
        ("172.20.0.3", True),
        ("fd00::2", True),
        ("::ffff:10.0.0.1", True),
        ("8.8.8.8", False),
        ("::ffff:8.8.8.8", False),
        ("2a00:1450::1", False),
        ("", False),
        (None, False),
        ("unix", False),
    ],
)
def test_near_is_this_machine_or_a_private_network(address: str | None, near: bool) -> None:
    assert KnownHosts()._is_near(address) is near


@pytest.mark.parametrize(
    ("host", "known"),
    [
        ("127.0.0.1:8080", True),
        ("localhost", True),
        ("bot-1:8080", True),
        ("[::1]:8080", True),
        ("bot.example.ru", True),
        ("BOT.example.ru.:443", True),
        ("elsewhere.example.ru", False),
        ("127.0.0.1.example.com", False),
        ("[", False),
        ("", False),
    ],
)
async def test_a_foreign_name_that_leads_here_is_not_known(host: str, known: bool) -> None:
    async with watched(known_hosts=KnownHosts(["bot.example.ru"])) as client:
        for path in ("/metrics", "/readyz"):
            response = await client.get(path, headers={"Host": host})
            assert response.status == (200 if known else 404), path


def test_a_network_may_be_named() -> None:
    known = KnownHosts(["203.0.113.0/24", "2001:db8::7"])
    assert known._is_near("203.0.113.9") and known._is_near("2001:db8::7")
    assert not known._is_near("203.0.114.9")


async def test_with_a_secret_figures_are_for_who_brings_it() -> None:
    async with watched(secret="a-secret-of-metrics") as client:
        for given in (None, "Bearer wrong", "a-secret-of-metrics", "Bearer неверный"):
            headers = {"Authorization": given} if given else {}
            assert (await client.get("/metrics", headers=headers)).status == 404
        brought = {"Authorization": "Bearer a-secret-of-metrics", "X-Forwarded-For": "8.8.8.8"}
        assert (await client.get("/metrics", headers=brought)).status == 200


async def test_health_says_whether_the_loop_keeps_time() -> None:
    async with watched() as client:
        assert (await client.get("/healthz")).status == 200
    async with watched(beats=False) as client:
        response = await client.get("/healthz")
        assert (response.status, await response.json()) == (503, {"status": "stuck"})


async def test_readiness_gives_a_reason_for_each_part() -> None:
    parts = {
        "database": HealthCheck(False, "cannot be reached"),
        "knowledge": HealthCheck(True, "149 entries"),
    }
    async with watched(parts) as client:
        response = await client.get("/readyz")
        assert response.status == 503
        assert await response.json() == {
            "ready": False,
            "parts": {
                "database": {"ok": False, "reason": "cannot be reached"},
                "knowledge": {"ok": True, "reason": "149 entries"},
            },
        }


def test_a_loop_that_stands_still_does_not_beat() -> None:
    now = 0.0
    loop_lag = LoopLag(lambda: now)
    assert loop_lag.beats and loop_lag.lag == 0
    now = STUCK_SECONDS + 1
    assert not loop_lag.beats


async def test_a_process_is_ready_until_it_stops(counted: Counted) -> None:
    stopping = False
    app = counted.app
    health = Health(app.store, app.finder, Leadership(), ["telegram"], lambda: stopping)
    parts = await health()
    assert all(part.ok for part in parts.values())
    assert parts["migrations"].reason == f"at {HEAD}"
    assert parts["knowledge"].reason == f"{len(app.finder.base)} entries"
    assert parts["sender"].reason == "holds telegram"
    stopping = True
    assert (await health())["process"] == HealthCheck(False, "stopping")


async def test_older_tables_are_not_ready_and_newer_ones_are(counted: Counted) -> None:
    app = counted.app
    health = Health(app.store, app.finder, Leadership(), [], lambda: False)

    async def at(version: str) -> HealthCheck:
        await app.store.database.transact(
            only(text("UPDATE alembic_version SET version_num = :v"), {"v": version})
        )
        return (await health())["migrations"]

    assert await at("0000") == HealthCheck(False, f"at 0000, this version needs {HEAD}")
    newer = await at("9999")
    assert newer.ok and "9999" in newer.reason


async def test_an_older_version_does_not_start_on_newer_tables(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path}/bot.db")
    await migrate(database)
    await database.transact(only(text("UPDATE alembic_version SET version_num = '9999'")))
    with pytest.raises(StartError, match="restore the backup"):
        await migrate(database)
    await database.dispose()
