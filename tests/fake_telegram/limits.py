"""Telegram's flood limits, off until switched on."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from .refusal import Refusal

Clock = Callable[[], float]


@dataclass(slots=True)
class Window:
    """At most `most` messages in any `seconds`."""

    most: int
    seconds: float
    sent: deque[float] = field(default_factory=deque)

    def wait(self, now: float, amount: int) -> float:
        """How long until `amount` more are allowed; 0 when they are."""
        while self.sent and self.sent[0] <= now - self.seconds:
            self.sent.popleft()
        excess = len(self.sent) + amount - self.most
        if excess <= 0 or not self.sent:
            return 0.0
        return self.sent[min(excess, len(self.sent)) - 1] + self.seconds - now

    def take(self, now: float, amount: int) -> None:
        """Counts `amount` messages as sent."""
        self.sent.extend([now] * amount)


@dataclass(slots=True)
class Bucket:
    """One a second on average, a few at once tolerated: as in a private chat."""

    burst: int
    per_second: float
    level: float
    at: float

    def wait(self, now: float, amount: int) -> float:
        """How long until `amount` more are allowed; 0 when they are."""
        self.level = min(float(self.burst), self.level + (now - self.at) * self.per_second)
        self.at = now
        missing = min(amount, self.burst) - self.level
        return max(0.0, missing / self.per_second)

    def take(self, _now: float, amount: int) -> None:
        """Counts `amount` messages as sent."""
        self.level -= amount


class Limits:
    """30 a second overall, 1 a second to a person (a short burst passes), 20 a minute to a group.

    A breach answers 429 with `retry_after` and is counted; so is a request that comes back
    before its `retry_after` is over (`impatient`), which Telegram punishes with longer waits.
    """

    def __init__(self, clock: Clock, *, overall: int = 30, private_burst: int = 3, group: int = 20) -> None:
        self.clock = clock
        self.on = False
        self.overall, self.private_burst, self.group = overall, private_burst, group
        self.breaches = 0
        self.impatient = 0
        self._all = Window(overall, 1.0)
        self._chats: dict[int, Window | Bucket] = {}
        self._until: dict[int | None, float] = {}

    def switch_on(self) -> None:
        """From now on the limits hold, counting from nothing."""
        self.on = True
        self._all = Window(self.overall, 1.0)
        self._chats.clear()
        self._until.clear()

    def judge(self, chat_id: int, *, private: bool, amount: int = 1) -> None:
        """Lets a message pass, or refuses it with 429."""
        if not self.on:
            return
        now = self.clock()
        book = self._chats.get(chat_id)
        if book is None:
            burst = self.private_burst
            book = Bucket(burst, 1.0, float(burst), now) if private else Window(self.group, 60.0)
            self._chats[chat_id] = book
        chat_wait, all_wait = book.wait(now, amount), self._all.wait(now, amount)
        wait = max(chat_wait, all_wait)
        if wait <= 0:
            book.take(now, amount)
            self._all.take(now, amount)
            return
        self.breaches += 1
        key = chat_id if chat_wait > 0 else None
        self.impatient += now < self._until.get(key, 0.0)
        seconds = max(1, math.ceil(wait))
        self._until[key] = now + seconds
        raise Refusal(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)
