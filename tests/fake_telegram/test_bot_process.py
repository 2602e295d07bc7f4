"""An unmodified aiogram bot, run as a process, talks to people through the fake."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.fake_telegram import NOTHING, FakeTelegram
from tests.fake_telegram.conftest import echo_bot
from tests.patience import PATIENCE

pytestmark = pytest.mark.asyncio(loop_scope="module")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest_asyncio.fixture(scope="module", loop_scope="module", params=["polling", "webhook"])
async def telegram(request: pytest.FixtureRequest) -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram() as server:
        options = (
            [] if request.param == "polling" else ["--webhook-port", str(free_port()), "--secret", "s3cret"]
        )
        async with echo_bot(server, *options):
            yield server
        assert server.held("schema", "refused", "remark", "unsupported", "conflict") == []


async def test_a_person_starts_by_a_link_and_is_answered_with_formatting(telegram: FakeTelegram) -> None:
    chat = await telegram.person("Анна").start("term_internal-client")
    assert "term_internal-client" in chat.last
    assert chat.last.json["entities"] == [{"type": "bold", "offset": 0, "length": 13}]
    assert [str(message) for message in chat.read()] == [chat.last.text]
    assert "как дела" in await chat.say("как дела? 😀 <&>")
    assert "<&>" in chat.last


async def test_buttons_are_found_by_label_and_their_answers_awaited(telegram: FakeTelegram) -> None:
    chat = await telegram.person("Борис").start()
    pressed = await chat.press("Ещё (0)")
    assert pressed.notice == "Уже 1"
    assert chat.last.buttons == ["Ещё (1)", "Готово"]
    pressed = await chat.press("Готово", expect="Записано")
    assert pressed.message is chat.last
    assert chat.last.buttons == []
    assert chat.last.edited == 2
    assert "нажимает [Готово]" in chat.transcript()


async def test_an_old_button_can_still_be_pressed(telegram: FakeTelegram) -> None:
    chat = await telegram.person("Вера").start()
    await chat.press("Готово", expect="Записано")
    assert (await chat.press("Ещё (0)", on=chat.last)).notice == "Уже 1"


async def test_files_go_both_ways_and_again_by_their_id(telegram: FakeTelegram) -> None:
    chat = telegram.person("Глеб").private()
    assert "Получено байт: 70000" in await chat.upload(b"x" * 70_000, "большой.txt")
    await chat.say("/report", expect=2)
    first, second = chat.read()[-2:]
    assert first.documents[0].name == "Отчёт.docx"
    assert first.documents[0].content.decode() == "Отчёт"
    assert second.documents == first.documents
    assert second.text == "Ещё раз"


async def test_an_edited_message_is_seen(telegram: FakeTelegram) -> None:
    chat = telegram.person("Дина").private()
    mine = chat.tell("раз")
    await chat.wait("раз")
    assert "Исправлено: два" in await chat.edit(mine, "два")
    assert chat.last.reply_to == mine.id


async def test_an_inline_query_is_answered_and_then_cached(telegram: FakeTelegram) -> None:
    person = telegram.person("Ева")
    answer = await person.inline("клиент")
    assert (answer.titles, answer.texts, answer.cached) == (["клиент"], ["клиент"], False)
    assert (await telegram.person("Жанна").inline("клиент")).cached
    assert "клиент" in answer.choose("клиент", person.private())


async def test_groups_hold_several_people(telegram: FakeTelegram) -> None:
    anna, boris = telegram.person("Анна"), telegram.person("Борис")
    group = telegram.group("Рабочая группа", anna, boris)
    assert "привет" in await group.talk(anna).mention("привет")
    assert "Здравствуйте" in await group.talk(boris).command("/start")


async def test_an_update_can_be_delivered_again(telegram: FakeTelegram) -> None:
    chat = telegram.person("Зоя").private()
    mine = chat.tell("ещё раз")
    await chat.wait("ещё раз")
    await chat.acknowledged(mine)
    mark = chat.mark()
    chat.redeliver(mine)
    assert "ещё раз" in await chat.wait("ещё раз", since=mark)
    assert mine.update is not None
    assert mine.update.deliveries == 2


async def test_twenty_people_at_once_each_get_their_own_answer(telegram: FakeTelegram) -> None:
    chats = [telegram.person(f"Чел {number}").private() for number in range(20)]
    answers = await asyncio.gather(*(chat.say(f"я {chat.id}") for chat in chats))
    assert [str(answer) for answer in answers] == [f"я {chat.id}" for chat in chats]


async def test_who_blocks_the_bot_hears_nothing(telegram: FakeTelegram) -> None:
    person = telegram.person("Илья")
    chat = await person.start()
    mark = chat.mark()
    chat.tell("последнее слово")
    person.block()
    assert await telegram.violated.wait_for(lambda: bool(telegram.held("forbidden")), PATIENCE)
    assert chat.since(mark) == []
    person.unblock()
    await chat.say("снова", expect="снова")


async def test_commands_are_kept_by_language(telegram: FakeTelegram) -> None:
    commands = telegram.account.commands['{"type": "default"}', "ru"]
    assert [command["command"] for command in commands] == ["start"]
    assert await telegram.person("Кира").private().say("сам себе", expect=NOTHING)
