"""A hundred long drafts whose list is asked for again and again, and a chat that shows a long one often."""

import asyncio
import re

import aiohttp
import pytest
from sqlalchemy import update

from bot.store import json_text
from bot.store.connection import Connection
from bot.store.store import LOG_AT_ONCE
from bot.store.tables import drafts
from bot.store.unit_of_work import LARGEST_DRAFT
from bot.web.chat.application import MOST_ASKED
from dialogs.interview.answers import Draft
from dialogs.turn.world import Library
from tests.attacks.bystander import undisturbed
from tests.attacks.stored import database_of, multiply, newest
from tests.attacks.test_costly_work import issued
from tests.attacks.watcher import most_memory
from tests.launcher.service import Service
from tests.whole.caller import Caller

pytestmark = pytest.mark.asyncio(loop_scope="module")
COPIES = 99
MB = 1024
# In one answer; what all drafts of a person may take is bounded elsewhere.
LETTERS = 150_000
PROSE = "клиент думает часто, что услуга трудна и долга. " * 80


@pytest.mark.on_both
async def test_lists_of_a_hundred_long_drafts_make_nobody_wait(service: Service) -> None:
    async with Caller(service.address) as attacker:
        await attacker.say("/profile")
        await attacker.say("Министерство труда области")
        await copy_at_length(service)
        async with undisturbed(service):
            for _ in range(3):
                answers = await asyncio.gather(*(listed(service, attacker) for _ in range(20)))
                assert {status for status, _ in answers} == {200, 429}
                assert sum(status == 200 for status, _ in answers) >= MOST_ASKED
                assert {count for status, count in answers if status == 200} == {COPIES + 1}
        assert await listed(service, attacker) == (200, COPIES + 1)


@pytest.mark.on_both
async def test_turns_on_the_longest_draft_make_nobody_wait(service: Service, library: Library) -> None:
    async with Caller(service.address) as attacker:
        await attacker.say("/profile")
        await attacker.say("Министерство труда области")
        await fill(service, library.examples[0].draft)
        async with undisturbed(service):
            for _ in range(2):
                await asyncio.gather(*(attacker.post({"text": "/summary"}) for _ in range(12)))


async def test_a_chat_of_long_messages_makes_nobody_wait(service: Service, library: Library) -> None:
    async with Caller(service.address) as attacker:
        await attacker.say("/profile")
        await attacker.say("Министерство труда области")
        await fill(service, library.examples[0].draft)
        for _ in range(2):
            await asyncio.gather(*(attacker.post({"text": "/summary"}) for _ in range(12)))
        before = most_memory(service)
        async with undisturbed(service):
            for _ in range(4):
                answers = await asyncio.gather(
                    *(shown(service, attacker) for _ in range(20)),
                    *(streamed(service, attacker) for _ in range(MOST_ASKED)),
                )
                assert {status for status, _ in answers} == {200, 429}
                assert max(length for _, length in answers) < 2 * LARGEST_DRAFT + LOG_AT_ONCE
        assert most_memory(service) - before < 200 * MB


async def test_documents_of_the_longest_draft_make_nobody_wait(service: Service, library: Library) -> None:
    """A Word file is quickly made; typesetting ends where it takes too long, and that is told kindly."""
    async with Caller(service.address) as attacker, Caller(service.address) as other:
        await attacker.say("/profile")
        await attacker.say("Министерство труда области")
        await fill(service, library.examples[0].draft)
        long, (short,) = await issued(attacker, None, 2), await issued(other, "Другое ведомство", 1)
        before = most_memory(service)
        async with undisturbed(service):
            wanted = [f"{document}.{form}" for document in long for form in ("pdf", "docx", "pdf")]
            asked = [asyncio.create_task(document_of(service, attacker, each)) for each in wanted]
            await other.download(short, "pdf")
            answers = await asyncio.gather(*asked)
        assert most_memory(service) - before < 100 * MB
    for name, (status, content) in zip(wanted, answers, strict=True):
        # Whether typesetting takes too long is the machine's affair.
        too_long = status == 422 and name.endswith("pdf")
        assert status == 200 or (too_long and "Сократите самые длинные ответы" in content.decode()), name


async def fill(service: Service, example: Draft) -> None:
    """The newest draft becomes as long as one may be."""
    body = json_text.DRAFTS.text(example)

    async def filled(connection: Connection) -> None:
        id_ = (await newest(connection, drafts, drafts.c.updated))["id"]
        long = re.sub('"[^"]* [^"]{25,}"', lambda _: f'"{PROSE}"', body.replace(example.id, id_))
        assert LARGEST_DRAFT / 2 < len(long) < LARGEST_DRAFT
        await connection.execute(update(drafts).where(drafts.c.id == id_).values(body=long))

    async with database_of(service) as database:
        await database.transact(filled)


async def copy_at_length(service: Service) -> None:
    """The newest draft becomes long, and a hundred."""

    async def lengthened(connection: Connection) -> None:
        row = await newest(connection, drafts, drafts.c.updated)
        long = row["body"].replace("Министерство труда", "Министерство " + "труда и " * (LETTERS // 8), 1)
        assert len(long) > LETTERS
        await connection.execute(update(drafts).where(drafts.c.id == row["id"]).values(body=long))

    async with database_of(service) as database:
        await database.transact(lengthened)
    await multiply(
        service, drafts, drafts.c.updated, COPIES, lambda row, number: {"id": f"{row['id']}-{number}"}
    )


async def listed(service: Service, caller: Caller) -> tuple[int, int]:
    async with (
        aiohttp.ClientSession(cookies=caller.cookies, cookie_jar=aiohttp.CookieJar(unsafe=True)) as session,
        session.get(f"{service.address}/api/drafts") as response,
    ):
        return response.status, len((await response.json()).get("drafts", ()))


async def shown(service: Service, caller: Caller) -> tuple[int, int]:
    """The chat so far, as a page is given it when it opens, and its length."""
    async with (
        aiohttp.ClientSession(cookies=caller.cookies, cookie_jar=aiohttp.CookieJar(unsafe=True)) as session,
        session.get(f"{service.address}/api/session") as response,
    ):
        return response.status, len(await response.text())


async def streamed(service: Service, caller: Caller) -> tuple[int, int]:
    """The beginning of the chat's stream, from its first message on."""
    async with (
        aiohttp.ClientSession(cookies=caller.cookies, cookie_jar=aiohttp.CookieJar(unsafe=True)) as session,
        session.get(f"{service.address}/api/stream?after=0") as response,
    ):
        return response.status, len(await response.content.read(LOG_AT_ONCE))


async def document_of(service: Service, caller: Caller, name: str) -> tuple[int, bytes]:
    async with (
        aiohttp.ClientSession(cookies=caller.cookies, cookie_jar=aiohttp.CookieJar(unsafe=True)) as session,
        session.get(f"{service.address}/api/documents/{name}") as response,
    ):
        return response.status, await response.read()
