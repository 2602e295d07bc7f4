"""The HTTP contract, as a browser or a program meets it."""

import io
import json
from typing import Any

import pytest
from aiohttp import DummyCookieJar, web
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy import func, select

from bot.documents.long_document import DocumentTooLong
from bot.store.connection import only
from bot.store.tables import chats, messages, persons, updates
from bot.turns.rate_limit import Limit, TokenBuckets
from bot.web.chat.application import Newcomers, application
from bot.web.chat.chats import Chats
from bot.web.guards import client_of
from dialogs.turn.events import Pressed, Said, Selected, Started, Uploaded
from dialogs.turn.replies import DocumentFormat
from tests.web.chatting import Chatting
from tests.web.serving import SECRET, Client, clock


async def session(client: Client) -> dict[str, Any]:
    response = await client.get("/api/session")
    assert response.status == 200
    found: dict[str, Any] = await response.json()
    return found


async def post(client: Client, event: object, **headers: str) -> tuple[int, dict[str, Any]]:
    response = await client.post("/api/events", json=event, headers=headers)
    return response.status, await response.json()


async def test_the_first_visit_is_greeted_once(client: Client, bot: Chatting) -> None:
    await client.get("/")
    first = await session(client)
    again = await session(client)
    assert bot.heard == [], "nobody has spoken yet"
    assert first == again
    assert first["language"] == "ru"
    assert first["last_event_id"] == first["messages"][-1]["id"]
    greeting = first["messages"][0]["reply"]
    assert greeting["body"][0]["spans"][1] == {
        "text": "Сегмент",
        "strong": True,
        "emphasis": False,
        "link": None,
    }
    assert greeting["buttons"][0]["id"] == "start:"
    await post(client, {"text": "Что такое сегмент?"})
    await post(client, {"text": "А услуга?"})
    assert bot.heard[0] == Started() and Started() not in bot.heard[1:]
    messages = (await session(client))["messages"]
    assert messages[0]["reply"] == greeting and messages[0]["id"] > 0
    assert [message for message in messages if message.get("reply") == greeting] == messages[:1]


async def test_a_visit_without_a_word_leaves_nothing_behind(client: Client, bot: Chatting) -> None:
    for _ in range(3):
        client.session.cookie_jar.clear()
        await client.get("/")
        await session(client)
        response = await client.get("/api/drafts")
        assert (await response.json())["drafts"] == []
    rows = [
        (await bot.store.database.look(only(select(func.count()).select_from(table)))).scalar_one()
        for table in (persons, chats, messages, updates)
    ]
    assert rows == [0, 0, 0, 0]


async def test_every_kind_of_event_reaches_the_desk(client: Client, bot: Chatting) -> None:
    await session(client)
    for event in (
        {"text": "Что такое сегмент?", "offer": 7, "id": "a"},
        {"press": "start:"},
        {"pick": ["101.1", "101.0"]},
        {"upload": {"kind": "image/png", "name": "скан.png", "size": 10}},
    ):
        status, taken = await post(client, event)
        assert (status, taken["accepted"]) == (200, True)
        assert taken["id"]
    assert bot.heard[1:] == [
        Said("Что такое сегмент?", 7),
        Pressed("start:"),
        Selected(("101.1", "101.0")),
        Uploaded("image/png"),
    ]


async def test_the_same_id_has_one_effect(client: Client, bot: Chatting) -> None:
    await session(client)
    assert (await post(client, {"text": "раз", "id": "same"}))[1]["accepted"] is True
    assert (await post(client, {"text": "раз", "id": "same"}))[1]["accepted"] is False
    assert bot.heard.count(Said("раз")) == 1


async def test_the_same_id_in_two_chats_is_two_events(client: Client, bot: Chatting) -> None:
    for _ in range(2):
        client.session.cookie_jar.clear()
        await session(client)
        assert (await post(client, {"text": "раз", "id": "same"}))[1]["accepted"] is True


async def test_a_hundred_thousand_characters_are_answered(client: Client, bot: Chatting) -> None:
    await session(client)
    for sign in ("я", "𝒳"):
        body = io.BytesIO(json.dumps({"text": sign * 100_000}).encode())
        response = await client.post("/api/events", data=body, headers={"Content-Type": "application/json"})
        assert response.status == 200
        assert bot.heard[-1] == Said(sign * 100_000)
        assert (await session(client))["messages"][-1]["reply"]["tone"] == "plain"


