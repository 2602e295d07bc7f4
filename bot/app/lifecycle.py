"""Runs the whole bot: an ordered list of parts, started forwards and stopped backwards."""

import asyncio
import contextlib
import gc
import signal
import sys
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

import structlog
from aiohttp import web

from bot.app.app import App, elsewhere, open_app, team_of
from bot.app.messengers import Messengers
from bot.channels.telegram.webhook import Webhook
from bot.clock import every, now
from bot.content.knowledge_service import LOOK_EVERY
from bot.notify import Leadership, open_leadership
from bot.ops.health import IDLE_SECONDS, Health, LoopLag, probe_when_idle, writes
from bot.ops.routes import KnownHosts, MetricsPage, OpsRoutes
from bot.ports import NOTICES, TELEGRAM
from bot.settings import SettingError, Settings, StartError
from bot.store.waiting import backlog
from bot.turns.desk import TeamDesk
from bot.turns.rate_limit import Limit, RateLimit, TokenBuckets
from bot.upkeep.daily_digest import Digest, figures_of
from bot.upkeep.draft_expiry import Expiry, tidy
from bot.upkeep.learned_feed import LearnedFeed
from bot.upkeep.ticket_watch import TicketWatch
from bot.web.chat.application import Newcomers, application
from bot.web.chat.chats import Chats
from bot.web.chat.page import Pictures
from bot.web.chat.telegram_entry import TelegramEntry
from bot.web.connections import DescriptorLimits, raise_descriptor_limit
from bot.web.server import open_site, web_secret
from dialogs.team.figures import DigestFigures
from dialogs.team.working_hours import SHIPPED_HOLIDAYS, WorkingHours, load_holidays
from dialogs.turn.world import Library

if TYPE_CHECKING:
    from bot.web.team.team_page import TeamPage

log = structlog.get_logger(__name__)

# An administrator is promised ten seconds; closing and unloading take some of them on a busy machine.
STOP_WITHIN = 6.0
# What each part has to drain when those before it have used up the time.
LAST_SECONDS = 1.0
HOUR = 3600.0
DIGEST_LOOK_EVERY = 30.0
TICKETS_LOOK_EVERY = 5.0
# Of one address: a ministry's people may all come from one.
NEW_CHATS = Limit(burst=300, a_minute=30)


async def _nothing() -> None:
    return


@dataclass(frozen=True)
class Part:
    """One part of the running bot. `run` goes on until it is cancelled, `drain` takes nothing new and returns
    when what is in hand is done, `close` gives back what the part holds."""

    name: str
    run: Callable[[], Awaitable[None]] = _nothing
    drain: Callable[[], Awaitable[None]] = _nothing
    close: Callable[[], Awaitable[None]] = _nothing


async def serve(settings: Settings) -> None:
    """The channels that the settings name, until SIGTERM or SIGINT."""
    async with open_app(settings) as unlimited:
        # What was loaded lives as long as the process: looking through it, too, would cost every few hundred
        # turns a tenth of a second.
        gc.freeze()
        gc.set_threshold(20_000, 20, 20)
        gc.enable()
        app = _rate_limited(unlimited)
        stop = asyncio.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            with contextlib.suppress(NotImplementedError):  # Windows
                asyncio.get_running_loop().add_signal_handler(number, stop.set)
        services = elsewhere(settings)
        if settings.notices and not services:
            log.warning("SEGMENTBOT_NOTICES is set, but nothing reaches it: uv sync --extra notices")
        pushing = [*([TELEGRAM] if settings.telegram_token else ()), *([NOTICES] if services else ())]
        leader = open_leadership(settings.database, pushing, app.notifier.notify_all)
        loop_lag = LoopLag(time.monotonic)
        app.metrics.expect(("web", *pushing), (field.id for field in app.library.form.fields))
        routes = _ops_routes(app, leader, pushing, loop_lag, stop.is_set).routes()
        webhook = _webhook(settings)
        limits = raise_descriptor_limit()
        routes += Pictures(lambda: app.finder.base).routes()
        if app.desk is not None:
            routes += _team_page(app, app.desk).routes()
        pages = _application(app, limits, [*routes, *(webhook.routes() if webhook else ())])
        async with open_site(pages, settings, limits, STOP_WITHIN) as site:
            sys.stderr.write(f"Segmentbot: {site.address} is open\n")
            sys.stderr.flush()
            parts = [
                Part("notifier", app.notifier.run, drain=app.notifier.flush),
                Part("knowledge", app.finder.follow),
                Part("loop lag", loop_lag.run),
                *_upkeep(app),
                # Only when nothing is sent any more, another copy may send in our place.
                Part("leader", leader.run),
                *([_messengers(app, webhook, leader)] if pushing else ()),
                # Drained first: a webhook that comes as long as we answer has its effect.
                Part("web", drain=site.close),
            ]
            await run_parts(parts, stop)
        log.info("stopped")


