"""How many bytes of bodies may be on their way at once: they are kept in memory until they are whole."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from bot.web.texts import RefusedError

# Every connection may have one of these.
SMALL_BODY = 16 * 1024
MOST_BODIES_OF_ONE = 8 * 1024 * 1024
MOST_BODIES = 64 * 1024 * 1024
WAIT_SECONDS = 5


class BodyLimits:
    """Bounds how many bytes are being received, of an address and in all."""

    def __init__(self) -> None:
        self._bytes = Counter[str]()

    @contextmanager
    def receiving(self, address: str, length: int) -> Iterator[None]:
        """Counts a body while the block runs. Raises RefusedError for one too many."""
        if length <= SMALL_BODY:
            yield
            return
        if self._bytes[address] + length > MOST_BODIES_OF_ONE or self._bytes.total() + length > MOST_BODIES:
            raise RefusedError(429, "too_many", WAIT_SECONDS)
        self._bytes[address] += length
        try:
            yield
        finally:
            self._bytes[address] -= length
            if not self._bytes[address]:
                del self._bytes[address]
