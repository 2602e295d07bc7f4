"""HTTP routes for operators: liveness, readiness, and metrics as Prometheus reads them."""

import hmac
from collections.abc import Awaitable, Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from urllib.parse import urlsplit

from aiohttp import web
from prometheus_client import CollectorRegistry, Gauge, generate_latest
from prometheus_client.core import Metric

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
    """Without its port; empty for what is no host."""
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


@dataclass(frozen=True, slots=True)
class Gauges:
    """What is read for the page. `backlog` asks the database; the others answer from memory."""

    backlog: Callable[[], Awaitable[Mapping[str, Backlog]]]
    streams: Callable[[], int]
    sends: Callable[[str], bool]
    entries: Callable[[], int]
    lag: Callable[[], float]
    writes: Callable[[], bool]


class MetricsPage:
    """Writes the page when it is called."""

    def __init__(
        self,
        metrics: Metrics,
        gauges: Gauges,
        pushing: Collection[str],
        clock: Callable[[], datetime],
    ) -> None:
        self._metrics = metrics
        self._gauges = gauges
        self._pushing = pushing
        self._clock = clock
        self._now = CollectorRegistry()
        self._waiting = self._gauge("outbox_waiting", "Messages that wait for delivery", "channel")
        self._oldest = self._gauge("outbox_oldest_seconds", "Age of the oldest waiting message", "channel")
        self._database = self._gauge("database_up", "Whether the database answered this page")
        self._sender = self._gauge("sender_held", "Whether this process sends for the channel", "channel")
        self._gauge("streams_open", "Pages that listen now").set_function(lambda: float(gauges.streams()))
        self._gauge("knowledge_entries", "Entries in use").set_function(lambda: float(gauges.entries()))
        self._gauge("database_writable", "Whether the last write went well").set_function(
            lambda: float(gauges.writes())
        )
        self._gauge("loop_lag_seconds", "Worst delay of the event loop in the last minute").set_function(
            gauges.lag
        )

    async def __call__(self) -> bytes:
        """The page as Prometheus reads it; without the outbox when the database is away."""
        self._waiting.clear()
        self._oldest.clear()
        for channel in self._pushing:
            self._sender.labels(channel).set(self._gauges.sends(channel))
        try:
            backlog = await self._gauges.backlog()
        except DatabaseUnavailable:
            self._database.set(0)
        else:
            self._database.set(1)
            for channel in {*self._pushing, *backlog}:
                waiting = backlog.get(channel, Backlog(0, None))
                age = (self._clock() - waiting.oldest).total_seconds() if waiting.oldest else 0
                self._waiting.labels(channel).set(waiting.count)
                self._oldest.labels(channel).set(max(age, 0))
        return generate_latest(_Both(self._metrics.registry, self._now))

    def _gauge(self, name: str, promise: str, *labels: str) -> Gauge:
        return Gauge(f"segmentbot_{name}", promise, labels, registry=self._now)


class _Both:
    """Two registries as one, without the moments at which each series began: they double the page."""

    def __init__(self, *registries: CollectorRegistry) -> None:
        self._registries = registries

    def collect(self) -> Iterator[Metric]:
        for registry in self._registries:
            for metric in registry.collect():
                metric.samples = [each for each in metric.samples if not each.name.endswith("_created")]
                yield metric
