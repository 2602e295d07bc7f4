"""The HTTP session of the Bot API, beside a server that keeps what it is sent."""

import json

import pytest
from aiogram import Bot
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import TelegramBadRequest
from aiohttp import web
from aiohttp.test_utils import RawTestServer

from bot.channels.telegram.json_session import JsonSession


@pytest.mark.parametrize("given", ["\ud800", "77\udfff", "\x00", "😀"])
async def test_an_identifier_that_is_given_back_is_always_sent(given: str) -> None:
    """Half a surrogate pair cannot be written as UTF-8."""
    asked: list[object] = []

    async def refusing(request: web.BaseRequest) -> web.StreamResponse:
        asked.append(json.loads((await request.read()).decode("utf-8")))
        return web.json_response({"ok": False, "error_code": 400, "description": "Bad Request"}, status=400)

    async with RawTestServer(refusing) as server:
        session = JsonSession(TelegramAPIServer.from_base(str(server.make_url("")).rstrip("/")), timeout=5)
        async with Bot("1:a", session=session).context() as bot:
            with pytest.raises(TelegramBadRequest):
                await bot.answer_callback_query(given)
            with pytest.raises(TelegramBadRequest):
                await bot.answer_inline_query(given, [])
    assert len(asked) == 2


async def test_what_is_told_of_a_sent_message_in_an_unknown_shape_is_no_failure() -> None:
    """Telegram has sent it; to take it for refused would send it again."""
    sent = {
        "message_id": 7,
        "date": 1,
        "chat": {"id": 5, "type": "private"},
        "from": {"id": "a number that has become a word"},
        "reply_markup": {"inline_keyboard": "another shape"},
    }
    told: list[object] = [sent, [sent, sent]]

    async def sending(request: web.BaseRequest) -> web.StreamResponse:
        return web.json_response({"ok": True, "result": told.pop(0)})

    async with RawTestServer(sending) as server:
        session = JsonSession(TelegramAPIServer.from_base(str(server.make_url("")).rstrip("/")), timeout=5)
        async with Bot("1:a", session=session).context() as bot:
            assert (await bot.send_message(5, "раз")).message_id == 7
            group = await bot.send_media_group(5, [])
            assert [each.message_id for each in group] == [7, 7]
