"""The webhook: takes updates that Telegram posts to our web server. It imports no aiogram, which is slow."""

import hmac
import json
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

WEBHOOK_PATH = "/telegram/webhook"
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"

# True when the update is committed.
Take = Callable[[dict[str, Any]], Awaitable[bool]]


class Webhook:
    """Takes the updates that Telegram posts with our secret; 200 means that the update is committed."""

    def __init__(self, secret: str) -> None:
        self._secret = secret.encode()
        self._take: Take | None = None

    def open(self, take: Take) -> None:
        """Takes updates from now on."""
        self._take = take

    def routes(self) -> list[web.RouteDef]:
        return [web.post(WEBHOOK_PATH, self.post)]

    async def post(self, request: web.Request) -> web.StreamResponse:
        given = request.headers.get(SECRET_HEADER, "").encode("utf-8", "surrogateescape")
        if not hmac.compare_digest(given, self._secret):
            return web.Response(status=401)
        if self._take is None:
            return _later()
        try:
            update = json.loads(await request.read())
        except (ValueError, RecursionError):
            return web.Response(status=400)
        if not isinstance(update, dict):
            return web.Response(status=400)
        return web.Response() if await self._take(update) else _later()


def _later() -> web.Response:
    """Telegram keeps the update and brings it again."""
    return web.Response(status=503, headers={"Retry-After": "1"})
