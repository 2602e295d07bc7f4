"""The three examples filled through the page in a real browser."""

import re
from pathlib import Path

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from dialogs.interview.answers import Choice, Choices, Draft, Items, NoData, Rows, Skipped
from dialogs.interview.definition import Form
from dialogs.interview.examples import ExampleProfile
from tests.documents.reading import normal, pdf_pages
from tests.filled import EXAMPLES, filled, word_text
from tests.launcher.service import Service
from tests.whole.caller import Caller
from tests.whole.script import Line, script

pytestmark = pytest.mark.asyncio(loop_scope="session")
MESSAGE = "#lines .message.bot .content"


def exactly(label: str) -> re.Pattern[str]:
    """A button's label with its number or rank before it."""
    return re.compile(rf"^[\d\s✓]*{re.escape(label)}\s*$")


class Filler:
    """Answers at the page with what the question offers: buttons, fields of a list, cells of a table."""

    def __init__(self, page: Page, form: Form, model: Draft) -> None:
        self.page = page
        self.form = form
        self.model = model

    def button(self, label: str) -> Locator:
        return self.page.locator(".message .button:not(.dead)").filter(has_text=exactly(label)).last

    async def press(self, label: str) -> None:
        await self.button(label).click()

    async def answer(self, line: Line) -> None:
        assert line.path is not None
        assert line.view is not None
        stored = self.model.at(line.path)
        match stored:
            case None | Skipped():
                await self.press("Пропустить")
            case NoData():
                await self.press(line.view.unknown_label)
            case Choice(picked):
                await self.press(self._label(line, picked.option))
            case Choices(many):
                for picked in many:
                    await self.press(self._label(line, picked.option))
                    # It comes with the first choice, and what stands below moves.
                    await expect(self.button("Готово")).to_be_visible()
                await self.press("Готово")
            case Items(items):
                await self._fill_items(items)
            case Rows(rows):
                await self._fill_rows(tuple(tuple(row.values()) for row in rows))
            case _:
                await self.page.fill("#typed", line.typed or "")
                await self.page.click(".send")

    def _label(self, line: Line, option: str) -> str:
        assert line.view is not None
        return next(view.label for view in line.view.options if view.id == option)

    async def _fill_items(self, items: tuple[str, ...]) -> None:
        for item in items:
            await self.page.locator(".items textarea").last.fill(item)
            await self.page.click(".add")
        await self.page.click(".send")

    async def _fill_rows(self, rows: tuple[tuple[str, ...], ...]) -> None:
        for number, row in enumerate(rows):
            if number:
                await self.page.click(".add")
            cells = self.page.locator(".rows tbody tr").last.locator("textarea")
            for place, cell in enumerate(row):
                await cells.nth(place).fill(cell)
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
    context.set_default_timeout(8000)
    page = await context.new_page()
    await page.goto(service.address)
    await page.wait_for_selector("html[data-ready]")
    await page.click("nav >> text=Новый профиль")
    filler = Filler(page, form, model)
    for line in script(form, model):
        await expect(page.locator(MESSAGE).last).to_contain_text(line.asked)
        if line.path is None:
            await filler.press("Да, добавить сегмент" if line.another else "Нет, сегментов достаточно")
        else:
            await filler.answer(line)
    await filler.press("Получить документ")
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
