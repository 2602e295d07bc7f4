"""Start-up: what it costs, a wrong token, an unreachable server, webhooks and their secret."""

import asyncio
from pathlib import Path

import aiohttp
import pytest

from dialogs.interview.definition import Form
from dialogs.interview.examples import ExampleProfile
from tests.databases.fixtures import Database
from tests.fake_telegram import FakeTelegram
from tests.fake_telegram.waiting import PIXEL
from tests.fake_telegram.webhook import SECRET_HEADER
from tests.launcher.forked import ForkServer
from tests.launcher.service import SECRET, START_SECONDS, Service, running
from tests.telegram.filling import filler_at

UNKNOWN = "1234567890:AAF-another_token_that_nobody_knows"


async def page_answers(service: Service) -> bool:
    try:
        async with aiohttp.ClientSession() as session, session.get(f"{service.address}/healthz") as response:
            return response.status == 200
    except aiohttp.ClientError:
        return False


async def test_a_run_without_a_token_imports_nothing_that_it_does_not_need(tmp_path: Path) -> None:
    needless = {"aiogram", "docx", "jinja2", "lxml", "numpy.ma", "openpyxl", "typst"}
    code = (
        "import gc, sys\n"
        "from bot.cli.main import main\n"
        "assert main(['run']) == 0\n"
        "assert 'aiohttp' in sys.modules\n"
        f"assert not {needless} & {{*sys.modules}}, {needless} & {{*sys.modules}}\n"
        "assert gc.isenabled()\n"
    )
    service = Service(tmp_path, {"ENCODERS": "off"}, program=("-c", code))
    try:
        await service.start()
        assert "Telegram: off (SEGMENTBOT_TELEGRAM_TOKEN turns it on)" in service.log
    finally:
        assert await service.stop() == 0, service.log


async def test_what_telegram_needs_is_looked_through_by_no_garbage_collection(tmp_path: Path) -> None:
    code = (
        "import gc, sys\n"
        "frozen, freeze = [], gc.freeze\n"
        "gc.freeze = lambda: (frozen.append('aiogram' in sys.modules), freeze())\n"
        "from bot.cli.main import main\n"
        "assert main(['run']) == 0\n"
        # At the start, when Telegram is loaded, at the end.
        "assert frozen == [False, True, True], frozen\n"
    )
    async with FakeTelegram() as server:
        service = Service(tmp_path, {"ENCODERS": "off"}, server, hurried=False, program=("-c", code))
        try:
            await service.start()
            await service.says("Telegram connected")
        finally:
            assert await service.stop() == 0, service.log


async def test_a_wrong_token_is_one_line_and_exit_1(tmp_path: Path, fork_server: ForkServer) -> None:
    async with FakeTelegram() as server:
        service = Service(tmp_path, {"TELEGRAM_TOKEN": UNKNOWN}, server, fork_server)
        await service.start(wait=False)
        assert await service.ended() == 1
        errors = [line for line in service.log.splitlines() if not line.startswith(("Segmentbot:", "20"))]
        assert len(errors) == 1
        assert "SEGMENTBOT_TELEGRAM_TOKEN" in errors[0]
        assert UNKNOWN not in service.log and "Traceback" not in service.log


async def test_an_unreachable_server_is_tried_again_while_the_page_works(
    tmp_path: Path, chosen_database: Database, fork_server: ForkServer
) -> None:
    async with FakeTelegram() as server:
        await server.down()
        service = Service(tmp_path, chosen_database.settings, server, fork_server)
        await service.start(wait=False)
        try:
            await service.says("Telegram not reached", 2)
            assert await page_answers(service)
            await server.up()
            await server.ready(START_SECONDS)
            assert "Здравствуйте" in (await server.person("Анна").start()).last
            assert server.token not in service.log
        finally:
            await service.stop()


