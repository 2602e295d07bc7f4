"""A served chat, and browsers to use it with."""

from collections.abc import AsyncIterator

import pytest
from aiohttp.test_utils import TestClient, TestServer

from bot.bell import Bell
from bot.channels.web.application import application
from tests.web.serving import SECRET, Client, clock
from tests.web.standin import StandIn


@pytest.fixture
def desk() -> StandIn:
    return StandIn(Bell())


@pytest.fixture
async def client(desk: StandIn) -> AsyncIterator[Client]:
    app = application(desk, desk, desk.bell, desk.is_ready, secret=SECRET, clock=clock, heartbeat=0.2)
    async with TestClient(TestServer(app)) as client:
        yield client
