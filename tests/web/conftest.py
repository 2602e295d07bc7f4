"""A served chat, and browsers to use it with."""

from collections.abc import AsyncIterator

import pytest
from aiohttp.test_utils import TestClient, TestServer
from playwright.async_api import Browser, BrowserContext, async_playwright

from bot.notify.notifier import Notifier
from bot.web.chat.application import application
from tests.web.browser import REMEDY, find_chromium, flags
from tests.web.person import Person
from tests.web.serving import SECRET, Client, Server, clock
from tests.web.standin import StandIn


@pytest.fixture
def turn_handler() -> StandIn:
    return StandIn(Notifier())


@pytest.fixture
async def client(turn_handler: StandIn) -> AsyncIterator[Client]:
    app = application(
        turn_handler, turn_handler, turn_handler.notifier, secret=SECRET, clock=clock, heartbeat=0.2
    )
    async with TestClient(TestServer(app)) as client:
        yield client


@pytest.fixture
async def server(turn_handler: StandIn) -> AsyncIterator[Server]:
    server = Server(turn_handler)
    await server.start()
    yield server
    await server.stop()


@pytest.fixture(scope="session")
def chromium() -> str:
    """Fails, never skips: a page that nobody looked at is not tested."""
    found = find_chromium()
    if found is None:
        pytest.fail(REMEDY)
    return found


@pytest.fixture
async def browser(chromium: str) -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=flags())
        yield browser
        await browser.close()


@pytest.fixture
async def context(browser: Browser) -> AsyncIterator[BrowserContext]:
    context = await browser.new_context(locale="ru-RU", reduced_motion="reduce")
    context.set_default_timeout(8000)
    yield context
    await context.close()


@pytest.fixture
async def person(context: BrowserContext, server: Server) -> AsyncIterator[Person]:
    """Somebody who has just opened the page; at the end nothing must have gone wrong in the browser."""
    person = await Person.arrive(context, server.address)
    yield person
    assert person.troubles == []
