"""The metrics as Prometheus metrics, in a registry of its own."""

from collections.abc import Iterable
from typing import get_args

from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector

from bot.ports import Delivered, DeliveryOutcome, Gone, Moved, Refused, Retry
from bot.telemetry.drop_off import DropOffStep, steps
from bot.telemetry.metrics import Failing
from dialogs.turn.effects import LogQuestion, SaveDraft, Turn
from dialogs.turn.events import Event, Incoming
from dialogs.turn.phrases import LANGUAGES
from dialogs.turn.replies import DocumentFormat
from dialogs.turn.session import Session
from dialogs.turn.world import World

_SECONDS = (0.005, 0.01, 0.02, 0.04, 0.08, 0.15, 0.3, 0.6, 1.2, 2.5, 5, 10)
_OUTCOMES = {
    Delivered: "delivered",
    Retry: "retry",
    Refused: "refused",
    Gone: "gone",
    Moved: "moved",
    type(None): "failed",
}
_KINDS = {kind: kind.__name__.lower() for kind in get_args(Event)}


class PrometheusMetrics:
    """Counts in memory, in this process; every label takes few, known values."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self._updates = self._counter("updates", "Updates taken, once each", "channel", "kind")
        self._repeats = self._counter("repeats", "Updates that came again and had no effect", "channel")
        self._set_aside = self._counter(
            "updates_set_aside", "Updates put away after five failures", "channel"
        )
        self._turn = self._seconds("turn", "From the update in hand to its commit", "channel")
        self._search = self._seconds("search", "Asking the knowledge base")
        self._questions = self._counter("questions", "Questions by what was found", "outcome", "language")
        self._deliveries = self._counter(
            "deliveries", "Tries to deliver a message, by what came of them", "channel", "outcome"
        )
        self._failures = self._counter("failures", "Bugs of ours, each in the log with its trail", "what")
        self._begun = self._counter("drafts_begun", "Profiles begun")
        self._finished = self._counter("profiles_finished", "Profiles finished, again after a change too")
        self._steps = self._counter(
            "interview_steps", "Questions shown, and what became of them", "field", "step"
        )
        self._documents = self._seconds("document", "Drawing one document", "format")
        self._reloads = self._counter("knowledge_reloads", "The knowledge base changed on disk", "result")

    def expect(self, channels: Iterable[str], fields: Iterable[str]) -> None:
        """Shows 0 for what can happen: a rate over a series that appears with its first event misses it."""
        for channel in channels:
            self._repeats.labels(channel)
            self._set_aside.labels(channel)
            self._turn.labels(channel)
            for kind in _KINDS.values():
                self._updates.labels(channel, kind)
            for outcome in _OUTCOMES.values():
                self._deliveries.labels(channel, outcome)
        for outcome in ("answer", "suggest", "unknown"):
            for language in LANGUAGES:
                self._questions.labels(outcome, language)
        for what in get_args(Failing):
            self._failures.labels(what)
        for format in get_args(DocumentFormat):
            self._documents.labels(format)
        for result in ("taken", "refused"):
            self._reloads.labels(result)
        for field in fields:
            for step in get_args(DropOffStep):
                self._steps.labels(field, step)

    def turned(self, incoming: Incoming, before: Session, world: World, turn: Turn, seconds: float) -> None:
        channel = incoming.address.channel
        self._updates.labels(channel, _KINDS[type(incoming.event)]).inc()
        self._turn.labels(channel).observe(seconds)
        for effect in turn.effects:
            match effect:
                case LogQuestion(_, outcome, _):
                    self._questions.labels(outcome, turn.session.language).inc()
                case SaveDraft(draft):
                    known = world.drafts.get(draft.id)
                    if known is None:
                        self._begun.inc()
                    if draft.status == "finished" and (known is None or known.status != "finished"):
                        self._finished.inc()
                case _:
                    pass
        for field, step in steps(before, world, turn):
            self._steps.labels(field, step).inc()

    def repeated(self, channel: str) -> None:
        self._repeats.labels(channel).inc()

    def searched(self, seconds: float) -> None:
        self._search.observe(seconds)

    def delivered(self, channel: str, outcome: DeliveryOutcome | None) -> None:
        self._deliveries.labels(channel, _OUTCOMES[type(outcome)]).inc()

    def drawn(self, format: DocumentFormat, seconds: float) -> None:
        self._documents.labels(format).observe(seconds)

    def failed(self, what: Failing) -> None:
        self._failures.labels(what).inc()

    def set_aside(self, channel: str) -> None:
        self._set_aside.labels(channel).inc()

    def reloaded(self, *, accepted: bool) -> None:
        self._reloads.labels("taken" if accepted else "refused").inc()

    def _counter(self, name: str, promise: str, *labels: str) -> Counter:
        return Counter(f"segmentbot_{name}", promise, labels, registry=self.registry)

    def _seconds(self, name: str, promise: str, *labels: str) -> Histogram:
        return Histogram(
            f"segmentbot_{name}_seconds", promise, labels, buckets=_SECONDS, registry=self.registry
        )
