"""axe finds nothing on any kind of screen (WCAG 2.2 AA and its best practices)."""

import pytest
from playwright.async_api import Browser, BrowserContext, expect

from tests.web.axe import found
from tests.web.page_user import ASKED, PageUser
from tests.web.serving import Server


@pytest.mark.parametrize("width", [1366, 390, 320])
async def test_every_screen_is_for_everybody(browser: Browser, server: Server, width: int) -> None:
    context = await browser.new_context(
        viewport={"width": width, "height": 657}, locale="ru-RU", reduced_motion="reduce", bypass_csp=True
    )
    person = await PageUser.arrive(context, server.address)
    await person.say("Что такое сегмент?")
    await person.reads("группа клиентов")
    assert await found(person) == []
    await person.page.locator("#typed").press_sequentially("сегм")
    await expect(person.page.get_by_role("option").first).to_be_visible()
    assert await found(person) == [], "suggestions"
    await person.page.fill("#typed", "")
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


async def test_passed_questions_leave_the_tab_order(person: PageUser) -> None:
    await person.reach("steps")
    passed = person.page.locator(".message.passed")
    await expect(passed).not_to_have_count(0)
    reachable = passed.locator("button, [tabindex='0']")
    assert await reachable.count() == 0
    await expect(person.page.locator(".message.bot").last.get_by_role("heading", level=2)).to_contain_text(
        ASKED["steps"]
    )


async def test_what_was_said_before_is_not_read_aloud_when_the_page_opens(
    person: PageUser, context: BrowserContext
) -> None:
    await person.say("Что такое сегмент?")
    await person.reads("группа клиентов")
    await context.add_init_script(
        """window.frames_seen = [];
        const look = () => {
            const log = document.querySelector('#log');
            const messages = log?.querySelectorAll('.message').length;
            if (log) frames_seen.push([messages, log.getAttribute('aria-busy')]);
            requestAnimationFrame(look);
        };
        requestAnimationFrame(look);"""
    )
    await person.page.reload()
    await person.ready()
    await expect(person.page.get_by_role("log")).to_have_attribute("aria-busy", "false")
    seen = await person.page.evaluate("() => frames_seen")
    assert seen[-1] == [3, "false"]
    assert next(busy for messages, busy in seen if messages) == "true", "when it came in"


async def test_options_are_labelled_by_their_question(person: PageUser) -> None:
    await person.reach("methods")
    await expect(person.page.get_by_role("group", name=ASKED["methods"])).to_be_visible()
    await expect(person.page.get_by_role("log")).to_have_attribute("aria-busy", "false")
