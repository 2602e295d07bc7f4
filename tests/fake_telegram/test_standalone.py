"""The fake as a process, and the judges by others."""

from __future__ import annotations

import asyncio
import sys

import aiohttp

from tests.fake_telegram import TOKEN
from tests.fake_telegram.judges import teremok_judge


async def test_a_process_is_driven_over_http() -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.fake_telegram", "--no-judging", stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    try:
        url, token = (await process.stdout.readline()).decode().split()
        async with aiohttp.ClientSession(url) as session:
            async with session.post("/control/say", json={"person": 1, "text": "привет"}) as response:
                said = await response.json()
            async with session.get(f"/bot{token}/getUpdates") as response:
                (update,) = (await response.json())["result"]
            assert update["message"]["text"] == "привет"
            await session.get(f"/bot{token}/sendMessage", params={"chat_id": said["chat"], "text": "и вам"})
            async with session.get("/control/chat/1", params={"after": said["mark"]}) as response:
                assert [m["text"] for m in (await response.json())["messages"]] == ["и вам"]
            async with session.get("/control/stats") as response:
                assert (await response.json())["calls"] == {"getUpdates": 1, "sendMessage": 1}
    finally:
        process.kill()
        await process.wait()


def test_teremok_refuses_what_telegram_refuses() -> None:
    judge = teremok_judge(TOKEN)
    assert judge is not None
    assert list(judge("sendMessage", {"chat_id": 1, "text": "<b>x</b>", "parse_mode": "HTML"})) == []
    markup = {"inline_keyboard": [[{"text": "x", "callback_data": "я" * 33}]]}
    assert list(judge("sendMessage", {"chat_id": 1, "text": "x", "reply_markup": markup})) == [
        "Bad Request: BUTTON_DATA_INVALID"
    ]
