"""Answers found while one types, copied, and opened by a link."""

import asyncio
from pathlib import Path

import pytest
from playwright.async_api import Browser, BrowserContext, Route, expect
from sqlalchemy import select

from bot.store.connection import only
from bot.store.tables import ratings
from dialogs.turn.events import Pressed
from dialogs.turn.world import Library
from knowledge.search.finder import Finder
from tests.processor import slowness
from tests.web.chatting import Chatting, chatting
from tests.web.page_user import UNKNOWN, PageUser
from tests.web.serving import Server


async def test_entries_are_offered_while_one_types(person: PageUser, bot: Chatting) -> None:
    field, options = person.page.locator("#typed"), person.page.get_by_role("option")
    await field.press_sequentially("сегм")
    await expect(options.first).to_be_visible()
    await person.page.keyboard.press("ArrowDown")
    await expect(options.first).to_have_attribute("aria-selected", "true")
    await expect(field).to_have_attribute("aria-activedescendant", "suggestion-0")
    await person.page.keyboard.press("Enter")
    await person.reads("группа клиентов")
    assert isinstance(bot.heard[-1], Pressed)
    await expect(field).to_have_value("")
    await expect(options).to_have_count(0)


@pytest.mark.parametrize(
    ("typed", "title", "answer"),
    [
        ("что такое сегм", "Сегмент", "группа клиентов"),
        ("Кто такой самоз", "Самозанятый", "не из официальных материалов"),
        ("ctuvtyn", "Сегмент", "группа клиентов"),
        ("роив", "ОИВ", "не из официальных материалов"),
    ],
)
async def test_they_are_offered_behind_question_words_and_explanations_too(
    person: PageUser, typed: str, title: str, answer: str
) -> None:
    await person.page.locator("#typed").press_sequentially(typed)
    await person.page.get_by_role("option", name=title).first.click()
    await person.reads(answer)


async def test_enter_sends_what_was_typed_when_nothing_was_chosen(person: PageUser) -> None:
    await person.page.locator("#typed").press_sequentially("сегмент")
    await expect(person.page.get_by_role("option").first).to_be_visible()
    await person.page.keyboard.press("Escape")
    await expect(person.page.get_by_role("option")).to_have_count(0)
    await person.page.keyboard.press("Enter")
    await person.has_said("сегмент")


async def test_what_was_offered_goes_with_the_question(person: PageUser) -> None:
    await person.page.locator("#typed").press_sequentially("сегмент")
    await expect(person.page.get_by_role("option").first).to_be_visible()
    await person.page.keyboard.press("Enter")
    await person.reads("группа клиентов")
    await expect(person.page.locator("#suggestions")).to_be_hidden()


async def test_nothing_is_offered_for_what_has_been_sent(person: PageUser) -> None:
    """The titles may come when the question is on its way, and still stands in the field."""
    on_its_way, found = asyncio.Event(), asyncio.Event()

    async def titles(route: Route) -> None:
        await on_its_way.wait()
        await route.continue_()

    async def question(route: Route) -> None:
        on_its_way.set()
        await found.wait()
        await route.continue_()

    await person.page.route("**/api/entries*", titles)
    await person.page.route("**/api/events", question)
    async with person.page.expect_response("**/api/entries*") as answer:
        await person.page.locator("#typed").fill("сегмент")
        await person.page.keyboard.press("Enter")
    await (await answer.value).finished()
    found.set()
    await person.reads("группа клиентов")
    await expect(person.page.locator("#suggestions")).to_be_hidden()


async def test_nothing_is_offered_where_an_answer_is_typed(person: PageUser) -> None:
    await person.reach("about")
    await person.page.locator("#typed").press_sequentially("сегмент")
    await expect(person.page.get_by_role("option")).to_have_count(0)


@pytest.mark.parametrize(
    ("question", "answer"),
    [("Что такое сегмент?", "группа клиентов"), ("Что такое МФЦ?", "многофункциональный центр")],
)
async def test_an_answer_is_copied_and_linked_to(
    person: PageUser, context: BrowserContext, server: Server, question: str, answer: str
) -> None:
    await context.grant_permissions(["clipboard-read", "clipboard-write"])
    await person.say(question)
    await person.reads(answer)
    await person.page.get_by_role("button", name="Копировать ответ").click()
    copied = await clipboard(person, answer)
    assert "Копировать" not in copied
    await person.page.get_by_role("button", name="Копировать ссылку").click()
    link = await clipboard(person, f"{server.address}#")
    other = await context.new_page()
    await other.goto(link)
    await expect(other.locator(".message.bot").last).to_contain_text(answer)
    await expect(other.locator(".message.bot").filter(has_text=answer)).to_have_count(2)


