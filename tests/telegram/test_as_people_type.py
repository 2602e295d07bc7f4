"""Numbers, shares and tables as people type them on a phone, and how far they are told to be."""

import re

import pytest

from dialogs.interview.definition import Form
from dialogs.interview.examples import ExampleProfile
from tests.fake_telegram import FakeTelegram, Talk
from tests.telegram.filling import filler_at

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.usefixtures("service")]


async def reached(server: FakeTelegram, form: Form, example: ExampleProfile, path: str) -> Talk:
    """Somebody's chat, in which this question is asked now."""
    chat = await server.person("Вера").start("profile")
    filler = filler_at(chat, form, example.draft, typing=True)
    await filler.fill(until=[str(line.path) for line in filler.steps].index(path))
    return chat


async def test_numbers_and_shares_are_read_as_people_say_them_and_shown_as_understood(
    server: FakeTelegram, form: Form, examples: dict[str, ExampleProfile]
) -> None:
    chat = await reached(server, form, examples["citizen_service"], "target_audience_size")
    await chat.say("тысяч пятнадцать семей", expect="Записано так: около 15\u00a0000")
    await chat.say("/back", expect="Сейчас записано")
    await chat.say("от 12 до 15 тыс.", expect="12\u00a0000–15\u00a0000")
    await chat.say("/back", expect="Сейчас записано")
    await chat.say("тысяч 40-50", expect="около 40\u00a0000–50\u00a0000")
    await chat.say("/back", expect="Сейчас записано")
    await chat.say("пара тысяч", expect="Записано так: 2\u00a0000")
    chat = await reached(server, form, examples["citizen_service"], "segment_share_percent@0")
    await chat.say("процентов тридцать", expect="Записано так: около 30")
    await chat.say("/back", expect="Сейчас записано")
    await chat.say("0,35", expect="Записано так: 0,35\u00a0%")
    await chat.say("/back", expect="Сейчас записано")
    await chat.say("примерно половина", expect="Записано так: около 50\u00a0%")
    await chat.say("/back", expect="Сейчас записано")
    await chat.say("больше половины", expect="Записано так: более 50\u00a0%")
    await chat.say("/back", expect="Сейчас записано")
    await chat.say("меньше трети", expect="Записано так: менее 33\u00a0%")
    await chat.say("/back", expect="Сейчас записано")
    await chat.say("не менее 40 %", expect="Записано так: не менее 40\u00a0%")
    await chat.say("/back", expect="Сейчас записано")
    await chat.say("каждый четвёртый клиент", expect="Записано так: 25")


@pytest.mark.parametrize(
    "typed",
    [
        "Узнаёт о праве — сайт — сложно найти\nПодаёт заявление — МФЦ — очередь\nЖдёт ответа — дома — молчат",
        "Узнаёт о праве; сайт; сложно найти\nПодаёт заявление; МФЦ; очередь\nЖдёт ответа; дома; молчат",
        "Узнаёт о праве / сайт / сложно найти\nПодаёт заявление / МФЦ / очередь\nЖдёт ответа / дома / молчат",
        "Шаг | Место | Проблема\nУзнаёт о праве | сайт | сложно найти\n"
        "Подаёт заявление | МФЦ | очередь\nЖдёт ответа | дома | молчат",
    ],
    ids=["dashes", "semicolons", "strokes", "heading"],
)
async def test_a_table_typed_with_dashes_semicolons_or_a_heading_is_read_as_columns(
    server: FakeTelegram, form: Form, examples: dict[str, ExampleProfile], typed: str
) -> None:
    chat = await reached(server, form, examples["citizen_service"], "journey_steps@0")
    said = await chat.say(typed, expect="записано 3 пункта")
    for row in ("Узнаёт о праве | сайт | сложно найти", "Ждёт ответа | дома | молчат"):
        assert row in said


async def test_progress_is_told_by_section_and_segment_and_the_first_message_says_what_is_true(
    server: FakeTelegram, form: Form, examples: dict[str, ExampleProfile]
) -> None:
    chat = await reached(server, form, examples["citizen_service"], "needs@0")
    shown = [event.snapshot or {} for event in chat.chat.journal if event.kind in ("sent", "edited")]
    texts = [str(each.get("text", "")) for each in shown]
    assert re.search(r"Для одного сегмента это около \d+ коротких вопрос", texts[0]), texts[0]
    assert "каждый следующий сегмент — ещё около" in texts[0]
    assert not any(re.search(r"\d+ → \d+", text) for text in texts)
    heads = [text.split("\n")[0] for text in texts if text.startswith("Раздел")]
    assert all(re.fullmatch(r"Раздел \d из 9 [▰▱]+ · .+", head) for head in heads), heads
    assert "· Одинокие пенсионеры" in heads[-1]
    sections = [int(head.split()[1]) for head in heads]
    assert sections == sorted(sections)
    await chat.say("/cancel", expect=1)
    await chat.until(
        lambda: any(each.startswith("Продолжить:") for each in chat.last.buttons), "the way back"
    )
    done = re.search(r"· (\d+) из (\d+)", chat.last.buttons[0])
    assert done is not None and int(done[1]) < int(done[2])
