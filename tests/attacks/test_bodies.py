"""Bodies made to cost more than they weigh: refused by their heads, on every route."""

import asyncio
import zlib
from itertools import product

import pytest

from tests.attacks.bystander import undisturbed
from tests.attacks.raw import Answer, head, pour, send
from tests.attacks.watcher import most_memory
from tests.fake_telegram.webhook import SECRET_HEADER
from tests.launcher.service import SECRET, Service
from tests.whole.caller import Caller

ROUTES = ("/", "/api/events", "/api/session", "/api/stream", "/telegram/webhook", "/healthz", "/nothing")
MB = 1024 * 1024
pytestmark = pytest.mark.asyncio(loop_scope="module")
# What aiohttp would unpack by itself, and what it would not.
ENCODINGS = ("gzip", "deflate", "br", "zstd", "x-gzip", "gzip, gzip", "GZIP")


async def cookie(service: Service) -> str:
    async with Caller(service.address) as caller:
        return "; ".join(f"{name}={value}" for name, value in caller.cookies.items())


async def post(service: Service, path: str, body: bytes, **headers: str) -> Answer:
    length = {} if "Transfer_Encoding" in headers else {"Content_Length": str(len(body))}
    return await send(service, head("POST", path, **headers, **length), body)


@pytest.mark.parametrize("whole", [b"--B\r\n\r\n\r\n" * 20_000 + b"--B--", b"x" * 2_000_000 + b"\r\n--B--"])
async def test_a_body_of_many_parts_stops_nobody(service: Service, whole: bytes) -> None:
    cookies = await cookie(service)
    async with undisturbed(service):
        for _ in range(3):
            answer = await post(
                service, "/api/events", whole, Content_Type="multipart/form-data; boundary=B", Cookie=cookies
            )
            assert answer.status == 415


DEARER = {
    "lists": b'{"text": [' + b"[]," * 600_000 + b"[]]}",
    "objects": b'{"text": [' + b"{}," * 600_000 + b"{}]}",
    "keys": b"{" + b",".join(b'"%d":1' % number for number in range(180_000)) + b"}",
    "numbers": b'{"text": [' + b"1.5e5," * 300_000 + b"1]}",
    "an open text": b'{"text": "' + rb"\"" * 900_000,
    "half characters": b'{"text": "' + rb"\ud800" * 300_000 + b'"}',
    "a long text": b'{"text": "' + b"a" * 1_900_000 + b'"}',
}


@pytest.mark.parametrize("kind", DEARER)
async def test_json_that_costs_more_than_it_weighs_stops_nobody(service: Service, kind: str) -> None:
    cookies, body = await cookie(service), DEARER[kind]
    async with undisturbed(service):
        for _ in range(4):
            answers = await asyncio.gather(
                *(
                    post(service, "/api/events", body, Content_Type="application/json", Cookie=cookies)
                    for _ in range(3)
                )
            )
            assert {answer.status for answer in answers} <= {400, 413}


async def test_long_bodies_that_never_end_take_no_memory(service: Service) -> None:
    """Two megabytes each, but for the last byte."""
    whole = head(
        "POST",
        "/api/events",
        Content_Type="application/json",
        Content_Length=str(2 * MB),
        Cookie=await cookie(service),
    ) + b" " * (2 * MB - 1)
    before = most_memory(service)
    async with undisturbed(service):
        waiting = {asyncio.create_task(send(service, whole, patience=60.0)) for _ in range(150)}
        while len(waiting) > 4:
            answered, waiting = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
            assert {task.result() for task in answered} == {Answer(429, closed=True)}
        for task in waiting:
            task.cancel()
        await asyncio.wait(waiting)
    assert most_memory(service) - before < 60 * 1024
    assert (
        await post(service, "/api/events", b'{"text": "a"}', Content_Type="application/json")
    ).status == 200


async def test_only_json_is_read(service: Service) -> None:
    cookies = await cookie(service)
    for kind in (
        "multipart/form-data; boundary=B",
        "multipart/mixed; boundary=B",
        "application/x-www-form-urlencoded",
        "text/plain",
        "application/octet-stream",
        "application/jsonx",
        "",
    ):
        for path in ("/api/events", "/telegram/webhook"):
            answer = await post(
                service, path, b'{"text": "a"}', Content_Type=kind, Cookie=cookies, **telegram_header()
            )
            assert answer.status == 415, (path, kind)


def telegram_header() -> dict[str, str]:
    return {SECRET_HEADER.replace("-", "_"): SECRET}


async def test_compressed_bodies_are_never_unpacked(service: Service) -> None:
    packing = zlib.compressobj(9, zlib.DEFLATED, 31)
    # A quarter of a gigabyte, of which a quarter of a megabyte is sent.
    body = b"".join([*(packing.compress(bytes(64 * MB)) for _ in range(4)), packing.flush()])
    cookies = await cookie(service)
    async with undisturbed(service):
        answers = await asyncio.gather(
            *(
                post(service, path, body, Content_Encoding=encoding, **more)
                for path, encoding in product(ROUTES, ("gzip", "deflate"))
                for more in ({}, {"Cookie": cookies, "Content_Type": "application/json"})
            )
        )
    assert answers == [Answer(415, closed=True)] * len(answers)


async def test_every_other_encoding_is_refused_and_none_is_not(service: Service) -> None:
    cookies = await cookie(service)
    body, kind = b'{"text": "a"}', "application/json"
    answers = await asyncio.gather(
        *(
            post(service, path, body, Content_Encoding=encoding, Content_Type=kind, Cookie=cookies)
            for path, encoding in product(ROUTES, ENCODINGS)
        )
    )
    assert answers == [Answer(415, closed=True)] * len(answers)
    chunked = head("POST", "/api/events", Content_Encoding="gzip", Transfer_Encoding="chunked")
    assert await send(service, chunked, b"5\r\nabcde\r\n") == Answer(415, closed=True)
    fine = await post(
        service, "/api/events", body, Content_Encoding="identity", Content_Type=kind, Cookie=cookies
    )
    assert fine == Answer(200, closed=False)


async def test_a_body_that_is_announced_too_large_is_refused_on_every_route(service: Service) -> None:
    headers = {"Content_Length": str(3 * MB), "Content_Type": "application/json", **telegram_header()}
    requests = [head(method, path, **headers) for method, path in product(("POST", "GET", "PUT"), ROUTES)]
    answers = await asyncio.gather(*(send(service, request) for request in requests))
    assert answers == [Answer(413, closed=True)] * len(requests)


async def test_a_body_without_end_is_cut_on_every_route(service: Service) -> None:
    headers = {"Transfer_Encoding": "chunked", "Content_Type": "application/json", **telegram_header()}
    headers["Cookie"] = await cookie(service)
    heads = [head("POST", path, **headers) for path in ROUTES]
    answers = await asyncio.gather(*(send(service, heading) for heading in heads))
    assert answers == [Answer(411, closed=True)] * len(heads)
    async with undisturbed(service):
        # In large pieces, and in chunks of one byte.
        for chunks in (b"10000\r\n" + b" " * 0x10000 + b"\r\n", b"1\r\n \r\n" * 10_000):
            await asyncio.gather(*(pour(service, heading, chunks) for heading in heads))
