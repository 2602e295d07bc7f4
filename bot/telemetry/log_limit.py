"""One line a second for what a stranger can make happen as often as they like: nobody can fill the log."""

import time
from collections import Counter

_SECONDS = 1.0


class LogLimit:
    """Counts what happens, by kind, between the lines about it."""

    def __init__(self) -> None:
        self._counts = Counter[str]()
        self._quiet_until: dict[str, float] = {}

    def due(self, kind: str) -> int:
        """How many of a kind there were since the last line about it; 0 when it is too early for another."""
        self._counts[kind] += 1
        if time.monotonic() < self._quiet_until.get(kind, 0.0):
            return 0
        self._quiet_until[kind] = time.monotonic() + _SECONDS
        return self._counts.pop(kind)
