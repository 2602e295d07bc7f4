"""What time does, as people in Telegram meet it; and what they meet who are too fast."""

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from tests.fake_telegram import FakeTelegram
from tests.launcher.forked import ForkServer
from tests.launcher.service import Service, running

TEAM = -1_000_000_777_001


def long_ago(service: Service, days: Mapping[str, int], warned: str) -> None:
    """As if what these people did had been done so many days before, and `warned` warned since."""
    with closing(sqlite3.connect(service.folder / "bot.db")) as connection, connection:
        connection.execute("DELETE FROM digests")
        for chat, ago in days.items():
            of_chat = "person = (SELECT person FROM chats WHERE chat = ?)"
            for table, column in (("drafts", "updated"), ("messages", "created"), ("questions", "created")):
                moved = f"UPDATE {table} SET {column} = datetime({column}, ?) || '.0' WHERE {of_chat}"
                connection.execute(moved, (f"-{ago} days", chat))
        connection.execute(
            f"UPDATE drafts SET warned = datetime(updated, '+170 days') || '.0' WHERE {of_chat}", (warned,)
        )


async def test_forgotten_profiles_and_the_day_s_digest(tmp_path: Path, fork_server: ForkServer) -> None:
    async with FakeTelegram() as server:
        boss = server.person("Методист")
        team = server.group("Команда", boss, chat_id=TEAM)
        told = team.talk(boss)
        settings = {"TEAM_CHAT": f"telegram:{TEAM}", "DIGEST_AT": "00:00", "TIME_ZONE": _zone_at_noon()}
        async with running(tmp_path, settings, server, fork_server=fork_server) as service:
            # The longest ago comes first, as it would.
            boris = await server.person("Борис").start()
            await boris.say("/profile", expect="Составим профиль")
            anna = await server.person("Анна").start()
            await anna.say("/profile", expect="Составим профиль")
            vera = await server.person("Вера").start()
            await vera.say("рецепт борща", expect="специалисту команды")
            await service.stop()
            long_ago(service, {str(anna.id): 167, str(boris.id): 190, str(vera.id): 1}, str(boris.id))
            await service.start()
            warning = await anna.wait("давно не менялся")
            assert "Новый профиль" in warning.text
            await anna.press("Оставить: Новый профиль", expect="останется")
            await boris.wait("Удалил профиль")
            await boris.say("/drafts", expect="нет профилей")
            digest = await told.wait("Сводка за сутки", since=0)
            assert "Обратились: 1 чел." in digest.text
            assert "рецепт борща — 1" in digest.text
            assert len(digest.photos) == 1, "one message, with its picture"
            await anna.say("/drafts", expect="Новый профиль")
        assert server.violations == []


async def test_the_digest_that_stands_loses_the_words_of_whoever_is_forgotten(
    tmp_path: Path, fork_server: ForkServer
) -> None:
    """It is the caption of its picture, and is told again in its place."""
    async with FakeTelegram() as server:
        boss = server.person("Методист")
        told = server.group("Команда", boss, chat_id=TEAM).talk(boss)
        settings = {"TEAM_CHAT": f"telegram:{TEAM}", "DIGEST_AT": "00:00", "TIME_ZONE": _zone_at_noon()}
        async with running(tmp_path, settings, server, fork_server=fork_server) as service:
            vera = await server.person("Вера").start()
            await vera.say("рецепт борща", expect="специалисту команды")
            await service.stop()
            long_ago(service, {str(vera.id): 1}, str(vera.id))
            await service.start()
            digest = await told.wait("Сводка за сутки", since=0)
            assert "рецепт борща" in digest.text and len(digest.photos) == 1
            await vera.say("/forget", expect="Удалить")
            await vera.press("Да, удалить всё", expect="Всё удалено")
            await told.until(lambda: "рецепт борща" not in digest.text, "the caption without the words")
            assert len(digest.photos) == 1
        # Whether it is a caption is learned by trying.
        refusals = [each.description for each in server.violations]
        assert all("no text in the message" in each for each in refusals), refusals


def _zone_at_noon() -> str:
    """A zone where it is about noon, so hours from midnight, whenever the tests run."""
    ahead = 12 - datetime.now(UTC).hour
    # These names count westwards.
    return f"Etc/GMT{-ahead:+d}" if ahead else "Etc/GMT"


async def test_who_is_too_fast_is_told_once_and_goes_on(tmp_path: Path, fork_server: ForkServer) -> None:
    settings = {"RATE_LIMIT_PER_MINUTE": "20"}
    async with (
        FakeTelegram() as server,
        running(tmp_path, settings, server, fork_server=fork_server) as service,
    ):
        chat = server.person("Анна").private()
        for number in range(30):
            last = chat.tell(f"/language {'ru' if number % 2 else 'en'}")
        warning = await chat.wait("Слишком много сообщений подряд", since=0)
        assert "Подождите 30 с" in warning.text
        await chat.acknowledged(last)
        assert sum("Слишком много" in message.text for message in chat.since(0)) == 1
        other = await server.person("Борис").start()
        await other.say("/help", expect="Как со мной работать")
        assert "/language" not in service.log
        assert server.violations == []
