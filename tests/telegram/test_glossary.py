"""The glossary is one window: sections, lists and cards take each other's place."""

import pytest

from tests.fake_telegram import FakeTelegram, Message, Talk

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.usefixtures("service")]

CARD, SECTIONS, LIST = "Источник", "Выберите раздел", "Основные термины:"


async def turned(chat: Talk, window: Message, label: str, shows: str) -> None:
    button = next(text for text in window.buttons if text.startswith(label))
    await chat.press(button, on=window)
    await chat.until(lambda: shows in window, f"{shows!r} in the window")


def sent(chat: Talk, mark: int) -> int:
    return sum(event.kind == "sent" for event in chat.chat.journal[mark:])


@pytest.mark.on_both
async def test_one_window_leads_from_the_sections_to_a_card_and_back(server: FakeTelegram) -> None:
    chat = await server.person("Анна").start()
    window = await chat.say("/glossary", expect=SECTIONS)
    mark = chat.mark()
    await turned(chat, window, "Основные термины", LIST)
    first, second = window.buttons[:2]
    for label in (first, second):
        await turned(chat, window, label, CARD)
        assert "👍" in "".join(window.buttons)
        await turned(chat, window, "◀ К списку", LIST)
    await turned(chat, window, "К разделам", SECTIONS)
    assert sent(chat, mark) == 0, "nothing new is sent"


async def test_above_a_question_the_window_changes_and_the_question_stays(server: FakeTelegram) -> None:
    chat = await server.person("Борис").start("profile")
    window = await chat.say("/glossary", expect=SECTIONS)
    await chat.until(lambda: "Как полностью называется" in chat.last, "the question below")
    question, mark = chat.last, chat.mark()
    await turned(chat, window, "Основные термины", LIST)
    await turned(chat, window, window.buttons[0], CARD)
    await turned(chat, window, "◀ К списку", LIST)
    assert sent(chat, mark) == 0 and chat.last is question and question.keyboard
    await chat.say("Министерство социальной политики Приозёрской области", expect="Для кого")


async def test_an_answer_stays_and_what_it_opens_is_a_window_of_its_own(server: FakeTelegram) -> None:
    chat = await server.person("Вера").start()
    answer = await chat.say("кто такой внутренний клиент?", expect=CARD)
    words, mark = answer.text, chat.mark()
    await chat.press("Есть ли примеры?", expect=CARD)
    window = chat.last
    assert window is not answer and answer.text == words and sent(chat, mark) == 1
    await turned(chat, window, "◀ К списку", "Частые вопросы")
    older = await chat.say("/glossary", expect=SECTIONS)
    newer = await chat.say("/glossary", expect=SECTIONS)
    await turned(chat, older, "Основные термины", LIST)
    assert SECTIONS in newer, "the one that is pressed changes, not the newest"
