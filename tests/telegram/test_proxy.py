"""Telegram through a proxy: asked, answered, refused by the proxy, found again."""

from pathlib import Path

import pytest

from tests.databases.fixtures import Database
from tests.fake_telegram import FakeTelegram
from tests.launcher.forked import ForkServer
from tests.launcher.service import START_SECONDS, Service, running
from tests.telegram.proxy import PASSWORD, Proxy


@pytest.mark.parametrize("scheme", ["http", "socks5"])
@pytest.mark.parametrize("password", ["", PASSWORD], ids=["open", "password"])
async def test_a_conversation_goes_through_the_proxy(
    tmp_path: Path, chosen_database: Database, fork_server: ForkServer, scheme: str, password: str
) -> None:
    async with FakeTelegram() as server, Proxy(wants_password=bool(password)) as proxy:
        settings = {**chosen_database.settings, "TELEGRAM_PROXY": proxy.address(scheme, password)}
        async with running(tmp_path, settings, server, fork_server=fork_server) as service:
            chat = await server.person("Анна").start()
            assert "Источник" in await chat.say("что такое сегмент?", expect="Источник")
            assert proxy.made > 0
            assert "through a proxy" in service.log
            assert PASSWORD not in service.log
        assert server.violations == []


async def test_a_proxy_that_refuses_us_is_a_network_fault(tmp_path: Path, fork_server: ForkServer) -> None:
    async with FakeTelegram() as server, Proxy(wants_password=True) as proxy:
        settings = {"TELEGRAM_PROXY": proxy.address("socks5", "wrong")}
        service = Service(tmp_path, settings, server, fork_server)
        await service.start(wait=False)
        try:
            await service.says("error=ProxyFailed")
            proxy.wants_password = False
            await server.ready(START_SECONDS)
            assert "Здравствуйте" in (await server.person("Анна").start()).last
        finally:
            assert await service.stop() == 0
