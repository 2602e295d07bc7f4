"""What comes in without a word, or with too many, costs little to keep."""

import asyncio

import aiohttp
import pytest

from bot.store.tables import chats, documents, messages, persons, updates
from tests.attacks.bystander import undisturbed
from tests.attacks.stored import rows
from tests.launcher.service import Service
from tests.whole.caller import Caller

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.on_both]


async def test_sessions_without_a_word_leave_nothing(service: Service) -> None:
    tables = (persons, chats, messages, updates)
    async with undisturbed(service):
        pass  # the bystander's own chat is there from now on
    before = [await rows(service, table) for table in tables]
    for _ in range(5):
        async with aiohttp.ClientSession() as session:
            statuses = await asyncio.gather(*(visit(service, session) for _ in range(40)))
        assert set(statuses) <= {200, 401, 429}
    assert [await rows(service, table) for table in tables] == before


async def visit(service: Service, session: aiohttp.ClientSession) -> int:
    for path in ("/", "/api/session", "/api/drafts"):
        async with session.get(f"{service.address}{path}") as response:
            await response.read()
    return response.status


async def test_documents_of_one_draft_are_bounded(service: Service) -> None:
    async with Caller(service.address) as attacker, undisturbed(service):
        await attacker.say("/profile")
        await attacker.say("Министерство труда области")
        before = await rows(service, documents)
        for _ in range(25):
            await attacker.post({"text": "/document"})
    assert await rows(service, documents) - before == 20
