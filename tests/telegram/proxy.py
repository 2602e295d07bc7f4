"""A proxy as agencies have one: HTTP CONNECT and SOCKS5, on one port, with or without a password."""

import asyncio
import base64
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Self

USER, PASSWORD = "bot", "pa55word"


@dataclass
class Proxy:
    """Counts the connections that it has made for others; without the password it makes none."""

    wants_password: bool = False
    made: int = 0
    refused: int = 0
    _server: asyncio.Server | None = None
    _open: set[asyncio.Task[None]] = field(default_factory=set)

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._take, "127.0.0.1", 0)
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.close()
        for task in self._open:
            task.cancel()

    @property
    def port(self) -> int:
        assert self._server is not None
        return int(self._server.sockets[0].getsockname()[1])

    def address(self, scheme: str, password: str = "") -> str:
        known = f"{USER}:{password}@" if password else ""
        return f"{scheme}://{known}127.0.0.1:{self.port}"

    async def _take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._open.add(task)
        with suppress(asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            first = await reader.readexactly(1)
            asked = await (self._socks(reader, writer) if first == b"\x05" else self._connect(reader, writer))
            if asked is None:
                self.refused += 1
            else:
                self.made += 1
                await _joined(reader, writer, *await asyncio.open_connection(*asked))
        writer.close()

    async def _connect(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> tuple[str, int] | None:
        head = (b"C" + await reader.readuntil(b"\r\n\r\n")).decode()
        known = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
        if self.wants_password and known not in head:
            writer.write(b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n")
            return None
        writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        host, _, port = head.split()[1].rpartition(":")
        return host, int(port)

    async def _socks(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> tuple[str, int] | None:
        ways = await reader.readexactly((await reader.readexactly(1))[0])
        way = 2 if self.wants_password else 0
        writer.write(bytes((5, way if way in ways else 255)))
        if way not in ways:
            return None
        if way:
            await reader.readexactly(1)
            said = [await reader.readexactly((await reader.readexactly(1))[0]) for _ in range(2)]
            right = said == [USER.encode(), PASSWORD.encode()]
            writer.write(bytes((1, 0 if right else 1)))
            if not right:
                return None
        kind = (await reader.readexactly(4))[3]
        host = (
            ".".join(map(str, await reader.readexactly(4)))
            if kind == 1
            else (await reader.readexactly((await reader.readexactly(1))[0])).decode()
        )
        port = int.from_bytes(await reader.readexactly(2), "big")
        writer.write(b"\x05\x00\x00\x01" + bytes(6))
        return host, port


async def _joined(
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    far_reader: asyncio.StreamReader,
    far_writer: asyncio.StreamWriter,
) -> None:
    async def carry(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            while part := await source.read(65536):
                target.write(part)
                await target.drain()
        target.close()

    await asyncio.gather(carry(reader, far_writer), carry(far_reader, writer))
