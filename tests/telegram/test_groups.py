"""A group with several people, and definitions put into any chat."""

import pytest

from tests.fake_telegram import FakeTelegram
from tests.launcher.service import Service

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.usefixtures("service")]


async def test_three_people_talk_and_the_bot_answers_only_whom_it_is_spoken_to_by(
    server: FakeTelegram, service: Service
) -> None:
    anna, boris, vera = (server.person(name) for name in ("Анна", "Борис", "Вера"))
    group = server.group("Рабочая группа", anna, boris, vera)
    await group.talk(anna).silence("Коллеги, кто такой внутренний клиент?")
    asked = await group.talk(anna).mention("кто такой внутренний клиент?", expect="Источник")
    assert asked.reply_to is not None
    await group.talk(boris).silence("По-моему, понятно.")
    talk = group.talk(vera)
    followed = await talk.say("а что такое сегмент?", reply_to=asked, expect="Источник")
    assert followed.reply_to != asked.reply_to, "each is answered to their own message"
    await group.talk(boris).say("/glossary", expect="Выберите раздел")
    await group.talk(boris).silence("/weather@another_bot Москва")
    await group.talk(boris).silence("/start@another_bot")
    assert (await group.talk(vera).mention("", expect="отвечаю на вопросы")).buttons


async def test_a_profile_is_filled_in_private(server: FakeTelegram) -> None:
    gleb = server.person("Глеб")
    group = server.group("Отдел", gleb)
    told = await group.talk(gleb).command("/profile", expect="в личном чате")
    pressed = await group.talk(gleb).press("Составить профиль", on=told)
    assert pressed.url == "https://t.me/segment_test_bot?start=profile"
    chat = await gleb.start(pressed.url.partition("start=")[2])
    assert "Как полностью называется" in chat.last


async def test_suggestions_belong_to_who_asked(server: FakeTelegram) -> None:
    dina, eva = server.person("Дина"), server.person("Ева")
    group = server.group("Совещание", dina, eva)
    offered = await group.talk(dina).mention("жизненная", expect=1)
    assert "Возможно, вы имели в виду" in offered
    pressed = await group.talk(eva).press(offered.buttons[0], on=offered)
    assert "от прежнего вопроса" in pressed.notice


async def test_a_topic_of_a_forum_is_answered_in_the_topic(server: FakeTelegram) -> None:
    zoya = server.person("Зоя")
    group = server.group("Форум", zoya, forum=True)
    topic = group.add_topic("Термины")
    answer = await group.talk(zoya).say(
        "@segment_test_bot что такое сегмент", thread=topic, expect="Источник"
    )
    assert answer.json["message_thread_id"] == topic


async def test_a_group_that_becomes_a_supergroup_is_followed(server: FakeTelegram) -> None:
    ivan = server.person("Иван")
    group = server.group("Малая группа", ivan, kind="group")
    await group.talk(ivan).mention("что такое сегмент?", expect="Источник")
    larger = group.upgrade()
    await larger.talk(ivan).mention("что такое сегмент?", expect="Источник")


async def test_definitions_can_be_put_into_any_chat(server: FakeTelegram) -> None:
    kira = server.person("Кира")
    answer = await kira.inline("внутренний клиент")
    assert answer.titles[0] == "Внутренний клиент" or "внутренний клиент" in answer.titles[0].lower()
    assert "Источник" in answer.texts[0]
    assert len(answer.results) <= 50
    assert all(len(result["id"].encode()) <= 64 for result in answer.results)
    assert (await kira.inline("внутренний клиент")).cached
    main = await kira.inline("")
    assert len(main.results) >= 5
    assert (await kira.inline("погода в Москве завтра")).results == []
    english = await server.person("Ann", language_code="en").inline("internal client")
    assert "Source" in english.texts[0]


async def test_a_definition_put_into_the_private_chat_is_no_question(server: FakeTelegram) -> None:
    lev = server.person("Лев")
    chat = await lev.start()
    answer = await lev.inline("сегмент")
    mark = chat.mark()
    message = answer.choose(answer.titles[0], chat)
    server.account.announce(message)
    await chat.say("привет", expect="Здравствуйте")
    assert len(chat.since(mark)) == 1
