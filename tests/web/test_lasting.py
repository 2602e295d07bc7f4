"""Nothing is lost: closed pages, broken connections, second tabs, restarted servers."""

import asyncio

from playwright.async_api import Browser, BrowserContext, Route, expect

from bot.ports import DatabaseUnavailable
from dialogs.turn.events import Pressed, Said, Started
from tests.patience import PATIENCE
from tests.web.chatting import Chatting
from tests.web.page_user import ASKED, PageUser
from tests.web.serving import Server


async def test_a_reload_shows_the_same_chat(person: PageUser, bot: Chatting) -> None:
    await person.reach("about")
    before = await person.whole_chat()
    await person.page.reload()
    await person.ready()
    assert await person.whole_chat() == before
    assert bot.heard.count(Started()) == 1
    await expect(person.page.locator("#progress")).to_contain_text("2 из 5")


async def test_unsent_text_survives_a_closed_laptop(person: PageUser) -> None:
    await person.reach("about")
    await person.page.fill("#typed", "Длинный ответ, который жалко")
    await person.page.reload()
    await person.ready()
    await expect(person.page.locator("#typed")).to_have_value("Длинный ответ, который жалко")


async def test_unsent_items_of_a_list_survive_a_reload(person: PageUser) -> None:
    await person.reach("things")
    await person.page.locator("ol.items textarea").nth(1).fill("Второй")
    await person.page.reload()
    await person.ready()
    await person.typed(person.page.locator("ol.items textarea"), "Первый пункт", "Второй", "")


async def test_text_not_sent_belongs_to_its_question(person: PageUser) -> None:
    await person.reach("about")
    await person.page.fill("#typed", "начало ответа")
    await person.press("Назад")
    await person.reads(ASKED["methods"])
    await expect(person.page.locator("#typed")).to_have_value("")
    await expect(person.page.locator(".left")).to_contain_text("начало ответа")
    await person.press("Продолжить позже")
    await person.reads("продолжим позже")
    await expect(person.page.locator("#typed")).to_have_value("")
    await person.page.reload()
    await person.ready()
    await person.page.click("nav >> text=Мои профили")
    await person.page.locator("button.draft").click()
    await person.reads(ASKED["about"])
    await expect(person.page.locator("#typed")).to_have_value("начало ответа")


async def test_tabs_share_what_is_not_sent(person: PageUser, context: BrowserContext, server: Server) -> None:
    other = await PageUser.arrive(context, server.address)
    await person.reach("about")
    await other.reads(ASKED["about"])
    await person.page.fill("#typed", "начало, дописанное в другой вкладке")
    await expect(other.page.locator("#typed")).to_have_value("начало, дописанное в другой вкладке")
    await other.page.fill("#typed", "начало и конец ответа")
    await expect(person.page.locator("#typed")).to_have_value("начало и конец ответа")
    await other.page.keyboard.press("Enter")
    await person.reads(ASKED["things"])
    await expect(person.page.locator(".left")).to_have_count(0)


async def test_text_typed_before_the_segments_got_other_numbers_is_offered_back(person: PageUser) -> None:
    async def describe_steps() -> None:
        cells = person.page.locator("table.rows textarea")
        await cells.first.fill("Не знают о праве")
        await cells.nth(1).fill("Начало")
        await person.page.click(".send")
        await person.reads("Добавить ещё один сегмент")

    await person.reach("steps")
    await describe_steps()
    await person.press("Да, добавить")
    await person.reads(ASKED["methods"])
    await person.press("Пропустить")
    await person.reads(ASKED["about"])
    await person.say("Предприниматели второго года")
    await person.reads(ASKED["things"])
    await person.page.locator("ol.items textarea").first.fill("Другой пункт")
    await person.page.click(".send")
    await person.reads(ASKED["steps"])
    await describe_steps()
    await person.press("Назад")
    await person.reads(ASKED["steps"])
    await person.page.locator("table.rows textarea").first.fill("недописанный шаг")
    await person.press("К проверке ответов")
    await person.press("Удалить сегмент 1")
    await person.press("Да, удалить")
    await person.reads("Проверьте ответы")
    await person.page.get_by_role("button", name="Изменить: Пункты").click()
    await person.reads(ASKED["things"])
    line = person.page.locator(".left.returned")
    await expect(line).to_contain_text("недописанный шаг")
    await person.page.reload()
    await person.ready()
    await line.get_by_role("button", name="Вернуть в поле").click()
    fields = await person.page.locator("ol.items textarea").all()
    assert "недописанный шаг" in "".join([await field.input_value() for field in fields])
    await expect(line).to_have_count(0)


