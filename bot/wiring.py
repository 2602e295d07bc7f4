"""Everything built by hand, and run until a signal comes."""

import asyncio
import contextlib
import gc
import importlib
import logging
import os
import secrets
import shutil
import signal
import sys
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bot.alarm import Alarm
from bot.allowance import Allowance, Limit
from bot.bell import Bell
from bot.chance import fresh_id, now
from bot.channels.telegram import NAME as TELEGRAM
from bot.desk import Converse, Desk
from bot.drawing import Drawing
from bot.encoders import meaning_of
from bot.knowing import Knowing
from bot.library import load_library
from bot.observing import Observed, watching
from bot.opening import open_store
from bot.outbox import PARALLEL_CHATS, Outbox
from bot.patience import Patience
from bot.press import Press
from bot.pulse import Pulse
from bot.settings import SettingError, Settings, StartError
from bot.shared_bell import open_bell
from bot.sole_sender import Sender, open_sender
from bot.store.holds import Holds
from bot.store.outgoing import OutgoingMessages
from bot.store.store import Store
from bot.tally import NO_TALLY, Tally
from bot.team import TEAM_SPEAKER, Team
from bot.turnstile import Desk as TakesUpdates
from bot.turnstile import Turnstile
from bot.upkeep import upkeep
from dialogs.conversation import converse
from dialogs.events import Address
from dialogs.turn import Library
from knowledge.loading import SHIPPED

if TYPE_CHECKING:
    from aiohttp.web import RouteDef

    from bot.channels.telegram.gate import Gate
    from bot.channels.telegram.running import Telegram

log = logging.getLogger(__name__)

# An administrator is promised ten seconds; closing and unloading take some of them on a busy machine.
STOP_WITHIN = 6.0
LAST_RING_WITHIN = 1.0
# A connection that sends no whole head of a request for so long is closed; longer than proxies keep theirs.
IDLE_CONNECTION_SECONDS = 75.0
# Of one address: a ministry's people may all come from one.
NEW_CHATS = Limit(burst=300, a_minute=30)
LOGGING_CHANNELS = frozenset({"web", "terminal"})


@dataclass(frozen=True)
class House:
    """The parts that every way of running shares."""

    settings: Settings
    library: Library
    finder: Knowing
    store: Store
    bell: Bell
    press: Press
    desk: TakesUpdates
    tally: Tally
    alarm: Alarm
    patience: Patience


@asynccontextmanager
async def open_house(
    settings: Settings,
    *,
    clock: Callable[[], datetime] = now,
    ids: Callable[[], str] = fresh_id,
    conversation: Converse = converse,
    tally: Tally = NO_TALLY,
) -> AsyncIterator[House]:
    """A house with its database ready, closed when the block ends. Raises ContentError, StartError."""
    library = load_library(settings, clock())
    vectors = settings.data_folder / "vectors"
    finder = Knowing(
        settings.knowledge or SHIPPED, library.knowledge, lambda base: meaning_of(base, vectors), tally
    )
    bell = open_bell(settings.database)
    store = await open_store(settings, clock, ids)
    try:
        press = Press(store, Drawing(library.form, settings.time_zone), tally=tally)
        team = _team(settings)
        alarm = Alarm(team.address if team else None, library.phrases, clock)
        patience = Patience(store, library.phrases, clock, bell, LOGGING_CHANNELS, alarm, tally)
        desk = Desk(
            store=store,
            library=library,
            finder=finder,
            serving=lambda: finder.served,
            converse=conversation,
            clock=clock,
            time_zone=settings.time_zone,
            fresh_id=ids,
            logging_channels=LOGGING_CHANNELS,
            bell=bell,
            team=team,
            tally=tally,
            patience=patience,
        )
        yield House(settings, library, finder, store, bell, press, desk, tally, alarm, patience)
    finally:
        await store.close()