@pytest.mark.parametrize(
    ("body", "status", "error"),
    [
        ("{", 400, "not_json"),
        ("[" * 100_000, 400, "not_json"),
        ('{"text": NaN}', 400, "not_json"),
        ("[]", 400, "not_understood"),
        ("{}", 400, "not_understood"),
        ('{"text": 5}', 400, "not_understood"),
        ('{"text": "a", "press": "1.1"}', 400, "not_understood"),
        ('{"text": "a", "extra": 1}', 400, "not_understood"),
        ('{"text": "a", "offer": true}', 400, "not_understood"),
        ('{"text": "a", "offer": -1}', 400, "not_understood"),
        ('{"text": "a", "id": "with space"}', 400, "not_understood"),
        ('{"text": " "}', 400, "empty"),
        ('{"press": ""}', 400, "not_understood"),
        ('{"press": "' + "ы" * 40 + '"}', 400, "not_understood"),
        ('{"pick": "1.1"}', 400, "not_understood"),
        ('{"upload": {"path": "/etc"}}', 400, "not_understood"),
        ('{"upload": {"size": 52428800}}', 413, "upload_too_large"),
        ('{"text": "' + "a" * 3_000_000 + '"}', 413, "too_large"),
    ],
)
async def test_bad_input_is_refused_kindly(
    client: Client, bot: Chatting, body: str, status: int, error: str
) -> None:
    await session(client)
    for language, word in (("ru", "е"), ("en", "e")):
        headers = {"Content-Type": "application/json", "Accept-Language": language}
        response = await client.post("/api/events", data=io.BytesIO(body.encode()), headers=headers)
        said = await response.json()
        assert (response.status, said["error"]) == (status, error)
        assert word in said["message"]
    assert bot.heard == []
    assert (await post(client, {"text": "дальше"}))[0] == 200


async def test_characters_that_cannot_be_stored_do_no_harm(client: Client, bot: Chatting) -> None:
    await session(client)
    body = '{"text": "a\\ud800b\\u0000c"}'
    response = await client.post("/api/events", data=body, headers={"Content-Type": "application/json"})
    assert response.status == 200
    assert bot.heard[-1] == Said("a\ufffdbc")


@pytest.mark.parametrize(
    ("headers", "error"),
    [
        ({"Content-Type": "text/plain"}, "content_type"),
        ({"Content-Type": "multipart/form-data; boundary=b"}, "content_type"),
        ({"Content-Type": "application/json", "Content-Encoding": "gzip"}, "content_encoding"),
    ],
)
async def test_only_plain_json_is_read(client: Client, headers: dict[str, str], error: str) -> None:
    response = await client.post("/api/events", data=io.BytesIO(b'{"text": "a"}'), headers=headers)
    assert (response.status, (await response.json())["error"]) == (415, error)
    assert (await post(client, {"text": "дальше"}))[0] == 200


@pytest.mark.parametrize(
    "headers", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}, {"Origin": "null"}]
)
async def test_other_sites_cannot_speak_for_a_person(
    client: Client, bot: Chatting, headers: dict[str, str]
) -> None:
    status, said = await post(client, {"text": "а"}, **headers)
    assert (status, said["error"]) == (403, "foreign_origin")
    assert bot.heard == []


async def test_a_body_that_would_be_refused_is_not_even_sent(client: Client) -> None:
    for given, status in (
        ({"Content-Type": "multipart/form-data; boundary=b"}, 415),
        ({"Content-Type": "application/json", "Content-Encoding": "gzip"}, 415),
        ({"Content-Type": "application/json", "Content-Length": "52428800"}, 413),
    ):
        head = {"Content-Length": "10"} | given
        response = await client.post("/api/events", headers=head, expect100=True)
        assert response.status == status


async def test_the_cookie_is_signed_and_guarded(client: Client) -> None:
    response = await client.get("/", headers={"X-Forwarded-Proto": "https"})
    cookie = response.cookies["segmentbot"]
    assert cookie["httponly"] and cookie["secure"]
    assert cookie["samesite"] == "Lax"
    assert int(cookie["max-age"]) >= 180 * 86_400
    forged = cookie.value[:-1] + ("0" if cookie.value[-1] != "0" else "1")
    client.session.cookie_jar.clear()
    response = await client.get("/api/stream", headers={"Cookie": f"segmentbot={forged}"})
    assert response.status == 401


async def test_documents_are_for_their_owner_only(client: Client) -> None:
    await session(client)
    for text in ("/profile", "1", "/document"):
        await post(client, {"text": text})
    replies = [message["reply"] for message in (await session(client))["messages"] if "reply" in message]
    (attachments,) = [reply["attachments"] for reply in replies if reply["attachments"]]
    for attachment in attachments:
        response = await client.get(attachment["url"])
        assert response.status == 200
        disposition = response.headers["Content-Disposition"]
        assert disposition.startswith("inline" if attachment["format"] == "png" else "attachment")
        assert "filename*=UTF-8''%D0%9F%D1%80%D0%BE" in disposition
        assert disposition.isascii()
    client.session.cookie_jar.clear()
    await session(client)
    for url in (attachments[0]["url"], "/api/documents/none.docx", "/api/documents/none.exe"):
        response = await client.get(url)
        assert response.status == 404
        assert (await response.json())["error"] == "not_found"


