"""What the body of a request may be, and how much of bodies is received at once."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from aiohttp import web

from bot.web.texts import RefusedError

LARGEST_BODY = 2 * 1024 * 1024
"""Bytes of JSON: 100,000 characters pass even when every one is escaped as two surrogates."""
LARGEST_FORM = 64 * 1024
# Every connection may have one of these.
SMALL_BODY = 16 * 1024
MOST_BODIES_OF_ONE = 8 * 1024 * 1024
MOST_BODIES = 64 * 1024 * 1024
WAIT_SECONDS = 5


def refuse_body(request: web.Request) -> None:
    """Raises RefusedError for a body that is no plain JSON or too large, before a byte of it is read."""
    if not request.body_exists:
        return
    encodings = request.headers.getall("Content-Encoding", ())
    if any(encoding.strip().lower() not in ("", "identity") for encoding in encodings):
        raise RefusedError(415, "content_encoding")
    if request.content_length is None:
        # In chunks of one byte a body costs far more than it weighs; browsers and Telegram say the length.
        raise RefusedError(411, "no_length")
    if request.path.startswith("/team/"):
        # Pages without scripts send forms; they are small, and read by the team's handlers alone.
        if request.content_length > LARGEST_FORM:
            raise RefusedError(413, "too_large")
        if request.content_type == "application/x-www-form-urlencoded":
            return
    if request.content_length > LARGEST_BODY:
        raise RefusedError(413, "too_large")
    if request.content_type != "application/json":
        raise RefusedError(415, "content_type")


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
