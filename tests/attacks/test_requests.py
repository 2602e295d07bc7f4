"""Requests that cost more than they weigh, and very many at once on few connections."""

import asyncio
import resource
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from tests.attacks.bystander import WITHIN, probe, seconds, undisturbed
from tests.attacks.raw import head, send
from tests.launcher.service import Service

pytestmark = pytest.mark.asyncio(loop_scope="module")
CONNECTIONS, REQUESTS = 150, 60
HOSTS = (b"xn--" + b"a" * 50, b"xn--.", b"\xff.ru", b"[", b"a" * 1500)

PIPELINED = {
    "thousands of cookies": head("GET", "/api/session", Cookie="a=b; " * 1600),
    "cookies of signs": head("GET", "/api/session", Cookie='a="\\"; ' * 1000),
    "a way up and up": head("GET", "/assets/a/" + "../" * 2500),
    "a long query": head("GET", "/api/entries?" + "a&" * 900),
    "languages": head("GET", "/", Accept_Language="ru;q=0.5" + ",a;q=0.5" * 900),
    "ranges": head("GET", "/api/entries", Range="bytes=" + "0-0," * 1900),
    "many headers": head("GET", "/healthz")[:-2] + b"A: b\r\n" * 120 + b"\r\n",
    "packed anew": head("GET", "/", Accept_Encoding="deflate"),
    "what is not there": b"".join(
        head(method, "/api/nothing") for method in ("TRACE", "OPTIONS", "HEAD", "PUT")
    ),
}


@pytest.mark.parametrize("kind", PIPELINED)
async def test_requests_without_waiting_for_answers_make_nobody_wait(service: Service, kind: str) -> None:
    logged = len(service.log)
    async with undisturbed(service):
        await asyncio.gather(*(pipelined(service, PIPELINED[kind]) for _ in range(CONNECTIONS)))
    assert " ERROR " not in service.log[logged:]


async def pipelined(service: Service, request: bytes) -> None:
    """Sends all requests at once and reads what comes, as far as the service lets it."""
    reader, writer = await asyncio.open_connection("127.0.0.1", service.port)
    with suppress(ConnectionError):
        writer.write(request * (REQUESTS - 1) + request.replace(b"\r\n", b"\r\nConnection: close\r\n", 1))
        while await reader.read(2**16):
            pass
    writer.transport.abort()


async def test_every_pipelined_request_is_answered_in_order(service: Service) -> None:
    wanted = [200, 404, 401] * 20
    requests = [head("GET", {200: "/healthz", 404: "/nothing", 401: "/api/drafts"}[each]) for each in wanted]
    reader, writer = await asyncio.open_connection("127.0.0.1", service.port)
    writer.write(b"".join(requests) + head("GET", "/healthz", Connection="close"))
    said = await reader.read(-1)
    writer.transport.abort()
    assert [int(part[:3]) for part in said.split(b"HTTP/1.1 ")[1:]] == [*wanted, 200]


@pytest.mark.parametrize("host", HOSTS)
async def test_an_address_that_cannot_be_read_is_closed_and_counted(service: Service, host: bytes) -> None:
    logged = len(service.log)
    with suppress(asyncio.IncompleteReadError):
        answer = await send(service, b"GET http://" + host + b"/ HTTP/1.1\r\nHost: a\r\n\r\n")
        assert answer.status in (200, 400)
    assert " ERROR " not in service.log[logged:] and "Traceback" not in service.log[logged:]


async def test_too_long_an_address_is_refused(service: Service) -> None:
    assert (await send(service, head("GET", "/?" + "a" * 3000))).status == 400


CROWD = 1_000
ASKED = {
    "nothing": b"",
    "the page": head("GET", "/"),
    "the chat": head("GET", "/api/session"),
    "what may be asked": head("GET", "/api/entries"),
}


@pytest.mark.parametrize("asked", ASKED)
async def test_a_crowd_that_connects_in_one_moment_keeps_no_probe_waiting(
    service: Service, asked: str
) -> None:
    process = Path(f"/proc/{service.pid}/stat")
    for _ in range(4):
        with crowd(service, ASKED[asked]):
            assert await seconds(process, probe(service.address)) < WITHIN["probe"]
        # Whoever asks after it is served when nothing of it is left: the next one counts for itself.
        assert (await send(service, head("GET", "/", Connection="close"))).status == 200


@contextmanager
def crowd(service: Service, request: bytes) -> Iterator[None]:
    """So many connections, opened faster than anybody can accept them."""
    before, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(max(before, 2 * CROWD), most), most))
    sockets = [socket.socket() for _ in range(CROWD)]
    try:
        for each in sockets:
            each.setblocking(False)
            each.connect_ex(("127.0.0.1", service.port))
            with suppress(OSError):
                each.send(request)
        yield
    finally:
        for each in sockets:
            each.close()
        resource.setrlimit(resource.RLIMIT_NOFILE, (before, most))
