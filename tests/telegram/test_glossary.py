"""The glossary is one window: sections, lists and cards take each other's place."""

import pytest

from tests.fake_telegram import FakeTelegram, Message, Talk
from tests.telegram.practised import too_large

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


@pytest.mark.parametrize("language", ["ru", "en"])
async def test_what_is_no_question_fits_a_phone_too(server: FakeTelegram, language: str) -> None:
    chat = await server.person("Глеб").start("profile")
    await chat.say("Министерство социальной политики Приозёрской области", expect="Для кого")
    await chat.say(f"/language {language}", expect=1)
    for number in range(2):
        await chat.say("/cancel", expect=lambda message: "·" in "".join(message.buttons))
        # One that is unfinished stands on its button, several are told in full.
        begun = await chat.say("/profile", expect=lambda message: bool(message.buttons))
        assert len(begun.buttons) == 2 + number
        await chat.press(begun.buttons[-1], on=begun, expect="Для кого")
    await chat.say("/cancel", expect=lambda message: "·" in "".join(message.buttons))
    mark = chat.mark()
    for command in ("/start", "/help", "/examples", "/drafts", "/language", "/profile"):
        await chat.say(command, expect=lambda message: bool(message.buttons))
    await chat.say("/cancel", expect=1)
    window = await chat.say("/glossary", expect=lambda message: len(message.buttons) == 4)
    for section in list(window.buttons):
        await chat.press(section, on=window, expect=lambda message: len(message.buttons) > 4)
        label, back = window.buttons[0], window.buttons[-1]
        if label == "1":
            listed = next(line for line in window.text.split("\n") if line.startswith("1. "))
            await chat.press(label, on=window, expect=listed.removeprefix("1. "))
            # A card leads back to its list.
            await chat.press(next(each for each in window.buttons if "◀" in each), on=window, expect=listed)
        assert not any(each.endswith("…") for each in window.buttons), window.buttons
        await chat.press(back, on=window, expect=lambda message: len(message.buttons) == 4)
    assert too_large(chat, mark) == []
