"""The whole bot, run until a signal comes."""

import asyncio
import contextlib
import logging
import signal
import sys
import time
from collections.abc import Coroutine
from dataclasses import replace

from bot.app.app import LOGGING_CHANNELS, App, open_app, team_of
from bot.app.messengers import open_webhook, push
from bot.app.site import open_site
from bot.app.stopping import STOP_WITHIN, Stopping
from bot.channels.telegram import NAME as TELEGRAM
from bot.clock import now
from bot.notify.leader import open_leadership
from bot.ops.building import Observed, ops_routes
from bot.ops.loop_lag import LoopLag
from bot.settings import Settings, StartError
from bot.turns.rate_limit import Limit, RateLimit, TokenBuckets
from bot.upkeep.every import upkeep

log = logging.getLogger(__name__)

FLUSH_WITHIN = 1.0


async def serve(settings: Settings) -> None:
    """The channels that the settings name, until SIGTERM or SIGINT."""
    # Imported here: commands that serve nothing do not wait for it.
    from bot.telemetry.prometheus import PrometheusMetrics  # noqa: PLC0415

    metrics = PrometheusMetrics()
    async with open_app(settings, metrics=metrics) as unguarded:
        app = _guarded(unguarded)
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            with contextlib.suppress(NotImplementedError):  # Windows
                loop.add_signal_handler(number, stop.set)
        webhook = open_webhook(settings)
        failures: list[StartError] = []
        pushing_to = [TELEGRAM] if settings.telegram_token else []
        sender = open_leadership(settings.database, pushing_to, app.notifier.notify_all)
        loop_lag = LoopLag(time.monotonic)
        metrics.expect(("web", *pushing_to), (field.id for field in app.library.form.fields))
        observed = Observed(app.store, app.finder, app.notifier, sender, pushing_to, stop.is_set)
        watch = ops_routes(observed, metrics, loop_lag, settings.metrics_secret)
        async with open_site(app, [*watch.routes(), *(webhook.routes() if webhook else ())]) as site:
            sys.stderr.write(_start_line(settings, site.address) + "\n")
            sys.stderr.flush()
            async with asyncio.TaskGroup() as group:
                background = [
                    *(group.create_task(work) for work in _upkeep(app)),
                    group.create_task(app.notifier.run()),
                    group.create_task(app.finder.follow()),
                    group.create_task(loop_lag.run()),
                ]
                stopping = Stopping(stop)
                pushing = group.create_task(push(app, webhook, sender, stopping, failures))
                await stop.wait()
                log.info("stopping")
                closing = group.create_task(site.close())
                closing.add_done_callback(lambda _: stopping.uncalled.set())
                # What is under way gets its time; what remains is in the database.
                await asyncio.wait([pushing, closing], timeout=STOP_WITHIN)
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(FLUSH_WITHIN):
                        await app.notifier.flush()
                for task in (pushing, closing, *background):
                    task.cancel()
        log.info("stopped")
        if failures:
            raise failures[0]


def _guarded(app: App) -> App:
    """The same application, with a rate limit before its turn handler."""
    most = app.settings.messages_a_minute
    if not most:
        return app
    buckets = TokenBuckets(Limit(most, most), time.monotonic)
    turn_handler = RateLimit(
        app.turn_handler, buckets, app.store, app.library.phrases, app.notifier, LOGGING_CHANNELS
    )
    return replace(app, turn_handler=turn_handler)


def _upkeep(app: App) -> list[Coroutine[None, None, None]]:
    settings = app.settings
    return upkeep(settings, app.store, app.library, app.notifier, team_of(settings), now, LOGGING_CHANNELS)


def _start_line(settings: Settings, address: str) -> str:
    way = "webhook" if settings.telegram_webhook else "polling"
    telegram = way if settings.telegram_token else "off"
    engine = "SQLite" if settings.database_file else "PostgreSQL"
    team = "on" if team_of(settings) else "off"
    return f"Segmentbot: {address} · database {engine} · Telegram {telegram} · team chat {team}"
