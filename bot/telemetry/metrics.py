"""What metrics count. Nothing here may fail or wait."""

from typing import Literal

from bot.ports import DeliveryOutcome
from dialogs.turn.effects import Turn
from dialogs.turn.events import Incoming
from dialogs.turn.replies import DocumentFormat
from dialogs.turn.session import Session
from dialogs.turn.world import World

Failing = Literal["turn", "search", "delivery"]


class Metrics:
    """Counts what happened, without a text and the name of a person or a chat; this one counts nothing, for
    the terminal and for tests."""

    def turned(self, incoming: Incoming, before: Session, world: World, turn: Turn, seconds: float) -> None:
        """The update's whole effect is committed."""

    def repeated(self, channel: str) -> None:
        """An update came that was taken before."""

    def searched(self, seconds: float) -> None:
        """The knowledge base was asked, for a question or for what might be one."""

    def delivered(self, channel: str, outcome: DeliveryOutcome | None) -> None:
        """A message was tried; None when a bug of ours was in the way."""

    def drawn(self, format: DocumentFormat, seconds: float) -> None:
        """A document was made."""

    def failed(self, what: Failing) -> None:
        """A bug of ours showed; the log has the same under a reference."""

    def set_aside(self, channel: str) -> None:
        """An update failed so often that it was put away."""

    def reloaded(self, *, accepted: bool) -> None:
        """The knowledge base changed on disk, and was taken or refused."""


NO_METRICS = Metrics()
