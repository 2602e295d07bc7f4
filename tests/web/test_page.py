"""The page in a real browser: talking, buttons, lists, tables."""

import asyncio
import re

import pytest
from playwright.async_api import expect

from dialogs.turn.events import Pressed, Said, Uploaded
from tests.web.chatting import Chatting
from tests.web.page_user import ASKED, UNKNOWN, PageUser


async def test_a_question_is_answered(person: PageUser, bot: Chatting) -> None:
    await person.reads("Здравствуйте")
    await person.say("Что такое сегмент?")
    await person.reads("группа клиентов")
    await person.has_said("Что такое сегмент?")
    assert bot.heard[-1] == Said("Что такое сегмент?")
    await expect(person.page.locator("#typed")).to_have_value("")


async def test_a_button_sends_its_id(person: PageUser, bot: Chatting) -> None:
    await person.press("Глоссарий")
    await person.reads("Глоссарий программы")
    assert bot.heard[-1] == Pressed("glossary:")


async def test_an_options_own_words_are_typed_at_once(person: PageUser) -> None:
    await person.reach("methods")
    await person.press("Своё")
    await person.reads("Напишите свой вариант")
    await expect(person.page.locator("#typed")).to_be_focused()


async def test_toggles_answer_at_once_and_show_their_order(person: PageUser, bot: Chatting) -> None:
    await person.reach("methods")
    bot.pause = asyncio.Event()
    first, second = person.button("Опрос"), person.button("Интервью")
    await first.click()
    await expect(first).to_have_attribute("aria-checked", "true")  # before the bot has spoken
    await second.click()
    bot.pause.set()
    await expect(first.locator(".box")).to_have_text("1")
    await expect(second.locator(".box")).to_have_text("2")
    await expect(person.page.locator(".message.bot").filter(has_text="Откуда")).to_have_count(1)
    await first.click()
    await expect(second.locator(".box")).to_have_text("1")
    await expect(first).to_have_attribute("aria-checked", "false")


async def test_a_passing_word_is_shown_beside_the_chat(person: PageUser) -> None:
    await person.page.evaluate(
        """() => {
            const original = window.fetch;
            window.fetch = async (...request) => {
                const response = await original(...request);
                if (!String(request[0]).endsWith("api/events")) return response;
                return Response.json({ ...(await response.json()), notice: "Эта кнопка уже не действует." });
            };
        }"""
    )
    await person.press("Глоссарий")
    await expect(person.page.locator("#status")).to_contain_text("Эта кнопка уже не действует.")


async def test_a_double_click_answers_one_question(person: PageUser, bot: Chatting) -> None:
    await person.reach("client")
    await person.button("Бизнес").dblclick()
    await person.reads("Откуда вы это знаете")
    assert sum(isinstance(event, Pressed) for event in bot.heard) == 1


async def test_passed_buttons_are_a_record_lasting_ones_stay_alive(person: PageUser, bot: Chatting) -> None:
    await person.reach("methods")
    passed = person.page.locator(".message .button").filter(has_text="Сотрудники")
    await expect(passed).to_have_class(re.compile("dead"))
    assert await passed.evaluate("(node) => node.matches('button, [tabindex], [role]')") is False
    chosen = person.page.locator(".button.chosen")
    await expect(chosen).to_contain_text("Граждане и бизнес")
    heard = len(bot.heard)
    await passed.click(force=True)
    await person.press("Глоссарий")
    await expect(person.page.locator(".message.bot").filter(has_text="Глоссарий программы")).to_be_visible()
    await person.reads(ASKED["methods"])
    assert bot.heard[heard:] == [Pressed("glossary:")]


async def test_a_list_is_sent_one_item_a_line(person: PageUser, bot: Chatting) -> None:
    await person.reach("things")
    keyboard = person.page.keyboard
    fields = person.page.locator("ol.items textarea")
    await expect(fields.first).to_have_value("Первый пункт")
    await fields.nth(1).click()
    await keyboard.type("Второй")
    await keyboard.press("Enter")
    await keyboard.type("Третий")
    await person.page.get_by_label("Поднять пункт 3").click()
    await person.page.get_by_label("Убрать пункт 1").click()
    await person.page.click(".send")
    await person.reads(ASKED["steps"])
    said = bot.heard[-1]
    assert isinstance(said, Said)
    assert said.text == "Третий\nВторой"
    assert said.offer is not None


