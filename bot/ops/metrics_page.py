"""The page of `/metrics`: the counters of this process, and gauges read when the page is asked for."""

from collections.abc import Awaitable, Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from prometheus_client import CollectorRegistry, Gauge, generate_latest
from prometheus_client.core import Metric

from bot.ports import DatabaseUnavailable
from bot.store.waiting import Backlog
from bot.telemetry.prometheus import PrometheusMetrics


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
        metrics: PrometheusMetrics,
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
