"""A group with several people, and definitions put into any chat."""

from typing import Any

import pytest

from tests.fake_telegram import FakeTelegram
from tests.fake_telegram.driver import Group, Person
from tests.launcher.service import Service

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.usefixtures("service")]


async def group_of(server: FakeTelegram, title: str, *members: Person, **more: Any) -> Group:
    """A group that has just let us in, and has read what we say to that."""
    group = server.group(title, *members, **more)
    await group.talk(members[0]).wait("отвечаю на вопросы", since=0)
    return group


async def test_three_people_talk_and_the_bot_answers_only_whom_it_is_spoken_to_by(
    server: FakeTelegram, service: Service
) -> None:
    anna, boris, vera = (server.person(name) for name in ("Анна", "Борис", "Вера"))
    group = await group_of(server, "Рабочая группа", anna, boris, vera)
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
    group = await group_of(server, "Отдел", gleb)
    told = await group.talk(gleb).command("/profile", expect="в личном чате")
    pressed = await group.talk(gleb).press("Составить профиль", on=told)
    assert pressed.url == "https://t.me/segment_test_bot?start=profile"
    chat = await gleb.start(pressed.url.partition("start=")[2])
    assert "Как полностью называется" in chat.last


async def test_suggestions_belong_to_who_asked(server: FakeTelegram) -> None:
    dina, eva = server.person("Дина"), server.person("Ева")
    group = await group_of(server, "Совещание", dina, eva)
    offered = await group.talk(dina).mention("жизненная", expect=1)
    assert "Возможно, вы имели в виду" in offered
    pressed = await group.talk(eva).press(offered.buttons[0], on=offered)
    assert "вопрос другого участника" in pressed.notice


async def test_a_group_that_lets_us_in_is_told_what_we_are_for(server: FakeTelegram) -> None:
    olga = server.person("Ольга")
    group = server.group("Отдел кадров", olga)
    told = await group.talk(olga).wait("отвечаю на вопросы", since=0)
    assert told.buttons == ["Глоссарий", "Составить профиль"] and "личном чате" in told
    group.standing(olga, "administrator")
    await group.talk(olga).silence("Назначила администратором")
    group.standing(olga, "kicked")
    mark = group.talk(olga).mark()
    group.standing(olga, "member")
    await group.talk(olga).wait("отвечаю на вопросы", since=mark)


async def test_a_definition_in_a_group_is_short_and_goes_on_in_private(server: FakeTelegram) -> None:
    pavel = server.person("Павел")
    group = await group_of(server, "Проектный офис", pavel)
    short = await group.talk(pavel).mention("кто такой внутренний клиент?", expect="Источник")
    assert len(short.text) < 600 and "государственным имуществом" not in short
    lines = short.text.split("\n")
    assert "• по вопросам информационно-технического обеспечения" in lines, "its lines stay lines"
    more = await group.talk(pavel).press("Подробнее — в личном чате", on=short)
    assert more.url is not None
    chat = await pavel.start(more.url.partition("start=")[2], expect="Источник")
    assert "государственным имуществом" in chat.last and "Есть ли примеры?" in chat.last.buttons
    compared = await group.talk(pavel).mention("чем внутренний клиент отличается от внешнего", expect=2)
    assert len(compared.text) < 600


@pytest.mark.parametrize(
    ("asked", "opens"),
    [
        ("/drafts", "пока нет профилей"),
        ("/forget", "Вернуть это будет нельзя"),
        ("/export", "всё, что я о вас храню"),
        ("/document", "пока нет профилей"),
        ("/language", "На каком языке"),
        ("удали всё", "Вернуть это будет нельзя"),
        ("покажи что получилось", "пока нет профилей"),
    ],
)
async def test_what_is_personal_goes_on_in_the_private_chat_by_a_button(
    server: FakeTelegram, asked: str, opens: str
) -> None:
    rita = server.person("Рита")
    talk = (await group_of(server, "Приёмная", rita)).talk(rita)
    told = await (talk.command if asked.startswith("/") else talk.mention)(asked, expect="в личном чате")
    pressed = await talk.press(told.buttons[0], on=told)
    assert pressed.url is not None
    await rita.start(pressed.url.partition("start=")[2], expect=opens)


async def test_an_unknown_command_is_no_question_and_russian_is_answered_in_russian(
    server: FakeTelegram,
) -> None:
    talk = (await group_of(server, "Канцелярия", nadya := server.person("Надя"))).talk(nadya)
    await talk.command("/settings", expect="Не знаю команды /settings")
    await talk.mention("what is a client segment?", expect="Source")
    await talk.mention("хочу составить профиль", expect="в личном чате")


async def test_a_button_of_ones_question_is_not_pressed_by_another(server: FakeTelegram) -> None:
    dina, eva = server.person("Дина"), server.person("Ева")
    group = await group_of(server, "Планёрка", dina, eva)
    hers = await group.talk(dina).mention("жизненная", expect=1)
    await group.talk(eva).mention("жизненная", expect=1)
    pressed = await group.talk(eva).press(hers.buttons[-1], on=hers)
    assert "вопрос другого участника" in pressed.notice and pressed.message is None
    assert (await group.talk(dina).press(hers.buttons[0], on=hers, expect="Источник")).notice == ""


async def test_a_topic_of_a_forum_is_answered_in_the_topic(server: FakeTelegram) -> None:
    zoya = server.person("Зоя")
    group = await group_of(server, "Форум", zoya, forum=True)
    topic = group.add_topic("Термины")
    answer = await group.talk(zoya).say(
        "@segment_test_bot что такое сегмент", thread=topic, expect="Источник"
    )
    assert answer.json["message_thread_id"] == topic


async def test_a_group_that_becomes_a_supergroup_is_followed(server: FakeTelegram) -> None:
    ivan = server.person("Иван")
    group = await group_of(server, "Малая группа", ivan, kind="group")
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