async def test_unsent_texts_of_forty_questions_are_kept(person: PageUser) -> None:
    await person.reach("about")
    await person.page.fill("#typed", "давно начатый ответ")
    await person.page.evaluate(
        """() => { for (let n = 0; n < 40; n += 1) localStorage.setItem(
            `segmentbot.unsent.other:${n}`, JSON.stringify({ text: 'x', at: Date.now() + 1000 })) }"""
    )
    await person.press("Назад")
    await person.reads(ASKED["methods"])
    await person.page.fill("#typed", "другой")
    await person.page.fill("#typed", "")
    await person.press("Пропустить")
    await person.reads(ASKED["about"])
    await expect(person.page.locator("#typed")).to_have_value("давно начатый ответ")


async def test_without_storage_unsent_text_waits_in_memory(browser: Browser, server: Server) -> None:
    async with await browser.new_context(locale="ru-RU") as context:
        await context.add_init_script(
            "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError') }"
        )
        person = await PageUser.arrive(context, server.address)
        await person.reach("about")
        await person.page.fill("#typed", "начало ответа")
        await person.press("Назад")
        await person.reads(ASKED["methods"])
        await person.press("Пропустить")
        await person.reads(ASKED["about"])
        await expect(person.page.locator("#typed")).to_have_value("начало ответа")


async def test_what_was_refused_waits_for_its_author(person: PageUser) -> None:
    async def refuse(route: Route) -> None:
        await route.fulfill(status=413, json={"error": "too_large", "message": "Слишком длинное."})

    await person.page.route("**/api/events", refuse)
    line = person.page.locator(".left.returned")
    for text in ("первый длинный ответ", "второй длинный ответ"):
        await person.say(text)
        await expect(line).to_contain_text(text)
    await person.page.unroute("**/api/events")
    await person.page.reload()
    await person.ready()
    await person.reach("about")
    await expect(line).to_contain_text("второй длинный ответ")
    await line.get_by_role("button", name="Убрать").click()
    await line.get_by_role("button", name="Вернуть в поле").click()
    await expect(person.page.locator("#typed")).to_have_value("первый длинный ответ")
    await expect(line).to_have_count(0)
    person.troubles = [trouble for trouble in person.troubles if "413" not in trouble]


async def test_what_is_sent_while_the_server_is_away_arrives_once_in_order(
    person: PageUser, server: Server, bot: Chatting
) -> None:
    await person.say("до")
    await person.has_said("до")
    await server.stop()
    for text in ("раз", "два", "три"):
        await person.say(text)
    await expect(person.page.locator("#status")).to_contain_text("Ждут отправки: 3")
    assert await person.said() == ["до", "раз", "два", "три"]
    await server.start()
    await person.has_said("до", "раз", "два", "три")
    assert [event.text for event in bot.heard if isinstance(event, Said)] == [
        "до",
        "раз",
        "два",
        "три",
    ]
    assert await person.said() == ["до", "раз", "два", "три"]
    await expect(person.page.locator("#status .offline")).to_have_count(0)


async def test_a_page_reloaded_while_offline_still_sends(
    person: PageUser, context: BrowserContext, server: Server, bot: Chatting
) -> None:
    await server.stop()
    await person.say("важное")
    await expect(person.page.locator("#pending")).to_contain_text("Ждёт отправки")
    await person.page.close()
    await server.start()
    again = await PageUser.arrive(context, server.address)
    await again.has_said("важное")
    assert bot.heard.count(Said("важное")) == 1
    await again.has_said("важное")


async def test_an_answer_lost_on_the_way_back_is_not_a_second_question(
    person: PageUser, bot: Chatting
) -> None:
    sent_again = asyncio.Event()
    tries = 0

    async def lose_the_answer(route: Route) -> None:
        nonlocal tries
        tries += 1
        if tries == 1:
            await route.fetch()
            await route.abort("connectionreset")
        else:
            await route.continue_()
            sent_again.set()

    await person.page.route("**/api/events", lose_the_answer)
    await person.say("один раз")
    await person.has_said("один раз")
    await asyncio.wait_for(sent_again.wait(), PATIENCE)
    await expect(person.page.locator("#pending .message")).to_have_count(0)
    assert bot.heard.count(Said("один раз")) == 1


