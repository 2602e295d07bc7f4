"""How much the web server reads of one connection while others wait."""

import asyncio
import socket

import pytest
from aiohttp import web
from yarl import URL

from bot.settings import Settings
from bot.web.connections import DescriptorLimits, LimitedConnection
from bot.web.server import open_site
from tests.patience import PATIENCE

REQUEST = b"GET / HTTP/1.1\r\nHost: a\r\nA: " + b"b" * 5_000 + b"\r\n\r\n"


async def test_of_requests_sent_together_little_is_read_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every one of them is parsed before any waits for its turn."""
    read, all_read, sent = list[int](), asyncio.Event(), 0
    received = LimitedConnection.data_received

    def noted(connection: LimitedConnection, data: bytes) -> None:
        read.append(len(data))
        received(connection, data)
        if sum(read) == sent:
            all_read.set()

    monkeypatch.setattr(LimitedConnection, "data_received", noted)
    async with open_site(
        web.Application(), Settings(web_port=0), DescriptorLimits(64), stop_within=2
    ) as site:
        with socket.create_connection(("127.0.0.1", URL(site.address).port or 0)) as hasty:
            hasty.setblocking(False)
            # What the kernel takes stands there before the event loop looks again.
            sent = hasty.send(REQUEST * 20)
            async with asyncio.timeout(PATIENCE):
                await all_read.wait()
    assert sent > 40_000
    assert max(read) <= 16 * 1024
