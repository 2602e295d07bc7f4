"""The page, its API and what stands beside them, served over HTTP."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.app.app import App
from bot.app.stopping import STOP_WITHIN
from bot.app.web_secret import web_secret
from bot.clock import now
from bot.settings import SettingError
from bot.turns.token_bucket import Limit, TokenBuckets
from bot.wiring.descriptors import make_room

if TYPE_CHECKING:
    from aiohttp.web import RouteDef

# A connection that sends no whole head of a request for so long is closed; longer than proxies keep theirs.
IDLE_CONNECTION_SECONDS = 75.0
# Connections that nobody has accepted yet.
QUEUE = 4096
# Of one address: a ministry's people may all come from one.
NEW_CHATS = Limit(burst=300, a_minute=30)


@dataclass(frozen=True)
class Site:
    """Where we are served. `close` takes no more requests, ends the streams and returns when every
    request under way has been answered."""

    address: str
    close: Callable[[], Coroutine[None, None, None]]


@asynccontextmanager
async def open_site(app: App, beside: "Iterable[RouteDef]") -> AsyncIterator[Site]:
    """The page and its API being served, with the routes `beside` it."""
    # Imported here: commands that serve nothing do not wait for the web server.
    from aiohttp import web  # noqa: PLC0415

    from bot.web.chat.application import CONNECTION, Newcomers, application  # noqa: PLC0415
    from bot.web.chat.connections import Connections  # noqa: PLC0415
    from bot.web.chat.stored_chats import WebChats  # noqa: PLC0415

    settings = app.settings
    room = make_room()
    web_app = application(
        app.turn_handler,
        WebChats(app.store, app.press, lambda: app.library, settings.time_zone),
        app.notifier,
        secret=web_secret(settings),
        old_secret=settings.web_secret_old.encode() if settings.web_secret_old else None,
        clock=now,
        newcomers=Newcomers(
            TokenBuckets(NEW_CHATS, time.monotonic) if settings.messages_a_minute else None,
            settings.web_proxies,
        ),
        most_streams=room.streams,
    )
    web_app.add_routes(beside)
    # aiohttp waits twice as long as it is told: for the answer with the body, then without.
    runner = web.AppRunner(web_app, shutdown_timeout=STOP_WITHIN / 2 - 0.5)
    await runner.setup()
    assert runner.server is not None
    loop = asyncio.get_running_loop()
    accepting = Connections(room.connections).factory(
        runner.server,
        loop=loop,
        # The log of requests would hold addresses of people.
        access_log=None,
        keepalive_timeout=IDLE_CONNECTION_SECONDS,
        **CONNECTION,
    )
    try:
        try:
            listening = await loop.create_server(
                accepting, settings.web_host, settings.web_port, backlog=room.accepted_at_once
            )
        except OSError as error:
            problem = f"{settings.web_host}:{settings.web_port} cannot be listened on"
            raise SettingError("WEB_PORT", problem, "stop what uses it or set another port") from error

        for listener in listening.sockets:
            # In a crowd one waits for a moment; from a full queue one is sent away for a second.
            with listener.dup() as same:
                same.listen(QUEUE)

        async def close() -> None:
            listening.close()
            await runner.cleanup()

        try:
            port = listening.sockets[0].getsockname()[1]
            yield Site(f"http://{settings.web_host}:{port}/", close)
        finally:
            listening.close()
    finally:
        await runner.cleanup()
