"""Telegram, or what stands in for it, answers what would silence the bot or send it elsewhere."""

import re

import pytest
from aiohttp import web
from aiohttp.test_utils import RawTestServer

from tests.fake_telegram import FakeTelegram
from tests.launcher.service import Service

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture
def server(service: Service) -> FakeTelegram:
    assert service.telegram is not None
    return service.telegram


@pytest.mark.parametrize("seconds", [10**18, 10**9, 10**30, -5], ids=str)
async def test_no_wait_is_without_end(server: FakeTelegram, service: Service, seconds: int) -> None:
    anna, boris = await server.person("Анна").start(), await server.person("Борис").start()
    before = service.log.count("told to wait seconds=")
    told = server.faults.too_many(seconds, method="sendMessage", chat=anna.id)
    anna.tell("что такое сегмент?")
    await told.struck.wait()
    await boris.say("что такое сегмент?", expect="Источник")
    await service.says("told to wait seconds=", before + 1)
    assert "outbox could not" not in service.log and "outbox unreadable" not in service.log
    longest = max(map(int, re.findall(r"told to wait seconds=(-?\d+)", service.log)))
    assert longest <= 3600
    if seconds < 0:
        await anna.wait("Источник")
    server.violations[:] = [held for held in server.violations if held.kind != "flood"]


@pytest.mark.parametrize("code", [301, 302, 303, 307, 308])
async def test_a_redirect_of_the_bot_api_is_not_followed(server: FakeTelegram, code: int) -> None:
    chat = await server.person("Зоя").start()
    asked: list[web.BaseRequest] = []

    async def elsewhere(request: web.BaseRequest) -> web.StreamResponse:
        asked.append(request)
        return web.json_response({"ok": True, "result": {"message_id": 7}})

    async with RawTestServer(elsewhere) as other:
        server.faults.redirect(str(other.make_url("/")), code, method="sendMessage", chat=chat.id)
        await chat.say("что такое сегмент?", expect="Источник")
    assert asked == []
