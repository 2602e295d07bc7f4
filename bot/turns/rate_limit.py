"""The rate limit before the turn handler, by token buckets: who sends faster than people do has to wait."""

import math
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import partial

import structlog

from bot.notify import Notifier
from bot.ports import PULLING, IncomingHandler, Receipt
from bot.store.applied_effects import Conflict
from bot.store.message_rows import Sending
from bot.store.store import Store
from bot.store.unit_of_work import UnitOfWork
from dialogs.turn.effects import Turn
from dialogs.turn.events import Incoming, Pressed, Selected
from dialogs.turn.phrases import Phrases
from dialogs.turn.replies import Reply

log = structlog.get_logger(__name__)

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
    """A rate limit: `burst` at once, `a_minute` in the long run; who exceeds both is closed out for `rest`
    seconds."""

    burst: int
    a_minute: float
    rest: float = 30.0


@dataclass(frozen=True, slots=True)
class Exceeded:
    """A refusal of the rate limit: not now, but in `wait` seconds; `first` of its episode."""

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


@dataclass(eq=False, repr=False)
class RateLimit:
    """Passes on what a person sends as fast as `buckets` let it, in whatever chat they speak.

    What is refused costs neither a search nor a transaction, except the one warning of an episode. A
    channel that shows its own log keeps what it sent until we take it, and is told when (`Receipt.wait`).
    """

    handler: IncomingHandler
    buckets: TokenBuckets
    store: Store
    phrases: Phrases
    notifier: Notifier

    async def handle(self, incoming: Incoming) -> Receipt:
        address = incoming.address
        exceeded = self.buckets.take((address.channel, address.speaker))
        if exceeded is None:
            return await self.handler.handle(incoming)
        if exceeded.first:
            log.warning("too many messages", channel=address.channel)
        seconds = math.ceil(exceeded.wait)
        if address.channel in PULLING:
            return Receipt(accepted=False, wait=seconds)
        if isinstance(incoming.event, Pressed | Selected):
            language = incoming.language or "ru"
            return Receipt(False, self.phrases.label(language, "too-many-presses", seconds=seconds))
        if exceeded.first:
            await self._warn(incoming, exceeded)
        return Receipt(accepted=False)

    async def _warn(self, incoming: Incoming, exceeded: Exceeded) -> None:
        try:
            await self.store.transact(partial(self._warned, incoming, math.ceil(exceeded.wait)))
        except Conflict:
            return  # another message of theirs is being taken, so they are not left without a word
        self.notifier.notify(incoming.address)

    async def _warned(self, incoming: Incoming, seconds: int, work: UnitOfWork) -> None:
        address = incoming.address
        if not await work.accept(address.channel, incoming.update):
            return
        situation = await work.load(address)
        language = situation.session.language
        warning = self.phrases.text(language, "too-many-messages", seconds=seconds)
        turn = Turn(situation.session, (Reply(warning, tone="mistake", language=language),))
        sending = Sending(regarding=incoming.regarding, unasked=True)
        await work.save(address, situation, turn, sending)
