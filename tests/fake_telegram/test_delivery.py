"""Updates, uploads, limits and faults, seen by a bare HTTP client."""

from __future__ import annotations

import asyncio
import io
import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from tests.fake_telegram import NOTHING, FakeTelegram, Talk
from tests.fake_telegram.limits import Limits
from tests.fake_telegram.refusal import Refusal
from tests.fake_telegram.test_refusals import Client
from tests.fake_telegram.webhook import SECRET_HEADER
from tests.patience import PATIENCE


class Clock:
    """Time that passes when told to."""

    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
async def client(server: FakeTelegram) -> AsyncIterator[Client]:
    async with aiohttp.ClientSession() as session:
        yield Client(server, session)


@pytest.fixture
async def chat(server: FakeTelegram) -> Talk:
    talk = server.person("Анна").private()
    await talk.say("/start", expect=NOTHING)
    return talk


async def test_an_offset_confirms_and_what_is_not_confirmed_comes_again(client: Client, chat: Talk) -> None:
    chat.tell("два")
    first, second = await client.call("getUpdates", limit=2)
    assert await client.call("getUpdates", limit=1) == [first]
    assert await client.call("getUpdates", offset=second["update_id"]) == [second]
    assert await client.call("getUpdates", offset=second["update_id"] + 1) == []
    chat.tell("три")
    assert [u["message"]["text"] for u in await client.call("getUpdates", offset=-1)] == ["три"]


async def test_only_wanted_updates_are_kept(client: Client, chat: Talk) -> None:
    await client.call("getUpdates", offset=-1, allowed_updates=["callback_query"])
    assert chat.tell("мимо").update is None


async def test_two_pollers_conflict(client: Client, server: FakeTelegram) -> None:
    first = asyncio.ensure_future(client.call("getUpdates", timeout=50))
    await server.bot_heard.wait_for(lambda: server.account.updates.polls == 1, PATIENCE)
    second = asyncio.ensure_future(client.call("getUpdates", timeout=50))
    assert (await first).startswith("409 Conflict: terminated by other getUpdates request")
    server.person("Анна").private().tell("кому?")
    assert len(await second) == 1
    assert len(server.held("conflict")) == 1


async def test_a_webhook_is_tried_until_it_accepts(client: Client, chat: Talk) -> None:
    seen: list[tuple[str, str | None]] = []
    done = asyncio.Event()

    async def hook(request: web.Request) -> web.Response:
        update = await request.json()
        text = update["message"]["text"]
        seen.append((text, request.headers.get(SECRET_HEADER)))
        if len(seen) < 4:
            return web.Response(status=500)
        if text == "два":
            done.set()
        return web.json_response({"method": "sendMessage", "chat_id": chat.id, "text": f"в ответе: {text}"})

    app = web.Application()
    app.router.add_post("/hook", hook)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    chat.tell("два")
    port = runner.addresses[0][1]
    assert await client.call("setWebhook", url=f"http://127.0.0.1:{port}/hook", secret_token="s") is True
    assert "can't use getUpdates method while webhook is active" in await client.call("getUpdates")
    await done.wait()
    await chat.wait("в ответе: два", since=0)
    info = await client.call("getWebhookInfo")
    assert info["last_error_message"] == "Wrong response from the webhook: 500 Internal Server Error"
    assert seen == [("/start", "s")] * 4 + [("два", "s")]
    assert await client.call("deleteWebhook") is True
    assert await client.call("getUpdates") == []
    await runner.cleanup()


async def test_files_are_uploaded_in_parts_and_sent_again_by_id(client: Client, chat: Talk) -> None:
    base = f"{client.server.url}/bot{client.server.token}"

    async def chunks() -> AsyncIterator[bytes]:
        yield "Отчёт ".encode()
        yield b"x" * 100_000

    form = aiohttp.FormData(quote_fields=False)
    form.add_field("chat_id", str(chat.id))
    form.add_field("document", "attach://part1")
    form.add_field("part1", chunks(), filename="Отчёт.docx")
    async with client.session.post(f"{base}/sendDocument", data=form) as response:
        sent = (await response.json())["result"]
    file_id = sent["document"]["file_id"]
    assert (sent["document"]["file_name"], chat.last.documents[0].name) == ("Отчёт.docx", "Отчёт.docx")
    again = await client.call("sendDocument", chat_id=chat.id, document=file_id)
    assert again["document"] == sent["document"]
    assert await client.call("sendPhoto", chat_id=chat.id, photo=file_id) == (
        "400 Bad Request: can't use file of type Document as Photo"
    )
    path = (await client.call("getFile", file_id=file_id))["file_path"]
    async with client.session.get(f"{client.server.url}/file/bot{client.server.token}/{path}") as response:
        assert (await response.read()).startswith("Отчёт ".encode())
    assert client.server.held("schema") == []