async def test_an_item_taken_out_is_put_back_where_it_stood(person: PageUser) -> None:
    await person.reach("things")
    fields = person.page.locator("ol.items textarea")
    await fields.nth(1).fill("Второй")
    await person.page.keyboard.press("Enter")
    await person.page.keyboard.type("Третий")
    await person.page.get_by_label("Убрать пункт 1").click()
    await person.page.get_by_label("Убрать пункт 1").click()
    await person.page.reload()
    await person.ready()
    undo = person.page.locator(".removed")
    await expect(undo).to_contain_text("Второй")
    await undo.get_by_role("button", name="Вернуть").click()
    await expect(undo).to_contain_text("Первый пункт")
    await undo.get_by_role("button", name="Вернуть").click()
    await expect(undo).to_have_count(0)
    await person.typed(fields, "Первый пункт", "Второй", "Третий", "")


async def test_a_row_taken_out_is_put_back_where_it_stood(person: PageUser) -> None:
    await person.reach("steps")
    cells = person.page.locator("table.rows textarea")
    await cells.first.click()
    await paste(person, "Долго\tПодача\tда\nСложно\tОтвет\nДорого\tИтог\n")
    await person.page.get_by_label("Убрать строку 2").click()
    await expect(cells).to_have_count(6)
    await person.page.locator(".removed").get_by_role("button", name="Вернуть").click()
    await person.typed(cells, "Долго", "Подача", "да", "Сложно", "Ответ", "", "Дорого", "Итог", "")


async def test_an_empty_item_taken_out_leaves_no_offer(person: PageUser) -> None:
    await person.reach("things")
    await person.page.get_by_label("Убрать пункт 2").click()
    await expect(person.page.locator(".removed")).to_have_count(0)


async def paste(person: PageUser, text: str) -> None:
    await person.page.evaluate(
        """(text) => {
            const data = new DataTransfer();
            data.setData("text", text);
            document.activeElement.dispatchEvent(
                new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
        }""",
        text,
    )


@pytest.mark.parametrize("place", ["home", "client", "about", "things"])
async def test_enter_sends_and_shift_enter_begins_a_line_in_every_field(
    person: PageUser, bot: Chatting, place: str
) -> None:
    if place != "home":
        await person.reach(place)
    if place == "things":
        await person.page.get_by_role("button", name="Написать текстом").click()
    field, keyboard = person.page.locator("#typed"), person.page.keyboard
    await field.fill("Первая строка ответа")
    await keyboard.press("Shift+Enter")
    await keyboard.type("вторая")
    await expect(field).to_have_value("Первая строка ответа\nвторая")
    heard = len(bot.heard)
    await keyboard.press("Enter")
    await expect(person.page.locator("#pending .message")).to_have_count(0)
    assert [event.text for event in bot.heard[heard:] if isinstance(event, Said)] == [
        "Первая строка ответа\nвторая"
    ]


async def test_a_pasted_list_becomes_items(person: PageUser) -> None:
    await person.reach("things")
    fields = person.page.locator("ol.items textarea")
    await fields.nth(1).click()
    await paste(person, "А\r\n\r\nБ\nВ\n")
    await person.typed(fields, "Первый пункт", "А", "Б", "В")


async def test_a_table_is_sent_as_rows_with_bars(person: PageUser, bot: Chatting) -> None:
    await person.reach("steps")
    cells = person.page.locator("table.rows textarea")
    await cells.first.click()
    await paste(person, 'Долго ждать\tПодача\t"две\nстроки"\nСложно | трудно\tОтвет\n')
    await person.page.click(".add")
    await person.page.keyboard.type("Третья")
    await person.page.keyboard.press("Control+Enter")
    await person.reads("В строке 3 не заполнен")
    assert isinstance(bot.heard[-1], Said)
    assert bot.heard[-1].text.split("\n") == [
        "Долго ждать | Подача | две строки",
        "Сложно / трудно | Ответ",
        "Третья |",
    ]


async def test_a_pasted_table_that_is_too_wide_loses_only_its_row_numbers(person: PageUser) -> None:
    await person.reach("steps")
    cells = person.page.locator("table.rows textarea")
    await cells.first.click()
    await paste(person, "№\tДолго\tПодача\tда\tи нет\n1\tСложно\tОтвет\n")
    await person.typed(cells, "Долго", "Подача", "да; и нет", "Сложно", "Ответ", "")


