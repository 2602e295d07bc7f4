"""What people want of the bot in their own words, and the way back to what they have begun."""

import pytest

from dialogs.interview.definition import Form
from dialogs.interview.examples import ExampleProfile
from tests.fake_telegram import FakeTelegram, Talk
from tests.telegram.filling import filler_at

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.usefixtures("service")]

AGENCY = "Министерство социальной политики Приозёрской области"
BACK = "Продолжить: Новый профиль · 1 из 24"
FIRST, SECOND = "Как полностью называется", "Для кого вы готовите профиль"


@pytest.mark.parametrize(
    ("words", "opens"),
    [
        ("Хочу составить профиль", FIRST),
        ("помоги заполнить", FIRST),
        ("можете помочь нам оформить анкету?", FIRST),
        ("хачу заполнеть профиль пожалуста", FIRST),
        ("продолжим", FIRST),
        ("покажи что получилось", "пока нет профилей"),
        ("скиньте мне ворд", "пока нет профилей"),
        ("какие у меня черновики", "пока нет профилей"),
        ("удали всё", "Вернуть это будет нельзя"),
        ("сотри все мои данные", "Вернуть это будет нельзя"),
        ("давайте приступим", FIRST),
        ("хочу сделать ещё один профиль", FIRST),
        ("пришли ещё раз файл", "пока нет профилей"),
        ("удали мой профиль", "пока нет профилей"),
        ("выгрузи всё, что я писал", "всё, что я о вас храню"),
        ("покажи пример готового профиля", "Примеры заполненных профилей"),
        ("открой словарь терминов", "Глоссарий программы"),
        ("переключи на английский", "На каком языке"),
        ("что осталось заполнить", "ничего не заполняется"),
        ("I want to create a profile", FIRST),
    ],
)
async def test_a_wish_in_ones_own_words_is_done(server: FakeTelegram, words: str, opens: str) -> None:
    chat = await server.person("Нина").start()
    said = await chat.say(words, expect=opens)
    assert said.buttons or "храню" in said


@pytest.mark.parametrize(
    "words",
    [
        "хочу составить профиль",
        "помогите с заполнением",
        "вернись к вопросу",
        "удали мой профиль",
        "пришли ещё раз файл",
        "исправь там название на полное",
        "хочу поменять порядок вопросов",
    ],
)
async def test_a_wish_is_never_the_name_of_the_agency(server: FakeTelegram, words: str) -> None:
    chat = await server.person("Олег").start("profile")
    await chat.say(words, expect=lambda message: bool(message.buttons))
    await chat.say("/continue", expect=lambda message: FIRST in message and message is chat.last)
    await chat.say("/left", expect="Отвечено на 0")


async def test_where_a_name_is_asked_for_later_a_wish_is_done_too(server: FakeTelegram) -> None:
    chat = await server.person("Павел").start("profile")
    await chat.say(AGENCY, expect=SECOND)
    await chat.press("Граждане", expect="Какой процесс")
    await chat.press("1", expect="на одну услугу")
    await chat.press("На одну услугу", expect="Как называется услуга")
    await chat.say("покажи мои ответы", expect="Проверьте ответы")
    await chat.say(
        "продолжим", expect=lambda message: "называется услуга" in message and message is chat.last
    )
    doubted = await chat.say("поменяй местами вопросы", expect="это ответ или вопрос?")
    assert "Это ответ" in doubted.buttons
    await chat.say("Предоставление субсидии на оплату жилья", expect="✓ Наименование")


async def test_what_tells_of_a_profile_is_still_a_question(server: FakeTelegram) -> None:
    chat = await server.person("Пётр").start()
    for asked in ("что такое профиль клиентского сегмента?", "есть ли примеры профилей по сегментации?"):
        await chat.say(asked, expect="Источник")


async def leads_back(chat: Talk, words: str) -> None:
    mark = chat.mark()
    chat.tell(words)
    await chat.until(lambda: chat.last in chat.since(mark) and BACK in chat.last.buttons, f"{words}: back")


async def test_greeting_start_pause_and_a_stale_press_lead_back_to_the_draft(server: FakeTelegram) -> None:
    chat = await server.person("Римма").start("profile")
    await chat.say(AGENCY, expect=SECOND)
    asked = chat.last
    opened = await chat.say("/start", expect=SECOND)
    assert "С возвращением" in opened, "one message"
    for words in ("/cancel", "добрый день", "/start", "спасибо"):
        await leads_back(chat, words)
    await chat.say("что такое сегмент?", expect="Источник")
    pressed = await chat.press("Граждане", on=asked, expect="от прежнего вопроса")
    assert pressed.message is not None and pressed.message.buttons == [BACK]
    again = await chat.press("Бизнес", on=asked)
    assert "от прежнего вопроса" in again.notice and chat.last is pressed.message
    await chat.press(pressed.message.buttons[0], expect=SECOND)


@pytest.mark.parametrize(
    ("words", "answered"),
    [
        ("Доброе утро!", "Здравствуйте! Продолжим профиль"),
        ("спасибо", "Пожалуйста!"),
        ("пока", "До свидания"),
    ],
)
async def test_a_greeting_at_a_question_is_no_answer_to_it(
    server: FakeTelegram, form: Form, examples: dict[str, ExampleProfile], words: str, answered: str
) -> None:
    chat = await server.person("Анна").start("profile")
    await chat.say(words, expect=lambda message: answered in message and FIRST in message)
    await chat.say(AGENCY, expect=SECOND)
    filler = filler_at(chat, form, examples["citizen_service"].draft)
    paths = [str(line.path) for line in filler.steps]
    filler.done = 1
    await filler.fill(until=paths.index("life_situations@0"))
    said = await chat.say(words, expect=answered)
    assert "жизненных ситуациях" in said and said is chat.last, "one message, with the question"
    await chat.say("Смерть супруга", expect="записан 1 пункт")
    await chat.say(words, expect="записан 1 пункт")
    # Of an offer that is not taken nothing is left; one that is taken was an answer after all.
    await chat.press("Записать как ответ", expect="записано 2 пункта")


async def test_a_list_that_is_left_can_be_gone_on_with(
    server: FakeTelegram, form: Form, examples: dict[str, ExampleProfile]
) -> None:
    chat = await server.person("Юлия").start("profile")
    filler = filler_at(chat, form, examples["citizen_service"].draft)
    paths = [str(line.path) for line in filler.steps]
    await filler.fill(until=paths.index("life_situations@0"))
    asked = chat.last
    await chat.say("Смерть супруга", expect="записан 1 пункт")
    await chat.until(lambda: not asked.keyboard, "the question above the list without buttons")
    assert asked.text.startswith("В каких жизненных ситуациях") and "Беременность" not in asked.text
    collecting = chat.last
    await chat.say("/cancel", expect="Всё сохранено")
    await chat.until(lambda: collecting.text == "✓ Жизненные ситуации: Смерть супруга", "the list as a trace")
    await chat.press("Изменить", on=collecting, expect="жизненных ситуациях")
    await chat.say("Рождение ребёнка", expect="записано 2 пункта")
