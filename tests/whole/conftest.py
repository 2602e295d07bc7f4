"""The whole service, and a browser."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, async_playwright

from tests.databases.fixtures import Database
from tests.launcher.service import Service
from tests.web.browser import REMEDY, find_chromium, flags


@pytest.fixture
async def service(chosen_database: Database, tmp_path: Path) -> AsyncIterator[Service]:
    """The service, running."""
    service = Service(tmp_path, chosen_database.settings)
    await service.start()
    yield service
    await service.stop()


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    found = find_chromium()
    if found is None:
        pytest.fail(REMEDY)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=found, args=flags())
        yield browser
        await browser.close()