@pytest.mark.parametrize(
    "pasted",
    [
        "Долго | Подача | очередь\nСложно | Ответ\n",
        "| Долго | Подача | очередь |\n|---|---|---|\n| Сложно | Ответ | |\n",
    ],
)
async def test_pasted_lines_are_parted_as_typed_ones_are(person: PageUser, pasted: str) -> None:
    await person.reach("steps")
    cells = person.page.locator("table.rows textarea")
    await cells.first.click()
    await paste(person, pasted)
    await person.typed(cells, "Долго", "Подача", "очередь", "Сложно", "Ответ", "")


async def test_a_table_can_be_typed_as_text_and_back(person: PageUser) -> None:
    await person.reach("steps")
    await person.page.click("text=Написать текстом")
    await person.page.fill("#typed", "а | б\nв | г | д")
    await person.page.click("text=Заполнить по полям")
    cells = person.page.locator("table.rows textarea")
    await person.typed(cells, "а", "б", "", "в", "г", "д")


async def test_rows_are_typed_one_cell_after_the_other(person: PageUser) -> None:
    await person.reach("steps")
    keyboard = person.page.keyboard
    row = [("Долго", "Tab"), ("Подача", "Tab"), ("", "Enter")]
    for cell, key in (*row, ("Сложно", "Tab"), ("Ответ", "Tab")):
        await keyboard.insert_text(cell)
        await keyboard.press(key)
    cells = person.page.locator("table.rows textarea")
    await person.typed(cells, "Долго", "Подача", "", "Сложно", "Ответ", "")


async def test_a_cell_too_many_stays_in_the_table(person: PageUser) -> None:
    await person.reach("steps")
    await person.page.click("text=Написать текстом")
    await person.page.fill("#typed", "а | б | в | г")
    await person.page.click("text=Заполнить по полям")
    cells = person.page.locator("table.rows textarea")
    await person.typed(cells, "а", "б", "в; г")


async def test_a_table_left_as_it_is_is_no_unsent_answer(person: PageUser) -> None:
    await person.reach("steps")
    cells = person.page.locator("table.rows textarea")
    await cells.first.fill("Долго")
    await cells.nth(1).fill("Подача")
    await person.page.click(".send")
    await person.reads("Добавить ещё один сегмент")
    await person.press("Назад")
    await person.reads(ASKED["steps"])
    await person.press("Назад")
    await person.reads(ASKED["things"])
    await expect(person.page.locator(".left")).to_have_count(0)


async def test_a_refused_answer_stands_ready_for_editing(person: PageUser) -> None:
    await person.reach("about")
    await person.say("плохо")
    await person.page.locator("[data-tone=mistake] >> text=Нужно поправить").wait_for()
    await expect(person.page.locator("#typed")).to_have_value("плохо")


async def test_an_answered_question_leaves_the_field(person: PageUser, bot: Chatting) -> None:
    await person.reach("about")
    await person.say("что такое клиентский путь?")
    await person.reads(ASKED["about"])
    await expect(person.page.locator("#typed")).to_have_value("")
    await person.page.locator("#typed").press_sequentially("Компенсация")
    await person.page.click(".send")
    await person.reads(ASKED["things"])
    said = bot.heard[-1]
    assert isinstance(said, Said)
    assert said.text == "Компенсация"


async def test_a_question_answered_beside_a_list_leaves_its_items(person: PageUser) -> None:
    await person.reach("things")
    await person.page.click("text=Написать текстом")
    await person.say("что такое клиентский путь?")
    await person.reads(ASKED["things"])
    fields = person.page.locator("ol.items textarea")
    await person.typed(fields, "Первый пункт", "")


@pytest.mark.parametrize("place", ["about", "things", "steps"])
async def test_text_not_sent_stays_when_its_question_is_asked_anew(person: PageUser, place: str) -> None:
    await person.say("Что такое сегмент?")
    await person.reads("группа клиентов")
    await person.reach(place)
    asked = person.page.locator(".message.bot.passed").filter(has_text=ASKED[place])
    passed = await asked.count()
    fields = person.page.locator(".editor textarea")
    await fields.last.fill("начало ответа")
    await person.press("Клиентский путь")
    await expect(asked).to_have_count(passed + 1)
    assert "начало ответа" in [await field.input_value() for field in await fields.all()]
    await expect(person.page.locator(".left")).to_have_count(0)


