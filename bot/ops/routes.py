"""HTTP routes for operators: liveness, readiness and metrics."""

import hmac
from collections.abc import Awaitable, Callable, Mapping
from ipaddress import ip_address

from aiohttp import web

from bot.ops.health import HealthCheck

METRICS_TYPE = "text/plain; version=0.0.4"
# A proxy leaves one of these; whoever came through it stands outside.
_FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP", "Via")


class OpsRoutes:
    """`/healthz`, `/readyz` and `/metrics`.

    Metrics are for a direct caller on this machine or a private network; with `secret`, for whoever
    brings it (`Authorization: Bearer …`), and for nobody else.
    """

    def __init__(
        self,
        beats: Callable[[], bool],
        checks: Callable[[], Awaitable[Mapping[str, HealthCheck]]],
        metrics_page: Callable[[], Awaitable[bytes]],
        secret: str | None = None,
    ) -> None:
        self._beats = beats
        self._checks = checks
        self._metrics_page = metrics_page
        self._secret = secret

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/healthz", self.health),
            web.get("/readyz", self.readiness),
            web.get("/metrics", self.metrics),
        ]

    async def health(self, request: web.Request) -> web.StreamResponse:
        """That this is answered at all says most."""
        beats = self._beats()
        return _json({"status": "ok" if beats else "stuck"}, ok=beats)

    async def readiness(self, request: web.Request) -> web.StreamResponse:
        checks = await self._checks()
        ready = all(check.ok for check in checks.values())
        shown = {name: {"ok": check.ok, "reason": check.reason} for name, check in checks.items()}
        return _json({"ready": ready, "parts": shown}, ok=ready)

    async def metrics(self, request: web.Request) -> web.StreamResponse:
        if not self._may_read(request):
            raise web.HTTPNotFound
        return web.Response(
            body=await self._metrics_page(),
            headers={"Content-Type": METRICS_TYPE, "Cache-Control": "no-store"},
        )

    def _may_read(self, request: web.Request) -> bool:
        if self._secret is not None:
            given = request.headers.get("Authorization", "").encode("utf-8", "surrogateescape")
            return hmac.compare_digest(given, f"Bearer {self._secret}".encode())
        return not any(name in request.headers for name in _FORWARDED) and _is_near(request.remote)


def _is_near(address: str | None) -> bool:
    """Whether the address is of this machine or of a private network."""
    try:
        near = ip_address((address or "").partition("%")[0])
    except ValueError:
        return False
    near = getattr(near, "ipv4_mapped", None) or near
    return near.is_private or near.is_loopback


def _json(content: object, *, ok: bool) -> web.StreamResponse:
    return web.json_response(content, status=200 if ok else 503, headers={"Cache-Control": "no-store"})
