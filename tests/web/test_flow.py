"""The way through a profile at the page: nothing moves under a finger, and the way on is always in sight."""

import pytest
from playwright.async_api import Browser, BrowserContext, expect

from dialogs.turn.events import Pressed, Said
from tests.web.chatting import Chatting
from tests.web.page_user import ASKED, PageUser
from tests.web.serving import Server


@pytest.mark.parametrize("place", ["about", "things", "steps"])
async def test_nothing_moves_when_a_button_is_touched_after_typing(
    browser: Browser, server: Server, place: str
) -> None:
    context = await browser.new_context(
        viewport={"width": 390, "height": 780}, has_touch=True, locale="ru-RU", reduced_motion="reduce"
    )
    person = await PageUser.arrive(context, server.address)
    await person.page.click("#menu-toggle")
    await person.reach(place)
    await person.page.locator(".editor textarea").first.fill("начало")
    button = person.button("Назад")
    await person.stands_still()
    before = await button.bounding_box()
    await person.page.evaluate("() => document.activeElement.blur()")
    await person.stands_still()
    assert await button.bounding_box() == before
    await button.tap()
    await expect(person.page.locator(".message.bot.passed").filter(has_text=ASKED[place])).not_to_have_count(
        0
    )
    assert person.troubles == []
    await context.close()


async def test_a_press_counts_for_the_button_that_was_touched(person: PageUser, bot: Chatting) -> None:
    await person.reach("methods")
    box = await person.button("Пропустить").bounding_box()
    assert box is not None
    mouse = person.page.mouse
    await mouse.move(box["x"] + 5, box["y"] + 5)
    await mouse.down()
    # Something above grows, as a keyboard that goes or a line that comes would make it.
    await person.page.evaluate("() => { document.querySelector('#lines').style.paddingTop = '60px'; }")
    await mouse.up()
    await person.reads(ASKED["about"])
    assert isinstance(bot.heard[-1], Pressed)


async def test_with_nothing_typed_sending_is_done(person: PageUser) -> None:
    await person.reach("methods")
    send = person.page.locator(".send")
    await expect(send).to_have_text("Готово")
    await expect(send).to_be_in_viewport()
    await person.press("Опрос")
    await person.page.fill("#typed", "1")
    await expect(send).to_have_text("Отправить")
    await person.page.fill("#typed", "")
    await send.click()
    await person.reads(ASKED["about"])


async def test_done_takes_along_what_was_typed(person: PageUser, bot: Chatting) -> None:
    await person.reach("methods")
    await person.press("Опрос")
    await person.page.fill("#typed", "Интервью")
    await person.button("Готово").click()
    await person.reads(ASKED["about"])
    said = bot.heard[-1]
    assert isinstance(said, Said)
    assert said.text == "Интервью"


async def test_a_number_typed_after_a_click_on_the_page_reaches_the_field(person: PageUser) -> None:
    await person.reach("client")
    await person.page.locator(".message.bot .content").last.click()
    await person.page.keyboard.type("2")
    await expect(person.page.locator("#typed")).to_have_value("2")
    await person.page.keyboard.press("Enter")
    await person.reads(ASKED["methods"])


async def test_the_review_shows_every_answer_and_leads_to_its_question_and_back(person: PageUser) -> None:
    await person.reach("steps")
    await person.press("К проверке ответов")
    await person.reads("Проверьте ответы")
    rows = person.page.locator(".message.bot").last.locator(".row")
    await expect(rows).to_have_count(5)
    await expect(rows.filter(has_text="Пункты")).to_contain_text("Первый пункт")
    await person.page.get_by_role("button", name="Изменить: Пункты").click()
    await person.reads(ASKED["things"])
    await person.press("Оставить прежний ответ")
    await person.reads("Проверьте ответы")
    await expect(person.page.locator(".message.bot").last.locator(".row").nth(3)).to_be_in_viewport()
    await person.press("Продолжить с вопроса «Шаги»")
    await person.reads(ASKED["steps"])


async def test_what_is_left_is_one_press_away(person: PageUser) -> None:
    await person.reach("about")
    await person.page.get_by_role("button", name="Что осталось").click()
    await expect(person.page.locator(".message.bot").filter(has_text="Отвечено на 2 из 5")).to_be_visible()
    await person.reads(ASKED["about"])


