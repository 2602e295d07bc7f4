"""The open connections of the web server: there are never so many that the next one finds no room."""

from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from aiohttp import web
from aiohttp.typedefs import Handler


class Connections:
    """At most so many. One more closes the one that we have been waiting for longest: for a request, for the
    rest of one, or for an answer to be read. Where we are at work ourselves is not closed."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._waiting: OrderedDict[Connection, None] = OrderedDict()
        self._at_work = 0

    def factory(self, server: web.Server, **more: Any) -> Callable[[], "Connection"]:
        """Makes the protocol of each connection that is accepted."""
        return lambda: Connection(self, server, **more)

    def wait(self, connection: "Connection") -> None:
        """From now on it is the client's turn."""
        if connection.transport is None:
            return
        self._waiting[connection] = None
        self._waiting.move_to_end(connection)
        if len(self._waiting) + self._at_work > self._most:
            longest, _ = self._waiting.popitem(last=False)
            if longest.transport is not None:
                # A close would wait for a client that does not read.
                longest.transport.abort()

    def lost(self, connection: "Connection") -> None:
        self._waiting.pop(connection, None)

    @contextmanager
    def at_work(self, connection: "Connection") -> Iterator[None]:
        """While the block runs it is our turn."""
        self._waiting.pop(connection, None)
        self._at_work += 1
        try:
            yield
        finally:
            self._at_work -= 1
            self.wait(connection)


class Connection(web.RequestHandler):
    """One of the connections."""

    __slots__ = ("connections",)

    def __init__(self, connections: Connections, server: web.Server, **more: Any) -> None:
        super().__init__(server, **more)
        self.connections = connections

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self.connections.wait(self)

    def connection_lost(self, exc: BaseException | None) -> None:
        self.connections.lost(self)
        super().connection_lost(exc)


@web.middleware
async def note_turn(request: web.Request, handler: Handler) -> web.StreamResponse:
    """It is our turn when the request is there as a whole, until the answer begins to be sent."""
    connection = request.protocol
    if not isinstance(connection, Connection):
        return await handler(request)
    if not request.content.is_eof():
        connection.connections.wait(connection)
        return await handler(request)
    with connection.connections.at_work(connection):
        return await handler(request)