async def test_a_refused_description_or_picture_stops_nothing_and_is_tried_at_the_next_start(
    tmp_path: Path, fork_server: ForkServer
) -> None:
    async with FakeTelegram() as server:
        waits = server.faults.too_many(7_200, method="setMyDescription")
        refused = server.faults.refuse("PHOTO_INVALID", method="setMyProfilePhoto")
        async with running(tmp_path, {}, server, fork_server=fork_server) as service:
            assert "Здравствуйте" in (await server.person("Анна").start()).last
            await asyncio.gather(waits.struck.wait(), refused.struck.wait())
            assert server.account.profile_photos == []
            await service.stop()
            await service.start()
            await server.did("getMyShortDescription", 3)
            await server.did("setMyProfilePhoto")
            (picture,) = server.account.profile_photos
            assert (picture.width, picture.height) == (640, 640)
            # The third start has nothing to change.
            photos = server.done["getUserProfilePhotos"]
            await service.stop()
            await service.start()
            await server.did("getUserProfilePhotos", photos + 1)
            await server.did("getMyShortDescription", 6)
            assert server.done["setMyProfilePhoto"] == 1
            assert server.done["setMyDescription"] == 2  # Russian for everybody, English
            assert server.violations == []


async def test_a_picture_that_was_chosen_by_hand_stays(tmp_path: Path, fork_server: ForkServer) -> None:
    async with FakeTelegram() as server:
        chosen = server.account.store("photo", "ours.jpg", PIXEL, "image/jpeg")
        server.account.profile_photos.append(chosen)
        async with running(tmp_path, {}, server, fork_server=fork_server):
            await server.did("getUserProfilePhotos")
            assert "Здравствуйте" in (await server.person("Борис").start()).last
        assert server.account.profile_photos == [chosen]
        assert server.counts["setMyProfilePhoto"] == 0


async def test_the_webhook_takes_only_who_knows_the_secret(
    tmp_path: Path, chosen_database: Database, fork_server: ForkServer
) -> None:
    async with FakeTelegram() as server:
        service = Service(tmp_path, chosen_database.settings, server, fork_server)
        service.settings.update(service.webhook)
        try:
            await service.start()
            chat = await server.person("Анна").start()
            assert "Источник" in await chat.say("что такое сегмент?", expect="Источник")
            address = service.webhook["TELEGRAM_WEBHOOK"]
            update = {"update_id": 7, "message": {}}
            async with aiohttp.ClientSession() as session:
                for headers in ({}, {SECRET_HEADER: "wrong"}, {SECRET_HEADER: "неверный"}):
                    async with session.post(address, json=update, headers=headers) as response:
                        assert response.status == 401
                broken = {SECRET_HEADER: SECRET, "Content-Type": "application/json"}
                async with session.post(address, data="{", headers=broken) as response:
                    assert response.status == 400
            assert server.violations == []
            assert SECRET not in service.log
        finally:
            await service.stop()


async def test_without_a_secret_there_is_no_webhook(tmp_path: Path, fork_server: ForkServer) -> None:
    async with FakeTelegram() as server:
        service = Service(tmp_path, {"TELEGRAM_WEBHOOK": "https://bot.example"}, server, fork_server)
        await service.start(wait=False)
        assert await service.ended() == 2
        assert "SEGMENTBOT_TELEGRAM_SECRET" in service.log


@pytest.mark.parametrize("killed", [False, True], ids=["stopped", "killed"])
async def test_a_draft_begun_by_polling_is_finished_with_webhooks(
    tmp_path: Path,
    chosen_database: Database,
    form: Form,
    examples: dict[str, ExampleProfile],
    fork_server: ForkServer,
    killed: bool,
) -> None:
    async with FakeTelegram() as server:
        async with running(tmp_path, chosen_database.settings, server, fork_server=fork_server) as service:
            chat = await server.person("Борис").start("profile")
            filler = filler_at(chat, form, examples["internal_facilities"].draft, typing=killed)
            await filler.fill(until=1)
            question = chat.last
            await (service.kill() if killed else service.stop())
            # Said while nobody listens: Telegram keeps it.
            answering = asyncio.ensure_future(filler.fill(until=2))
            service.settings.update(service.webhook)
            await service.start()
            await answering
            # A kill between sending and marking may have the question sent once more.
            await chat.until(lambda: killed or question.text.startswith("✓"), "the trace of the answer")
            assert killed or chat.chat.newest(lambda each: each.id == question.id + 1) is chat.last
            await filler.fill()
            assert "Профиль готов" in (await filler.screen.finish())[0]
        assert server.violations == []
