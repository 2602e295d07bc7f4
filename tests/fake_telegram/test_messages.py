"""Albums, copies, media edits, ages, privacy; and that the schema is that of the installed aiogram."""

from __future__ import annotations

import asyncio
import importlib.util
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from tests.fake_telegram import NOTHING, FakeTelegram, Talk
from tests.fake_telegram.schema import schema
from tests.fake_telegram.test_delivery import Clock
from tests.fake_telegram.test_refusals import Client, inline
from tests.fake_telegram.waiting import PIXEL


@pytest.fixture
async def client() -> AsyncIterator[Client]:
    async with FakeTelegram(clock=Clock()) as server, aiohttp.ClientSession() as session:
        yield Client(server, session)


@pytest.fixture
async def chat(client: Client) -> Talk:
    return await client.server.person("Анна").start(expect=NOTHING)


def document(client: Client, name: str) -> dict[str, Any]:
    file = client.server.account.store("document", name, b"x", "text/plain")
    return {"type": "document", "media": file.file_id, "caption": name}


async def test_an_album_arrives_as_one_group_of_two_or_more(client: Client, chat: Talk) -> None:
    media = [document(client, "а.docx"), document(client, "б.pdf")]
    sent = await client.call("sendMediaGroup", chat_id=chat.id, media=media)
    assert [message.documents[0].name for message in chat.read()] == ["а.docx", "б.pdf"]
    assert len({message["media_group_id"] for message in sent}) == 1
    assert await client.call("sendMediaGroup", chat_id=chat.id, media=media[:1]) == (
        "400 Bad Request: there must be at least two items in the album"
    )
    photo = client.server.account.store("photo", "p.png", PIXEL, "image/png")
    mixed = [media[0], {"type": "photo", "media": photo.file_id}]
    assert "can't use the media of the specified type" in await client.call(
        "sendMediaGroup", chat_id=chat.id, media=mixed
    )


async def test_an_album_counts_as_its_messages_and_is_refused_whole(client: Client, chat: Talk) -> None:
    client.server.limits.switch_on()
    media = [document(client, name) for name in ("а.docx", "б.pdf", "в.png")]
    assert len(await client.call("sendMediaGroup", chat_id=chat.id, media=media)) == 3
    refused = await client.call("sendMediaGroup", chat_id=chat.id, media=media[:2])
    assert refused == "429 Too Many Requests: retry after 2"
    assert len(chat.read()) == 3


async def test_media_and_captions_are_edited_apart_from_texts(client: Client, chat: Talk) -> None:
    first = document(client, "а.docx")
    sent = await client.call("sendDocument", chat_id=chat.id, document=first["media"], caption="а")
    at = {"chat_id": chat.id, "message_id": sent["message_id"]}
    assert await client.call("editMessageText", **at, text="б") == (
        "400 Bad Request: there is no text in the message to edit"
    )
    assert (await client.call("editMessageCaption", **at, caption="б"))["caption"] == "б"
    await client.call("editMessageMedia", **at, media=document(client, "в.docx"))
    assert chat.last.documents[0].name == "в.docx"
    assert chat.last.text == "в.docx"


async def test_a_message_is_copied_without_and_forwarded_with_its_sender(client: Client, chat: Talk) -> None:
    mine = chat.tell("важно")
    to = {"chat_id": chat.id, "from_chat_id": chat.id, "message_id": mine.id}
    copied = await client.call("copyMessage", **to)
    assert chat.chat.messages[copied["message_id"]].text == "важно"
    assert (await client.call("forwardMessage", **to))["forward_origin"]["sender_user"][
        "first_name"
    ] == "Анна"


async def test_a_message_with_a_reply_keyboard_cannot_be_edited(client: Client, chat: Talk) -> None:
    markup = {"keyboard": [["Да"]]}
    sent = await client.call("sendMessage", chat_id=chat.id, text="x", reply_markup=markup)
    edit = {"chat_id": chat.id, "message_id": sent["message_id"], "text": "y"}
    assert await client.call("editMessageText", **edit) == "400 Bad Request: message can't be edited"
    await chat.press("Да")
    assert chat.chat.journal[-1].message is not None
    assert chat.chat.journal[-1].message.text == "Да"


async def test_old_messages_stay_and_old_updates_go(client: Client, chat: Talk) -> None:
    clock = client.server.clock
    assert isinstance(clock, Clock)
    sent = await client.call("sendMessage", chat_id=chat.id, text="x")
    clock.now += 24 * 3600 + 1
    assert await client.call("getUpdates") == []
    clock.now += 24 * 3600
    delete = {"chat_id": chat.id, "message_id": sent["message_id"]}
    assert await client.call("deleteMessage", **delete) == "400 Bad Request: message can't be deleted"


async def test_an_answer_to_a_press_can_come_too_late(client: Client, chat: Talk) -> None:
    clock = client.server.clock
    assert isinstance(clock, Clock)
    await client.call("sendMessage", chat_id=chat.id, text="x", reply_markup=inline(callback_data="1"))
    query = client.server.account.press(chat.last, chat.user, "1")
    clock.now += client.server.callback_seconds + 1
    assert "query is too old" in await client.call("answerCallbackQuery", callback_query_id=query.id)


async def test_fifty_presses_are_fifty_updates(client: Client, chat: Talk) -> None:
    await client.call("sendMessage", chat_id=chat.id, text="x", reply_markup=inline(callback_data="1"))
    presses = [asyncio.ensure_future(chat.press("Да")) for _ in range(50)]
    answered = 0
    offset = 0
    while answered < 50:
        for update in await client.call("getUpdates", offset=offset, timeout=5):
            offset = update["update_id"] + 1
            if query := update.get("callback_query"):
                assert await client.call("answerCallbackQuery", callback_query_id=query["id"]) is True
                answered += 1
    assert {press.notice for press in await asyncio.gather(*presses)} == {""}


async def test_privacy_hides_ordinary_talk(client: Client) -> None:
    server = client.server
    server.account.privacy = True
    talk = server.group("Группа", anna := server.person("Анна")).talk(anna)
    assert talk.tell("между собой").update is None
    assert talk.tell("/help").update is not None
    assert (await client.call("getMe"))["can_read_all_group_messages"] is False


def test_the_schema_is_that_of_the_installed_aiogram() -> None:
    spec = importlib.util.find_spec("aiogram")
    assert spec is not None
    assert spec.origin is not None
    meta = (Path(spec.origin).parent / "__meta__.py").read_text(encoding="utf-8")
    match = re.search(r'__api_version__ = "(.+)"', meta)
    assert match is not None
    assert schema()["api"] == match[1]
