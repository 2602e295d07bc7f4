"""The process is killed between any two messages of a filling, and the person goes on."""

from pathlib import Path

import pytest

from dialogs.interview.definition import Form
from dialogs.interview.examples import ExampleProfile
from tests.databases.fixtures import Database
from tests.filled import filled, word_text
from tests.launcher.forked import ForkServer
from tests.launcher.service import running
from tests.whole.caller import Caller, attachments
from tests.whole.script import script


@pytest.mark.on_both
async def test_a_kill_after_every_message_loses_nothing_and_asks_nothing_twice(
    chosen_database: Database,
    fork_server: ForkServer,
    tmp_path: Path,
    form: Form,
    examples: dict[str, ExampleProfile],
) -> None:
    async with (
        running(tmp_path, chosen_database.settings, fork_server=fork_server) as service,
        Caller(service.address) as person,
    ):
        on_screen = await person.say("/profile")
        for line in script(form, examples["internal_facilities"].draft):
            assert line.asked in on_screen
            if line.path is None:
                on_screen = await person.press("Нет, сегментов достаточно")
            else:
                on_screen = await person.say("пропустить" if line.typed is None else line.typed)
            await service.kill()
            await service.start()
        assert "Профиль готов" in await person.press("Получить документ")
        await service.kill()
        await service.start()
        word = next(file for file in attachments(await person.messages()) if file["format"] == "docx")
        content = await person.download(word["url"].split("/")[-1].split(".")[0], "docx")
        assert word_text(content) == filled("internal_facilities").word
