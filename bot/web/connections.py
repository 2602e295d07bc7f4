"""Limits of the web server's connections, so that the process always has file descriptors left."""

import contextlib
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import structlog
from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError
from aiohttp.typedefs import Handler

from bot.telemetry.log_limit import LogLimit

log = structlog.get_logger(__name__)

MOST_DESCRIPTORS = 8192
"""More would be more memory than a small machine has: a connection takes some 20 kB."""


@dataclass(frozen=True)
class DescriptorLimits:
    """Half of the file `descriptors` are for connections. The others are a reserve: for the database,
    documents, messengers, and for connections that have been accepted but not yet counted."""

    descriptors: int

    @property
    def connections(self) -> int:
        return self.descriptors // 2

    @property
    def streams(self) -> int:
        """Whoever opens the page, asks or probes needs connections too."""
        return self.connections * 3 // 4

    @property
    def accepted_at_once(self) -> int:
        return max(self.descriptors // 16, 1)


def raise_descriptor_limit() -> DescriptorLimits:
    """Raises the soft limit of this process to the hard one, within bounds."""
    try:
        import resource  # noqa: PLC0415
    except ImportError:  # Windows
        return DescriptorLimits(512)
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_DESCRIPTORS if hard == resource.RLIM_INFINITY else min(hard, MOST_DESCRIPTORS)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        # A container's own rules may forbid it.
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
            soft = wanted
    return DescriptorLimits(
        MOST_DESCRIPTORS if soft == resource.RLIM_INFINITY else min(soft, MOST_DESCRIPTORS)
    )


class ConnectionLimit:
    """Bounds the open connections. One too many closes the one that has kept us waiting longest: for a
    request, for the rest of one, or for an answer to be read. One whose request is handled is not closed."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._waiting: OrderedDict[LimitedConnection, None] = OrderedDict()
        self._at_work = 0

    def factory(self, server: web.Server, **more: Any) -> Callable[[], "LimitedConnection"]:
        """Makes the protocol of each connection that is accepted."""
        errors = RequestErrors()
        return lambda: LimitedConnection(self, server, logger=errors, **more)

    def wait(self, connection: "LimitedConnection") -> None:
        """From now on the client is waited for."""
        if connection.transport is None:
            return
        self._waiting[connection] = None
        self._waiting.move_to_end(connection)
        if len(self._waiting) + self._at_work > self._most:
            longest, _ = self._waiting.popitem(last=False)
            if longest.transport is not None:
                # A close would wait for a client that does not read.
                longest.transport.abort()

    def lost(self, connection: "LimitedConnection") -> None:
        self._waiting.pop(connection, None)

    @contextmanager
    def at_work(self, connection: "LimitedConnection") -> Iterator[None]:
        """While the block runs the connection is not closed for others."""
        self._waiting.pop(connection, None)
        self._at_work += 1
        try:
            yield
        finally:
            self._at_work -= 1
            self.wait(connection)


class LimitedConnection(web.RequestHandler):
    """A connection that tells the limit when it waits for the client."""

    __slots__ = ("limit",)

    def __init__(self, limit: ConnectionLimit, server: web.Server, **more: Any) -> None:
        super().__init__(server, **more)
        self.limit = limit

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self.limit.wait(self)

    def connection_lost(self, exc: BaseException | None) -> None:
        self.limit.lost(self)
        super().connection_lost(exc)


class RequestErrors:
    """What aiohttp logs of requests, without the addresses of people; of each kind one line a second."""

    def __init__(self) -> None:
        self._limit = LogLimit()

    def debug(self, *_: object, **__: object) -> None:
        """What clients do is nobody's concern."""

    def exception(self, _message: str, *_: object, exc_info: BaseException | None = None) -> None:
        # Whoever leaves in the middle of a request has left.
        if exc_info is None or isinstance(exc_info, ConnectionError):
            return
        is_malformed, name = isinstance(exc_info, HttpProcessingError), type(exc_info).__name__
        if not (count := self._limit.due("malformed" if is_malformed else name)):
            return
        if is_malformed:
            log.warning("malformed requests", count=count, error=name)
        else:
            log.error("request failed", count=count, exc_info=exc_info)


@web.middleware
async def mark_at_work(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Marks the connection as at work from the moment the whole request is there until it is answered."""
    connection = request.protocol
    if not isinstance(connection, LimitedConnection):
        return await handler(request)
    if not request.content.is_eof():
        connection.limit.wait(connection)
        return await handler(request)
    with connection.limit.at_work(connection):
        return await handler(request)
