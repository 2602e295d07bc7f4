"""Answers changed afterwards: by going back, by an edited message, by a reply to an old question."""

import pytest

from dialogs.interview.answers import Path
from dialogs.interview.definition import Form
from dialogs.interview.examples import ExampleProfile
from dialogs.interview.typed_answers import typed_answer
from dialogs.interview.view import View
from tests.fake_telegram import FakeTelegram, Message, Talk
from tests.telegram.filling import button_of, filler_at
from tests.telegram.practised import too_large
from tests.whole.filling import READY

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.usefixtures("service")]

AGENCY, OTHER = "Министерство социальной политики области", "Министерство труда области"
PROCESS = "Какой процесс описываем"
Examples = dict[str, ExampleProfile]


def collecting(message: Message) -> bool:
    return "Убрать последний" in message.buttons


async def at_process(chat: Talk) -> tuple[Message, Message, Message]:
    """The interview two answers on: the first question, its answer, the second question."""
    first = chat.last
    mine = chat.tell(AGENCY)
    second = await chat.wait("Для кого")
    await chat.press("Граждане", expect=PROCESS)
    return first, mine, second


async def test_back_twice_and_one_correction_goes_on_from_there(
    server: FakeTelegram, form: Form, examples: Examples
) -> None:
    chat = await server.person("Анна").start("profile")
    model = examples["citizen_service"].draft
    filler = filler_at(chat, form, model, typing=True)
    steps = [str(line.path) for line in filler.steps]
    await filler.fill(until=steps.index("pains@0"))
    needs, expectations, pains = (
        filler.steps[steps.index(name)].asked for name in ("needs@0", "expectations@0", "pains@0")
    )
    await chat.press("◀ Назад", expect=expectations)
    await chat.press("◀ Назад", expect=needs)
    first, *rest = typed_answer(View(form, model), Path("needs", 0)).split("\n")
    await chat.say("\n".join((first + " зимой", *rest)), expect=collecting)
    await chat.press("Готово", expect=expectations)
    await chat.press("Оставить прежний ответ", expect=pains)
    assert "Оставить прежний ответ" not in chat.last.buttons, "nothing landed under the question in between"
    await filler.fill()
    await chat.press("Получить документ", expect="Профиль готов")


async def test_an_older_message_edited_changes_its_answer_and_the_question_stays(
    server: FakeTelegram,
) -> None:
    chat = await server.person("Борис").start("profile")
    first, mine, _ = await at_process(chat)
    told = await chat.edit(mine, OTHER, expect="Исправил прежний ответ")
    assert OTHER in told
    assert PROCESS in told, "in one message with the question on screen"
    await chat.edit(mine, "Министерство", expect="полное официальное название")
    await chat.press("Оставить прежний ответ", expect=PROCESS)
    await chat.press("Изменить", on=first, expect="Как полностью")
    assert OTHER in chat.last


async def test_a_message_of_a_list_edited_later_offers_the_button_that_changes_it(
    server: FakeTelegram, form: Form, examples: Examples
) -> None:
    chat = await server.person("Вера").start("profile")
    filler = filler_at(chat, form, examples["citizen_service"].draft, typing=True)
    steps = [str(line.path) for line in filler.steps]
    await filler.fill(until=steps.index("needs@0"))
    mine = chat.tell("Мне нужно заранее знать, какие документы принести, чтобы не ездить второй раз")
    await chat.wait(collecting)
    await chat.say(
        "Мне нужно понимать, почему изменился размер, чтобы рассчитать расходы", expect="записано 2 пункта"
    )
    await chat.press("Готово", expect=filler.steps[steps.index("expectations@0")].asked)
    await chat.edit(mine, "Мне нужно знать срок, чтобы не ездить дважды", expect="из нескольких сообщений")
    told = next(message for message in chat.read() if "из нескольких" in message)
    await chat.press("Изменить", on=told, expect=filler.steps[steps.index("needs@0")].asked)


async def test_a_reply_to_an_old_question_means_that_question(server: FakeTelegram) -> None:
    chat = await server.person("Глеб").start("profile")
    first, _, second = await at_process(chat)
    told = await chat.say(OTHER, reply_to=first, expect="Исправил прежний ответ")
    assert OTHER in told
    assert PROCESS in told
    await chat.say("бизнес", reply_to=second, expect="Исправил прежний ответ")
    await chat.say("1", reply_to=chat.last, expect=lambda message: PROCESS not in message)
    await chat.say("/summary", expect=READY)
    await chat.say(AGENCY, reply_to=first, expect=AGENCY)
    assert READY in chat.last, "in the review it goes to its field, and the review stays"


async def test_a_word_said_in_the_review_goes_nowhere_and_says_so(server: FakeTelegram) -> None:
    chat = await server.person("Дина").start("profile")
    await at_process(chat)
    await chat.say("/summary", expect=READY)
    told = await chat.say("пенсионеры сёл", expect="никуда не записал")
    assert READY in told
    assert not any("нет ответа" in message for message in chat.since(0))


async def test_the_old_answer_is_taken_along_by_a_button(server: FakeTelegram) -> None:
    chat = await server.person("Ева").start("profile")
    first, _, _ = await at_process(chat)
    await chat.until(lambda: first.buttons == ["Изменить"], "the trace")
    await chat.press("Изменить", on=first, expect="Как полностью")
    (copied,) = [b["copy_text"]["text"] for row in chat.last.keyboard for b in row if "copy_text" in b]
    assert copied == AGENCY
    assert AGENCY in chat.last


def copied_by(message: Message) -> list[str]:
    """What the buttons of the message copy, one after the other."""
    buttons = [button for row in message.keyboard for button in row]
    return [button["copy_text"]["text"] for button in buttons if "copy_text" in button]


async def test_a_long_old_answer_is_taken_along_in_parts(
    server: FakeTelegram, form: Form, examples: Examples
) -> None:
    chat = await server.person("Жан").start("profile")
    model = examples["citizen_service"].draft
    filler = filler_at(chat, form, model, typing=True)
    steps = [str(line.path) for line in filler.steps]
    await filler.fill(until=steps.index("pains@0") + 1)
    await chat.press("◀ Назад", expect=filler.steps[steps.index("pains@0")].asked)
    long = typed_answer(View(form, model), Path("pains", 0))
    assert len(long) > 256
    assert "".join(copied_by(chat.last)) == long
    assert all(len(part) <= 256 for part in copied_by(chat.last))
    assert too_large(chat) == []


async def test_a_press_above_what_was_typed_since_is_answered_below_it(server: FakeTelegram) -> None:
    chat = await server.person("Зоя").start("profile")
    await chat.say(AGENCY, expect="Для кого")
    await chat.press("Наши сотрудники (внутренний клиент)", expect="По каким вопросам")
    await chat.press(button_of(chat.last, "Другое"), expect="Напишите свой вариант")
    above = chat.last
    await chat.say("/back", expect="По каким вопросам")
    assert chat.last is not above
    await chat.press("◀ Назад", on=above, expect="Для кого")
    assert "Для кого" in chat.last, "the way on is in the last message"
    assert "Граждане" in chat.last.buttons