async def test_a_profile_is_copied_renamed_downloaded_and_deleted_from_the_panel(person: PageUser) -> None:
    await person.reach("about")

    async def act(what: str, then: str) -> None:
        await person.page.click("nav >> text=Мои профили")
        await person.page.get_by_role("button", name=f"{what}:").first.click()
        await expect(person.page.locator(".message.bot").filter(has_text=then).last).to_be_visible()

    await act("Переименовать", "Как назвать профиль")
    await person.say("Осенний")
    await expect(person.page.locator(".message.bot").filter(has_text="называется «Осенний»")).to_be_visible()
    await act("Скачать", "Черновик документа")
    await act("Копировать", "Создана копия")
    await act("Удалить", "Удалить профиль")
    await person.press("Нет, оставить")
    await person.reads("Проверьте ответы")


async def test_a_command_that_the_bot_names_can_be_pressed(person: PageUser) -> None:
    await person.say("/back")
    await person.reads("Сейчас ничего не заполняется")
    await person.page.locator(".message.bot").last.get_by_role("button", name="/profile").click()
    await person.reads("Для кого")


async def test_rows_are_moved_and_inserted(person: PageUser, bot: Chatting) -> None:
    await person.reach("steps")
    cells = person.page.locator("table.rows textarea")
    await cells.first.fill("один")
    await cells.nth(1).fill("a")
    await person.page.get_by_label("Вставить строку после 1").click()
    await person.page.keyboard.type("два")
    await person.page.get_by_label("Поднять строку 2").click()
    await person.typed(cells, "два", "", "", "один", "a", "")


@pytest.mark.parametrize("place", ["about", "things", "steps"])
async def test_half_a_word_of_an_input_method_is_not_sent(
    person: PageUser, bot: Chatting, place: str
) -> None:
    """Safari reports the key that ends the composition by its code alone."""
    await person.reach(place)
    field = person.page.locator(".editor textarea").first
    await field.fill("полсло")
    heard = len(bot.heard)
    await field.evaluate(
        """(field) => field.dispatchEvent(
            new KeyboardEvent("keydown", { key: "Enter", keyCode: 229, bubbles: true, cancelable: true }))"""
    )
    await expect(field).to_have_value("полсло")
    assert len(bot.heard) == heard


async def test_what_keeps_the_document_back_stands_first_and_names_its_segment(person: PageUser) -> None:
    def row(path: str, *levels: str) -> dict[str, object]:
        remarks = [{"level": each, "title": "", "message": "", "mend": None, "keep": None} for each in levels]
        return {
            "id": path,
            "label": path.partition("@")[0],
            "lines": ["1"],
            "state": "",
            "change": None,
            "remarks": remarks,
        }

    rows = [row("date"), row("methods@0", "hint"), row("share@0"), row("share@1", "warning", "error")]
    listed = await person.page.evaluate(
        """async (rows) => {
            const { Review } = await import(`/assets/${document.documentElement.dataset.build}/review.js`);
            const review = { intro: [], remarks: [], at: null, sections: [{ title: '', rows }] };
            const { nodes } = new Review({ review, buttons: [] }, () => {});
            const list = nodes.find((one) => one.matches?.('.to-remarks'));
            return [...list.querySelectorAll('p, button')].map((one) => one.textContent);
        }""",
        rows,
    )
    assert listed == [
        "Чтобы получить документ, разберите эти замечания:",
        "share (сегмент 2)",
        "Есть замечания к ответам:",
        "methods (сегмент 1)",
    ]


@pytest.mark.parametrize("width", [1366, 320])
async def test_remarks_of_every_level_are_seen_at_every_width(
    browser: Browser, server: Server, width: int
) -> None:
    context = await browser.new_context(viewport={"width": width, "height": 657}, locale="ru-RU")
    person = await PageUser.arrive(context, server.address)
    await person.page.evaluate(
        """async () => {
            const { Review } = await import(`/assets/${document.documentElement.dataset.build}/review.js`);
            const remarks = ['error', 'warning', 'hint'].map((level) =>
                ({ level, title: level, message: 'Уточните', mend: 'x', keep: null }));
            const row = { id: 'share@0', label: 'Доля', lines: ['1'], state: '', change: null, remarks };
            const review = { intro: [], remarks, at: null, sections: [{ title: '', rows: [row] }] };
            const { nodes } = new Review({ review, buttons: [] }, () => {});
            document.querySelector('#lines').append(...nodes);
        }"""
    )
    for level in ("error", "warning", "hint"):
        mend = person.page.get_by_role("button", name=f"Исправить: {level}")
        await expect(mend).to_have_count(2)
        for each in await mend.all():
            await expect(each).to_be_visible()
    await context.close()


