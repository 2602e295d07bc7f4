"""How fast Telegram may be written to: overall, per private chat, per group."""

from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass, field

# A little below Telegram's own so many a second, 1 a second after a short burst, 20 a minute: requests do
# not arrive as evenly as they leave.
OVERALL = (0.93, 1.1)  # of the rate, in so many seconds
PRIVATE_BURST = 3
PRIVATE_EVERY = 1.05
GROUP = (20, 61.0)
CHATS_REMEMBERED = 10_000
CHATS_OF_A_FLOOD = 3


@dataclass(slots=True)
class Window:
    """At most `most` in any `seconds`."""

    most: int
    seconds: float
    sent: deque[float] = field(default_factory=deque)

    def pause(self, now: float, spare: int = 0) -> float:
        while self.sent and self.sent[0] <= now - self.seconds:
            self.sent.popleft()
        excess = len(self.sent) + spare - self.most
        return 0.0 if excess < 0 else self.sent[min(excess, len(self.sent) - 1)] + self.seconds - now

    def take(self, now: float) -> None:
        self.sent.append(now)


@dataclass(slots=True)
class Bucket:
    """A few at once, then one every `every` seconds."""

    burst: int
    every: float
    level: float
    at: float

    def pause(self, now: float, spare: int = 0) -> float:
        self.level = min(float(self.burst), self.level + (now - self.at) / self.every)
        self.at = now
        return max(0.0, (1.0 + spare - self.level) * self.every)

    def take(self, now: float) -> None:
        self.pause(now)
        self.level -= 1.0


class Pace:
    """Counts what one process sends. Telegram's own word («retry after») comes first.

    It says to wait, not for whom. It is meant for the chat, unless several chats in a row hear it: then
    for all of us.
    """

    def __init__(self, clock: Callable[[], float], rate: int = 30) -> None:
        self._clock = clock
        share, seconds = OVERALL
        self._all = Window(max(round(rate * share), 1), seconds)
        self._chats: OrderedDict[str, Window | Bucket] = OrderedDict()
        self._held: dict[str | None, float] = {}
        self._refused: set[str] = set()

    def pause(self, chat: str, spare: int = 0) -> float:
        """Seconds until one more message may leave for the chat, and `spare` others behind it."""
        now = self._clock()
        held = max(self._holding(chat, now), self._holding(None, now))
        book = self._chats.get(chat)
        of_chat = 0.0 if book is None and spare == 0 else self._book(chat, now).pause(now, spare)
        return max(self._all.pause(now, spare), of_chat, held, 0.0)

    def take(self, chat: str, ago: float = 0.0) -> None:
        """A message leaves, or has left some seconds ago."""
        now = self._clock() - ago
        self._all.take(now)
        self._book(chat, now).take(now)

    def passed(self) -> None:
        """Telegram has taken a message: it does not want all of us to wait."""
        self._refused.clear()

    def refused(self, chat: str, seconds: float) -> bool:
        """Telegram wants to wait. Returns whether all chats do now."""
        self._refused.add(chat)
        self.hold(chat, seconds)
        if len(self._refused) < CHATS_OF_A_FLOOD:
            return False
        self.hold(None, seconds)
        return True

    def hold(self, chat: str | None, seconds: float) -> None:
        """Nothing for this chat, or for any, before `seconds` have passed."""
        until = self._clock() + seconds
        # Of several words for all, told at once, the longest counts; a chat's newest word is exact.
        self._held[chat] = max(until, self._held.get(None, until)) if chat is None else until

    def _holding(self, chat: str | None, now: float) -> float:
        held = self._held.get(chat, 0.0) - now
        if held <= 0:
            self._held.pop(chat, None)
        return held

    def _book(self, chat: str, now: float) -> Window | Bucket:
        book = self._chats.pop(chat, None)
        if book is None:
            group = chat.startswith("-")
            book = Window(*GROUP) if group else Bucket(PRIVATE_BURST, PRIVATE_EVERY, PRIVATE_BURST, now)
        self._chats[chat] = book
        while len(self._chats) > CHATS_REMEMBERED:
            self._chats.popitem(last=False)
        return book
