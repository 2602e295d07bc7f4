"""Notices to services of other kinds, by apprise, to a real server on this machine."""

import base64
import io
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from aiohttp import web
from docx import Document
from sqlalchemy import update

from bot.store.connection import only
from bot.store.database import open_database
from bot.store.tables import questions
from dialogs.interview.definition import Form
from dialogs.interview.examples import ExampleProfile
from tests.databases.fixtures import Database
from tests.fake_telegram import FakeTelegram
from tests.fake_telegram.state import Signal
from tests.launcher.forked import ForkServer
from tests.launcher.service import Service, running
from tests.patience import PATIENCE
from tests.telegram.filling import filler_at
from tests.whole.caller import Caller

TEAM = -1_000_000_777_000
HOOK = "a" * 24


@dataclass
class Services:
    """A server as Mattermost's web hook and as one that takes any JSON."""

    port: int = 0
    refusals: int = 0
    json: list[dict[str, Any]] = field(default_factory=list)
    mattermost: list[dict[str, Any]] = field(default_factory=list)
    came: Signal = field(default_factory=Signal)

    async def take(self, request: web.Request) -> web.Response:
        if self.refusals:
            self.refusals -= 1
            return web.Response(status=503)
        hook = request.path.startswith("/hooks/")
        (self.mattermost if hook else self.json).append(await request.json())
        self.came.fire()
        return web.Response(text="ok")

    async def until(self, truth: Callable[[], bool]) -> None:
        assert await self.came.wait_for(truth, PATIENCE), (self.json, self.mattermost)


@asynccontextmanager
async def services() -> AsyncIterator[Services]:
    served = Services()
    app = web.Application(client_max_size=2**24)
    app.router.add_post("/{path:.*}", served.take)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    served.port = runner.addresses[0][1]
    try:
        yield served
    finally:
        await runner.cleanup()


def urls(served: Services) -> str:
    return f"json://127.0.0.1:{served.port}/take mmost://127.0.0.1:{served.port}/{HOOK}"


async def test_what_the_team_hears_is_told_elsewhere_until_it_is_taken(
    tmp_path: Path,
    chosen_database: Database,
    form: Form,
    examples: dict[str, ExampleProfile],
    fork_server: ForkServer,
) -> None:
    async with FakeTelegram() as server, services() as served:
        server.group("Команда", server.person("Борис"), chat_id=TEAM)
        settings = {
            **chosen_database.settings,
            "TEAM_CHAT": f"telegram:{TEAM}",
            "TEAM_DOCUMENTS": "yes",
            "NOTICES": urls(served),
            "WEB_URL": "https://bot.example.gov.ru",
        }
        served.refusals = 2
        async with running(tmp_path, settings, server, fork_server=fork_server) as service:
            chat = await server.person("Анна").start()
            await chat.say("/ask рецепт борща, звоните 8 (900) 123-45-67", expect="Так ваш вопрос увидит")
            await chat.press("Отправить без имён", expect="Передал ваш вопрос")
            await served.until(lambda: bool(served.json and served.mattermost))
            assert "Вопрос № 1" in str(served.json[0]) and "борща" in served.json[0]["message"]
            await chat.say("/profile")
            filler = filler_at(chat, form, examples["internal_accounting"].draft)
            await filler.fill()
            await filler.screen.finish()
            await served.until(lambda: len(served.json) == 2 and len(served.mattermost) == 2)
            (attached,) = served.json[1]["attachments"]
            word = Document(io.BytesIO(base64.b64decode(attached["base64"])))
            assert word.tables, "the profile itself"
            # Where a service takes no files, it is said, and where the file is to be had.
            told = served.mattermost[1]["text"]
            assert "эта служба не передаёт" in told and "https://bot.example.gov.ru/team/documents/" in told
            assert len(served.json) == len(served.mattermost) == 2, "each once"
            said = [served.json[0]["message"], *(each["text"] for each in served.mattermost)]
            assert not [each for each in said if "900" in each]
            assert HOOK not in service.log and "борща" not in service.log


async def test_without_leave_no_answer_of_a_profile_is_told_and_no_chat_is_needed(
    tmp_path: Path,
    chosen_database: Database,
    form: Form,
    examples: dict[str, ExampleProfile],
    fork_server: ForkServer,
) -> None:
    async with FakeTelegram() as server, services() as served:
        settings = {**chosen_database.settings, "NOTICES": f"json://127.0.0.1:{served.port}/take"}
        async with running(tmp_path, settings, server, fork_server=fork_server):
            chat = await server.person("Анна").start()
            await chat.say("/profile")
            filler = filler_at(chat, form, examples["internal_accounting"].draft)
            await filler.fill()
            await filler.screen.finish()
            await served.until(lambda: bool(served.json))
    (told,) = served.json
    assert re.fullmatch(r"Готов профиль [0-9A-F]{8}", told["title"]), "neither its title nor its agency"
    assert told["message"] == told["title"] and not told["attachments"], "nor a chat that is not there"


async def test_without_any_messenger_the_digest_reaches_a_service(
    tmp_path: Path, chosen_database: Database, fork_server: ForkServer
) -> None:
    async with services() as served:
        settings = {**chosen_database.settings, "NOTICES": f"json://127.0.0.1:{served.port}/take"}
        async with running(tmp_path, settings, fork_server=fork_server) as service:
            async with Caller(service.address) as page:
                await page.say("рецепт борща")
            await service.stop()
            midnight = datetime.now(ZoneInfo("Europe/Moscow")).replace(hour=0, minute=0, second=0)
            opened = open_database(chosen_database.url)
            yesterday = update(questions).values(created=midnight - timedelta(hours=2))
            await opened.transact(only(yesterday))
            await opened.dispose()
            await service.start({"DIGEST_AT": "00:00"})
            await served.until(lambda: bool(served.json))
    (told,) = served.json
    assert "Сводка" in told["title"] and "рецепт борща" in told["message"]


HIDDEN = "import sys; sys.modules['apprise'] = None; sys.argv = ['segmentbot', 'run']; "


async def test_a_missing_extra_and_an_unknown_service_are_named_at_the_start(
    tmp_path: Path, fork_server: ForkServer
) -> None:
    program = ("-c", f"{HIDDEN}from bot.cli.main import program; program()")
    service = Service(tmp_path, {"NOTICES": "json://127.0.0.1:1/", "ENCODERS": "off"}, program=program)
    await service.start()
    assert "uv sync --extra notices" in service.log
    async with Caller(service.address) as page:
        assert "Источник" in await page.say("что такое сегмент?")
    await service.stop()
    unknown = Service(tmp_path, {"NOTICES": "nonsense://secret-token"}, fork_server=fork_server)
    await unknown.start(wait=False)
    assert await unknown.ended() != 0
    assert "nonsense://… is no address that apprise knows" in unknown.log
    assert "secret-token" not in unknown.log
