"""Token buckets: how much may be done at once, and how much in the long run."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass

_REMEMBERED = 20_000


@dataclass(slots=True)
class TokenBucket:
    """Holds at most `burst` tokens and gains one every `every` seconds; at the time `at` it has `tokens`."""

    burst: int
    every: float
    tokens: float
    at: float

    def wait(self, now: float, amount: int = 1) -> float:
        """Seconds until there are `amount` tokens; 0 when there are."""
        self.tokens = min(float(self.burst), self.tokens + (now - self.at) / self.every)
        self.at = now
        return max(0.0, (amount - self.tokens) * self.every)

    def take(self, now: float) -> None:
        """Takes a token, even one that is still to come."""
        self.wait(now)
        self.tokens -= 1.0


@dataclass(frozen=True, slots=True)
class Limit:
    """`burst` at once, `a_minute` in the long run; who exceeds both is closed out for `rest` seconds."""

    burst: int
    a_minute: float
    rest: float = 30.0


@dataclass(frozen=True, slots=True)
class Exceeded:
    """Not now, but in `wait` seconds; `first` of its episode."""

    wait: float
    first: bool


class TokenBuckets:
    """A token bucket for each of very many, in the memory of this process.

    `clock` counts seconds and never goes back. Those unheard for longest are forgotten, which gives them a
    full bucket.
    """

    def __init__(self, limit: Limit, clock: Callable[[], float]) -> None:
        self._limit = limit
        self._clock = clock
        self._buckets: OrderedDict[Hashable, TokenBucket] = OrderedDict()
        self._closed_until: dict[Hashable, float] = {}

    def take(self, who: Hashable) -> Exceeded | None:
        """Takes one of their tokens; asking while closed out does not prolong it."""
        now = self._clock()
        bucket = self._bucket(who, now)
        missing = bucket.wait(now) > 0
        closed_until = self._closed_until.get(who, 0.0)
        if now < closed_until:
            return Exceeded(closed_until - now, first=False)
        if missing:
            self._closed_until[who] = now + self._limit.rest
            return Exceeded(self._limit.rest, first=True)
        self._closed_until.pop(who, None)
        bucket.take(now)
        return None

    def _bucket(self, who: Hashable, now: float) -> TokenBucket:
        bucket = self._buckets.get(who)
        if bucket is None:
            limit = self._limit
            bucket = self._buckets[who] = TokenBucket(limit.burst, 60 / limit.a_minute, limit.burst, now)
            if len(self._buckets) > _REMEMBERED:
                forgotten, _ = self._buckets.popitem(last=False)
                self._closed_until.pop(forgotten, None)
        self._buckets.move_to_end(who)
        return bucket