async def test_what_is_too_big_is_not_taken(client: Client, chat: Talk) -> None:
    big = client.server.account.store("document", "big.bin", bytes(20 * 1024 * 1024 + 1), "x/y")
    assert await client.call("getFile", file_id=big.file_id) == "400 Bad Request: file is too big"
    form = aiohttp.FormData()
    form.add_field("chat_id", str(chat.id))
    form.add_field("document", io.BytesIO(bytes(52 * 1024 * 1024)), filename="huge.bin")
    url = f"{client.server.url}/bot{client.server.token}/sendDocument"
    async with client.session.post(url, data=form) as response:
        assert response.status == 413


@pytest.mark.parametrize("how", ["query", "form", "multipart"])
async def test_parameters_come_in_every_shape(client: Client, chat: Talk, how: str) -> None:
    url = f"{client.server.url}/bot{client.server.token}/SENDMESSAGE"
    markup = json.dumps({"inline_keyboard": [[{"text": "Да", "callback_data": "1"}]]})
    params = {"chat_id": str(chat.id), "text": "x", "disable_notification": "true", "reply_markup": markup}
    if how == "query":
        await client.session.get(url, params=params)
    else:
        form = aiohttp.FormData(params, default_to_multipart=how == "multipart")
        await client.session.post(url, data=form)
    assert chat.last.buttons == ["Да"]
    assert client.server.violations == []


def waits(limits: Limits, chat: int, *, private: bool, times: int) -> list[int]:
    found = []
    for _ in range(times):
        try:
            limits.judge(chat, private=private)
            found.append(0)
        except Refusal as refusal:
            found.append(refusal.parameters["retry_after"])
    return found


def test_limits_of_a_private_chat_a_group_and_all_together() -> None:
    clock = Clock()
    limits = Limits(clock)
    assert waits(limits, 1, private=True, times=50) == [0] * 50
    limits.switch_on()
    assert waits(limits, 1, private=True, times=5) == [0, 0, 0, 1, 1]
    clock.now += 1
    assert waits(limits, 1, private=True, times=2) == [0, 1]
    assert waits(limits, -1, private=False, times=21) == [0] * 20 + [60]
    assert (limits.breaches, limits.impatient) == (4, 1)
    clock.now += 60
    others = [waits(limits, number, private=True, times=1)[0] for number in range(100, 131)]
    assert others == [0] * 30 + [1]


async def test_a_flood_is_answered_with_429(client: Client, chat: Talk) -> None:
    client.server.limits.switch_on()
    answers = [await client.call("sendMessage", chat_id=chat.id, text=str(n)) for n in range(9)]
    assert "429 Too Many Requests: retry after 1" in answers
    assert client.server.limits.breaches == len(client.server.held("flood")) > 0


async def test_faults_strike_the_requests_they_are_meant_for(client: Client, chat: Talk) -> None:
    faults = client.server.faults

    async def send() -> Any:
        return await client.call("sendMessage", chat_id=chat.id, text="x")

    faults.too_many(7, method="sendMessage", chat=chat.id)
    assert (await client.call("getMe"))["is_bot"] is True
    assert await send() == "429 Too Many Requests: retry after 7"
    faults.error(502, times=2)
    assert [await send(), await send()] == ["502 Bad Gateway"] * 2
    faults.cut_before(method="sendMessage")
    with pytest.raises(aiohttp.ClientError):
        await send()
    assert chat.read() == []
    faults.cut_after(method="sendMessage")
    with pytest.raises(aiohttp.ClientError):
        await send()
    assert len(chat.read()) == 1
    hanging = faults.hang(method="sendMessage")
    waiting = asyncio.ensure_future(send())
    await hanging.struck.wait()
    assert chat.read() == []
    hanging.over.set()
    assert (await waiting)["text"] == "x"
    assert client.server.violations == []


async def test_the_server_goes_and_comes_back(client: Client, server: FakeTelegram) -> None:
    waiting = asyncio.ensure_future(client.call("getUpdates", timeout=50))
    await server.bot_heard.wait_for(lambda: server.account.updates.polls == 1, PATIENCE)
    await server.down()
    with pytest.raises(aiohttp.ClientError):
        await waiting
    with pytest.raises(aiohttp.ClientError):
        await client.call("getMe")
    await server.up()
    assert (await client.call("getMe"))["username"] == "segment_test_bot"


async def test_a_forum_has_topics(client: Client, server: FakeTelegram) -> None:
    group = server.group("Форум", server.person("Анна"), forum=True, bot="administrator")
    topic = (await client.call("createForumTopic", chat_id=group.id, name="Вопросы"))["message_thread_id"]
    sent = await client.call("sendMessage", chat_id=group.id, message_thread_id=topic, text="x")
    assert (sent["message_thread_id"], sent["is_topic_message"]) == (topic, True)
    assert await client.call("closeForumTopic", chat_id=group.id, message_thread_id=topic) is True
    assert [m["status"] for m in await client.call("getChatAdministrators", chat_id=group.id)] == [
        "creator",
        "administrator",
    ]


async def test_waiting_in_vain_shows_the_transcript(chat: Talk) -> None:
    chat.server.patience = 0.01
    with pytest.raises(AssertionError, match=r"(?s)in vain for 'ау'.*Анна #2: есть кто\?"):
        await chat.say("есть кто?", expect="ау")
