"""Measures event-loop lag: everything that this process does waits while the loop is late."""

import asyncio
from collections import deque
from collections.abc import Callable

LAG_SECONDS = 1.0
REMEMBERED_BEATS = 60
# A loop that is this late serves nobody.
STUCK_SECONDS = 10.0


class LoopLag:
    """Wakes once a second and remembers by how much it was late."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._late: deque[float] = deque(maxlen=REMEMBERED_BEATS)
        self._last = clock()

    @property
    def lag(self) -> float:
        """The worst delay of the last minute, in seconds."""
        return max(self._late, default=0.0)

    @property
    def beats(self) -> bool:
        return self._clock() - self._last < STUCK_SECONDS

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            self._last = self._clock()
            await asyncio.sleep(LAG_SECONDS)
            self._late.append(max(self._clock() - self._last - LAG_SECONDS, 0.0))
