"""One running service for all attacks of a file: whoever attacks next meets it as the last one left it."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.fake_telegram import FakeTelegram
from tests.launcher.service import Service


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def service(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Service]:
    """The service on SQLite, called by Telegram at its webhook."""
    async with FakeTelegram() as telegram:
        service = Service(tmp_path_factory.mktemp("service"), telegram=telegram)
        await service.start(service.webhook)
        yield service
        await service.stop()
