"""The port for metrics: counts what happened. Nothing here may fail or wait."""

from typing import Literal, Protocol

from bot.ports import DeliveryOutcome
from dialogs.turn.effects import Turn
from dialogs.turn.events import Incoming
from dialogs.turn.replies import DocumentFormat
from dialogs.turn.session import Session
from dialogs.turn.world import World

Failing = Literal["turn", "search", "delivery"]


class Metrics(Protocol):
    """Counts; it keeps no text and no name of a person or a chat."""

    def turned(self, incoming: Incoming, before: Session, world: World, turn: Turn, seconds: float) -> None:
        """The update's whole effect is committed."""
        ...

    def repeated(self, channel: str) -> None:
        """An update came that was taken before."""
        ...

    def searched(self, seconds: float) -> None:
        """The knowledge base was asked, for a question or for what might be one."""
        ...

    def delivered(self, channel: str, outcome: DeliveryOutcome | None) -> None:
        """A message was tried; None when a bug of ours was in the way."""
        ...

    def drawn(self, format: DocumentFormat, seconds: float) -> None:
        """A document was made."""
        ...

    def failed(self, what: Failing) -> None:
        """A bug of ours showed; the log has the same under a reference."""
        ...

    def set_aside(self, channel: str) -> None:
        """An update failed so often that it was put away."""
        ...

    def reloaded(self, *, accepted: bool) -> None:
        """The knowledge base changed on disk, and was taken or refused."""
        ...


class NoMetrics:
    """Metrics that count nothing: for the terminal, and for tests."""

    def turned(self, incoming: Incoming, before: Session, world: World, turn: Turn, seconds: float) -> None:
        return

    def repeated(self, channel: str) -> None:
        return

    def searched(self, seconds: float) -> None:
        return

    def delivered(self, channel: str, outcome: DeliveryOutcome | None) -> None:
        return

    def drawn(self, format: DocumentFormat, seconds: float) -> None:
        return

    def failed(self, what: Failing) -> None:
        return

    def set_aside(self, channel: str) -> None:
        return

    def reloaded(self, *, accepted: bool) -> None:
        return


NO_METRICS = NoMetrics()
