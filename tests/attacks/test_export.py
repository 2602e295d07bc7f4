"""Everything that a person has ever sent, asked for at once and again."""

import asyncio
import io
import json
import sqlite3
import zipfile
from pathlib import Path

import aiohttp
import pytest

from tests.attacks.bystander import undisturbed
from tests.attacks.watcher import most_memory
from tests.launcher.service import Service
from tests.whole.caller import Caller, attachments

pytestmark = pytest.mark.asyncio(loop_scope="module")
# What three hours at the allowed pace leave.
MESSAGES, QUESTIONS = 20_000, 20_000
MB = 1024


async def test_an_export_of_a_long_chat_stops_nobody_and_takes_no_memory(service: Service) -> None:
    async with Caller(service.address) as attacker:
        await attacker.say("Мой первый вопрос")
        await asyncio.to_thread(grow, Path(service.folder / "bot.db"))
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


def grow(file: Path) -> None:
    """The one who has asked has done so many thousand times."""
    with sqlite3.connect(file) as database:
        (person,) = database.execute("SELECT person FROM questions ORDER BY id DESC LIMIT 1").fetchone()
        for table, count, long in (("messages", MESSAGES, "body"), ("questions", QUESTIONS, "question")):
            names = [row[1] for row in database.execute(f"PRAGMA table_info({table})") if row[1] != "id"]
            row = database.execute(
                f"SELECT {', '.join(names)} FROM {table} WHERE person = ? ORDER BY id DESC LIMIT 1", (person,)
            ).fetchone()
            values = dict(zip(names, row, strict=True))
            if table == "questions":
                values[long] = "что такое клиент " * 100
            marks = ", ".join("?" * len(names))
            database.executemany(
                f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})", [tuple(values.values())] * count
            )
    database.close()


async def download(service: Service, caller: Caller, url: str) -> tuple[int, bytes]:
    async with (
        aiohttp.ClientSession(cookies=caller.cookies, cookie_jar=aiohttp.CookieJar(unsafe=True)) as session,
        session.get(f"{service.address}{url}") as response,
    ):
        return response.status, await response.read()