async def test_the_same_refused_twice_stands_ready_twice(person: PageUser) -> None:
    await person.reach("about")
    for count in (1, 2):
        await person.say("плохо")
        await expect(person.page.locator("[data-tone=mistake]")).to_have_count(count)
        await expect(person.page.locator("#typed")).to_have_value("плохо")


async def test_text_thrown_away_does_not_come_back(person: PageUser) -> None:
    await person.reach("about")
    await person.page.fill("#typed", "начало ответа")
    await person.press("Назад")
    await person.page.locator(".left >> text=Убрать").click()
    await person.reads(ASKED["methods"])
    await person.press("Пропустить")
    await person.reads(ASKED["about"])
    await expect(person.page.locator("#typed")).to_have_value("")


async def test_markup_that_somebody_types_stays_text(person: PageUser) -> None:
    texts = ("<img src=x onerror=alert(1)>", "<script>alert(2)</script>", "[a](javascript:alert(3))")
    for text in texts:
        await person.say(text)
    await person.has_said(*texts)
    assert await person.page.locator("#log img, #log script, #log a[href^=javascript]").count() == 0


async def test_links_leave_without_telling_where_from(person: PageUser) -> None:
    await person.say("Что такое сегмент?")
    await person.reads("группа клиентов")
    link = person.page.locator(".message.bot .content p a")
    await expect(link).to_have_attribute("rel", "noopener noreferrer")
    await expect(person.page.locator(".message.bot ol li")).to_have_count(3)


async def test_a_table_of_an_answer_is_a_table(person: PageUser) -> None:
    await person.say("Что такое сегмент?")
    await person.reads("группа клиентов")
    table = person.page.locator(".message.bot .content table")
    await expect(table.locator("th")).to_have_text(["Услуга", "Срок"])
    await expect(table.locator("td").first).to_have_text("Справка")
    await expect(table.locator("td a")).to_have_attribute("href", "https://example.gov.ru/terms")


async def test_documents_are_downloaded_under_their_names(person: PageUser) -> None:
    await person.reach("about")
    await person.say("/document")
    async with person.page.expect_download() as download:
        await person.page.click("a.file.docx")
    assert (await download.value).suggested_filename.endswith(".docx")
    picture = person.page.locator("figure img")
    assert "Первая страница документа" in (await picture.get_attribute("alt") or "")


async def test_progress_is_shown_and_goes(person: PageUser) -> None:
    await person.reach("about")
    bar = person.page.get_by_role("progressbar")
    await expect(bar).to_have_attribute("aria-valuenow", "2")
    await expect(person.page.locator("#progress")).to_contain_text("2 из 5")


async def test_a_draft_opens_from_the_panel(person: PageUser, bot: Chatting) -> None:
    await person.reach("methods")
    await person.page.click("nav >> text=Мои профили")
    await person.page.locator("dialog .drafts button, dialog button").filter(has_text="1 из 5").click()
    await expect(person.page.locator("#drafts")).not_to_be_visible()
    await expect(person.page.locator(".message.bot").filter(has_text=ASKED["methods"])).to_have_count(2)
    pressed = bot.heard[-1]
    assert isinstance(pressed, Pressed) and pressed.button.startswith("open:")


async def test_the_page_changes_its_language(person: PageUser) -> None:
    await person.page.click("[data-language=en]")
    await person.page.locator("nav >> text=My profiles").wait_for()
    await expect(person.page.locator("html")).to_have_attribute("lang", "en")
    await person.page.reload()
    await person.page.locator("nav >> text=My profiles").wait_for()


async def test_a_file_dropped_on_the_page_is_told_to_the_bot(person: PageUser, bot: Chatting) -> None:
    await person.page.evaluate(
        """() => {
            const data = new DataTransfer();
            data.items.add(new File(["abc"], "старый профиль.docx", { type: "application/msword" }));
            window.dispatchEvent(new DragEvent("drop", { dataTransfer: data, cancelable: true }));
        }"""
    )
    await person.reads("Файлы я пока не читаю")
    assert bot.heard[-1] == Uploaded("application/msword")


@pytest.mark.parametrize("length", [100_000])
async def test_a_very_long_text_is_answered(person: PageUser, length: int) -> None:
    await person.say("я" * length)
    await person.reads(UNKNOWN)
    await expect(person.page.locator(".message.own .said")).to_have_count(1)