async def clipboard(person: PageUser, holds: str) -> str:
    """What was copied, as soon as it holds that."""
    copied = await person.page.wait_for_function(
        """async (part) => {
            const text = await navigator.clipboard.readText();
            return text.includes(part) && text;
        }""",
        arg=holds,
    )
    return str(await copied.json_value())


async def test_what_a_control_says_is_shown_in_its_words(person: PageUser) -> None:
    await person.page.click("nav >> text=Глоссарий")
    await person.has_said("Глоссарий")


async def test_a_word_of_the_browser_s_own_language_is_a_word(person: PageUser) -> None:
    await person.say("constructor")
    await person.has_said("constructor")
    await person.open()
    await person.has_said("constructor")


async def test_words_are_found_in_the_chat(person: PageUser) -> None:
    for text in ("Что такое сегмент?", "погода завтра"):
        await person.say(text)
        await expect(person.page.locator(".message.own").filter(has_text=text)).to_be_visible()
        await expect(person.page.locator("#thinking")).to_be_hidden()
    await person.reads(UNKNOWN)
    await person.page.get_by_role("button", name="Найти в переписке").click()
    field = person.page.get_by_role("searchbox", name="Найти в переписке")
    await expect(field).to_be_focused()
    await person.page.keyboard.type("клиентов группа")
    found = person.page.locator(".message.found")
    await expect(found).to_contain_text("группа клиентов")
    await expect(found).to_be_in_viewport()
    await expect(person.page.locator("#find output")).to_have_text("1 из 1")
    await field.fill("нет таких слов")
    await expect(person.page.locator("#find output")).to_have_text("0 из 0")
    await person.page.keyboard.press("Escape")
    await expect(found).to_have_count(0)
    await expect(person.page.locator("#find-toggle")).to_be_focused()


async def test_a_letter_brings_its_suggestions_within_fifty_milliseconds(
    browser: Browser, library: Library, finder: Finder, tmp_path: Path
) -> None:
    """Of the time that the page's own thread takes for it, on the reference machine."""
    context = await browser.new_context(locale="ru-RU", reduced_motion="reduce")
    async with chatting(library, finder, tmp_path) as bot:
        server = Server(bot)
        await server.start()
        try:
            person = await PageUser.arrive(context, server.address)
            inside = await context.new_cdp_session(person.page)
            await inside.send("Performance.enable", {"timeDomain": "threadTicks"})

            async def spent() -> float:
                told = (await inside.send("Performance.getMetrics"))["metrics"]
                return float(next(each["value"] for each in told if each["name"] == "TaskDuration"))

            options = person.page.get_by_role("option")
            await person.page.locator("#typed").press_sequentially("с")
            taken = []
            for letter in "егмент":
                before = await spent()
                await person.page.keyboard.type(letter)
                await expect(options.first).to_contain_text("егмент")
                taken.append(await spent() - before)
            assert max(taken) < 0.05 * slowness(), taken
        finally:
            await context.close()
            await server.stop()


async def test_an_answer_is_rated_by_one_press(person: PageUser, bot: Chatting) -> None:
    await person.say("Что такое сегмент?")
    await person.reads("группа клиентов")
    await person.page.get_by_role("button", name="Помогло", exact=True).click()
    await expect(person.page.locator("#status")).to_contain_text("Рад, что ответ помог")
    await person.press("Не помогло")
    await person.reads("чего в нём не хватило")
    await person.say("нет примера")
    await person.has_said("Что такое сегмент?", "нет примера")
    found = await bot.store.database.look(only(select(ratings.c.answer, ratings.c.good, ratings.c.reason)))
    assert [tuple(row) for row in found] == [("term.segment", False, "нет примера")]


async def test_suggestions_are_told_to_screen_readers(person: PageUser) -> None:
    await person.page.locator("#typed").press_sequentially("сегм")
    await expect(person.page.get_by_role("status").filter(has_text="Подсказок: ")).to_have_count(1)
