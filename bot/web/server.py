"""The web server: an aiohttp application on the address of the settings, and the secret of its cookies."""

import asyncio
import contextlib
import os
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

import structlog
from aiohttp import web

from bot.settings import SettingError, Settings, in_address
from bot.web.connections import CONNECTION, ConnectionLimit, DescriptorLimits

log = structlog.get_logger(__name__)

# A connection that sends no whole head of a request for so long is closed; longer than proxies keep theirs.
IDLE_CONNECTION_SECONDS = 75.0
# Connections that nobody has accepted yet.
QUEUE = 4096


@dataclass(frozen=True)
class Site:
    """An address that is served. `close` takes no more requests, ends the streams and returns when every
    request under way has been answered."""

    address: str
    close: Callable[[], Awaitable[None]]


@asynccontextmanager
async def open_site(
    application: web.Application, settings: Settings, limits: DescriptorLimits, stop_within: float
) -> AsyncIterator[Site]:
    """Serves the application until the block ends. Raises SettingError when the port is taken."""
    # aiohttp waits twice as long as it is told: for the answer with the body, then without.
    runner = web.AppRunner(application, shutdown_timeout=stop_within / 2 - 0.5)
    await runner.setup()
    assert runner.server is not None
    loop = asyncio.get_running_loop()
    accepting = ConnectionLimit(limits.connections).factory(
        runner.server,
        loop=loop,
        # The log of requests would hold addresses of people.
        access_log=None,
        keepalive_timeout=IDLE_CONNECTION_SECONDS,
        **CONNECTION,
    )
    listening: asyncio.Server | None = None

    async def close() -> None:
        if listening is not None:
            listening.close()
        await runner.cleanup()

    try:
        try:
            listening = await loop.create_server(
                accepting, settings.web_host, settings.web_port, backlog=limits.accepted_at_once
            )
        except OSError as error:
            problem = f"{settings.web_host}:{settings.web_port} cannot be listened on"
            raise SettingError("WEB_PORT", problem, "stop what uses it or set another port") from error
        for listener in listening.sockets:
            # In a crowd one waits for a moment; from a full queue one is sent away for a second.
            with listener.dup() as same:
                same.listen(QUEUE)
        yield Site(f"http://{in_address(settings.web_host)}:{listening.sockets[0].getsockname()[1]}/", close)
    finally:
        await close()


def web_secret(settings: Settings) -> bytes:
    """The secret that seals cookies: the one given, or one made once and kept beside the database.

    Raises SettingError where none can be kept.
    """
    if settings.web_secret:
        return settings.web_secret.get_secret_value().encode()
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
