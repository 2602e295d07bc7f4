"""One bot a module, so that its tests share what it has said so far."""

from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio

from tests.databases.choosing import Engine
from tests.databases.fixtures import made_database
from tests.fake_telegram import TOKEN, FakeTelegram
from tests.fake_telegram.judges import teremok_judge
from tests.launcher.forked import ForkServer
from tests.launcher.service import Service, running


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def server() -> AsyncIterator[FakeTelegram]:
    judge = teremok_judge(TOKEN)
    assert judge is not None, "teremok judges every request: it belongs to the development dependencies"
    async with FakeTelegram(judges={"teremok": judge}) as fake:
        yield fake


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def service(
    server: FakeTelegram,
    engine: Engine,
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    fork_server: ForkServer,
) -> AsyncIterator[Service]:
    folder = tmp_path_factory.mktemp("bot")
    async with (
        made_database(engine, request, folder) as database,
        running(folder, database.settings, server, fork_server=fork_server) as started,
    ):
        yield started


@pytest.fixture(autouse=True)
def nothing_is_held_against_the_bot(request: pytest.FixtureRequest) -> Iterator[None]:
    """No refusal by Telegram or by its schema in any test; one that provokes some clears them itself."""
    yield
    if "server" in request.fixturenames:
        fake: FakeTelegram = request.getfixturevalue("server")
        held, fake.violations[:] = list(fake.violations), []
        assert held == []
