"""HTTP routes for operators: liveness, readiness, and metrics as Prometheus reads them."""

import hmac
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from urllib.parse import urlsplit

from aiohttp import web
from prometheus_client import CollectorRegistry, Gauge, generate_latest

from bot.ops.health import HealthCheck
from bot.ports import DatabaseUnavailable
from bot.store.waiting import Backlog
from bot.telemetry.metrics import Metrics

METRICS_TYPE = "text/plain; version=0.0.4"
# A proxy leaves one of these; whoever came through it stands outside.
_FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP", "Via")


class KnownHosts:
    """Direct callers on this machine, a private network or one of `hosts`, who ask for an address, for a name
    that no stranger can own (without a dot), or for one of `hosts`: else a foreign page, whose name leads to
    us, could read with the browser of somebody near."""

    def __init__(self, hosts: Collection[str] = ()) -> None:
        self._names = set(hosts)
        self._networks = [network for network in map(_network, hosts) if network is not None]

    def know(self, request: web.BaseRequest) -> bool:
        forwarded = any(name in request.headers for name in _FORWARDED)
        # Only a program asks without saying whom.
        asked = _host(request.headers.get("Host", "localhost"))
        return not forwarded and self._is_near(request.remote) and self._is_ours(asked)

    def _is_near(self, address: str | None) -> bool:
        try:
            near = ip_address((address or "").partition("%")[0])
        except ValueError:
            return False
        near = getattr(near, "ipv4_mapped", None) or near
        return near.is_private or near.is_loopback or any(near in network for network in self._networks)

    def _is_ours(self, host: str) -> bool:
        return host in self._names or (host != "" and "." not in host) or _network(host) is not None


def _host(header: str) -> str:
    """The host without its port; empty for what is no host."""
    try:
        return (urlsplit(f"//{header}").hostname or "").rstrip(".")
    except ValueError:
        return ""


def _network(host: str) -> IPv4Network | IPv6Network | None:
    try:
        return ip_network(host, strict=False)
    except ValueError:
        return None


@dataclass(frozen=True)
class OpsRoutes:
    """`/healthz`, `/readyz` and `/metrics`.

    Readiness and metrics are for known hosts; with `secret`, metrics are for whoever brings it
    (`Authorization: Bearer …`), and for nobody else.
    """

    beats: Callable[[], bool]
    checks: Callable[[], Awaitable[Mapping[str, HealthCheck]]]
    metrics_page: Callable[[], Awaitable[bytes]]
    secret: str | None = None
    known_hosts: KnownHosts | None = None

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/healthz", self.health),
            web.get("/readyz", self.readiness),
            web.get("/metrics", self.metrics),
        ]

    async def health(self, request: web.Request) -> web.StreamResponse:
        """That this is answered at all says most."""
        beats = self.beats()
        return _json({"status": "ok" if beats else "stuck"}, ok=beats)

    async def readiness(self, request: web.Request) -> web.StreamResponse:
        if not self._is_known(request):
            raise web.HTTPNotFound
        checks = await self.checks()
        ready = all(check.ok for check in checks.values())
        shown = {name: {"ok": check.ok, "reason": check.reason} for name, check in checks.items()}
        return _json({"ready": ready, "parts": shown}, ok=ready)

    async def metrics(self, request: web.Request) -> web.StreamResponse:
        if not self._may_read(request):
            raise web.HTTPNotFound
        return web.Response(
            body=await self.metrics_page(),
            headers={"Content-Type": METRICS_TYPE, "Cache-Control": "no-store"},
        )

    def _is_known(self, request: web.Request) -> bool:
        return (self.known_hosts or KnownHosts()).know(request)

    def _may_read(self, request: web.Request) -> bool:
        if self.secret is not None:
            given = request.headers.get("Authorization", "").encode("utf-8", "surrogateescape")
            return hmac.compare_digest(given, f"Bearer {self.secret}".encode())
        return self._is_known(request)


def _json(content: object, *, ok: bool) -> web.StreamResponse:
    return web.json_response(content, status=200 if ok else 503, headers={"Cache-Control": "no-store"})


@dataclass(frozen=True)
class MetricsPage:
    """Writes the page when it is called: what was counted, and how things are now. `backlog` asks the
    database; the others answer from memory."""

    metrics: Metrics
    pushing: Collection[str]
    clock: Callable[[], datetime]
    backlog: Callable[[], Awaitable[Mapping[str, Backlog]]]
    streams: Callable[[], int]
    sends: Callable[[str], bool]
    entries: Callable[[], int]
    lag: Callable[[], float]
    writes: Callable[[], bool]

    async def __call__(self) -> bytes:
        """The page as Prometheus reads it; without the outbox when the database is away."""
        now = CollectorRegistry()

        def gauge(name: str, promise: str, *labels: str) -> Gauge:
            return Gauge(f"segmentbot_{name}", promise, labels, registry=now)

        waiting = gauge("outbox_waiting", "Messages that wait for delivery", "channel")
        oldest = gauge("outbox_oldest_seconds", "Age of the oldest waiting message", "channel")
        database = gauge("database_up", "Whether the database answered this page")
        sender = gauge("sender_held", "Whether this process sends for the channel", "channel")
        gauge("streams_open", "Pages that listen now").set(self.streams())
        gauge("knowledge_entries", "Entries in use").set(self.entries())
        gauge("database_writable", "Whether the last write went well").set(self.writes())
        gauge("loop_lag_seconds", "Worst delay of the event loop in the last minute").set(self.lag())
        for channel in self.pushing:
            sender.labels(channel).set(self.sends(channel))
        try:
            backlog = await self.backlog()
        except DatabaseUnavailable:
            database.set(0)
        else:
            database.set(1)
            for channel in {*self.pushing, *backlog}:
                of_channel = backlog.get(channel, Backlog(0, None))
                age = (self.clock() - of_channel.oldest).total_seconds() if of_channel.oldest else 0
                waiting.labels(channel).set(of_channel.count)
                oldest.labels(channel).set(max(age, 0))
        return generate_latest(self.metrics.registry) + generate_latest(now)
