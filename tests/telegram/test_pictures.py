"""A picture of an answer, sent in Telegram beside its text."""

from pathlib import Path

from tests.content.test_pictures import ENTRY, PIXEL
from tests.databases.fixtures import Database
from tests.fake_telegram import FakeTelegram
from tests.launcher.forked import ForkServer
from tests.launcher.service import running


async def test_the_picture_follows_the_answer(
    tmp_path: Path, chosen_database: Database, fork_server: ForkServer
) -> None:
    content = tmp_path / "content"
    content.mkdir()
    (content / "entries.yaml").write_text(ENTRY, encoding="utf-8")
    (content / "path.png").write_bytes(PIXEL)
    settings = {**chosen_database.settings, "KNOWLEDGE": str(content)}
    async with FakeTelegram() as server, running(tmp_path, settings, server, fork_server=fork_server):
        chat = await server.person("Анна").start()
        before = chat.last.id
        shown = await chat.say("схема пути клиента", expect=lambda message: bool(message.photos))
        assert shown.photos[-1].content == PIXEL
        assert shown.text == "Пять шагов: от потребности до результата"
        answer = chat.chat.messages[before + 2]
        assert "Каждый шаг описан" in answer.text and "🖼 Пять шагов" in answer.text
        assert server.violations == []
