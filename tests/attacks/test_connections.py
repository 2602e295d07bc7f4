"""Connections that are opened and left: nobody can hold so many that others find no room."""

import asyncio
import resource
from asyncio import StreamWriter, Task
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress

import pytest
import pytest_asyncio

from bot.web.connections import DescriptorLimits
from tests.attacks.bystander import undisturbed
from tests.attacks.raw import head, pour, send
from tests.attacks.watcher import most_memory
from tests.launcher.forked import ForkServer
from tests.launcher.service import Service
from tests.whole.caller import Caller

pytestmark = pytest.mark.asyncio(loop_scope="module")
# Fewer than an attacker has, as in real life. The service begins with half of them and may raise that.
DESCRIPTORS = 256
MANY = 200


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def service(
    tmp_path_factory: pytest.TempPathFactory, fork_server: ForkServer
) -> AsyncIterator[Service]:
    """A service that has not many file descriptors."""
    folder = tmp_path_factory.mktemp("service")
    service = Service(folder, fork_server=fork_server, descriptors=DESCRIPTORS)
    await service.start()
    yield service
    await service.stop()


@asynccontextmanager
async def connections(
    service: Service, *requests: bytes | tuple[str, bytes]
) -> AsyncIterator[list[Task[bytes]]]:
    """A connection for each, from the address that stands before it; it says that and then nothing. Each task
    ends when the service closes it."""
    writers: list[StreamWriter] = []
    heard: list[Task[bytes]] = []
    try:
        for each in requests:
            address, request = each if isinstance(each, tuple) else ("127.0.0.1", each)
            reader, writer = await asyncio.open_connection("127.0.0.1", service.port, local_addr=(address, 0))
            writers.append(writer)
            writer.write(request)
            heard.append(asyncio.create_task(_read(reader)))
        yield heard
    finally:
        for writer in writers:
            writer.transport.abort()
        await asyncio.wait(heard)


async def _read(reader: asyncio.StreamReader) -> bytes:
    with suppress(ConnectionError):
        return await reader.read()
    return b""


async def open_at_last(heard: Sequence[Task[bytes]], most: int) -> list[int]:
    """Which of them the service has left open, as soon as they are no more than that."""
    async with asyncio.timeout(120):
        while len(going := [task for task in heard if not task.done()]) > most:
            await asyncio.wait(going, return_when=asyncio.FIRST_COMPLETED)
    return [number for number, task in enumerate(heard) if not task.done()]


async def session(service: Service) -> str:
    """The cookie of a new session."""
    async with Caller(service.address) as caller:
        return "; ".join(f"{name}={value}" for name, value in caller.cookies.items())


def stream(cookie: str) -> bytes:
    return head("GET", "/api/stream", Cookie=cookie)


async def test_a_session_has_six_streams_and_the_oldest_ends(service: Service) -> None:
    cookie = await session(service)
    async with undisturbed(service), connections(service, *[stream(cookie)] * MANY) as heard:
        assert await open_at_last(heard, 6) == list(range(MANY - 6, MANY))
        assert heard[0].result().endswith(b"event: rest\n\n\r\n0\r\n\r\n")


async def test_an_address_has_sixty_streams_and_who_has_most_loses_one(service: Service) -> None:
    cookies = [await session(service) for _ in range(12)]
    other = await session(service)
    async with connections(service, stream(other)) as (others,):
        attack = [stream(cookie) for cookie in cookies for _ in range(6)]
        async with undisturbed(service), connections(service, *attack) as heard:
            assert len(await open_at_last(heard, 59)) == 59
            assert not others.done()


async def test_all_addresses_together_leave_room(service: Service) -> None:
    """Of many addresses none has sixty streams, and no session six too many."""
    cookies = [await session(service) for _ in range(25)]
    requests = [(f"127.0.1.{number + 1}", stream(cookie)) for number, cookie in enumerate(cookies)] * 6
    async with undisturbed(service), connections(service, *requests) as heard:
        assert len(await open_at_last(heard, DescriptorLimits(DESCRIPTORS).streams)) > MANY // 4


@pytest.mark.parametrize(
    "request_",
    [
        b"",
        b"GET /api/session HTTP/1.1\r\nHost:",
        head("POST", "/api/events", Content_Length="1000", Content_Type="application/json"),
        head("GET", "/healthz") * 100,
    ],
    ids=["silent", "half a head", "no body", "unread answers"],
)
async def test_connections_that_only_wait_give_way(service: Service, request_: bytes) -> None:
    async with undisturbed(service), connections(service, *[request_] * MANY) as heard:
        assert await open_at_last(heard, DESCRIPTORS // 2)


async def test_streams_and_half_open_requests_at_once_disturb_nobody(service: Service) -> None:
    cookies = [await session(service) for _ in range(12)]
    async with undisturbed(service), AsyncExitStack() as stack:
        for _ in range(3):
            for cookie in cookies:
                await stack.enter_async_context(connections(service, *[stream(cookie)] * 8, *[b"GET"] * 8))


async def test_that_there_is_no_room_is_said_once_a_second(service: Service) -> None:
    soft, hard = resource.prlimit(service.pid, resource.RLIMIT_NOFILE)
    assert (soft, hard) == (DESCRIPTORS, DESCRIPTORS), "the soft limit was raised to the hard one"
    resource.prlimit(service.pid, resource.RLIMIT_NOFILE, (1, hard))
    try:
        async with connections(service, *[b""] * 50):
            await service.says("no room for another connection", times=2)
    finally:
        resource.prlimit(service.pid, resource.RLIMIT_NOFILE, (soft, hard))
    assert service.log.count("no room for another connection") == 2
    assert "nobody awaited" not in service.log
    async with undisturbed(service):
        pass


async def test_heads_without_end_take_no_memory(service: Service) -> None:
    before = most_memory(service)
    async with undisturbed(service):
        line = b"A: " + b"b" * 8_000 + b"\r\n"
        begun = b"GET / HTTP/1.1\r\nHost: a\r\n"
        await asyncio.gather(*(pour(service, begun, line * 4) for _ in range(150)))
        # A body that follows a head is none.
        cookie, long = await session(service), b'{"text": "' + b" " * 60_000 + b'"}'
        headers = {"Content_Type": "application/json", "Content_Length": str(len(long)), "Cookie": cookie}
        assert (await send(service, head("POST", "/api/events", **headers), long)).status == 400
    assert most_memory(service) - before < 80 * 1024