async def serve(settings: Settings) -> None:
    """The channels that the settings name, until SIGTERM or SIGINT."""
    # Imported here: commands that serve nothing do not wait for it.
    from bot.prometheus.tally import PrometheusTally  # noqa: PLC0415

    tally = PrometheusTally()
    async with open_house(settings, tally=tally) as unguarded:
        house = _guarded(unguarded)
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            with contextlib.suppress(NotImplementedError):  # Windows
                loop.add_signal_handler(number, stop.set)
        gate = _gate(settings)
        failures: list[StartError] = []
        pushing_to = [TELEGRAM] if settings.telegram_token else []
        sender = open_sender(settings.database, pushing_to, house.bell.ring_everyone)
        pulse = Pulse(time.monotonic)
        tally.expect(("web", *pushing_to), (field.id for field in house.library.form.fields))
        observed = Observed(house.store, house.finder, house.bell, sender, pushing_to, stop.is_set)
        watch = watching(observed, tally, pulse, settings.metrics_secret)
        async with _web(house, [*watch.routes(), *(gate.routes() if gate else ())]) as site:
            sys.stderr.write(_start_line(settings, site.address) + "\n")
            sys.stderr.flush()
            async with asyncio.TaskGroup() as group:
                background = [
                    *(group.create_task(work) for work in _upkeep(house)),
                    group.create_task(house.bell.run()),
                    group.create_task(house.finder.follow()),
                    group.create_task(pulse.run()),
                ]
                stopping = Stopping(stop)
                pushing = group.create_task(_push(house, gate, sender, stopping, failures))
                await stop.wait()
                log.info("stopping")
                closing = group.create_task(site.close())
                closing.add_done_callback(lambda _: stopping.uncalled.set())
                # What is under way gets its time; what remains is in the database.
                await asyncio.wait([pushing, closing], timeout=STOP_WITHIN)
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(LAST_RING_WITHIN):
                        await house.bell.told()
                for task in (pushing, closing, *background):
                    task.cancel()
        log.info("stopped")
        if failures:
            raise failures[0]


def _guarded(house: House) -> House:
    """The same house, with a turnstile before its desk."""
    most = house.settings.messages_a_minute
    if not most:
        return house
    allowance = Allowance(Limit(most, most), time.monotonic)
    desk = Turnstile(house.desk, allowance, house.store, house.library.phrases, house.bell, LOGGING_CHANNELS)
    return replace(house, desk=desk)


def _gate(settings: Settings) -> "Gate | None":
    """The webhook's address, when Telegram is to call us."""
    from bot.channels.telegram.gate import Gate  # noqa: PLC0415

    if not settings.telegram_token or not settings.telegram_webhook or not settings.telegram_secret:
        return None
    return Gate(settings.telegram_secret)


@dataclass(frozen=True)
class Stopping:
    """`asked`: we shall stop. `uncalled`: the last request, a webhook's too, has been answered."""

    asked: asyncio.Event
    uncalled: asyncio.Event = field(default_factory=asyncio.Event)


async def _push(
    house: House, gate: "Gate | None", sender: Sender, stopping: Stopping, failures: list[StartError]
) -> None:
    """The messengers that must be told, until we stop; a refused token ends everything."""
    if not house.settings.telegram_token:
        return
    # Seconds of work; the page is served meanwhile.
    running = await asyncio.to_thread(importlib.import_module, "bot.channels.telegram.running")
    parts = running.Parts(
        house.settings,
        house.library,
        lambda: house.finder.served,
        house.store,
        house.press,
        house.desk,
        now,
        house.patience,
    )
    telegram = running.Telegram(parts, gate)
    # All this lives as long as the process: looking through it for garbage again and again would cost a pause
    # of a tenth of a second every few hundred turns.
    gc.collect()
    gc.freeze()
    engines = house.store.engines
    outbox = Outbox(
        OutgoingMessages(engines),
        Holds(engines),
        [telegram.channel],
        house.bell,
        now,
        house.alarm,
        sender.holds,
        house.tally,
        parallel=_parallel(house.settings.telegram_rate),
    )
    try:
        async with asyncio.TaskGroup() as group:
            sending = group.create_task(outbox.run())
            holding = group.create_task(sender.run())
            hearing = group.create_task(_hear(telegram, sender, stopping.asked, failures))
            await stopping.asked.wait()
            outbox.stop()
            await asyncio.wait([sending, group.create_task(telegram.rest())])
            # Only now may another copy send and ask in our place.
            holding.cancel()
            await stopping.uncalled.wait()
            await telegram.settle()
            hearing.cancel()
    finally:
        await telegram.close()


