"""The team's page: entered by a link from the bot, answered there as in the chat, left with the chat."""

import asyncio
import json
import os
import re
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import aiohttp
import pytest
from axe_playwright_python.async_playwright import Axe  # type: ignore[import-untyped]
from playwright.async_api import Browser, Locator, Page, Request, async_playwright, expect

from tests.databases.fixtures import Database
from tests.fake_telegram import FakeTelegram
from tests.fake_telegram.driver import Person
from tests.launcher.forked import ForkServer
from tests.launcher.service import running
from tests.patience import PATIENCE
from tests.team.paging import Tab
from tests.telegram.test_tickets import QUESTION, TEAM, Team, asked, team
from tests.web.axe import RULES
from tests.web.browser import flags

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
    async with browsing() as http:
        page = Tab(team.service.address, http)
        link = (await link_of(team.boris)).removeprefix(team.service.address)
        assert "Войти" in await page.open(link)
        await page.press(link)
        await page.open("/team/tickets/1")
        assert "рецепт борща" in page.text and "<b>&" not in page.source and "Анна" not in page.text
        assert "900" not in page.text and "Взять вопрос себе" in page.text
        once = page.once
        for _ in range(2):
            sent = await page.send("/team/tickets/1", once=once, do="answer", answer="Пять *свёкол*")
            assert "Ответ отправлен" in sent
        assert "Взять вопрос себе" not in sent, "answered by who leads it"
        assert "Ответов: 1" in await page.open("/team")
    await anna.wait("Пять свёкол", since=0)
    assert "Борис" in await team.find("Написано на странице команды") and "Ведёт: Борис" in await team.card(1)
    assert sum("Пять свёкол" in message for message in anna.since(0)) == 1
    assert "answered" in await team.service.command(
        "audit"
    ) and "entered the page" in await team.service.command("audit")


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
    assert "refused" in await team.service.command("audit")
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


async def test_the_command_is_in_the_menu_of_experts_and_the_address_is_told_plainly(team: Team) -> None:
    """Without SEGMENTBOT_WEB_URL the link leads to the bot's own computer, and is said to."""
    boris, anna = await team.boris.start(), await team.server.person("Анна").start()
    await team.talk.until(lambda: "team" in menu(team, TEAM), "the command in the team's chat")
    assert "team" not in menu(team, boris.chat.id)
    told = await boris.say("/team", expect="только на компьютере, где работает бот")
    assert "SEGMENTBOT_WEB_URL" in told and f"{team.service.address}/team/enter/" in told
    await boris.until(lambda: "team" in menu(team, boris.chat.id), "the command in the expert's menu")
    assert "team" not in menu(team, anna.chat.id)
    # In the team's chat the link comes in private; who has not opened that is told so.
    before = len(boris.since(0))
    team.talk.tell("/team@segment_test_bot")
    await boris.until(lambda: len(boris.since(0)) > before, "the link in private")
    assert "/team/enter/" not in "".join(map(str, team.talk.since(0)))
    await team.group.talk(team.vera).say("/team", expect="Откройте личный чат")
    team.server.violations.clear()


async def test_the_menu_of_the_team_s_chat_waits_for_nobody_and_comes_when_we_are_let_in(team: Team) -> None:
    """A chat of another name now, or out of reach, holds up no other chat."""
    await team.service.stop()
    team.server.account.commands.clear()
    fault = team.server.faults.error(500, method="setMyCommands", chat=TEAM, times=1_000)
    await team.service.start()
    await team.server.person("Анна").start()
    async with asyncio.timeout(PATIENCE):
        await fault.struck.wait()
    team.server.faults.clear()
    assert "team" not in menu(team, TEAM)
    team.group.standing(team.boris, "kicked")
    team.group.standing(team.boris, "member")
    await team.talk.until(lambda: "team" in menu(team, TEAM), "the command in the team's chat")


def menu(team: Team, chat: int) -> list[str]:
    """The commands of one chat, as Telegram shows them."""
    scope = json.dumps({"chat_id": chat, "type": "chat"}, sort_keys=True)
    return [each["command"] for each in team.server.account.commands.get((scope, "ru"), [])]


