"""axe finds nothing on any kind of screen (WCAG 2.2 AA and its best practices)."""

import pytest
from playwright.async_api import Browser, expect

from tests.web.axe import found
from tests.web.person import ASKED, Person
from tests.web.serving import Server


@pytest.mark.parametrize("width", [1366, 390, 320])
async def test_every_screen_is_for_everybody(browser: Browser, server: Server, width: int) -> None:
    context = await browser.new_context(
        viewport={"width": width, "height": 657}, locale="ru-RU", reduced_motion="reduce", bypass_csp=True
    )
    person = await Person.arrive(context, server.address)
    await person.say("Что такое сегмент?")
    await person.reads("группа клиентов")
    assert await found(person) == []
    if width < 896:
        await person.page.click("#menu-toggle")
    await person.reach("steps")
    assert await found(person) == [], "a table"
    await person.press("Назад")
    await person.reads(ASKED["things"])
    assert await found(person) == [], "a list"
    await person.press("К проверке ответов")
    await person.reads("Проверьте ответы")
    assert await found(person) == [], "the review"
    if width < 896:
        await person.page.click("#menu-toggle")
    await person.page.click("nav >> text=Мои профили")
    await expect(person.page.locator("button.draft")).to_be_visible()
    assert await found(person) == [], "the panel"
    await context.close()


async def test_passed_questions_leave_the_tab_order(person: Person) -> None:
    await person.reach("steps")
    passed = person.page.locator(".message.passed")
    await expect(passed).not_to_have_count(0)
    reachable = passed.locator("button, [tabindex='0']")
    assert await reachable.count() == 0
    await expect(person.page.locator(".message.bot").last.get_by_role("heading", level=2)).to_contain_text(
        ASKED["steps"]
    )


async def test_options_are_labelled_by_their_question(person: Person) -> None:
    await person.reach("methods")
    await expect(person.page.get_by_role("group", name=ASKED["methods"])).to_be_visible()
    await expect(person.page.get_by_role("log")).to_have_attribute("aria-busy", "false")
