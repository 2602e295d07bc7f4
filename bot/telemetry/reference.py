"""The short number by which a person, the team and the log speak of one event."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

LENGTH = 8

_current: ContextVar[str | None] = ContextVar("reference", default=None)


def reference() -> str | None:
    """That of the event being worked on; None between events."""
    return _current.get()


@contextmanager
def about(number: str | None) -> Iterator[None]:
    """Everything done in the block, threads included, belongs to the event `number`."""
    before = _current.set(number)
    try:
        yield
    finally:
        _current.reset(before)