async def test_two_copies_on_postgresql_know_the_same_links_and_sessions(
    postgres: str, tmp_path: Path, fork_server: ForkServer
) -> None:
    async with FakeTelegram() as server:
        boris, vera = server.person("Борис"), server.person("Вера")
        group = server.group("Команда", boris, vera, chat_id=TEAM)
        settings = {**Database(postgres).settings, "TEAM_CHAT": f"telegram:{TEAM}"}
        (tmp_path / "other").mkdir()
        async with (
            running(tmp_path, settings, server, fork_server=fork_server) as first,
            running(
                tmp_path / "other",
                {**settings, "WEB_URL": "https://bot.example"},
                server,
                fork_server=fork_server,
            ) as second,
            browsing() as http,
        ):
            found = re.search(r"/team/enter/[\w-]{43}", str(await (await boris.start()).say("/team")))
            assert found is not None
            anna = await asked(server.person("Анна"))
            pages = [Tab(service.address, http) for service in (second, first)]
            for service in (first, second):
                await service.says("Telegram connected")
            await pages[0].press(found[0])
            await pages[1].press(found[0])
            assert pages[1].status == 403, "used up in the other copy"
            for page in pages:
                await page.open("/team/tickets/1")
                assert QUESTION in page.text
            once = pages[0].once
            for page in pages:
                await page.send("/team/tickets/1", once=once, do="answer", answer="Пять свёкол")
                assert "Ответ отправлен" in page.text
            await anna.wait("Пять свёкол", since=0)
            await pages[1].press("/team/leave")
            for page in pages:
                await page.open()
                assert page.status == 403
            assert sum("Пять свёкол" in message for message in anna.since(0)) == 1
            assert sum("Написано на странице" in message for message in group.talk(boris).since(0)) == 1


COLOURS = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "forced": {"forced_colors": "active"},
}


@pytest.mark.parametrize("colours", COLOURS)
async def test_the_page_is_used_by_keyboard_and_axe_finds_nothing(
    team: Team, chrome: Browser, colours: str
) -> None:
    anna = await asked(team.server.person("Анна"))
    sent = await team.talk.say("Пять свёкол", reply_to=await team.card(1), expect="передан")
    await team.talk.press("В базу знаний", on=sent, expect="Предложение в базу знаний")
    await (await team.server.person("Глеб").start()).say("/profile", expect="Как полностью называется")
    for width in (1366, 390, 320):
        context = await chrome.new_context(
            viewport={"width": width, "height": 800},
            locale="ru-RU",
            bypass_csp=True,
            **COLOURS[colours],  # type: ignore[arg-type]
        )
        page = await context.new_page()
        asked_for: list[str] = []
        page.on("request", partial(noted, asked_for))
        await page.goto(await link_of(team.boris))
        await seen(page, f"entrance-{colours}-{width}")
        await entered(page.get_by_role("button", name="Войти"))
        await expect(page.get_by_role("heading", name="Открытые вопросы")).to_be_visible()
        await seen(page, f"tickets-{colours}-{width}")
        await entered(page.get_by_role("link", name="Вопрос № 1"))
        answer = page.get_by_label("Ответ на вопрос № 1")
        await answer.focus()
        await page.keyboard.type(f"Ответ **{width}**")
        await page.keyboard.press("Tab")
        await page.keyboard.press("Tab")
        await entered(page.locator(":focus"))
        await expect(page.get_by_role("heading", name="Так ответ увидит")).to_be_visible()
        search = page.get_by_label("Что найти")
        await search.fill("внутренний клиент")
        await entered(search)
        await page.locator("summary").first.press("Enter")
        await expect(page.get_by_role("button", name="Ответить этой записью").first).to_be_visible()
        await seen(page, f"ticket-{colours}-{width}")
        await expect(answer).to_have_value(f"Ответ **{width}**")
        await answer.press("Tab")
        await entered(page.locator(":focus"))
        await expect(page.get_by_role("status")).to_have_text("Ответ отправлен.")
        await anna.wait(f"Ответ {width}", since=0)
        await seen(page, f"answered-{colours}-{width}")
        await other_sections(page, f"{colours}-{width}")
        assert all(url.startswith(team.service.address) for url in asked_for)
        await context.close()


