"""HTTP as an attacker writes it: any bytes on a connection of one's own."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass

from tests.launcher.service import Service


@dataclass(frozen=True)
class Answer:
    """What came before the connection ended; `closed` when the server ended it."""

    status: int
    closed: bool


def head(method: str, path: str, **headers: str) -> bytes:
    """The head of a request; `Content_Type="x"` is the header Content-Type."""
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode()


async def send(service: Service, *parts: bytes, patience: float = 120.0) -> Answer:
    """Sends the parts as far as they are taken; returns when the server closes or a whole answer is there."""
    reader, writer = await asyncio.open_connection("127.0.0.1", service.port)
    try:
        async with asyncio.timeout(patience):
            with suppress(ConnectionError):
                for part in parts:
                    writer.write(part)
                    await writer.drain()
            answer = await reader.readuntil(b"\r\n\r\n")
            closing = b"connection: close" in answer.lower()
            if closing:
                with suppress(ConnectionError):
                    await reader.read()
        return Answer(int(answer.split(b" ", 2)[1]), closing)
    finally:
        writer.transport.abort()


async def pour(service: Service, heading: bytes, chunks: bytes, patience: float = 120.0) -> None:
    """Sends the same chunks without end; returns when the server cuts it off."""
    _, writer = await asyncio.open_connection("127.0.0.1", service.port)
    try:
        async with asyncio.timeout(patience):
            with suppress(ConnectionError):
                writer.write(heading)
                while True:
                    writer.write(chunks)
                    await writer.drain()
    finally:
        writer.transport.abort()
