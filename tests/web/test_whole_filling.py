"""The shipped form is filled at the page as practised people do, in every way of working a page; axe finds
nothing on any kind of screen that comes by."""

import sys
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from dialogs.interview.answers import Skipped
from dialogs.interview.examples import ExampleProfile
from dialogs.interview.findings import missing
from dialogs.interview.view import View
from dialogs.turn.events import Address
from dialogs.turn.world import Library
from knowledge.search.finder import Finder
from tests.web.axe import found
from tests.web.chatting import Chatting, chatting
from tests.web.hands import Hand, Way
from tests.web.page_user import PageUser
from tests.web.practised import PractisedAtPage
from tests.web.serving import Server

MOST_QUESTIONS = 30
MOST_MINUTES = 15
QUICK: set[tuple[Way, int, str]] = {("keyboard", 1366, "light"), ("finger", 390, "dark")}
WAYS: list[tuple[Way, int]] = [("mouse", 1366), ("keyboard", 1366), ("finger", 390), ("finger", 320)]


@pytest.mark.parametrize("scheme", ["light", "dark", "forced"])
@pytest.mark.parametrize(("way", "width"), WAYS)
async def test_two_segments_are_filled(
    browser: Browser,
    library: Library,
    finder: Finder,
    examples: dict[str, ExampleProfile],
    tmp_path: Path,
    request: pytest.FixtureRequest,
    way: Way,
    width: int,
    scheme: str,
) -> None:
    full: bool = request.config.getoption("--full")
    if (way, width, scheme) not in QUICK and not full:
        pytest.skip("with --full")
    context = await browser.new_context(
        viewport={"width": width, "height": 657},
        has_touch=way == "finger",
        is_mobile=way == "finger",
        color_scheme="dark" if scheme == "dark" else "light",
        forced_colors="active" if scheme == "forced" else "none",
        locale="ru-RU",
        reduced_motion="reduce",
        bypass_csp=True,
    )
    seen = dict[str, list[str]]()

    async def see(kind: str) -> None:
        if kind not in seen and (full or way == "keyboard"):
            seen[kind] = await found(person)
            await person.page.screenshot(path=tmp_path / f"{len(seen):02}-{kind}.png")

    async with chatting(library, finder, tmp_path, specialists=True) as bot:
        server = Server(bot)
        await server.start()
        try:
            person = await PageUser.arrive(context, server.address)
            practised = PractisedAtPage(
                person, Hand(person.page, way), library, examples["citizen_service"], see
            )
            await practised.fill()
            sys.stdout.write("\n".join([*practised.steps, f"{practised.hand.minutes:.1f} minutes"]))
            # The Tabs that lead to a control are not counted.
            assert practised.hand.minutes <= MOST_MINUTES, practised.steps
            await _look_around(person, practised)
            await _ask_a_specialist(person, practised, bot)
            assert not any(seen.values()), seen
            assert person.troubles == []
            assert len(practised.steps) <= MOST_QUESTIONS, practised.steps
            (cookie,) = await context.cookies()
            chat = cookie["value"].partition(".")[0]
            (draft,) = await bot.store.drafts_of(Address("web", chat, chat))
        finally:
            await context.close()
            await server.stop()
    assert missing(View(library.form, draft)) == ()
    assert len(draft.segments) == 2
    told = {name: answer for name, answer in draft.segments[0].items() if not isinstance(answer, Skipped)}
    assert {name: practised.model.draft.segments[0].get(name) for name in told} == told


async def _look_around(person: PageUser, practised: PractisedAtPage) -> None:
    """The other kinds of screens: an answer, the list of profiles."""
    page, hand = person.page, practised.hand
    await hand.type("Что такое клиентский сегмент?")
    await expect(page.locator(".message.bot .share").last).to_be_visible()
    await practised.see("an answer")
    if await (toggle := page.locator("#menu-toggle")).is_visible():
        await hand.press(toggle)
        await practised.see("menu")
    await hand.press(page.locator("#open-drafts"))
    await expect(page.locator("button.draft")).to_be_visible()
    await practised.see("profiles")
    await hand.press(page.get_by_role("button", name="Скачать:"))
    files = page.locator(".message.bot").filter(has_text="Файлы профиля").locator("a.file")
    await expect(files.first).to_be_visible()
    assert "ЧЕРНОВИК" not in "".join(await files.all_inner_texts())


async def _ask_a_specialist(person: PageUser, practised: PractisedAtPage, bot: Chatting) -> None:
    """A question that no entry answers, its way to an expert, and the answer."""
    hand = practised.hand
    await hand.type("Где поменять летнюю резину на автобусе?")
    await person.reads("нет ответа")
    await practised.see("no answer")
    await hand.press(person.button("Спросить специалиста"))
    await person.reads("Передал ваш вопрос")
    await practised.see("handed over")
    await bot.answer_ticket(1, "В гараже министерства, по заявке завхозу.")
    await person.reads("В гараже министерства")
    await practised.see("a specialist's answer")
    await hand.press(person.button("Ответить специалисту"))
    await person.reads("Напишите")
    await practised.see("writing to a specialist")
    await hand.type("А по выходным?")
    await person.reads("Передал специалисту")
    await practised.see("passed on")
