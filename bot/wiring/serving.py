"""The whole bot, run until a signal comes."""

import asyncio
import contextlib
import logging
import signal
import sys
import time
from collections.abc import Coroutine
from dataclasses import replace

from bot.chance import now
from bot.channels.telegram import NAME as TELEGRAM
from bot.delivery.sole_sender import open_sender
from bot.entrance.allowance import Allowance, Limit
from bot.entrance.turnstile import Turnstile
from bot.observation.observed import Observed, watching
from bot.observation.pulse import Pulse
from bot.settings import Settings, StartError
from bot.upkeep.rounds import upkeep
from bot.wiring.house import LOGGING_CHANNELS, House, open_house, team_of
from bot.wiring.messengers import open_gate, push
from bot.wiring.site import open_site
from bot.wiring.stopping import STOP_WITHIN, Stopping

log = logging.getLogger(__name__)

LAST_RING_WITHIN = 1.0


async def serve(settings: Settings) -> None:
    """The channels that the settings name, until SIGTERM or SIGINT."""
    # Imported here: commands that serve nothing do not wait for it.
    from bot.observation.prometheus.tally import PrometheusTally  # noqa: PLC0415

    tally = PrometheusTally()
    async with open_house(settings, tally=tally) as unguarded:
        house = _guarded(unguarded)
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            with contextlib.suppress(NotImplementedError):  # Windows
                loop.add_signal_handler(number, stop.set)
        gate = open_gate(settings)
        failures: list[StartError] = []
        pushing_to = [TELEGRAM] if settings.telegram_token else []
        sender = open_sender(settings.database, pushing_to, house.bell.ring_everyone)
        pulse = Pulse(time.monotonic)
        tally.expect(("web", *pushing_to), (field.id for field in house.library.form.fields))
        observed = Observed(house.store, house.finder, house.bell, sender, pushing_to, stop.is_set)
        watch = watching(observed, tally, pulse, settings.metrics_secret)
        async with open_site(house, [*watch.routes(), *(gate.routes() if gate else ())]) as site:
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
                pushing = group.create_task(push(house, gate, sender, stopping, failures))
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


def _upkeep(house: House) -> list[Coroutine[None, None, None]]:
    settings = house.settings
    return upkeep(settings, house.store, house.library, house.bell, team_of(settings), now, LOGGING_CHANNELS)


def _start_line(settings: Settings, address: str) -> str:
    way = "webhook" if settings.telegram_webhook else "polling"
    telegram = way if settings.telegram_token else "off"
    engine = "SQLite" if settings.database_file else "PostgreSQL"
    team = "on" if team_of(settings) else "off"
    return f"Segmentbot: {address} · database {engine} · Telegram {telegram} · team chat {team}"
