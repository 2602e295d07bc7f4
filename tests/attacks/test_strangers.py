"""What strangers ask and write: figures and states are not for them, and the log is not theirs to fill."""

import asyncio
import re
from contextlib import suppress

import pytest

from tests.attacks.bystander import undisturbed
from tests.attacks.raw import head, send
from tests.launcher.service import Service

pytestmark = pytest.mark.asyncio(loop_scope="module")
MALFORMED = (
    b"GARBAGE\r\n\r\n",
    b"GET / HTTP/9.9\r\n\r\n",
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: a\r\nno header\r\n\r\n",
    b"GET /" + b"a" * 9000 + b" HTTP/1.1\r\nHost: a\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"a" * 9000 + b"\r\n\r\n",
    b"POST /api/events HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n",
    b"POST /api/events HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    b"GET http://[ HTTP/1.1\r\nHost: a\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: a\r\nCookie: \x01\r\n\r\n",
    b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
)
MANY = 40


async def test_requests_that_are_no_http_write_one_line_a_second(service: Service) -> None:
    async def attack(request: bytes) -> None:
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            await send(service, request)

    before = len(service.log)
    clock = asyncio.get_running_loop().time
    began = clock()
    async with undisturbed(service):
        for _ in range(MANY):
            await asyncio.gather(*map(attack, MALFORMED))
    seconds = clock() - began
    lines = [line for line in service.log[before:].splitlines() if " INFO " not in line]
    assert lines and all("malformed requests count=" in line for line in lines)
    assert len(lines) <= seconds + 1
    assert "127.0.0.1" not in "".join(lines), "nobody's address"
    # What the last line could not count is counted by the next one.
    counted = sum(int(number) for number in re.findall("malformed requests count=([0-9]+)", "".join(lines)))
    assert counted <= MANY * len(MALFORMED)


async def test_who_leaves_in_the_middle_writes_nothing(service: Service) -> None:
    before = len(service.log)
    begun = head("POST", "/api/events", Content_Type="application/json", Content_Length="1000")
    async with undisturbed(service):
        for _ in range(MANY):
            _, writer = await asyncio.open_connection("127.0.0.1", service.port)
            writer.write(begun + b" ")
            await writer.drain()
            writer.transport.abort()
    assert " ERROR " not in service.log[before:] and "Error" not in service.log[before:]


@pytest.mark.parametrize("origin", ["http://[", "http://[" * 900, "[", "://", "http://a:b:c]"])
async def test_a_strange_origin_is_a_foreign_one(service: Service, origin: str) -> None:
    before = len(service.log)
    body = head("POST", "/api/events", Content_Type="application/json", Content_Length="2", Origin=origin)
    async with undisturbed(service):
        for _ in range(MANY):
            assert (await send(service, body, b"{}")).status == 403
    assert " ERROR " not in service.log[before:]


@pytest.mark.parametrize("path", ["/readyz", "/metrics"])
async def test_figures_and_states_are_not_for_strangers(service: Service, path: str) -> None:
    assert (await send(service, head("GET", path))).status == 200
    # Somebody behind a proxy; a page whose own name leads to this machine.
    assert (await send(service, head("GET", path, X_Forwarded_For="127.0.0.1"))).status == 404
    foreign = head("GET", path).replace(b"Host: 127.0.0.1", b"Host: rebound.example.com")
    assert (await send(service, foreign)).status == 404
    assert (await send(service, head("GET", "/healthz", X_Forwarded_For="8.8.8.8"))).status == 200
