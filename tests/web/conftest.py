"""A served chat, and a browser to use it with."""

from collections.abc import AsyncIterator
from inspect import iscoroutinefunction
from pathlib import Path

import pytest
import pytest_asyncio
from aiohttp.test_utils import TestClient, TestServer
from playwright.async_api import Browser, BrowserContext

from bot.web.chat.application import application
from dialogs.turn.world import Library
from knowledge.search.finder import Finder, build_finder
from tests.web.chatting import Chatting, chatting, short_library
from tests.web.page_user import PageUser
from tests.web.serving import SECRET, Client, Server, clock


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The tests of this folder share an event loop, for Chromium is started once."""
    for item in items:
        if not isinstance(item, pytest.Function) or not iscoroutinefunction(item.function):
            continue
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest.fixture(scope="session")
def short(library: Library, tmp_path_factory: pytest.TempPathFactory) -> Library:
    """What the bot of these tests knows and asks."""
    return short_library(library, tmp_path_factory.mktemp("form"))


@pytest.fixture(scope="session")
def short_finder(short: Library) -> Finder:
    return build_finder(short.knowledge)


@pytest_asyncio.fixture(loop_scope="session")
async def bot(short: Library, short_finder: Finder, tmp_path: Path) -> AsyncIterator[Chatting]:
    async with chatting(short, short_finder, tmp_path) as bot:
        yield bot


@pytest_asyncio.fixture(loop_scope="session")
async def client(bot: Chatting) -> AsyncIterator[Client]:
    app = application(bot, bot.chats, bot.notifier, secret=SECRET, clock=clock)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("bot.web.chat.streams.HEARTBEAT_SECONDS", 0.2)
        async with TestClient(TestServer(app)) as client:
            yield client


@pytest_asyncio.fixture(loop_scope="session")
async def server(bot: Chatting) -> AsyncIterator[Server]:
    server = Server(bot)
    await server.start()
    yield server
    await server.stop()


@pytest_asyncio.fixture(loop_scope="session")
async def context(browser: Browser) -> AsyncIterator[BrowserContext]:
    context = await browser.new_context(locale="ru-RU", reduced_motion="reduce")
    yield context
    await context.close()


@pytest_asyncio.fixture(loop_scope="session")
async def person(context: BrowserContext, server: Server) -> AsyncIterator[PageUser]:
    """Somebody who has just opened the page; at the end nothing must have gone wrong in the browser."""
    person = await PageUser.arrive(context, server.address)
    yield person
    assert person.troubles == []
