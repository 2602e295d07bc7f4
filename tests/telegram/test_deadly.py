"""An update that ends the whole process, not only its turn."""

import asyncio
import signal
from pathlib import Path

import pytest

from bot.turns.retrying import TRIES
from tests.fake_telegram import FakeTelegram
from tests.launcher.forked import ForkServer
from tests.launcher.injected import Injection
from tests.launcher.service import Service


async def test_an_update_that_kills_is_set_aside_after_five_lives_and_others_are_answered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fork_server: ForkServer
) -> None:
    monkeypatch.setenv("DEADLY_TEXT", "беда")
    async with FakeTelegram() as server:
        service = Service(tmp_path, telegram=server, fork_server=fork_server)
        deadly = Injection(call="tests.telegram.deadly:lay")
        try:
            await service.start(injection=deadly)
            unlucky, other = await server.person("Анна").start(), await server.person("Борис").start()
            mark = unlucky.mark()
            await service.kill()
            unlucky.tell("беда")
            other.tell("что такое сегмент?")
            for _ in range(TRIES):
                await service.start(wait=False, injection=deadly)
                assert await service.ended() == -signal.SIGKILL
            await service.start(injection=deadly)
            await asyncio.gather(unlucky.wait("сломалось на моей стороне"), other.wait("Источник"))
            assert sum("сломалось" in message for message in unlucky.since(mark)) == 1
            assert "Источник" in await unlucky.say("что такое сегмент?", expect="Источник")
            assert server.violations == []
        finally:
            await service.stop()
