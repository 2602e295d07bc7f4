"""What a messenger takes: sizes of messages and keyboards, how many in a while; and keeping to it."""

from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.turns.rate_limit import TokenBucket

CHATS_REMEMBERED = 10_000


@dataclass(frozen=True, slots=True)
class MessageLimits:
    """Sizes. Texts are counted in UTF-16 units, as messengers do; `button_id` in bytes of UTF-8.
    `copied`: of a text that one button copies."""

    text: int
    caption: int
    toast: int
    buttons: int
    button_id: int
    button_label: int
    copied: int


@dataclass(frozen=True, slots=True)
class WindowLimit:
    """A limit of at most `most` messages in any `seconds`."""

    most: int
    seconds: float


@dataclass(frozen=True, slots=True)
class BurstLimit:
    """A limit of at most `burst` messages at once, and one every `every` seconds in the long run."""

    burst: int
    every: float


@dataclass(frozen=True, slots=True)
class SendingLimits:
    """How many messages a messenger takes from one bot: to all chats, to a person, to a group. When so many
    chats in a row are told to wait, `flooded_chats`, it is meant for all of them."""

    overall: WindowLimit
    person: BurstLimit
    group: WindowLimit
    flooded_chats: int


@dataclass(slots=True)
class Window:
    """Counts what was sent against a limit. A token bucket that kept it would send half as fast."""

    limit: WindowLimit
    sent: deque[float] = field(default_factory=deque)

    def wait(self, now: float, amount: int = 1) -> float:
        """Seconds until `amount` messages may leave; 0 when they may."""
        while self.sent and self.sent[0] <= now - self.limit.seconds:
            self.sent.popleft()
        excess = len(self.sent) + amount - 1 - self.limit.most
        if excess < 0:
            return 0.0
        return self.sent[min(excess, len(self.sent) - 1)] + self.limit.seconds - now

    def take(self, now: float) -> None:
        self.sent.append(now)


class Pace:
    """Counts what one process sends. The messenger's own word («retry after») comes first.

    It says to wait, not for whom. It is meant for the chat, unless several chats in a row hear it: then
    for all of them.
    """

    def __init__(
        self, limits: SendingLimits, is_group: Callable[[str], bool], clock: Callable[[], float]
    ) -> None:
        self._limits = limits
        self._is_group = is_group
        self._clock = clock
        self._all = Window(limits.overall)
        self._chats: OrderedDict[str, Window | TokenBucket] = OrderedDict()
        self._held: dict[str | None, float] = {}
        self._refused: set[str] = set()

    def pause(self, chat: str, spare: int = 0) -> float:
        """Seconds until one more message may leave for the chat, and `spare` others behind it."""
        now = self._clock()
        held = max(self._holding(chat, now), self._holding(None, now))
        counter = self._chats.get(chat)
        of_chat = 0.0 if counter is None and spare == 0 else self._counter(chat, now).wait(now, 1 + spare)
        return max(self._all.wait(now, 1 + spare), of_chat, held, 0.0)

    def take(self, chat: str, ago: float = 0.0) -> None:
        """Counts a message that leaves, or has left some seconds ago."""
        now = self._clock() - ago
        self._all.take(now)
        self._counter(chat, now).take(now)

    def passed(self) -> None:
        """Notes that the messenger has taken a message: it does not want all of us to wait."""
        self._refused.clear()

    def refused(self, chat: str, seconds: float) -> bool:
        """Notes that the messenger wants to wait. Returns whether all chats do now."""
        self._refused.add(chat)
        self.hold(chat, seconds)
        if len(self._refused) < self._limits.flooded_chats:
            return False
        self.hold(None, seconds)
        return True

    def hold(self, chat: str | None, seconds: float) -> None:
        """Lets nothing leave for this chat, or for any, before `seconds` have passed."""
        until = self._clock() + seconds
        # Of several words for all, told at once, the longest counts; a chat's newest word is exact.
        self._held[chat] = max(until, self._held.get(None, until)) if chat is None else until

    def _holding(self, chat: str | None, now: float) -> float:
        held = self._held.get(chat, 0.0) - now
        if held <= 0:
            self._held.pop(chat, None)
        return held

    def _counter(self, chat: str, now: float) -> Window | TokenBucket:
        counter = self._chats.pop(chat, None)
        if counter is None:
            limits = self._limits
            counter = (
                Window(limits.group)
                if self._is_group(chat)
                else TokenBucket(limits.person.burst, limits.person.every, limits.person.burst, now)
            )
        self._chats[chat] = counter
        while len(self._chats) > CHATS_REMEMBERED:
            self._chats.popitem(last=False)
        return counter