async def test_a_document_that_takes_too_long_to_draw_is_refused_with_a_way_out(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def file(chats: Chats, chat: str, document: str, form: DocumentFormat) -> None:
        raise DocumentTooLong

    monkeypatch.setattr(Chats, "file", file)
    await session(client)
    response = await client.get("/api/documents/0123abcd-1.pdf")
    assert response.status == 422
    assert "Сократите самые длинные ответы" in (await response.json())["message"]


async def test_drafts_are_listed_with_the_button_that_opens_them(client: Client) -> None:
    await session(client)
    for text in ("/profile", "1"):
        await post(client, {"text": text})
    (draft,) = (await (await client.get("/api/drafts")).json())["drafts"]
    assert draft["button"] == f"open:{draft['id']}"
    assert (draft["answered"], draft["total"]) == (1, 5)


async def test_every_answer_carries_the_guarding_headers(client: Client) -> None:
    for path in ("/", "/api/session", "/api/nothing", "/nothing"):
        response = await client.get(path)
        assert "default-src 'none'" in response.headers["Content-Security-Policy"]
        assert "unsafe" not in response.headers["Content-Security-Policy"]
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Referrer-Policy"] == "no-referrer"


async def test_assets_may_be_kept_for_ever_under_their_hash(client: Client) -> None:
    page = await (await client.get("/")).text()
    build = page.partition('data-build="')[2].partition('"')[0]
    response = await client.get(f"/assets/{build}/main.js")
    assert "immutable" in response.headers["Cache-Control"]
    assert "javascript" in response.headers["Content-Type"]
    assert (await client.get("/assets/000000/main.js")).headers["Cache-Control"] == "no-cache"
    assert (await client.get(f"/assets/{build}/../application.py")).status == 404


async def test_the_page_comes_in_the_language_of_the_browser(client: Client) -> None:
    assert '<html lang="ru"' in await (await client.get("/")).text()
    page = await (await client.get("/", headers={"Accept-Language": "en-GB,en"})).text()
    assert '<html lang="en"' in page
    assert "My profiles" in page


async def test_a_fault_of_ours_is_a_kind_message(
    client: Client, bot: Chatting, monkeypatch: pytest.MonkeyPatch, written: io.StringIO
) -> None:
    await session(client)

    async def broken(incoming: object) -> None:
        raise RuntimeError("a secret word")

    monkeypatch.setattr(bot, "handle", broken)
    status, said = await post(client, {"text": "а"})
    assert (status, said["error"]) == (500, "failed")
    assert "request failed what=events" in written.getvalue()
    assert "secret word" not in written.getvalue()


async def test_too_fast_is_refused_for_a_while_and_nothing_is_lost(client: Client, bot: Chatting) -> None:
    await session(client)
    bot.wait = 30
    response = await client.post("/api/events", json={"text": "ответ", "id": "a"})
    assert (response.status, response.headers["Retry-After"]) == (429, "30")
    assert "Ничего не потеряно" in (await response.json())["message"]
    bot.wait = 0
    status, taken = await post(client, {"text": "ответ", "id": "a"})
    assert (status, taken["accepted"]) == (200, True)


@pytest.mark.parametrize(
    ("proxies", "forwarded", "client_s"),
    [
        (0, "6.6.6.6", "127.0.0.1"),
        (1, "6.6.6.6, 10.1.2.3", "10.1.2.3"),
        (2, "6.6.6.6, 10.1.2.3, 10.0.0.9", "10.1.2.3"),
        (2, "10.1.2.3", "127.0.0.1"),
        (1, "2001:db8:1:2:3::4", "2001:db8:1:2::/64"),
        (1, "unknown", "unknown"),
    ],
)
async def test_only_our_own_proxies_tell_where_somebody_comes_from(
    proxies: int, forwarded: str, client_s: str
) -> None:
    asked: list[str] = []

    async def tell(request: web.Request) -> web.Response:
        asked.append(client_of(request, proxies))
        return web.Response()

    app = web.Application()
    app.router.add_get("/", tell)
    async with TestClient(TestServer(app)) as caller:
        await caller.get("/", headers={"X-Forwarded-For": forwarded})
    assert asked == [client_s]


async def test_nobody_begins_chats_without_end(bot: Chatting) -> None:
    newcomers = Newcomers(TokenBuckets(Limit(burst=2, a_minute=1), lambda: 0.0))
    app = application(bot, bot.chats, bot.notifier, secret=SECRET, clock=clock, newcomers=newcomers)
    async with TestClient(TestServer(app)) as known:
        await session(known)
        async with TestClient(TestServer(app), cookie_jar=DummyCookieJar()) as stranger:
            assert (await stranger.get("/")).status == 200
            for path in ("/api/session", "/api/session"):
                refused = await stranger.get(path)
                assert (refused.status, refused.headers["Retry-After"]) == (429, "30")
            page = await stranger.get("/")
            assert page.status == 200
            assert "Set-Cookie" not in page.headers
        assert bot.heard == []
        await session(known)
        assert (await post(known, {"text": "раз"}))[0] == 200, "who is known goes on"
