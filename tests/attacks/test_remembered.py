"""What people typed lives in no object of the running process once they are erased."""

import os
import signal
from pathlib import Path

import pytest

from tests.attacks.remembering import END, WORD
from tests.databases.fixtures import Database
from tests.fake_telegram import FakeTelegram
from tests.launcher.forked import ForkServer
from tests.launcher.injected import Injection
from tests.launcher.service import Service
from tests.whole.caller import Caller, attachments

SPOKEN = "зюк" + "рвсен"
SAID = (
    f"Что такое {SPOKEN} клиент?",
    f"как расшифровать {SPOKEN}. кл. и ж/с",
    f"rfr hf,jnftn {SPOKEN} e ctuvtynf",
    "/profile",
    f"Министерство {SPOKEN} области",
    f"Министерство {SPOKEN} области, отдел №2",
    "1",
    f"{SPOKEN} — это кто",
    "назад",
)


async def living(service: Service) -> list[str]:
    """What lives in the process and holds the word."""
    begun = len(service.log)
    os.kill(service.pid, signal.SIGUSR1)
    await service.says(END, service.log.count(END) + 1)
    return [line for line in service.log[begun:].splitlines() if line.startswith("LIVING")]


@pytest.mark.on_both
async def test_nothing_that_was_typed_lives_after_the_erasure(
    chosen_database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fork_server: ForkServer
) -> None:
    monkeypatch.setenv(WORD, SPOKEN[::-1])
    async with FakeTelegram() as telegram:
        team = telegram.group("Команда", telegram.person("Методист"), chat_id=-1_000_000_777_000)
        settings = {**chosen_database.settings, "TEAM_CHAT": f"telegram:{team.id}"}
        # At the pace of people: a reply may leave while what was erased is still being overwritten on disk.
        service = Service(tmp_path, settings, telegram, fork_server, hurried=False)
        await service.start(injection=Injection(call="tests.attacks.remembering:listen"))
        async with Caller(service.address) as person:
            for text in SAID:
                await person.say(text)
            for command in ("/document", "/export"):
                await person.say(command)
                for file in attachments(await person.messages()):
                    await person.download(*file["url"].rpartition("/")[2].split("."))
            assert len(await living(service)) > 20
            await person.say("/forget")
            assert "Всё удалено" in await person.say("да")
        assert await living(service) == []
        talk = await telegram.person("Анна").start()
        for text in (*SAID, "/document"):
            await talk.say(text)
        assert len(await living(service)) > 20
        await talk.say("/forget", expect="нельзя")
        await talk.say("да", expect="Всё удалено")
        assert await living(service) == []
        await service.stop()
