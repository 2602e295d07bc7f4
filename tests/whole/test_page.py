"""The three examples filled through the page in a real browser."""

import re
from pathlib import Path

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from dialogs.interview.answers import Answer, Draft, Items, Rows
from dialogs.interview.definition import Form
from dialogs.interview.examples import ExampleProfile
from tests.documents.reading import normal, pdf_pages
from tests.filled import EXAMPLES, filled, word_text
from tests.launcher.service import Service
from tests.patience import PATIENCE
from tests.whole.caller import Caller
from tests.whole.filling import Filler
from tests.whole.script import script

pytestmark = pytest.mark.asyncio(loop_scope="session")
MESSAGE = "#lines .message.bot .content"


def exactly(label: str) -> re.Pattern[str]:
    """A button's label with its number or rank before it."""
    return re.compile(rf"^[\d\s✓]*{re.escape(label)}\s*$")


class AtThePage:
    """The page in a browser, with what a question offers: buttons, fields of a list, cells of a table."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def button(self, label: str) -> Locator:
        return self.page.locator(".message .button:not(.dead)").filter(has_text=exactly(label)).last

    async def sees(self, text: str) -> None:
        await expect(self.page.locator(MESSAGE).last).to_contain_text(text)

    async def press(self, label: str) -> None:
        await self.button(label).click()

    async def marked(self, label: str) -> None:
        # It comes with the first choice, and what stands below moves.
        await expect(self.button("Готово")).to_be_visible()

    async def write(self, text: str, answer: Answer | None = None) -> None:
        match answer:
            case Items(items):
                for item in items:
                    await self.page.locator(".items textarea").last.fill(item)
                    await self.page.click(".add")
            case Rows(rows):
                for number, row in enumerate(rows):
                    if number:
                        await self.page.click(".add")
                    cells = self.page.locator(".rows tbody tr").last.locator("textarea")
                    for place, cell in enumerate(row.values()):
                        await cells.nth(place).fill(cell)
            case _:
                await self.page.fill("#typed", text)
        await self.page.click(".send")


@pytest.mark.parametrize("example", EXAMPLES)
async def test_an_example_filled_at_the_page_is_the_document_of_fill(
    service: Service,
    browser: Browser,
    form: Form,
    examples: dict[str, ExampleProfile],
    example: str,
    tmp_path: Path,
) -> None:
    model = examples[example].draft
    context = await browser.new_context(locale="ru-RU", reduced_motion="reduce", accept_downloads=True)
    page = await context.new_page()
    page.set_default_timeout(PATIENCE * 1000)
    await page.goto(service.address)
    await page.wait_for_selector("html[data-ready]")
    await page.click("nav >> text=Новый профиль")
    screen = AtThePage(page)
    await Filler(screen, form, model).fill()
    await screen.press("Получить документ")
    await expect(page.locator(MESSAGE).last).to_contain_text("Профиль готов")
    texts = {}
    for kind in ("docx", "pdf"):
        async with page.expect_download() as waiting:
            await page.locator(f"a[href$='.{kind}']").last.click()
        download = await waiting.value
        assert download.suggested_filename.startswith("Профиль_КС_")
        assert download.suggested_filename.endswith(f".{kind}")
        path = tmp_path / f"got.{kind}"
        await download.save_as(path)
        texts[kind] = path.read_bytes()
    assert word_text(texts["docx"]) == filled(example).word
    pdf = normal("".join(pdf_pages(texts["pdf"])))
    assert all(normal(item) in pdf for item in _words_of(model))
    await context.close()


async def test_a_question_typed_at_a_step_is_not_glued_to_the_answer(
    service: Service, browser: Browser, form: Form, examples: dict[str, ExampleProfile]
) -> None:
    first = next(script(form, examples["citizen_service"].draft))
    page = await browser.new_page(locale="ru-RU")
    await page.goto(service.address)
    await page.wait_for_selector("html[data-ready]")
    await page.click("nav >> text=Новый профиль")
    await expect(page.locator(MESSAGE).last).to_contain_text(first.asked)
    await page.fill("#typed", "что такое клиентский путь")
    await page.click(".send")
    await expect(page.locator(MESSAGE).last).to_contain_text("Вернёмся к профилю")
    await expect(page.locator("#typed")).to_have_value("")
    await page.locator("#typed").press_sequentially("Министерство труда области")
    await page.click(".send")
    await expect(page.locator(MESSAGE).last).not_to_contain_text(first.asked)
    await page.locator(".message .button:not(.dead)").filter(has_text="К проверке ответов").last.click()
    await expect(page.locator(MESSAGE).last).to_contain_text("Министерство труда области")
    await expect(page.locator(MESSAGE).last).not_to_contain_text("что такое")


async def test_a_segment_goes_only_after_a_yes_and_comes_back(
    service: Service, browser: Browser, form: Form, examples: dict[str, ExampleProfile]
) -> None:
    model = examples["citizen_service"].draft
    context = await browser.new_context(locale="ru-RU", reduced_motion="reduce")
    async with Caller(service.address) as person:
        await person.say("/profile")
        for line in script(form, model):
            another = "Да, добавить сегмент" if line.another else "Нет, сегментов достаточно"
            await person.say((line.typed or "пропустить") if line.path else another)
        for name, value in person.cookies.items():
            await context.add_cookies([{"name": name, "value": value, "url": service.address}])
    page = await context.new_page()
    await page.goto(service.address)
    last = page.locator(MESSAGE).last
    living = page.locator(".message .button:not(.dead)")

    async def press(label: str, then: str) -> None:
        await living.filter(has_text=exactly(label)).last.click()
        await expect(last).to_contain_text(then)

    await press("Удалить сегмент 2", "В нём ")
    await expect(last).to_contain_text(re.compile(r"В нём \d+ ответ"))
    await press("Нет, оставить", "Проверьте ответы")
    await expect(living.filter(has_text="Удалить сегмент 2")).to_have_count(1)
    await press("Удалить сегмент 2", "В нём ")
    await press("Да, удалить", "Проверьте ответы")
    await expect(living.filter(has_text="Удалить сегмент")).to_have_count(0)
    await page.reload()
    await press("Вернуть", "Проверьте ответы")
    await expect(living.filter(has_text="Удалить сегмент 2")).to_have_count(1)
    await context.close()


def _words_of(model: Draft) -> list[str]:
    return [
        item
        for segment in model.segments
        for answer in segment.values()
        if isinstance(answer, Items)
        for item in answer.value
    ]