async def run_parts(parts: Sequence[Part], stop: asyncio.Event) -> None:
    """Runs the parts until `stop` is set or one of them cannot go on.

    Raises StartError or SettingError of such a part when all have been stopped in order.
    """
    failures: list[BaseException] = []

    async def watched(part: Part) -> None:
        try:
            await part.run()
        except* (StartError, SettingError) as group:
            failures.extend(group.exceptions)
            stop.set()

    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(watched(part), name=part.name) for part in parts]
            await stop.wait()
            log.info("stopping")
            await drain(parts)
            for task in reversed(tasks):
                task.cancel()
    finally:
        for part in reversed(parts):
            await part.close()
    for failure in failures:
        raise failure


async def drain(parts: Sequence[Part]) -> None:
    """Drains the parts, the last one first. What a part cannot finish in time remains in the database."""
    clock = asyncio.get_running_loop().time
    until = clock() + STOP_WITHIN
    for part in reversed(parts):
        try:
            async with asyncio.timeout_at(max(until, clock() + LAST_SECONDS)):
                await part.drain()
        except TimeoutError:
            log.warning("stopped with work in hand", part=part.name)


def _rate_limited(app: App) -> App:
    """Puts a rate limit before the application's turn handler."""
    most = app.settings.rate_limit_per_minute
    if not most:
        return app
    buckets = TokenBuckets(Limit(most, most), time.monotonic)
    turn_handler = RateLimit(app.turn_handler, buckets, app.store, app.library.phrases, app.notifier)
    return replace(app, turn_handler=turn_handler)


def _application(app: App, limits: DescriptorLimits, beside: Sequence[web.RouteDef]) -> web.Application:
    """The page and its API, with the routes `beside` them."""
    settings = app.settings
    buckets = TokenBuckets(NEW_CHATS, time.monotonic) if settings.rate_limit_per_minute else None

    def library() -> Library:
        return replace(app.library, knowledge=app.finder.base)

    pages = application(
        app.retrying_handler,
        Chats(app.store, app.documents, library, settings.time_zone),
        app.notifier,
        secret=web_secret(settings),
        old_secret=settings.web_secret_old.get_secret_value().encode() if settings.web_secret_old else None,
        clock=now,
        newcomers=Newcomers(buckets, settings.trusted_proxies),
        most_streams=limits.streams,
        frame_ancestors=settings.web_frame_ancestors,
        entry=_entry(app),
    )
    pages.add_routes(beside)
    return pages


def _entry(app: App) -> TelegramEntry | None:
    """The way from Telegram to the page, where it can be shown there."""
    token = app.settings.telegram_token
    if token is None or app.settings.page_in_telegram is None:
        return None
    return TelegramEntry(app.store, token.get_secret_value())