async def test_an_event_that_had_arrived_before_the_page_closed_is_shown_once(
    person: PageUser, context: BrowserContext, server: Server, bot: Chatting
) -> None:
    async def take_and_be_silent(route: Route) -> None:
        await route.fetch()

    await person.page.route("**/api/events", take_and_be_silent)
    await person.say("один раз")
    await person.has_said("один раз")
    await person.page.close()
    again = await PageUser.arrive(context, server.address)
    await expect(again.page.locator("#pending .message")).to_have_count(0)
    await again.has_said("один раз")
    assert bot.heard.count(Said("один раз")) == 1


async def test_a_broken_database_is_told_and_nothing_is_promised(person: PageUser, bot: Chatting) -> None:
    bot.broken = DatabaseUnavailable("is damaged", "restore", passing=False)
    await person.say("важное")
    status = person.page.locator("#status")
    await expect(status).to_contain_text("нужен администратор")
    await expect(status).not_to_contain_text("сохранено")
    bot.broken = None
    await status.get_by_role("button").click()
    await person.has_said("важное")
    await expect(status).not_to_contain_text("администратор")
    assert bot.heard.count(Said("важное")) == 1
    person.troubles = [trouble for trouble in person.troubles if "503" not in trouble]


async def test_the_browser_goes_offline_and_comes_back(
    person: PageUser, context: BrowserContext, bot: Chatting
) -> None:
    await context.set_offline(True)
    await person.say("из метро")
    await expect(person.page.locator("#status")).to_contain_text("Нет связи")
    await context.set_offline(False)
    await person.has_said("из метро")
    assert bot.heard.count(Said("из метро")) == 1


async def test_two_tabs_show_the_same_and_one_answers_for_both(
    person: PageUser, context: BrowserContext, server: Server
) -> None:
    other = await PageUser.arrive(context, server.address)
    await person.reach("client")
    await other.reads("Для кого")
    await other.press("Бизнес")
    await person.reads("Откуда вы это знаете")
    await expect(person.button("Опрос")).to_be_visible()
    await person.press("Опрос")
    await expect(other.button("Опрос")).to_have_attribute("aria-checked", "true")
    lines = len(await person.whole_chat())
    await expect(other.page.locator("#lines .message")).to_have_count(lines)
    assert other.troubles == []


HOLDS_BACK = """addEventListener('storage', (event) => {
    if (!window.late) return;
    event.stopImmediatePropagation();
    window.late.push(event);
})"""
LETS_GO = """() => {
    const due = window.late;
    window.late = null;
    for (const { key, oldValue, newValue } of due)
        dispatchEvent(new StorageEvent('storage', { key, oldValue, newValue }));
}"""


async def test_what_another_tab_sent_stands_once_though_it_is_heard_of_late(
    person: PageUser, context: BrowserContext, server: Server
) -> None:
    answered = asyncio.Event()

    async def hold(route: Route) -> None:
        response = await route.fetch()
        await answered.wait()
        await route.fulfill(response=response)

    await person.page.route("**/api/events", hold)
    await context.add_init_script(HOLDS_BACK)
    other = await PageUser.arrive(context, server.address)
    await other.page.evaluate("() => { window.late = []; }")
    await person.say("из метро")
    await expect(other.page.locator("#lines .message.own")).to_have_count(1)
    await other.page.evaluate(LETS_GO)
    await expect(other.page.locator("#pending .message")).to_have_count(1)
    answered.set()
    await other.has_said("из метро")
    await person.has_said("из метро")


async def test_two_people_do_not_meet(person: PageUser, browser: Browser, server: Server) -> None:
    async with await browser.new_context(locale="ru-RU") as elsewhere:
        other = await PageUser.arrive(elsewhere, server.address)
        await person.say("моё")
        await person.has_said("моё")
        assert await other.said() == []


async def test_presses_wait_for_the_connection_too(person: PageUser, server: Server, bot: Chatting) -> None:
    await person.reach("methods")
    await server.stop()
    await person.press("Опрос")
    await person.press("Интервью")
    await expect(person.button("Интервью")).to_have_attribute("aria-checked", "true")
    await server.start()
    await expect(person.button("Интервью").locator(".box")).to_have_text("2")
    assert sum(isinstance(event, Pressed) for event in bot.heard) == 3


async def test_what_was_sent_too_fast_waits_and_goes_by_itself(person: PageUser, bot: Chatting) -> None:
    await person.reach("about")
    bot.wait = 1
    await person.say("быстрый ответ")
    await expect(person.page.locator("#status")).to_contain_text("Ничего не потеряно")
    bot.wait = 0
    await person.reads(ASKED["things"])
    assert sum(isinstance(event, Said) and event.text == "быстрый ответ" for event in bot.heard) == 1
    person.troubles = [trouble for trouble in person.troubles if "429" not in trouble]
