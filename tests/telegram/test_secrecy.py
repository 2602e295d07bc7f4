"""Whole conversations, on the page and in Telegram: nothing of them stands in logs or figures."""

import asyncio
import re
from pathlib import Path

import aiohttp
import pytest

from tests.fake_telegram import FakeTelegram
from tests.fake_telegram.driver import Person
from tests.fake_telegram.state import User
from tests.fake_telegram.webhook import SECRET_HEADER
from tests.launcher.forked import ForkServer
from tests.launcher.service import ENCODERS, SECRET, Service
from tests.whole.caller import Caller

NAME, USERNAME = "Аделаидина", "sentinel_user_77"
QUESTION = "рецепт борща из свёклы и гиппогрифа"
ANSWER = "Министерство Незабываемых Сентиментов"
EDITED = "Министерство Переправленных Сентиментов"
FILE = "тайный-реестр-4711.docx"
INLINE, PAYLOAD = "подкованная блоха", "payload_sentinel"
WEB_SECRET, METRICS_SECRET = "a-web-secret-of-the-sentinel", "a-metrics-secret-of-the-sentinel"
PERSON_ID, TEAM = 8_514_207_733, -1_000_000_888_000


async def talk_in_telegram(server: FakeTelegram) -> list[str]:
    """Every kind of update, and troubles at Telegram's; returns what must stay unknown."""
    person = Person(server, User(PERSON_ID, NAME, USERNAME, "ru"))
    chat = await person.start(PAYLOAD)
    await chat.say(QUESTION, expect="специалисту команды")
    server.faults.error(500, chat=chat.id, times=1)
    await chat.upload(b"PK\x03\x04 not a document", FILE)
    server.violations.clear()
    await chat.say("/profile", expect="полностью называется")
    said = chat.tell(ANSWER)
    await chat.wait("Для кого")
    await chat.press("☰ Ещё", expect=lambda message: "✕ Скрыть" in message.buttons)
    await chat.press("Подсказка")
    await chat.edit(said, EDITED)
    await person.inline(INLINE)
    await chat.say("/document", expect="ЧЕРНОВИК")
    return [str(PERSON_ID), NAME, USERNAME, PAYLOAD, INLINE]


async def talk_on_the_page(service: Service) -> list[str]:
    async with Caller(service.address) as caller:
        await caller.say(QUESTION)
        await caller.say("/profile")
        await caller.say(ANSWER)
        form = aiohttp.FormData()
        form.add_field("file", b"bytes", filename=FILE)
        async with aiohttp.ClientSession(cookies=caller.cookies) as session:
            await (await session.post(f"{service.address}/api/events", data=form)).read()
            for body in (
                QUESTION,
                f'{{"text": "{QUESTION}"',
                f'{{"txt": "{QUESTION}"}}',
                '{"press": "\\ud800"}',
            ):
                headers = {"Content-Type": "application/json"}
                await (
                    await session.post(f"{service.address}/api/events", data=body.encode(), headers=headers)
                ).read()
            await (await session.get(f"{service.address}/api/documents/{ANSWER}.docx")).read()
            await (await session.get(f"{service.address}/{QUESTION}?q={QUESTION}")).read()
            await (await session.get(f"{service.address}/readyz", headers={"X-Request": QUESTION})).read()
        await caller.say("/export")
        await caller.say("/forget")
        (cookie,) = caller.cookies.values()
        return [cookie, cookie.partition(".")[0]]


async def knock_with_odd_updates(service: Service) -> None:
    """Updates that nobody sends: of unknown shapes, with a wrong secret, broken on the way."""
    address = service.webhook["TELEGRAM_WEBHOOK"]
    odd = {"update_id": 1, "message": {"text": QUESTION, "chat": {"id": "x"}}}
    async with aiohttp.ClientSession() as session:
        for secret in (SECRET, "wrong"):
            async with session.post(address, json=odd, headers={SECRET_HEADER: secret}):
                pass
            async with session.post(address, data=QUESTION, headers={SECRET_HEADER: secret}):
                pass
    host, port = "127.0.0.1", service.port
    for raw in (
        f"GET /{QUESTION} HTTP/9.9\r\n\r\n",
        f"{QUESTION}\r\n\r\n",
        "POST / HTTP/1.1\r\nContent-Length: x\r\n\r\n",
    ):
        reader, writer = await asyncio.open_connection(host, port)
        writer.write(raw.encode())
        await reader.read(100)
        writer.close()
        await writer.wait_closed()


@pytest.mark.parametrize("format", ["text", "json"])
async def test_logs_and_figures_hold_nothing_of_anybody(
    tmp_path: Path, fork_server: ForkServer, format: str
) -> None:
    async with FakeTelegram() as server:
        boss = server.person("Методист")
        server.group("Команда", boss, chat_id=TEAM)
        service = Service(
            tmp_path, {"LOG_LEVEL": "DEBUG", "LOG_FORMAT": format, **ENCODERS}, server, fork_server
        )
        service.settings |= {**service.webhook, "WEB_SECRET": WEB_SECRET, "METRICS_SECRET": METRICS_SECRET}
        service.settings["TEAM_CHAT"] = f"telegram:{TEAM}"
        await service.start()
        try:
            unknown = [*await talk_in_telegram(server), *await talk_on_the_page(service)]
            await knock_with_odd_updates(service)
            async with aiohttp.ClientSession(
                headers={"Authorization": f"Bearer {METRICS_SECRET}"}
            ) as session:
                figures = await (await session.get(f"{service.address}/metrics")).text()
        finally:
            await service.stop()
        server.violations.clear()
        assert "getFile" not in server.counts, "what is uploaded is never fetched"
    unknown += [QUESTION, ANSWER, EDITED, FILE, server.token, server.token.partition(":")[2]]
    unknown += [SECRET, WEB_SECRET, METRICS_SECRET, str(TEAM)]
    written = service.log + figures
    assert "turn" in service.log and "delivered" in service.log and "segmentbot_turn_seconds" in figures
    assert re.search(r"reference\W+[0-9a-f]{8}", service.log)
    for sentinel in unknown:
        words = [sentinel, *(word for word in re.findall(r"[а-яё]{7,}", sentinel.lower()))]
        for word in words:
            assert word not in written and word not in written.lower(), word
        assert sentinel.encode("unicode_escape").decode() not in written
