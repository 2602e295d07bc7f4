"""Limits of the web server's connections, so that the process always has file descriptors left."""

import asyncio
import contextlib
import time
from collections import OrderedDict, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import structlog
from aiohttp import StreamReader, web, web_protocol
from aiohttp.http_exceptions import BadHttpMessage, HttpProcessingError
from aiohttp.typedefs import Handler

from bot.telemetry.log import LogLimit
from bot.turns.rate_limit import TokenBucket

log = structlog.get_logger(__name__)

MOST_DESCRIPTORS = 8192
"""More would be more memory than a small machine has: a connection takes some 20 kB."""

LARGEST_HEAD = 32 * 1024
"""Bytes of the first line and the headers of a request, as with nginx."""

LONGEST_REQUEST_LINE = 2048
"""Bytes of a request's first line; our longest address has some hundred."""
# Bodies are not unpacked: aiohttp would do so on the event loop, before any handler is asked. What is left of
# a body is waited for no longer than a client needs to see the answer; a small buffer bounds what is parsed
# at once.
CONNECTION = {
    "auto_decompress": False,
    "lingering_time": 2.0,
    "read_bufsize": 2**16,
    "max_line_size": LONGEST_REQUEST_LINE,
}

# Of each connection 32 requests would be parsed ahead, and those of a crowd before anybody else is served.
web_protocol.MAX_MSG_QUEUE_SIZE = 2

# Requests that one connection may send without waiting for its turn: a page opens with some thirty on six.
BURST, A_SECOND = 10, 20.0
# So many requests begin while the event loop looks once at everybody, however many came in that moment.
BEGUN_AT_ONCE = 2
# Seconds in which a thread that waits for Python's lock gets it; it may keep it longer.
LEFT_TO_THREADS = 0.0001
PROBED = "/healthz"
# Whoever connects in a crowd must not wait until all of it is let in.
MOST_ACCEPTED = 64


@dataclass(frozen=True)
class DescriptorLimits:
    """How many file descriptors may be connections: half of the `descriptors`. The others are a reserve: for
    the database, documents, messengers, and for connections that have been accepted but not yet counted."""

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
        return max(min(self.descriptors // 16, MOST_ACCEPTED), 1)


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


class RequestQueue:
    """Lets the requests of a crowd take turns, those who send many after all others; it holds up nobody who
    comes alone."""

    def __init__(self) -> None:
        self._begun = 0
        self._patient, self._hasty = deque[asyncio.Future[None]](), deque[asyncio.Future[None]]()

    async def wait(self, *, hasty: bool) -> None:
        """Returns when it is the caller's turn."""
        loop = asyncio.get_running_loop()
        if self._begun < BEGUN_AT_ONCE and not self._patient and not self._hasty:
            self._begun += 1
            if self._begun == 1:
                loop.call_soon(self._next, loop)
            return
        turn: asyncio.Future[None] = loop.create_future()
        (self._hasty if hasty else self._patient).append(turn)
        await turn

    def _next(self, loop: asyncio.AbstractEventLoop) -> None:
        if self._patient or self._hasty:
            # A thread gets Python's lock from a loop that never rests only by luck: it is let go of and taken
            # back in one system call, long before the thread wakes. Searches and the database would starve.
            time.sleep(LEFT_TO_THREADS)
        self._begun = 0
        while self._begun < BEGUN_AT_ONCE and (queue := self._patient or self._hasty):
            turn = queue.popleft()
            if not turn.done():
                turn.set_result(None)
                self._begun += 1
        if self._begun:
            loop.call_soon(self._next, loop)


class ConnectionLimit:
    """Bounds the open connections. One too many closes the one that has kept us waiting longest: for a
    request, for the rest of one, or for an answer to be read. One whose request is handled is not closed."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._waiting: OrderedDict[LimitedConnection, None] = OrderedDict()
        self._at_work = 0
        self.queue = RequestQueue()

    def factory(self, server: web.Server, **more: Any) -> Callable[[], "LimitedConnection"]:
        """Makes the protocol of each connection that is accepted."""
        errors = RequestErrors()
        return lambda: LimitedConnection(self, server, logger=errors, **more)

    def wait(self, connection: "LimitedConnection") -> None:
        """Notes that the client is waited for from now on."""
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
        """Keeps the connection from being closed for others while the block runs."""
        self._waiting.pop(connection, None)
        self._at_work += 1
        try:
            yield
        finally:
            self._at_work -= 1
            self.wait(connection)


class LimitedConnection(web.RequestHandler):
    """A connection that tells the limit when it waits for the client, and ends with too long a head."""

    __slots__ = ("answered", "body", "head", "limit", "requests")

    def __init__(self, limit: ConnectionLimit, server: web.Server, **more: Any) -> None:
        super().__init__(server, **more)
        self.limit = limit
        self.answered = 0
        self.body: StreamReader | None = None
        self.head = 0
        self.requests = TokenBucket(BURST, 1 / A_SECOND, BURST, self._loop.time())

    async def start(self) -> None:
        try:
            await super().start()
        except ValueError:
            # aiohttp makes the request outside of its own net: a host of no alphabet would be waited for.
            self.log_exception("", exc_info=BadHttpMessage("no address"))
            if self.transport is not None:
                self.transport.close()

    async def wait_for_turn(self, path: str) -> None:
        """Who sends the next request before this one is answered, or sends very many, comes after others; a
        probe does not wait."""
        now = self._loop.time()
        hasty = bool(self._messages) or self.requests.wait(now) > 0
        self.requests.take(now)
        if hasty:
            # What was not answered in time is not saved up: slower from now on, it is served at once again.
            self.requests.tokens = max(self.requests.tokens, -1.0)
        if hasty or path != PROBED:
            await self.limit.queue.wait(hasty=hasty)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        # aiohttp bounds each line and their number, which is a megabyte.
        is_head = self.answered == self._request_count and (self.body is None or self.body.is_eof())
        self.head = self.head + len(data) if is_head else 0
        if self.head > LARGEST_HEAD and self.transport is not None:
            self.transport.abort()

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
    connection.body = request.content
    try:
        await connection.wait_for_turn(request.path)
        if not request.content.is_eof():
            connection.limit.wait(connection)
            return await handler(request)
        with connection.limit.at_work(connection):
            return await handler(request)
    finally:
        connection.answered += 1
