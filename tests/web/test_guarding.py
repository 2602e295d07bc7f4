"""Cookies that are renewed and re-sealed, headers that nothing can be put into, clients that dawdle."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from email.message import Message
from http.cookies import Morsel
from pathlib import Path
from urllib.parse import unquote

import pytest
from aiohttp.test_utils import TestClient, TestServer
from hypothesis import given
from hypothesis import strategies as st
from yarl import URL

from bot.web.chat.application import application
from bot.web.chat.sessions import CHAT_COOKIE, LIFETIME, RENEWED_AFTER
from bot.web.downloads import disposition
from tests.patience import PATIENCE
from tests.web.chatting import Chatting
from tests.web.serving import SECRET, Client, clock

STATIC = Path("bot/web/chat/static")


@asynccontextmanager
async def serving(
    bot: Chatting, secret: bytes = SECRET, old: bytes | None = None, later: timedelta = timedelta()
) -> AsyncIterator[Client]:
    """The same chats, served by a process with other secrets or at another time."""

    def moved() -> datetime:
        return clock() + later

    app = application(bot, bot.chats, bot.notifier, secret=secret, clock=moved, old_secret=old)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("bot.web.chat.streams.HEARTBEAT_SECONDS", 0.2)
        patch.setattr("bot.web.chat.event_parsing.BODY_SECONDS", 0.5)
        async with TestClient(TestServer(app)) as client:
            yield client


async def cookie_of(client: Client, given: str | None = None) -> Morsel[str] | None:
    """The cookie that a visit brings, if any."""
    client.session.cookie_jar.clear()
    headers = {"Cookie": f"{CHAT_COOKIE}={given}"} if given else {}
    response = await client.get("/api/session", headers=headers)
    return response.cookies.get(CHAT_COOKIE)


def chat_of(cookie: Morsel[str] | None) -> str:
    assert cookie is not None
    return cookie.value.partition(".")[0]


async def test_a_cookie_is_renewed_every_week_and_outlives_a_clock_that_is_ahead(bot: Chatting) -> None:
    async with serving(bot) as client:
        first = await cookie_of(client)
        assert first is not None
        assert await cookie_of(client, first.value) is None, "a fresh one is left alone"
    async with serving(bot, later=RENEWED_AFTER + timedelta(minutes=1)) as client:
        renewed = await cookie_of(client, first.value)
        assert renewed is not None and renewed.value != first.value
        assert chat_of(renewed) == chat_of(first)
    async with serving(bot, later=LIFETIME + timedelta(minutes=1)) as client:
        assert await cookie_of(client, first.value) is None, "nothing is put in its place"
        assert await cookie_of(client, renewed.value) is not None, "renewed, it lives on"


async def test_a_new_secret_takes_over_and_nobody_loses_a_chat(bot: Chatting) -> None:
    new = b"another secret, long enough too"
    async with serving(bot) as client:
        before = await cookie_of(client)
        assert before is not None
    async with serving(bot, secret=new, old=SECRET) as client:
        sealed_anew = await cookie_of(client, before.value)
        assert sealed_anew is not None and chat_of(sealed_anew) == chat_of(before)
    async with serving(bot, secret=new) as client:
        assert await cookie_of(client, sealed_anew.value) is None, "believed without the old secret"
        assert chat_of(await cookie_of(client, before.value)) != chat_of(before)


async def test_only_our_own_page_may_write(client: Client, bot: Chatting) -> None:
    await client.get("/api/session")
    foreign = (
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site", "X-Forwarded-Host": "x"},
    )
    heard = len(bot.heard)
    for headers in foreign:
        for body in ({"json": {"text": "а"}}, {"data": {"file": "x"}}, {"data": "text=а"}):
            response = await client.post("/api/events", headers=headers, **body)
            assert response.status == 403, headers
    assert len(bot.heard) == heard
    own = {"Origin": f"http://{client.host}:{client.port}", "Sec-Fetch-Site": "same-origin"}
    assert (await client.post("/api/events", json={"text": "а"}, headers=own)).status == 200


async def test_no_other_site_may_read(client: Client) -> None:
    response = await client.get("/api/session", headers={"Origin": "https://evil.example"})
    assert not [name for name in response.headers if name.startswith("Access-Control")]
    assert response.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert response.headers["X-Frame-Options"] == "DENY"


@given(st.text(max_size=80), st.sampled_from(["docx", "pdf", "png", "zip"]))
def test_no_file_name_can_leave_its_header(name: str, form: str) -> None:
    header = disposition("attachment", name, form)
    assert header.isascii() and header.isprintable()
    message = Message()
    message["Content-Disposition"] = header
    assert message.get_content_disposition() == "attachment"
    assert dict(message.get_params(header="Content-Disposition") or ()).keys() <= {
        "attachment",
        "filename",
        "filename*",
    }
    encoded = header.partition("filename*=UTF-8''")[2]
    assert unquote(encoded) == name


async def test_only_an_id_is_looked_up_as_one(
    client: Client, bot: Chatting, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_up: list[str] = []

    async def file(chat: str, document: str, form: str) -> None:
        looked_up.append(document)

    monkeypatch.setattr(bot.chats, "file", file)
    await client.get("/api/session")
    for odd in ("%00", "a%00", "..%2f..%2fbot", "%ff", "a'--", "%D0%B0", "a" * 65, "a.b", "%0d%0aX"):
        response = await client.get(URL(f"/api/documents/{odd}.pdf", encoded=True))
        assert response.status == 404, odd
    assert looked_up == []
    assert (await client.get("/api/documents/0123abcd-1.pdf")).status == 404
    assert looked_up == ["0123abcd-1"]


async def test_a_body_that_trickles_in_is_not_waited_for(bot: Chatting) -> None:
    async with serving(bot) as client:
        head = (
            "POST /api/events HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
            "Content-Length: 1000\r\n\r\n{"
        )
        reader, writer = await asyncio.open_connection(client.host, client.port)
        writer.write(head.encode())
        assert b" 408 " in await asyncio.wait_for(reader.readline(), PATIENCE)
        writer.close()
        await writer.wait_closed()


@pytest.mark.parametrize("file", sorted(STATIC.glob("*.js")), ids=lambda file: file.name)
def test_the_page_makes_no_markup_of_texts(file: Path) -> None:
    source = file.read_text(encoding="utf-8")
    for way in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function"):
        assert way not in source
