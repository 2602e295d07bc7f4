"""Bounds of the processor's time, counted in seconds of one reference machine: another one may take longer
for everything."""

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class TooSlow(Exception):
    """The processor's time is over."""


# What `slowness` has the processor do takes so long on the reference machine, two virtual processors, when
# nobody else uses what lies under them; when somebody does, everything takes up to twice as long.
REFERENCE_SECONDS = 0.0105


def slowness() -> float:
    """How many times as long as the reference machine this one takes at the moment; never less than once.

    It is measured by a loop of the processor's alone: a machine that is quick at it may be no quicker at
    memory, locks and system calls.
    """
    began = time.thread_time()
    found: dict[int, int] = {}
    for number in range(100_000):
        found[number % 97] = found.get(number % 97, 0) + number
    return max(1.0, (time.thread_time() - began) / REFERENCE_SECONDS)


@contextmanager
def bounded(seconds: float) -> Iterator[None]:
    """Counts the time of this process alone, however busy the machine is."""

    def ends(_number: int, _frame: FrameType | None) -> None:
        raise TooSlow

    before = signal.signal(signal.SIGVTALRM, ends)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
