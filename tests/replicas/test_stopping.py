"""SIGTERM while everything is under way: it is finished, and the process ends with 0 in time."""

import asyncio
from pathlib import Path

import aiohttp
import asyncpg

from dialogs.interview.definition import Form
from dialogs.interview.examples import ExampleProfile
from tests.databases.fixtures import Database
from tests.databases.waiting import until_waiting
from tests.fake_telegram import FakeTelegram
from tests.launcher.forked import ForkServer
from tests.launcher.service import Service, running
from tests.replicas.event_stream import EventStream
from tests.telegram.filling import filler_at
from tests.whole.caller import Caller, attachments

AGENCY = "Министерство социальной политики Приозёрской области"


async def test_what_is_under_way_is_finished(postgres: str, tmp_path: Path, fork_server: ForkServer) -> None:
    """A stream is open, a document is being fetched, a webhook is being taken, a message is being sent."""
    async with FakeTelegram() as telegram:
        service = Service(tmp_path, Database(postgres).settings, telegram, fork_server=fork_server)
        service.settings.update(service.webhook)
        await service.start()
        async with (
            Caller(service.address) as person,
            aiohttp.ClientSession(cookies=person.cookies) as browser,
            asyncio.TaskGroup() as group,
        ):
            await person.say("/profile")
            await person.say(AGENCY)
            await person.say("/document")
            (pdf,) = [file["url"] for file in attachments(await person.messages()) if file["format"] == "pdf"]
            tab = EventStream(service.address, person.cookies)
            following = group.create_task(tab.follow())
            await tab.heard.wait()
            anna, boris = (
                await telegram.person("Анна").start(),
                await telegram.person("Борис").start("profile"),
            )
            hanging = telegram.faults.hang(method="sendMessage", chat=anna.id)
            anna.tell("что такое сегмент?")
            await hanging.struck.wait()
            lock = await asyncpg.connect(postgres)
            async with lock.transaction():
                await lock.execute("LOCK documents IN ACCESS EXCLUSIVE MODE")
                await lock.execute("SELECT 1 FROM chats WHERE chat = $1 FOR UPDATE", str(boris.id))
                fetching = group.create_task(_fetched(browser, f"{service.address}{pdf}"))
                taken = group.create_task(boris.acknowledged(boris.tell(AGENCY)))
                await until_waiting(postgres, 2)
                stopping = group.create_task(service.stop())
                await service.says("stopping")
                assert not fetching.done()
                assert not taken.done()
            assert (await fetching).startswith(b"%PDF")
            await taken
            hanging.over.set()
            assert await stopping == 0
            following.cancel()
        await lock.close()
        assert "Traceback" not in service.log
        # The next start finds nothing to repeat, and what was taken last is answered.
        await service.start()
        await boris.wait("Для кого")
        await anna.say("/drafts", expect="пока нет профилей")
        assert sum("Источник" in message for message in anna.since(0)) == 1
        assert await service.stop() == 0
        assert telegram.violations == []


async def _fetched(browser: aiohttp.ClientSession, address: str) -> bytes:
    async with browser.get(address) as response:
        assert response.status == 200
        return await response.read()


async def test_a_messenger_that_hangs_holds_nobody_up(
    chosen_database: Database, tmp_path: Path, fork_server: ForkServer
) -> None:
    async with (
        FakeTelegram() as telegram,
        running(tmp_path, chosen_database.settings, telegram, fork_server=fork_server) as service,
    ):
        chat = await telegram.person("Анна").start()
        hanging = telegram.faults.hang(method="sendMessage", chat=chat.id)
        chat.tell("что такое сегмент?")
        await hanging.struck.wait()
        assert await service.stop() == 0
        assert "Traceback" not in service.log


async def test_the_sender_hands_over_when_it_is_stopped_and_nothing_is_said_twice(
    postgres: str, tmp_path: Path, form: Form, examples: dict[str, ExampleProfile], fork_server: ForkServer
) -> None:
    """Polling: a filling goes on from one copy to the other and back."""
    settings = Database(postgres).settings
    async with (
        FakeTelegram() as telegram,
        running(tmp_path, settings, telegram, fork_server=fork_server) as first,
    ):
        second = Service(tmp_path, settings, telegram, fork_server=fork_server)
        await second.start(wait=False)
        await second.says("standing by channel=telegram")
        await second.says("Telegram connected")
        chat = await telegram.person("Анна").start("profile")
        filler = filler_at(chat, form, examples["internal_facilities"].draft, typing=True)
        filling = asyncio.ensure_future(filler.fill())
        await chat.until(lambda: filler.done >= 5, "five answers")
        assert await first.stop() == 0
        await second.says("sending channel=telegram")
        await filling
        await filler.screen.finish()
        asked = [message.text for message in filler.screen.sent(0)]
        assert len(asked) == len(set(asked)), "no question came twice"
        assert "another copy polls" not in first.log + second.log
        assert await second.stop() == 0
        assert telegram.violations == []
