"""The page for everybody: keyboard alone, narrow and dark screens, large letters."""

from pathlib import Path

import pytest
from playwright.async_api import Browser, BrowserContext, expect

from tests.web.page_user import ASKED, PageUser
from tests.web.serving import Server


async def focused(person: PageUser) -> str:
    found: str = await person.page.evaluate(
        "() => document.activeElement.matches('button, textarea') ? document.activeElement.innerText : ''"
    )
    return found


async def test_a_profile_is_filled_by_keyboard_alone(person: PageUser) -> None:
    keyboard = person.page.keyboard
    await person.page.locator(".skip").focus()
    while await focused(person) != "Новый профиль":
        await keyboard.press("Tab")
    await keyboard.press("Enter")
    await person.reads("Для кого")
    while "Граждане" not in await focused(person):
        await keyboard.press("Tab")
    await keyboard.press("Space")
    await person.reads("Откуда вы это знаете")
    while "Интервью" not in await focused(person):
        await keyboard.press("Tab")
    await keyboard.press("Space")
    await expect(person.button("Интервью").locator(".box")).to_have_text("1")
    assert "Интервью" in await focused(person)  # the focus stays where it was
    while await focused(person) != "Готово":
        await keyboard.press("Tab")
    await keyboard.press("Enter")
    await person.reads(ASKED["about"])
    await expect(person.page.locator("#typed")).to_be_focused()
    await keyboard.type("Первая строка")
    await keyboard.press("Shift+Enter")
    await keyboard.type("Вторая")
    await keyboard.press("Enter")
    await person.reads(ASKED["things"])
    await keyboard.type("Ещё пункт")
    await keyboard.press("Enter")
    await keyboard.press("Enter")
    await person.reads(ASKED["steps"])


async def test_escape_closes_the_panel_and_returns_the_focus(person: PageUser) -> None:
    await person.reach("methods")
    await person.page.focus("#open-drafts")
    await person.page.keyboard.press("Enter")
    await person.page.locator("dialog >> text=1 из 5").wait_for()
    await person.page.keyboard.press("Escape")
    await expect(person.page.locator("#drafts")).not_to_be_visible()
    await expect(person.page.locator("#open-drafts")).to_be_focused()


async def test_the_log_speaks_to_screen_readers(person: PageUser) -> None:
    log = person.page.get_by_role("log")
    await expect(log).to_have_attribute("aria-live", "polite")
    await person.reach("methods")
    await expect(person.page.get_by_role("checkbox", name="Опрос")).to_have_attribute("aria-checked", "false")
    for field in await person.page.locator("textarea, button, img").all():
        name = await field.evaluate(
            "(e) => e.innerText || e.getAttribute('aria-label') || (e.getAttribute('alt') ?? 'none')"
        )
        assert name != "none"


SIZES = [
    ("phone", 360, 740, "light"),
    ("phone", 360, 740, "dark"),
    ("desk", 1200, 850, "dark"),
    ("zoom", 320, 256, "light"),
]


@pytest.mark.parametrize(("name", "width", "height", "scheme"), SIZES)
async def test_nothing_sticks_out_at_any_width(
    browser: Browser, server: Server, tmp_path: Path, name: str, width: int, height: int, scheme: str
) -> None:
    context = await browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if scheme == "dark" else "light",
        locale="ru-RU",
        reduced_motion="reduce",
    )
    person = await PageUser.arrive(context, server.address)
    await person.say("я" * 300)
    await person.say("Что такое сегмент?")
    await person.reads("группа клиентов")
    if width < 896:
        await person.page.click("#menu-toggle")
    await person.page.screenshot(path=tmp_path / f"{name}-{scheme}-menu.png")
    await person.reach("steps")
    await person.page.screenshot(path=tmp_path / f"{name}-{scheme}-table.png")
    sticks_out = await person.page.evaluate(
        "() => document.scrollingElement.scrollWidth - document.documentElement.clientWidth"
    )
    assert sticks_out <= 0
    await context.close()


