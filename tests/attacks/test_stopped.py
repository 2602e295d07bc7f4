"""SIGSTOP in the middle of everything, SIGCONT when all have given up waiting: nothing is lost or doubled.

What lasts half a minute in life, as when a machine is moved, is shortened with the patience of both sides.
"""

import asyncio
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import aiohttp
import pytest

from tests.databases.fixtures import Database
from tests.fake_telegram import FakeTelegram
from tests.launcher.forked import ForkServer
from tests.launcher.injected import Injection
from tests.launcher.service import Service
from tests.patience import PATIENCE
from tests.whole.caller import Caller, plain

# In which Telegram answers, and after which the bot would give up waiting.
REQUEST_SECONDS = 2.0


@contextmanager
def stopped(service: Service) -> Iterator[None]:
    os.kill(service.pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(service.pid, signal.SIGCONT)


@pytest.mark.on_both
@pytest.mark.parametrize("way", ["polling", "webhook"])
async def test_a_process_that_stood_still_goes_on(
    chosen_database: Database, fork_server: ForkServer, tmp_path: Path, way: str
) -> None:
    async with FakeTelegram(webhook_timeout=REQUEST_SECONDS / 2) as telegram:
        service = Service(tmp_path, chosen_database.settings, telegram, fork_server)
        injection = Injection(request_seconds=REQUEST_SECONDS)
        try:
            await service.start(service.webhook if way == "webhook" else None, injection=injection)
            async with Caller(service.address) as person:
                await _stand_still(service, telegram, person)
        finally:
            await service.stop()
        assert [held for held in telegram.violations if held.kind != "flood"] == []
    assert "Traceback" not in service.log


async def _stand_still(service: Service, telegram: FakeTelegram, person: Caller) -> None:
    anna, boris = await telegram.person("Анна").start(), await telegram.person("Борис").start()
    marks = anna.mark(), boris.mark()
    # Anna's answer is on its way: Telegram takes it while the bot stands still.
    sending = telegram.faults.hang(method="sendMessage", chat=anna.id)
    anna.tell("что такое сегмент?")
    await asyncio.wait_for(sending.struck.wait(), PATIENCE)
    event = {"text": "что такое сегмент?", "id": "while-it-stood"}
    with stopped(service):
        sending.over.set()
        boris.tell("что такое сегмент?")
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(_post(service, person, event), 1.5 * REQUEST_SECONDS)
    await asyncio.gather(anna.wait("Источник", since=marks[0]), boris.wait("Источник", since=marks[1]))
    # The page sends again what it heard nothing of.
    await person.post(event)
    for chat, mark in zip((anna, boris), marks, strict=True):
        await chat.say("/drafts", expect="пока нет профилей")
        assert sum("Источник" in message for message in chat.since(mark)) == 1
    heard = [plain(message) for message in await person.messages()]
    assert sum("Источник" in said for said in heard) == 1
    assert heard.count(event["text"]) == 1


async def _post(service: Service, person: Caller, event: dict[str, str]) -> None:
    async with (
        aiohttp.ClientSession(cookies=person.cookies) as browser,
        browser.post(f"{service.address}/api/events", json=event) as response,
    ):
        await response.read()
