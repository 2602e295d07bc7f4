"""A small load balancer: each request goes to the next server, as behind nginx."""

from collections import Counter
from collections.abc import Sequence
from types import TracebackType
from typing import Self

import aiohttp
from aiohttp import web

# Of one hop only; the connection to the server is another than the one to the client.
_HOP = frozenset({"connection", "keep-alive", "transfer-encoding", "content-length", "host"})


class Balancer:
    """Round robin over `servers`. One that refuses a request, or breaks off before it answers, is passed
    over, for every event carries an id by which a repeat is known."""

    def __init__(self, servers: Sequence[str]) -> None:
        self._servers = list(servers)
        self._next = 0
        self.answered: Counter[str] = Counter()
        """How many requests each server answered."""
        self.address = ""

    async def __aenter__(self) -> Self:
        connector = aiohttp.TCPConnector(force_close=True, limit=0)
        # No cookie of one browser may reach another.
        jar = aiohttp.DummyCookieJar()
        self._session = aiohttp.ClientSession(connector=connector, cookie_jar=jar, auto_decompress=False)
        app = web.Application(client_max_size=64 * 1024 * 1024)
        app.router.add_route("*", "/{path:.*}", self._pass_on)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.address = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._session.close()
        await self._runner.cleanup()

    async def _pass_on(self, request: web.Request) -> web.StreamResponse:
        body = await request.read()
        headers = {name: value for name, value in request.headers.items() if name.lower() not in _HOP}
        headers |= {"X-Forwarded-Host": request.host, "X-Forwarded-For": request.remote or ""}
        for server in self._in_turn():
            try:
                answer = await self._session.request(
                    request.method,
                    f"{server}{request.raw_path}",
                    headers=headers,
                    data=body or None,
                    allow_redirects=False,
                    timeout=aiohttp.ClientTimeout(total=None),
                )
            except aiohttp.ClientConnectionError:
                continue
            self.answered[server] += 1
            async with answer:
                return await _copied(request, answer)
        return web.Response(status=502)

    def _in_turn(self) -> list[str]:
        first = self._next
        self._next = (first + 1) % len(self._servers)
        return self._servers[first:] + self._servers[:first]


async def _copied(request: web.Request, answer: aiohttp.ClientResponse) -> web.StreamResponse:
    response = web.StreamResponse(status=answer.status, reason=answer.reason)
    for name, value in answer.headers.items():
        if name.lower() not in _HOP:
            response.headers.add(name, value)
    await response.prepare(request)
    try:
        async for piece in answer.content.iter_any():
            await response.write(piece)
    except aiohttp.ClientError:
        # The server died in the middle: the browser must see a broken answer, not a short one.
        if request.transport is not None:
            request.transport.abort()
    except ConnectionError:
        pass  # the browser has left
    return response