CONTRAST = """() => {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgb = (colour) => {
    canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const light = ([r, g, b]) => [r, g, b].map((v) => v / 255)
    .map((v) => (v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
    .reduce((sum, v, n) => sum + v * [0.2126, 0.7152, 0.0722][n], 0);
  const ground = (element) => {
    for (let e = element; e; e = e.parentElement) {
      const colour = rgb(getComputedStyle(e).backgroundColor);
      if (colour[3] > 200) return colour;
    }
    return rgb("white");
  };
  const weak = [];
  for (const element of document.querySelectorAll("body *")) {
    const text = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    const shown = element.checkVisibility() && !element.closest(".unseen, .skip, noscript, :disabled");
    if (!text || !shown) continue;
    const colours = [light(rgb(getComputedStyle(element).color)), light(ground(element))];
    const [a, b] = colours.sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < 4.5) weak.push(`${element.className || element.tagName} ${ratio.toFixed(2)}`);
  }
  return [...new Set(weak)];
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_every_text_can_be_read(browser: Browser, server: Server, scheme: str) -> None:
    context = await browser.new_context(
        color_scheme="dark" if scheme == "dark" else "light", locale="ru-RU", reduced_motion="reduce"
    )
    person = await PageUser.arrive(context, server.address)
    await person.say("Что такое сегмент?")
    await person.reads("группа клиентов")
    await person.reach("about")
    await person.say("/document")
    await expect(person.page.locator("a.file.docx")).to_be_visible()
    await person.reads(ASKED["about"])
    await person.say("плохо")
    await person.reads(ASKED["about"])
    assert await person.page.evaluate(CONTRAST) == []
    await context.close()


async def test_what_changes_by_itself_can_be_paused(
    person: PageUser, context: BrowserContext, server: Server
) -> None:
    other = await PageUser.arrive(context, server.address)
    await person.page.get_by_role("button", name="Пауза").click()
    await expect(person.page.locator("#status")).to_contain_text("не показываются")
    await other.say("Что такое сегмент?")
    await other.reads("группа клиентов")
    await expect(person.page.locator("#status")).to_contain_text("Новых сообщений: ")
    await expect(person.page.locator(".message.bot").filter(has_text="группа клиентов")).to_have_count(0)
    await person.page.get_by_role("button", name="Показать").click()
    await person.reads("группа клиентов")
    await person.press("Глоссарий")
    await person.reads("Глоссарий программы")  # what one asks for oneself comes at once


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_on_paper_stand_questions_and_answers(browser: Browser, server: Server, scheme: str) -> None:
    context = await browser.new_context(
        color_scheme="dark" if scheme == "dark" else "light", locale="ru-RU", reduced_motion="reduce"
    )
    person = await PageUser.arrive(context, server.address)
    await person.say("Что такое сегмент?")
    await person.reads("группа клиентов")
    await person.reach("things")
    await person.page.emulate_media(media="print")
    await expect(person.page.locator(".button.chosen").first).to_be_visible()
    for hidden in ("#composer", "nav", ".message.bot button.button", ".share"):
        for element in await person.page.locator(hidden).all():
            await expect(element).to_be_hidden()
    # A number that was typed says nothing without the options.
    passed = person.page.locator(".message.passed").filter(has_text=ASKED["client"])
    await expect(passed.locator(".choices .button").first).to_be_visible()
    assert await person.page.evaluate(CONTRAST) == []
    await context.close()


async def test_progress_can_be_seen_in_forced_colours(browser: Browser, server: Server) -> None:
    context = await browser.new_context(forced_colors="active", locale="ru-RU", reduced_motion="reduce")
    person = await PageUser.arrive(context, server.address)
    await person.reach("about")
    colour = "(part) => getComputedStyle(part).backgroundColor"
    parts = person.page.locator(".track i")
    done, now, left = [await parts.nth(place).evaluate(colour) for place in (0, 2, 4)]
    assert len({done, now, left}) == 3
    await person.page.locator("#typed").focus()
    outline = (
        "(node) => [getComputedStyle(node).outlineStyle, parseFloat(getComputedStyle(node).outlineWidth)]"
    )
    style, width = await person.page.locator("#composer").evaluate(outline)
    assert style == "solid" and width >= 2, "the field that has the focus"
    await person.page.keyboard.press("Shift+Tab")
    style, width = await person.page.evaluate(f"() => ({outline})(document.activeElement)")
    assert style == "solid" and width >= 2, "the button that has the focus"
    await person.page.click("nav >> text=Мои профили")
    bar = person.page.locator(".draft progress").first
    await expect(bar).to_be_visible()
    some = await bar.screenshot()
    await bar.evaluate("(bar) => { bar.value = 0; }")
    assert await bar.screenshot() != some, "the bar of a draft"
    await context.close()


@pytest.mark.parametrize("place", ["things", "steps"])
async def test_what_has_the_focus_is_hidden_by_nothing(browser: Browser, server: Server, place: str) -> None:
    """Neither by the bar nor by a field that has grown (WCAG 2.2, 2.4.11)."""
    context = await browser.new_context(
        viewport={"width": 390, "height": 657}, locale="ru-RU", reduced_motion="reduce"
    )
    person = await PageUser.arrive(context, server.address)
    page = person.page
    await page.click("#menu-toggle")
    await person.reach(place)
    await page.locator(".editor textarea").first.fill("длинный пункт, который занимает много строк " * 6)
    controls = person.page.locator(".message.bot").last.locator("button, a")
    for _ in range(60):
        await page.keyboard.press("Shift+Tab")
        seen = await page.evaluate(
            """async () => {
                for (const frame of [1, 2]) await new Promise(requestAnimationFrame);
                const { left, top, width, height } = document.activeElement.getBoundingClientRect();
                const there = document.elementFromPoint(left + width / 2, top + height / 2);
                return [document.activeElement.innerText, document.activeElement.contains(there)];
            }"""
        )
        assert seen[1], seen
        if await controls.first.evaluate("(node) => node === document.activeElement"):
            break
    else:
        raise AssertionError("the controls of the question were not reached")
    await context.close()