def _team_page(app: App, desk: TeamDesk) -> "TeamPage":
    # Imported here, with jinja2: most copies have no team's chat.
    from bot.web.team.team_page import TeamPage  # noqa: PLC0415

    async def figures(since: datetime, until: datetime) -> DigestFigures:
        return await figures_of(app.store, app.library, since, until, app.finder.base)

    documents = app.documents if app.settings.team_documents else None
    zone = app.settings.time_zone
    return TeamPage(desk, zone, figures, documents)


def _ops_routes(
    app: App,
    leader: Leadership,
    pushing: Sequence[str],
    loop_lag: LoopLag,
    stopping: Callable[[], bool],
) -> OpsRoutes:
    metrics_page = MetricsPage(
        app.metrics,
        pushing,
        now,
        backlog=lambda: backlog(app.store.database),
        streams=lambda: app.notifier.subscribers,
        sends=leader.holds,
        entries=lambda: len(app.finder.base),
        lag=lambda: loop_lag.lag,
        writes=lambda: writes(app.store.database.last_write),
    )
    health = Health(app.store, app.finder, leader, pushing, stopping)
    secret = app.settings.metrics_secret
    return OpsRoutes(
        lambda: loop_lag.beats,
        health,
        metrics_page,
        secret.get_secret_value() if secret else None,
        KnownHosts(app.settings.ops_hosts),
    )


def _upkeep(app: App) -> Iterator[Part]:
    """Periodic work; every copy of the bot does it."""
    settings, team = app.settings, team_of(app.settings)
    expiry = Expiry(app.store, app.library, app.notifier, settings.time_zone)
    probing = partial(probe_when_idle, app.store)
    yield Part("write probe", partial(every, IDLE_SECONDS, probing, "write probe"))
    if app.agency_file.named:
        looking = partial(asyncio.to_thread, app.agency_file.look)
        yield Part("Word template", partial(every, LOOK_EVERY, looking, "Word template"))

    async def tidying() -> None:
        await tidy(app.store, settings.time_zone)
        # An operator, or another copy, may have erased somebody meanwhile.
        app.store.forget_typed()

    yield Part("learned entries", LearnedFeed(app.store, app.finder, app.notifier).run)
    if app.desk is not None:
        day, holidays = settings.working_hours, load_holidays(settings.holidays or SHIPPED_HOLIDAYS)
        hours = WorkingHours(day.begin, day.end, holidays)
        watch = TicketWatch(app.desk.ticketing, app.store, app.notifier, hours, settings.time_zone)
        yield Part("what would change", app.desk.previews.run)
        yield Part("tickets", partial(every, TICKETS_LOOK_EVERY, watch.look, "tickets"))
    yield Part("tidying", partial(every, HOUR, tidying, "tidying", at_once=False))
    yield Part("expiry", partial(every, HOUR, expiry.look, "expiry"))
    if settings.digest_at is not None and team is not None:
        digest = Digest(
            address=team.address,
            at=settings.digest_at,
            on=settings.digest_on,
            serving=lambda: app.finder.base,
            store=app.store,
            library=app.library,
            time_zone=settings.time_zone,
            notifier=app.notifier,
            page=f"{settings.web_url}/team/digest" if settings.web_url else "",
        )
        yield Part("digest", partial(every, DIGEST_LOOK_EVERY, digest.look, "digest"))
    elif settings.digest_at is not None:
        log.warning("no digest: SEGMENTBOT_DIGEST_AT is set, but no team's chat that could be reached")


def _webhook(settings: Settings) -> Webhook | None:
    """The webhook's address, when Telegram is to call us."""
    if not settings.telegram_token or not settings.telegram_webhook or not settings.telegram_secret:
        return None
    return Webhook(settings.telegram_secret.get_secret_value())


def _messengers(app: App, webhook: Webhook | None, leader: Leadership) -> Part:
    messengers = Messengers(app, webhook, leader)
    return Part("messengers", messengers.run, messengers.drain, messengers.close)