def _parallel(rate: int) -> int:
    """Chats that are written to at once: as many as have their turn in half a second, with room for polling
    among the connections to Telegram."""
    return min(max(rate // 2, PARALLEL_CHATS), 90)


async def _hear(
    telegram: "Telegram", sender: Sender, stop: asyncio.Event, failures: list[StartError]
) -> None:
    try:
        # Telegram gives its updates to one who asks; the others stand by.
        await telegram.run(lambda: sender.until_held(TELEGRAM))
    except StartError as error:
        failures.append(error)
        stop.set()


async def talk(settings: Settings, name: str, folder: Path) -> None:
    """A chat in this terminal until its lines end."""
    from bot.channels.terminal import Terminal, lines_of  # noqa: PLC0415

    live = sys.stdin.isatty() and sys.stdout.isatty()
    async with open_house(settings) as house:
        terminal = Terminal(
            desk=house.desk,
            store=house.store,
            press=house.press,
            name=name,
            folder=folder,
            fresh_id=fresh_id,
            lines=lines_of(sys.stdin),
            out=sys.stdout,
            width=min(shutil.get_terminal_size().columns, 100),
            prompt="> " if live else "",
        )
        async with asyncio.TaskGroup() as group:
            following = group.create_task(house.finder.follow())
            await terminal.run()
            following.cancel()


@dataclass(frozen=True)
class Site:
    """Where we are served. `close` takes no more requests, ends the streams and returns when every
    request under way has been answered."""

    address: str
    close: Callable[[], Coroutine[None, None, None]]


@asynccontextmanager
async def _web(house: House, beside: "Iterable[RouteDef]") -> AsyncIterator[Site]:
    """The page and its API being served, with the routes `beside` it."""
    # Imported here: commands that serve nothing do not wait for the web server.
    from aiohttp import web  # noqa: PLC0415

    from bot.channels.web.application import Newcomers, application  # noqa: PLC0415
    from bot.channels.web_chats import WebChats  # noqa: PLC0415

    settings = house.settings
    app = application(
        house.desk,
        WebChats(house.store, house.press, lambda: house.library, settings.time_zone),
        house.bell,
        secret=web_secret(settings),
        old_secret=settings.web_secret_old.encode() if settings.web_secret_old else None,
        clock=now,
        newcomers=Newcomers(
            Allowance(NEW_CHATS, time.monotonic) if settings.messages_a_minute else None, settings.web_proxies
        ),
    )
    app.add_routes(beside)
    # The log of requests would hold addresses of people. aiohttp waits twice as long as it is told: for
    # the answer with the body, then without.
    runner = web.AppRunner(
        app,
        access_log=None,
        shutdown_timeout=STOP_WITHIN / 2 - 0.5,
        keepalive_timeout=IDLE_CONNECTION_SECONDS,
    )
    await runner.setup()
    try:
        site = web.TCPSite(runner, settings.web_host, settings.web_port)
        try:
            await site.start()
        except OSError as error:
            problem = f"{settings.web_host}:{settings.web_port} cannot be listened on"
            raise SettingError("WEB_PORT", problem, "stop what uses it or set another port") from error
        port = runner.addresses[0][1]
        yield Site(f"http://{settings.web_host}:{port}/", runner.cleanup)
    finally:
        await runner.cleanup()


def _upkeep(house: House) -> list[Coroutine[None, None, None]]:
    settings = house.settings
    return upkeep(settings, house.store, house.library, house.bell, _team(settings), now, LOGGING_CHANNELS)


def web_secret(settings: Settings) -> bytes:
    """The secret that seals cookies: the one given, or one made once and kept beside the database.

    Raises SettingError where none can be kept.
    """
    if settings.web_secret:
        return settings.web_secret.encode()
    if settings.database_file is None:
        log.warning("SEGMENTBOT_WEB_SECRET is not set: a copy elsewhere would not know our cookies")
    try:
        return _kept_secret(settings)
    except OSError as error:
        problem = f"is not set, and none can be kept in {settings.data_folder}"
        raise SettingError(
            "WEB_SECRET", problem, "16 or more random characters, the same for all copies"
        ) from error


def _kept_secret(settings: Settings) -> bytes:
    path = settings.data_folder / "web-secret"
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        draft = path.with_name(f"web-secret.{os.getpid()}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with open(descriptor, "w", encoding="ascii") as file:  # noqa: PTH123  # 0600 from the start
            file.write(secrets.token_urlsafe(32))
        # Whole or not at all: of two copies started together, the first one's secret counts for both.
        with contextlib.suppress(FileExistsError):
            path.hardlink_to(draft)
        draft.unlink()
    return path.read_text(encoding="ascii").strip().encode()


def _team(settings: Settings) -> Team | None:
    """What tells the team's chat, when there is one and a way to reach it."""
    chat = settings.team_chat
    if chat is None or chat.channel != TELEGRAM or not settings.telegram_token:
        return None
    return Team(Address(chat.channel, chat.chat, TEAM_SPEAKER), documents=settings.team_documents)


def _start_line(settings: Settings, address: str) -> str:
    way = "webhook" if settings.telegram_webhook else "polling"
    telegram = way if settings.telegram_token else "off"
    engine = "SQLite" if settings.database_file else "PostgreSQL"
    team = "on" if _team(settings) else "off"
    return f"Segmentbot: {address} · database {engine} · Telegram {telegram} · team chat {team}"
