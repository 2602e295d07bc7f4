"""One running service for all attacks of a file: whoever attacks next meets it as the last one left it."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.databases.choosing import Engine
from tests.databases.fixtures import made_database
from tests.fake_telegram import FakeTelegram
from tests.launcher.forked import ForkServer
from tests.launcher.service import ENCODERS, Service


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def service(
    engine: Engine,
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    fork_server: ForkServer,
) -> AsyncIterator[Service]:
    """The service with its encoders, called by Telegram at its webhook."""
    folder = tmp_path_factory.mktemp("service")
    async with made_database(engine, request, folder) as database, FakeTelegram() as telegram:
        service = Service(folder, database.settings | ENCODERS, telegram, fork_server)
        await service.start(service.webhook)
        yield service
        await service.stop()
