"""The clock jumps a year ahead and a year back under a running bot: nothing is lost, nothing comes twice."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import cycle
from pathlib import Path

import pytest

from dialogs.interview.definition import Form
from dialogs.interview.examples import ExampleProfile
from tests.databases.fixtures import Database
from tests.fake_telegram import FakeTelegram
from tests.filled import filled, word_text
from tests.launcher.forked import ForkServer
from tests.launcher.injected import Injection
from tests.launcher.service import Service
from tests.whole.caller import Caller, attachments, plain
from tests.whole.script import script

# Cookies last one of 365 days; what becomes of older ones is another matter.
YEAR = 364 * 86_400
# By a clock that is behind, dates of sources are of the future, and are remarked upon: nobody answers then.
JUMPS = (YEAR, 0)
# Restarts are rarer than jumps, and fall on each of them in turn.
RESTARTED_EVERY = 5


class Ahead:
    """The file by which the bot's clock goes wrong."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "ahead"
        self.jump(0)

    @property
    def injection(self) -> Injection:
        return Injection(clock=str(self.file))

    def jump(self, seconds: float) -> None:
        fresh = self.file.with_suffix(".fresh")
        fresh.write_text(str(seconds))
        fresh.replace(self.file)


@asynccontextmanager
async def wrong_clock(
    folder: Path, database: Database, fork_server: ForkServer, telegram: FakeTelegram | None = None
) -> AsyncIterator[tuple[Service, Ahead]]:
    """A bot whose clock goes wrong, at the pace of Telegram if it has one."""
    ahead = Ahead(folder)
    service = Service(folder, database.settings, telegram, fork_server, hurried=False)
    try:
        await service.start(injection=ahead.injection)
        yield service, ahead
    finally:
        await service.stop()


@pytest.mark.on_both
async def test_a_profile_is_filled_whatever_the_clock_says(
    chosen_database: Database,
    fork_server: ForkServer,
    tmp_path: Path,
    form: Form,
    examples: dict[str, ExampleProfile],
) -> None:
    jumps = cycle(JUMPS)
    async with (
        wrong_clock(tmp_path, chosen_database, fork_server) as (service, ahead),
        Caller(service.address) as person,
    ):
        await person.post({"text": "/profile"})
        seen = 0
        for number, line in enumerate(script(form, examples["internal_facilities"].draft)):
            # Warnings of an end may stand between: by that clock nobody has touched the draft for a year.
            messages = await person.messages()
            news = [message for message in messages if message["id"] > seen]
            seen = messages[-1]["id"]
            assert sum(line.asked in plain(message) for message in news) == 1, line.asked
            ahead.jump(next(jumps))
            if number % RESTARTED_EVERY == 0:
                await service.kill()
                await service.start(injection=ahead.injection)
            if line.path is None:
                await person.press("Нет, сегментов достаточно")
                continue
            event = {"text": "пропустить" if line.typed is None else line.typed, "id": f"answer-{number}"}
            assert (await person.post(event))["accepted"]
            ahead.jump(-YEAR)
            assert not (await person.post(event))["accepted"], "the same one again"
        # By a clock that is behind, the sources of the profile are of the future.
        ahead.jump(0)
        await person.press("Получить документ")
        word = next(file for file in attachments(await person.messages()) if file["format"] == "docx")
        content = await person.download(word["url"].split("/")[-1].split(".")[0], "docx")
        assert word_text(content) == filled("internal_facilities").word
    assert " ERROR " not in service.log and not re.search("erased=[1-9]", service.log)


async def test_messages_leave_once_whatever_the_clock_says(
    chosen_database: Database, fork_server: ForkServer, tmp_path: Path
) -> None:
    async with (
        FakeTelegram() as telegram,
        wrong_clock(tmp_path, chosen_database, fork_server, telegram) as (service, ahead),
    ):
        chat = await telegram.person("Анна").start()
        for jump in (YEAR, 0, -YEAR, YEAR, 0):
            mark = chat.mark()
            # One message waits while the clock jumps, and is told to wait by the clock of before.
            told = telegram.faults.too_many(1, method="sendMessage", chat=chat.id)
            chat.tell("что такое сегмент?")
            await told.struck.wait()
            ahead.jump(jump)
            await service.kill()
            await telegram.deserted()
            await service.start(injection=ahead.injection)
            await chat.wait("Источник", since=mark)
            await chat.say("/drafts", expect="пока нет профилей")
            assert sum("Источник" in message for message in chat.since(mark)) == 1
        assert [held for held in telegram.violations if held.kind != "flood"] == []
    assert " ERROR " not in service.log
