"""Updates that come more than once, all at once, or in a shape that nobody knows."""

import asyncio
from pathlib import Path

import aiohttp

from tests.fake_telegram import FakeTelegram, Talk
from tests.fake_telegram.webhook import SECRET_HEADER
from tests.launcher.forked import ForkServer
from tests.launcher.service import SECRET, Service, running

PEOPLE, TIMES, AT_ONCE = 10, 5, 10
AGENCY = "Министерство социальной политики Приозёрской области"
TEAM = -1_000_000_777_000


async def test_each_update_five_times_ten_at_once_has_one_effect(
    tmp_path: Path, fork_server: ForkServer
) -> None:
    async with FakeTelegram() as server:
        service = Service(tmp_path, telegram=server, fork_server=fork_server)
        service.settings.update(service.webhook)
        try:
            await service.start()
            chats = [await server.person(f"Чел {n}").start("profile") for n in range(PEOPLE)]
            marks = [chat.mark() for chat in chats]
            at_once = asyncio.Semaphore(AT_ONCE)
            async with aiohttp.ClientSession(headers={SECRET_HEADER: SECRET}) as session:

                async def bring(number: int, chat: Talk) -> int:
                    said = {
                        "message_id": 100_000 + number,
                        "date": int(server.clock()),
                        "chat": chat.chat.json(),
                        "from": chat.user.json(),
                        "text": AGENCY,
                    }
                    update = {"update_id": 900_000 + number, "message": said}
                    async with (
                        at_once,
                        session.post(service.webhook["TELEGRAM_WEBHOOK"], json=update) as got,
                    ):
                        return got.status

                everyone = [(n, chat) for _ in range(TIMES) for n, chat in enumerate(chats)]
                assert set(await asyncio.gather(*(bring(n, chat) for n, chat in everyone))) == {200}
            for chat, mark in zip(chats, marks, strict=True):
                await chat.say("/left", expect="Остал")
                texts = [message.text for message in chat.since(mark)]
                before = texts[: next(i for i, text in enumerate(texts) if "Остал" in text)]
                assert before and len(before) == len(set(before)), f"nothing twice: {before}"
            assert server.violations == []
        finally:
            await service.stop()


async def test_an_update_in_an_unknown_shape_is_set_aside_and_the_next_is_taken(
    tmp_path: Path, fork_server: ForkServer
) -> None:
    async with FakeTelegram() as server:
        boss = server.person("Методист")
        team = server.group("Команда", boss, chat_id=TEAM)
        async with running(
            tmp_path, {"TEAM_CHAT": f"telegram:{TEAM}"}, server, fork_server=fork_server
        ) as service:
            chat = await server.person("Анна").start()
            strange = {
                "message_id": 100_000,
                "date": int(server.clock()),
                "chat": chat.chat.json(),
                "from": chat.user.json(),
                "text": {"тайна": "человека"},
            }
            server.account.updates.push("message", strange, chat.id)
            await chat.wait("сломалось на моей стороне")
            reference = chat.last.text.split("номер ")[1][:8]
            told = team.talk(boss)
            await told.until(lambda: reference in "".join(map(str, told.since(0))), "the team's notice")
            assert "Источник" in await chat.say("что такое сегмент?", expect="Источник")
            assert "тайна" not in service.log and "человека" not in service.log
            assert sum("сломалось" in message for message in chat.since(0)) == 1
            assert server.violations == []
