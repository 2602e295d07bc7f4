"""What is counted, for Prometheus; which question a turn of the interview showed, and what became of the one
before."""

from collections.abc import Iterable, Iterator
from typing import Literal, get_args

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Histogram,
    ProcessCollector,
    disable_created_metrics,
)

from bot.ports import Delivered, DeliveryOutcome, Gone, Moved, Refused, Retry
from dialogs.interview.answers import NoData, Skipped
from dialogs.turn.effects import LogQuestion, SaveDraft, Turn
from dialogs.turn.events import Event, Incoming
from dialogs.turn.phrases import LANGUAGES
from dialogs.turn.replies import DocumentFormat
from dialogs.turn.session import AtConfirmation, AtQuestion, Session
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

Failing = Literal["turn", "search", "delivery"]
DropOffStep = Literal["shown", "answered", "no_data", "skipped", "kept", "refused"]
"""`kept`: the person went on with the answer that stood there. What was shown and nothing else, was left."""


class Metrics:
    """Counts what happened in this process, in a registry of its own, without a text and the name of a person
    or a chat; every label takes few, known values."""

    def __init__(self) -> None:
        # The moments at which each series began double the page.
        disable_created_metrics()  # type: ignore[no-untyped-call]
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
        """The update's whole effect is committed."""
        channel = incoming.address.channel
        self._updates.labels(channel, _KINDS[type(incoming.event)]).inc()
        self._turn.labels(channel).observe(seconds)
        for effect in turn.effects:
            match effect:
                case LogQuestion(_, outcome):
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
        """An update came that was taken before."""
        self._repeats.labels(channel).inc()

    def searched(self, seconds: float) -> None:
        """The knowledge base was asked, for a question or for what might be one."""
        self._search.observe(seconds)

    def delivered(self, channel: str, outcome: DeliveryOutcome | None) -> None:
        """A message was tried; None when a bug of ours was in the way."""
        self._deliveries.labels(channel, _OUTCOMES[type(outcome)]).inc()

    def drawn(self, format: DocumentFormat, seconds: float) -> None:
        """A document was made."""
        self._documents.labels(format).observe(seconds)

    def failed(self, what: Failing) -> None:
        """A bug of ours showed; the log has the same under a reference."""
        self._failures.labels(what).inc()

    def set_aside(self, channel: str) -> None:
        """An update failed so often that it was put away."""
        self._set_aside.labels(channel).inc()

    def reloaded(self, *, accepted: bool) -> None:
        """The knowledge base changed on disk, and was taken or refused."""
        self._reloads.labels("taken" if accepted else "refused").inc()

    def _counter(self, name: str, promise: str, *labels: str) -> Counter:
        return Counter(f"segmentbot_{name}", promise, labels, registry=self.registry)

    def _seconds(self, name: str, promise: str, *labels: str) -> Histogram:
        return Histogram(
            f"segmentbot_{name}_seconds", promise, labels, buckets=_SECONDS, registry=self.registry
        )


def steps(before: Session, world: World, turn: Turn) -> Iterator[tuple[str, DropOffStep]]:
    """Fields of the interview with what happened to them in the turn."""
    # Whether a written answer may go is asked in between.
    place = before.place.back if isinstance(before.place, AtConfirmation) else before.place
    asked = place if isinstance(place, AtQuestion) else None
    asks = turn.session.place if isinstance(turn.session.place, AtQuestion) else None
    same = asked is not None and asks is not None and (asked.draft, asked.path) == (asks.draft, asks.path)
    if asked is not None:
        became = _became(asked, asks if same else None, world, turn)
        if became is not None:
            yield asked.path.field, became
    if asks is not None and not same:
        yield asks.path.field, "shown"


def _became(asked: AtQuestion, still: AtQuestion | None, world: World, turn: Turn) -> DropOffStep | None:
    old = world.drafts.get(asked.draft)
    saved = [
        effect.draft
        for effect in turn.effects
        if isinstance(effect, SaveDraft) and effect.draft.id == asked.draft
    ]
    stood = old.at(asked.path) if old else None
    stands = saved[-1].at(asked.path) if saved else stood
    if stands is not None and stands != stood:
        match stands:
            case NoData():
                return "no_data"
            case Skipped():
                return "skipped"
            case _:
                return "answered"
    if still is not None:
        return "refused" if still.refused is not None and still.refused != asked.refused else None
    moved_on = isinstance(turn.session.place, AtQuestion) and turn.session.place.draft == asked.draft
    return "kept" if stands is not None and moved_on else None
