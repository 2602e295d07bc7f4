"""Everything that a person has ever sent, asked for at once and again."""

import asyncio
import io
import json
import zipfile

import aiohttp
import pytest

from bot.store.tables import messages, questions
from tests.attacks.bystander import undisturbed
from tests.attacks.stored import multiply
from tests.attacks.watcher import most_memory
from tests.launcher.service import Service
from tests.whole.caller import Caller, attachments

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.on_both]
# What three hours at the allowed pace leave.
MESSAGES, QUESTIONS = 20_000, 20_000
MB = 1024


async def test_an_export_of_a_long_chat_stops_nobody_and_takes_no_memory(service: Service) -> None:
    async with Caller(service.address) as attacker:
        await attacker.say("Мой первый вопрос")
        await grow(service)
        before = most_memory(service)
        async with undisturbed(service):
            await attacker.say("/export")
            (url,) = [
                file["url"] for file in attachments(await attacker.messages()) if file["format"] == "zip"
            ]
            answers = await asyncio.gather(*(download(service, attacker, url) for _ in range(6)))
            assert "не чаще раза в час" in await attacker.say("/export")
        assert most_memory(service) - before < 150 * MB
    whole = [content for status, content in answers if status == 200]
    assert whole and {status for status, _ in answers} <= {200, 429}
    with zipfile.ZipFile(io.BytesIO(whole[0])) as archive:
        everything = json.loads(archive.read("everything.json"))
    assert len(everything["questions"]) > QUESTIONS


async def grow(service: Service) -> None:
    """The one who has asked has done so many thousand times."""
    long = {"id": None, "question": "что такое клиент " * 100}
    await multiply(service, messages, messages.c.id, MESSAGES, lambda row, number: {"id": None})
    await multiply(service, questions, questions.c.id, QUESTIONS, lambda row, number: long)


async def download(service: Service, caller: Caller, url: str) -> tuple[int, bytes]:
    async with (
        aiohttp.ClientSession(cookies=caller.cookies, cookie_jar=aiohttp.CookieJar(unsafe=True)) as session,
        session.get(f"{service.address}{url}") as response,
    ):
        return response.status, await response.read()
