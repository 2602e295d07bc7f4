"""The page, its API and what stands beside them, served over HTTP."""

import time
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.chance import now
from bot.entrance.allowance import Allowance, Limit
from bot.settings import SettingError
from bot.wiring.house import House
from bot.wiring.stopping import STOP_WITHIN
from bot.wiring.web_secret import web_secret

if TYPE_CHECKING:
    from aiohttp.web import RouteDef

# A connection that sends no whole head of a request for so long is closed; longer than proxies keep theirs.
IDLE_CONNECTION_SECONDS = 75.0
# Of one address: a ministry's people may all come from one.
NEW_CHATS = Limit(burst=300, a_minute=30)


@dataclass(frozen=True)
class Site:
    """Where we are served. `close` takes no more requests, ends the streams and returns when every
    request under way has been answered."""

    address: str
    close: Callable[[], Coroutine[None, None, None]]


@asynccontextmanager
async def open_site(house: House, beside: "Iterable[RouteDef]") -> AsyncIterator[Site]:
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
