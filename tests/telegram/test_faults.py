"""Telegram at its worst: too many requests, errors, hanging, cut connections, a kill in the middle."""

import asyncio
from pathlib import Path

import pytest

from tests.databases.fixtures import Database
from tests.fake_telegram import FakeTelegram, Talk
from tests.launcher.forked import ForkServer
from tests.launcher.service import running
from tests.patience import PATIENCE

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.usefixtures("service")]


async def test_a_chat_told_to_wait_waits_alone(server: FakeTelegram) -> None:
    anna, boris = await server.person("Анна").start(), await server.person("Борис").start()
    told = server.faults.too_many(60, method="sendMessage", chat=anna.id)
    anna.tell("что такое сегмент?")
    await told.struck.wait()
    await boris.say("что такое сегмент?", expect="Источник")
    assert "Источник" not in anna.last
    server.violations[:] = [held for held in server.violations if held.kind != "flood"]


@pytest.mark.parametrize("kind", ["error", "page", "before", "after"])
async def test_a_passing_fault_loses_nothing(server: FakeTelegram, kind: str) -> None:
    chat = await server.person("Вера").start()
    mark = chat.mark()
    match kind:
        case "error":
            server.faults.error(500, method="sendMessage", chat=chat.id)
        case "page":
            server.faults.error(502, method="sendMessage", chat=chat.id, html=True)
        case "before":
            server.faults.cut_before(method="sendMessage", chat=chat.id)
        case "after":
            server.faults.cut_after(method="sendMessage", chat=chat.id)
    await chat.say("что такое сегмент?", expect=2 if kind == "after" else "Источник")
    answers = [message for message in chat.since(mark) if "Источник" in message]
    assert len(answers) == (2 if kind == "after" else 1)


async def test_an_answer_counts_although_we_never_heard_that_its_question_arrived(
    server: FakeTelegram,
) -> None:
    chat = await server.person("Жанна").start("profile")
    server.faults.cut_after(method="sendMessage", chat=chat.id)
    await chat.say("Министерство социальной политики Приозёрской области", expect="Для кого")
    await chat.say("1", expect="Какой процесс")
    assert not any("отправили раньше" in message for message in chat.since(0))


async def test_polling_goes_on_after_faults(server: FakeTelegram) -> None:
    server.faults.error(502, method="getUpdates", times=1)
    server.faults.cut_before(method="getUpdates", times=1)
    chat = await server.person("Глеб").start()
    assert "Здравствуйте" in chat.last


async def test_a_press_is_answered_although_the_edit_fails_first(server: FakeTelegram) -> None:
    chat = await server.person("Дина").start("profile")
    server.faults.error(500, method="editMessageText", chat=chat.id)
    await chat.press("☰ Ещё", expect=lambda message: "✕ Скрыть" in message.buttons)


async def test_killed_in_the_middle_nothing_is_lost_or_done_twice(
    tmp_path: Path, chosen_database: Database, fork_server: ForkServer
) -> None:
    async with (
        FakeTelegram() as own,
        running(tmp_path, chosen_database.settings, own, fork_server=fork_server) as service,
    ):
        chat = await own.person("Ева").start("profile")
        hanging = own.faults.hang(method="sendMessage", chat=chat.id)
        chat.tell("Министерство социальной политики Приозёрской области")
        await asyncio.wait_for(hanging.struck.wait(), PATIENCE)
        await service.kill()
        own.faults.clear()
        await service.start()
        await chat.wait("Для кого")
        await chat.say("/left", expect="Остал")
        asked = [m for m in chat.since(0) if "Для кого" in m]
        assert len(asked) <= 3, "the question, once more after the kill, and after «что осталось»"
        assert "1 из" in chat.last or "1 из" in asked[-1]
        assert own.violations == []


async def four_answers(chat: Talk) -> None:
    def heard() -> bool:
        sent = [event.message for event in chat.chat.journal if event.kind == "sent"]
        return sum(message is not None and "Источник" in message for message in sent) >= 4

    await chat.until(heard, "4 answers")


async def test_within_the_limits_of_telegram(tmp_path: Path, fork_server: ForkServer) -> None:
    async with (
        FakeTelegram() as own,
        running(tmp_path, telegram=own, fork_server=fork_server, hurried=False),
    ):
        own.limits.switch_on()
        chats = [own.person(f"Чел {number}").private() for number in range(12)]
        await asyncio.gather(*(chat.say("/start", expect="Здравствуйте") for chat in chats))
        for chat in chats:
            for _ in range(4):
                chat.tell("что такое сегмент?")
        await asyncio.gather(*map(four_answers, chats))
        assert own.limits.breaches == 0
        assert own.violations == []
