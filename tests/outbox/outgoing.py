"""A messenger that the tests command."""

from collections.abc import Callable
from dataclasses import dataclass, field

from bot.ports import Delivered, DeliveryContext, DeliveryOutcome, Retry
from dialogs.turn.events import Address
from dialogs.turn.replies import Reply


@dataclass
class Messenger:
    """Remembers what it was given; `answers` decides on each, `Delivered` when it returns None. It takes
    `room` messages at once."""

    name: str = "push"
    got: list[tuple[str, str, str | None]] = field(default_factory=list)
    retired: list[tuple[str, str]] = field(default_factory=list)
    traces: dict[str, str | None] = field(default_factory=dict)
    room: int = 10
    held: dict[str | None, float] = field(default_factory=dict)
    recalled: list[tuple[str, float]] = field(default_factory=list)
    answers: Callable[[str, str], DeliveryOutcome | None] = lambda chat, text: None

    def pause(self, chat: str, spare: int = 0) -> float:
        return 0.0 if spare < self.room else 60.0

    def hold(self, chat: str | None, seconds: float) -> None:
        self.held[chat] = seconds

    def recall(self, chat: str, ago: float) -> None:
        self.recalled.append((chat, ago))

    async def retire(self, to: Address, message: str, trace: Reply | None = None) -> Retry | None:
        self.retired.append((to.chat, message))
        self.traces[to.chat] = trace.body.plain() if trace is not None else None
        return None

    async def deliver(self, to: Address, reply: Reply, context: DeliveryContext) -> DeliveryOutcome:
        text = reply.body.plain()
        outcome = self.answers(to.chat, text)
        if outcome is not None and not isinstance(outcome, Delivered):
            return outcome
        self.got.append((to.chat, text, context.in_place))
        return outcome or Delivered(f"m{len(self.got)}")

    def texts(self, chat: str) -> list[str]:
        return [text for to, text, _ in self.got if to == chat]
