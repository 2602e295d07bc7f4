"""Two copies of the bot with one token on one PostgreSQL: one talks to Telegram, the other follows it."""

from pathlib import Path

from tests.databases.fixtures import Database
from tests.fake_telegram import FakeTelegram
from tests.launcher.forked import ForkServer
from tests.launcher.service import Service, running


async def test_the_second_copy_goes_on_when_the_first_dies(
    postgres: str, tmp_path: Path, fork_server: ForkServer
) -> None:
    async with (
        FakeTelegram() as server,
        running(tmp_path, Database(postgres).settings, server, fork_server=fork_server) as first,
    ):
        second = Service(tmp_path, Database(postgres).settings, server, fork_server=fork_server)
        await second.start(wait=False)
        try:
            await second.says("standing by channel=telegram")
            chat = await server.person("Анна").start()
            assert "помощник по клиентоцентричности" in chat.last
            await first.kill()
            await second.says("sending channel=telegram")
            # What the first had sent and not yet marked may come once more before it.
            await chat.say("Кто такой внутренний клиент?", expect="Источник")
            assert "another copy polls" not in first.log + second.log
        finally:
            assert await second.stop() == 0
        assert server.violations == []