async def test_the_way_on_from_the_review_is_always_in_sight(person: PageUser) -> None:
    await person.reach("steps")
    await person.press("К проверке ответов")
    await person.reads("Проверьте ответы")
    send = person.page.locator(".send")
    await expect(send).to_have_text("Продолжить")
    await expect(send).to_be_in_viewport()
    await person.page.locator("#typed").press("Enter")
    await person.page.fill("#typed", "что такое процесс")
    await expect(send).to_have_text("Отправить")
    await person.page.fill("#typed", "")
    await person.reads("Проверьте ответы")
    await send.click()
    await person.reads(ASKED["steps"])


async def test_the_way_to_what_keeps_the_document_back_is_always_in_sight(person: PageUser) -> None:
    send = person.page.locator(".send")
    await person.reach("steps")
    await _describe_steps(person)
    await person.press("Да, добавить сегмент")
    await person.reads(ASKED["methods"])
    await person.press("Пропустить")
    await person.reads(ASKED["about"])
    await person.say("Предприниматели, открывшие дело в этом году")
    await person.reads(ASKED["things"])
    await person.page.locator("ol.items textarea").first.fill("Второй пункт")
    await send.click()
    await person.reads(ASKED["steps"])
    await _describe_steps(person)
    await person.press("Нет, сегментов")
    await person.reads("Проверьте ответы")
    await expect(send).to_have_text("К замечаниям")
    await person.stands_still()
    await person.page.evaluate("scrollTo(0, document.body.scrollHeight)")
    await send.click()
    first = person.page.locator(".to-remarks button").first
    await expect(first).to_be_in_viewport()
    await expect(first).to_be_focused()
    await person.page.get_by_role("button", name="Исправить").first.click()
    await person.reads("Сейчас записано")
    await person.say("Предприниматели с опытом")
    await person.reads("Проверьте ответы")
    await expect(send).to_have_text("Получить документ")


async def _describe_steps(person: PageUser) -> None:
    cells = person.page.locator(".rows textarea")
    await cells.nth(0).fill("Долго ждут")
    await cells.nth(1).fill("Подача заявления")
    await person.page.click(".send")
    await person.reads("Описан")


async def test_a_stored_number_is_typed_anew(person: PageUser) -> None:
    number = "1 248 200, 1 300 000, 1 400 000"
    await person.reach("about")
    await person.say(number)
    await person.reads(ASKED["things"])
    await person.press("Назад")
    await person.reads("Сейчас записано")
    await expect(person.page.locator("#typed")).to_have_value(number)
    await person.page.locator(".message.bot .content").last.click()
    await person.page.keyboard.type("38")
    await expect(person.page.locator("#typed")).to_have_value("38")
    await person.page.locator(".message.bot .content").last.click()
    await person.page.keyboard.type("5")
    await expect(person.page.locator("#typed")).to_have_value("385")


async def test_a_passed_review_leaves_no_removal(person: PageUser) -> None:
    await person.reach("steps")
    await person.press("К проверке ответов")
    await expect(person.button("Удалить профиль")).to_be_visible()
    await person.page.click(".send")
    await person.reads(ASKED["steps"])
    await expect(person.page.locator(".message button", has_text="Удалить профиль")).to_have_count(0)


async def test_files_come_before_the_picture_of_their_first_page(person: PageUser) -> None:
    await person.reach("about")
    await person.say("/document")
    picture, file = person.page.locator("figure img"), person.page.locator("a.file.docx")
    await expect(picture).to_be_visible()
    above, below = await file.bounding_box(), await picture.bounding_box()
    assert above is not None
    assert below is not None
    assert above["y"] < below["y"]