async def other_sections(page: Page, name: str) -> None:
    """Proposals, the knowledge base, the interview, by the keyboard."""
    await entered(page.get_by_role("link", name="Предложения"))
    await seen(page, f"proposals-{name}")
    await entered(page.get_by_role("link", name="Рецепт борща"))
    await page.get_by_label("Так об этом спрашивают").fill(f"{QUESTION}\nчто такое сегмент?")
    await entered(page.get_by_role("button", name="Посмотреть, что изменится"))
    await expect(page.get_by_role("cell", name=QUESTION)).to_be_visible()
    await expect(page.get_by_text("уже ведёт к записи")).to_be_visible()
    await seen(page, f"proposal-{name}")
    await entered(page.get_by_role("link", name="База знаний"))
    await seen(page, f"knowledge-{name}")
    await entered(page.get_by_role("link", name="Кто такой внутренний клиент"))
    await expect(page.get_by_text("исправляется в файле")).to_be_visible()
    await seen(page, f"entry-{name}")
    await entered(page.get_by_role("link", name="Анкета"))
    await expect(page.get_by_role("table")).to_be_visible()
    await seen(page, f"interview-{name}")
    await entered(page.get_by_role("link", name="Сводка"))
    await expect(page.get_by_text("Вопросов специалистам")).to_be_visible()
    await seen(page, f"digest-{name}")


async def entered(control: Locator) -> None:
    """Enter pressed there has led to another page, which is loaded."""
    async with control.page.expect_navigation():
        await control.press("Enter")


async def seen(page: Page, name: str) -> None:
    """Nothing for axe to find, nothing wider than the screen; with SCREENSHOTS it can be looked at."""
    found = (await Axe().run(page, options=RULES)).response["violations"]
    assert [f"{one['id']}: {one['nodes'][0]['html']}" for one in found] == []
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    if folder := os.environ.get("SCREENSHOTS"):
        await page.screenshot(path=f"{folder}/team-{name}.png", full_page=True)


async def test_what_is_published_on_the_page_answers_the_next_person_until_it_is_taken_back(
    team: Team,
) -> None:
    await asked(team.server.person("Анна"))
    sent = await team.talk.say("Пять свёкол", reply_to=await team.card(1), expect="передан")
    proposal = (await team.talk.press("В базу знаний", on=sent, expect="Предложение")).message
    assert proposal is not None
    async with browsing() as http:
        page = Tab(team.service.address, http)
        await page.press((await link_of(team.boris)).removeprefix(team.service.address))
        path = "/team/proposals/learned.1"
        await page.open(path)
        words = {"title": "Борщ", "phrasings": QUESTION, "answer": "Свёклы шесть."}
        await page.send(path, None, do="publish", seen=page.value("seen"), **words)
        assert "уже отвечает" in page.text
        await team.talk.until(lambda: "Опубликовано" in proposal and "шесть" in proposal, "the chat's card")
        await team.service.says("learned entries served")
        gleb = await team.server.person("Глеб").start()
        await gleb.say(QUESTION, expect="Свёклы шесть.")
        listed = await page.open("/team/knowledge?only=learned")
        assert "Записей: 1" in listed and "Выученная, изменена" in listed and "ответов: 1" in listed
        await page.open(path)
        await page.send(path, None, do="save", seen=page.value("seen"), **{**words, "answer": "Семь."})
        await team.service.says("learned entries served", times=2)
        await gleb.say(QUESTION, expect="Семь.")
        await page.send(path, None, do="undo", seen=page.value("seen"), **{**words, "answer": "Семь."})
        await team.service.says("learned entries served", times=3)
        await gleb.say(QUESTION, expect="специалисту команды")
    assert "edited" in await team.service.command("audit")


async def test_a_reload_loses_nothing_that_is_typed(team: Team, chrome: Browser) -> None:
    anna = await asked(team.server.person("Анна"))
    context = await chrome.new_context(locale="ru-RU")
    page = await context.new_page()
    problems: list[str] = []
    page.on("console", lambda message: problems.append(message.text))
    await page.goto(await link_of(team.boris))
    await page.get_by_role("button", name="Войти").click()
    await page.get_by_role("link", name="Вопрос № 1").click()
    answer = page.get_by_label("Ответ на вопрос № 1")
    await answer.fill("Пять свёкол")
    await page.reload()
    await expect(answer).to_have_value("Пять свёкол")
    await page.get_by_role("link", name="Открытые вопросы").click()
    await page.get_by_role("link", name="Вопрос № 1").click()
    await expect(answer).to_have_value("Пять свёкол")
    await page.get_by_role("button", name="Отправить ответ").click()
    await expect(page.get_by_role("status")).to_have_text("Ответ отправлен.")
    await page.reload()
    await expect(page.get_by_role("status")).to_have_text("Ответ отправлен.")
    await expect(answer).to_have_value("")
    await page.goto(f"{team.service.address}/team/tickets/1")
    await expect(answer).to_have_value("")
    await anna.wait("Пять свёкол", since=0)
    assert sum("Пять свёкол" in message for message in anna.since(0)) == 1
    assert problems == [], "nothing that the policy refuses"
    await context.close()
