"""What is typed while a question is on its way: it never answers a question that stood below it."""

import asyncio
from pathlib import Path

import pytest

from tests.databases.fixtures import Database
from tests.fake_telegram import FakeTelegram
from tests.launcher.forked import ForkServer
from tests.launcher.service import running
from tests.patience import PATIENCE

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.usefixtures("service")]

AGENCY = "Министерство социальной политики Приозёрской области"
HELD = "отправили раньше, чем появился вопрос «Тип клиента»"


async def test_a_message_older_than_its_question_waits_for_a_press(server: FakeTelegram) -> None:
    chat = await server.person("Анна").start("profile")
    held = server.faults.hang(method="sendMessage", chat=chat.id)
    chat.tell(AGENCY)
    await held.struck.wait()
    early = chat.tell("Бизнес")
    await chat.delivered(early)
    held.over.set()
    shown = await chat.wait(HELD)
    assert "Бизнес" in shown
    assert "Записать как ответ" in shown.buttons
    await chat.press("Записать как ответ", expect="Какой процесс")


async def test_a_message_younger_than_its_question_answers_it(server: FakeTelegram) -> None:
    """Telegram shows the question at once and tells us late: an answer meanwhile is one."""
    chat = await server.person("Борис").start("profile")
    late = server.faults.late(method="sendMessage", chat=chat.id)
    chat.tell(AGENCY)
    await chat.wait("Для кого")
    answer = chat.tell("Граждане")
    await chat.delivered(answer)
    late.over.set()
    await chat.wait("Какой процесс")
    assert not any("отправили раньше" in message for message in chat.since(0))


async def test_two_early_messages_are_held_together(server: FakeTelegram) -> None:
    chat = await server.person("Вера").start("profile")
    held = server.faults.hang(method="sendMessage", chat=chat.id)
    chat.tell(AGENCY)
    await held.struck.wait()
    chat.tell("Граждане")
    last = chat.tell("и ещё бизнес")
    await chat.delivered(last)
    held.over.set()
    await chat.until(lambda: HELD in chat.last and "и ещё бизнес" in chat.last, "both messages, shown again")
    assert "Граждане\nи ещё бизнес" in chat.last


async def test_a_mended_answer_typed_at_once_is_no_false_alarm(server: FakeTelegram) -> None:
    """The same question comes again: who has seen it once may answer before it does."""
    chat = await server.person("Глеб").start("profile")
    held = server.faults.hang(method="sendMessage", chat=chat.id)
    chat.tell("Росреестр")
    await held.struck.wait()
    mended = chat.tell(AGENCY)
    await chat.acknowledged(mended)
    held.over.set()
    await chat.wait("Для кого")
    assert not any("отправили раньше" in message for message in chat.since(0))


async def test_what_was_typed_before_the_pause_showed_is_not_lost_where_its_words_find_an_entry(
    server: FakeTelegram,
) -> None:
    chat = await server.person("Жанна").start("profile")
    held = server.faults.hang(method="sendMessage", chat=chat.id)
    chat.tell("/cancel")
    await held.struck.wait()
    early = chat.tell("Клиентский путь")
    await chat.delivered(early)
    held.over.set()
    shown = await chat.wait("Это вы отправили раньше")
    assert "Клиентский путь" in shown and any("Продолжить" in label for label in shown.buttons)


async def test_a_skip_typed_twice_skips_one_question(server: FakeTelegram) -> None:
    chat = await server.person("Дина").start("profile")
    await chat.say(AGENCY, expect="Для кого")
    held = server.faults.hang(method="sendMessage", chat=chat.id)
    chat.tell("1")
    await held.struck.wait()
    second = chat.tell("нет данных")
    await chat.delivered(second)
    held.over.set()
    await chat.wait("отправили раньше")
    await chat.until(lambda: "Какой процесс" in chat.last, "the question that nobody has answered")


async def test_what_is_typed_while_a_message_changes_into_another_question_waits_for_a_press(
    server: FakeTelegram,
) -> None:
    chat = await server.person("Инна").start("profile")
    await chat.say(AGENCY, expect="Для кого")
    held = server.faults.hang(method="editMessageText", chat=chat.id)
    question = chat.last
    back = next(b["callback_data"] for row in question.keyboard for b in row if "Назад" in b["text"])
    server.account.press(question, chat.user, back)
    await held.struck.wait()
    early = chat.tell("Граждане")
    await chat.delivered(early)
    held.over.set()
    shown = await chat.wait("отправили раньше, чем появился вопрос «Орган")
    assert "Граждане" in shown


@pytest.mark.on_both
async def test_killed_while_the_question_leaves_an_older_message_is_held(
    tmp_path: Path, chosen_database: Database, fork_server: ForkServer
) -> None:
    async with (
        FakeTelegram() as own,
        running(tmp_path, chosen_database.settings, own, fork_server=fork_server) as service,
    ):
        chat = await own.person("Ева").start("profile")
        hanging = own.faults.hang(method="sendMessage", chat=chat.id)
        chat.tell(AGENCY)
        await asyncio.wait_for(hanging.struck.wait(), PATIENCE)
        chat.tell("отдел кадров")
        await service.kill()
        own.faults.clear()
        await service.start()
        await chat.wait(HELD)
        await chat.say("Граждане", expect="Какой процесс")
        assert own.violations == []


async def test_killed_after_the_question_arrived_its_answer_counts(
    tmp_path: Path, chosen_database: Database, fork_server: ForkServer
) -> None:
    async with (
        FakeTelegram() as own,
        running(tmp_path, chosen_database.settings, own, fork_server=fork_server) as service,
    ):
        chat = await own.person("Жанна").start("profile")
        own.faults.late(method="sendMessage", chat=chat.id)
        chat.tell(AGENCY)
        await chat.wait("Для кого")
        await service.kill()
        own.faults.clear()
        chat.tell("Граждане")
        await service.start()
        await chat.wait("Какой процесс")
        assert not any("отправили раньше" in message for message in chat.since(0))


async def test_a_line_sent_while_the_interview_is_left_goes_to_nobody_as_a_question(
    server: FakeTelegram,
) -> None:
    chat = await server.person("Рая").start("profile")
    server.faults.hang(method="sendMessage", chat=chat.id)
    chat.tell("/cancel")
    line = chat.tell("Министерство социальной политики Приозёрской области")
    await chat.delivered(line)
    server.faults.clear()
    held = await chat.wait("Я никуда это не записал")
    assert "Приозёрской" in held and held.buttons[0].startswith("Продолжить")
    await chat.say("что такое сегмент?", expect="Источник")
    await chat.say("какая завтра погода?", expect="нет ответа")