@pytest.mark.parametrize(("width", "height"), [(683, 328), (683, 500), (390, 390)])
async def test_the_field_that_is_written_in_stays_in_sight_as_a_whole(
    browser: Browser, server: Server, width: int, height: int
) -> None:
    """At a zoom of 200 % a laptop's window is as low as this."""
    context = await browser.new_context(
        viewport={"width": width, "height": height}, locale="ru-RU", reduced_motion="reduce"
    )
    person = await PageUser.arrive(context, server.address)
    await person.page.click("#menu-toggle")
    await person.reach("things")
    await person.page.locator("ol.items textarea").last.focus()
    for number in range(6):
        await person.page.keyboard.type(f"Пункт {number}")
        await person.page.keyboard.press("Enter")
        await expect(person.page.locator("ol.items textarea")).to_have_count(number + 3)
        await person.page.wait_for_function(
            """() => {
                const field = document.activeElement.getBoundingClientRect();
                const box = document.activeElement.closest('.fields').getBoundingClientRect();
                const [above, below] = [Math.max(box.top, 0), Math.min(box.bottom, innerHeight)];
                return field.top >= above && field.bottom <= below;
            }"""
        )
    await context.close()


async def test_what_is_put_back_cannot_be_pressed_again(
    person: PageUser, context: BrowserContext, server: Server
) -> None:
    await person.reach("about")
    await person.page.click("nav >> text=Мои профили")
    await person.page.get_by_role("button", name="Удалить:").first.click()
    await person.press("Да, удалить")
    await expect(person.button("Вернуть")).to_be_visible()
    other = await PageUser.arrive(context, server.address)
    await person.page.get_by_role("button", name="Вернуть", exact=True).click()
    await expect(person.page.locator(".message.bot").filter(has_text="Возвращено")).to_be_visible()
    await expect(person.page.get_by_role("button", name="Вернуть", exact=True)).to_have_count(0)
    # In another tab it is still there: it says once that there is nothing left, until one goes on.
    await other.page.get_by_role("button", name="Вернуть", exact=True).click()
    told = other.page.locator("#status .told")
    await expect(told).to_contain_text("Возвращать нечего")
    await expect(other.page.get_by_role("button", name="Вернуть", exact=True)).to_have_count(0)
    await other.page.click("nav >> text=Глоссарий")
    await expect(told).to_have_count(0)
    assert other.troubles == []


async def test_of_several_segments_each_way_to_a_question_names_its_own(person: PageUser) -> None:
    await person.reach("steps")
    await person.page.locator("table textarea, .rows textarea").first.fill("Очередь")
    await person.page.locator("table textarea, .rows textarea").nth(1).fill("Подача")
    await person.page.click(".send")
    await person.press("Да, добавить сегмент")
    await person.press("К проверке ответов")
    await person.reads("Проверьте ответы")
    labels = (
        await person.page.locator(".message.bot")
        .last.locator(".row button")
        .evaluate_all("nodes => nodes.map((node) => node.getAttribute('aria-label'))")
    )
    assert len({*labels}) == len(labels), labels
    assert "Изменить: Пункты (сегмент 1)" in labels


@pytest.mark.parametrize(("width", "height"), [(390, 657), (320, 568)])
async def test_the_first_question_is_in_sight_on_a_phone(
    browser: Browser, server: Server, width: int, height: int
) -> None:
    context = await browser.new_context(
        viewport={"width": width, "height": height},
        has_touch=True,
        is_mobile=True,
        locale="ru-RU",
        reduced_motion="reduce",
    )
    person = await PageUser.arrive(context, server.address)
    await person.button("Составить профиль").tap()
    await person.reads(ASKED["client"])
    await person.stands_still()
    asked = await person.page.locator(".asked").last.bounding_box()
    desk = await person.page.locator(".desk").bounding_box()
    bar = await person.page.locator(".bar").bounding_box()
    assert asked and desk and bar
    assert bar["y"] + bar["height"] <= asked["y"]
    assert asked["y"] + asked["height"] <= desk["y"]
    await context.close()


async def test_what_is_typed_first_is_named_first(person: PageUser, bot: Chatting) -> None:
    await person.reach("methods")
    await person.press("Опрос")
    await person.page.fill("#typed", "Интервью")
    await person.press("Наблюдение")
    await expect(person.button("Наблюдение")).to_have_attribute("aria-checked", "true")
    await person.button("Готово").click()
    await person.reads(ASKED["about"])
    said = bot.heard[-1]
    assert isinstance(said, Said)
    assert (said.text, said.after) == ("Интервью", 1)
    await expect(person.page.locator(".message.bot .content").last).to_contain_text(
        "Записано так: Опрос; Интервью; Наблюдение."
    )
