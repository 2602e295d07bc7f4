"""The whole service. Its tests share the session's event loop with Chromium."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from tests.databases.fixtures import Database
from tests.launcher.forked import ForkServer
from tests.launcher.service import Service, running


@pytest_asyncio.fixture(loop_scope="session")
async def service(
    chosen_database: Database, tmp_path: Path, fork_server: ForkServer
) -> AsyncIterator[Service]:
    """The service, running."""
    async with running(tmp_path, chosen_database.settings, fork_server=fork_server) as service:
        yield service
        await service.stop()
