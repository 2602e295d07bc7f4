"""How much somebody may ask for in a while: a bucket of tokens for each, in the memory of this process."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass

_REMEMBERED = 20_000


@dataclass(frozen=True, slots=True)
class Limit:
    """`burst` at once, `a_minute` for ever; who exceeds both is closed out for `rest` seconds."""

    burst: int
    a_minute: float
    rest: float = 30.0


@dataclass(frozen=True, slots=True)
class Refused:
    """Not now, but in `wait` seconds; `first` of its episode."""

    wait: float
    first: bool


@dataclass(slots=True)
class _TokenBucket:
    tokens: float
    at: float
    closed_until: float = 0.0


class TokenBuckets:
    """`clock` counts seconds and never goes back. Of very many, those unheard for longest are forgotten,
    which gives them a full bucket."""

    def __init__(self, limit: Limit, clock: Callable[[], float]) -> None:
        self._limit = limit
        self._clock = clock
        self._buckets: OrderedDict[Hashable, _TokenBucket] = OrderedDict()

    def take(self, who: Hashable) -> Refused | None:
        """One token of theirs; what is asked for while closed out makes it no longer."""
        now = self._clock()
        bucket = self._buckets.get(who)
        if bucket is None:
            bucket = self._buckets[who] = _TokenBucket(self._limit.burst, now)
            if len(self._buckets) > _REMEMBERED:
                self._buckets.popitem(last=False)
        self._buckets.move_to_end(who)
        gained = (now - bucket.at) * self._limit.a_minute / 60
        bucket.tokens, bucket.at = min(bucket.tokens + gained, self._limit.burst), now
        if now < bucket.closed_until:
            return Refused(bucket.closed_until - now, first=False)
        if bucket.tokens < 1:
            bucket.closed_until = now + self._limit.rest
            return Refused(self._limit.rest, first=True)
        bucket.tokens -= 1
        return None
