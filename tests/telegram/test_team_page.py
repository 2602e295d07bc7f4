"""The team's page: entered by a link from the bot, answered there as in the chat, left with the chat."""

import os
import re
from collections.abc import AsyncIterator
from functools import partial

import aiohttp
import pytest
from axe_playwright_python.async_playwright import Axe  # type: ignore[import-untyped]
from playwright.async_api import Browser, Request, async_playwright, expect

from tests.fake_telegram.driver import Person
from tests.telegram.test_tickets import QUESTION, Team, asked, ran, team
from tests.web.browser import flags
from tests.web.test_axe import RULES

__all__ = ["team"]


def noted(urls: list[str], request: Request) -> None:
    urls.append(request.url)


def browsing(session: str = "") -> aiohttp.ClientSession:
    """A browser that keeps the cookies of an address in digits, too."""
    jar = aiohttp.CookieJar(unsafe=True)
    return aiohttp.ClientSession(cookie_jar=jar, cookies={"segmentbot_team": session} if session else None)


async def link_of(person: Person) -> str:
    chat = await person.start()
    said = await chat.say("/team", expect="Страница команды")
    found = re.search(r"http://\S+/team/enter/[\w-]{43}", str(said))
    assert found is not None, str(said)
    return found[0]


async def test_an_expert_answers_on_the_page_and_asker_and_chat_see_it(team: Team) -> None:
    anna = await asked(team.server.person("Анна"), f"{QUESTION} <b>& 8 (900) 123-45-67")
    await team.card(1)
    link = await link_of(team.boris)
    async with browsing() as page:
        assert "Войти" in await (await page.get(link)).text()
        opened = await page.post(link)
        text = await opened.text()
        cookie = opened.history[0].headers["Set-Cookie"]
        assert "HttpOnly" in cookie and "SameSite=Lax" in cookie and "Path=/team" in cookie
        assert "рецепт борща" in text and "<b>&" not in text and "Анна" not in text and "900" not in text
        once = re.search(r'name="once" value="(\w+)"', text)
        assert once is not None
        form = {"once": once[1], "do": "answer", "answer": "Пять свёкол"}
        address = f"{team.service.address}/team/tickets/1"
        for _ in range(2):
            assert "Готово" in await (await page.post(address, data=form)).text()
        foreign = await page.post(address, data=form, headers={"Sec-Fetch-Site": "cross-site"})
        assert foreign.status == 403
    await anna.wait("Пять свёкол", since=0)
    assert "Борис" in await team.find("Написано на странице команды") and "Ведёт: Борис" in await team.card(1)
    assert sum("Пять свёкол" in message for message in anna.since(0)) == 1
    assert "answered" in ran(team.service, "audit") and "entered the page" in ran(team.service, "audit")


async def test_a_link_works_once_and_forged_sessions_do_not(team: Team) -> None:
    link = await link_of(team.boris)
    newer = await link_of(team.boris)
    async with browsing() as first, browsing() as second:
        assert (await first.post(link)).status == 403, "a newer link takes its place"
        assert (await first.post(newer)).status == 200
        assert (await second.post(newer)).status == 403, "used up"
        assert (await second.get(f"{team.service.address}/team")).status == 403
    async with browsing("A" * 43) as thief:
        form = {"once": "1", "do": "close"}
        assert (await thief.post(f"{team.service.address}/team/tickets/1", data=form)).status == 403
    stranger = await team.server.person("Чужой").start()
    await stranger.say("/team", expect="открыта её специалистам")
    assert "refused" in ran(team.service, "audit")
    # Telegram says so of somebody whom the team's chat never saw.
    assert [each.description for each in team.server.violations] == ["Bad Request: user not found"]
    team.server.violations.clear()


async def test_who_leaves_the_chat_leaves_the_page_at_once(team: Team) -> None:
    async with browsing() as page:
        assert (await page.post(await link_of(team.vera))).status == 200
        team.group.join(team.vera, "left")
        team.server.account.updates.push(
            "message",
            {
                "message_id": 999_999,
                "date": int(team.server.clock()),
                "chat": team.group.chat.json(),
                "from": team.vera.user.json(),
                "left_chat_member": team.vera.user.json(),
            },
            team.vera.id,
        )
        await team.service.says("access to the team's page revoked")
        assert (await page.get(f"{team.service.address}/team")).status == 403


@pytest.fixture
async def chrome(chromium: str) -> AsyncIterator[Browser]:
    """A browser in the loop of these tests."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=flags())
        yield browser
        await browser.close()


@pytest.mark.parametrize("colours", ["light", "dark", "forced"])
async def test_the_page_is_used_by_keyboard_and_axe_finds_nothing(
    team: Team, chrome: Browser, colours: str
) -> None:
    anna = await asked(team.server.person("Анна"))
    for width in (1366, 390):
        context = await chrome.new_context(
            viewport={"width": width, "height": 800},
            locale="ru-RU",
            bypass_csp=True,
            color_scheme="dark" if colours == "dark" else "light",
            forced_colors="active" if colours == "forced" else "none",
        )
        page = await context.new_page()
        asked_for: list[str] = []
        page.on("request", partial(noted, asked_for))
        await page.goto(await link_of(team.boris))
        await page.get_by_role("button", name="Войти").press("Enter")
        await expect(page.get_by_role("heading", name="Открытые вопросы")).to_be_visible()
        found = (await Axe().run(page, options=RULES)).response["violations"]
        assert [one["id"] for one in found] == []
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert all(url.startswith(team.service.address) for url in asked_for)
        if folder := os.environ.get("SCREENSHOTS"):
            await page.screenshot(path=f"{folder}/team-{colours}-{width}.png", full_page=True)
        answer = page.get_by_label("Ответ на вопрос № 1")
        await answer.focus()
        await page.keyboard.type(f"Ответ {width}")
        await page.keyboard.press("Tab")
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("status")).to_have_text("Готово.")
        await anna.wait(f"Ответ {width}", since=0)
        await context.close()
