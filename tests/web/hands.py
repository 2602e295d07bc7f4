"""How a person works the page: with a mouse, by keyboard alone, or with a finger."""

from dataclasses import dataclass
from typing import Literal

from playwright.async_api import Locator, Page

Way = Literal["mouse", "keyboard", "finger"]
MOST_TABS = 300


@dataclass(frozen=True)
class Hand:
    """Presses and types in one way only."""

    page: Page
    way: Way

    async def press(self, control: Locator) -> None:
        match self.way:
            case "mouse":
                await control.click()
            case "finger":
                await control.tap()
            case "keyboard":
                await self._reach(control)
                await self.page.keyboard.press("Space")

    async def type(self, text: str) -> None:
        """An answer into the field, an item or a row a line; Enter sends it."""
        keyboard, lines = self.page.keyboard, text.split("\n")
        first = self.page.locator(".editor textarea").first
        if self.way == "keyboard":
            await self._reach(first)
        else:
            await (first.tap() if self.way == "finger" else first.click())
        if await self.page.locator(".editor.rows").count():
            await self._type_rows(lines)
        elif await self.page.locator(".editor.items").count():
            for line in lines:
                await keyboard.insert_text(line)
                await keyboard.press("Enter")
            await keyboard.press("Enter")
        else:
            await keyboard.insert_text(text)
            await keyboard.press("Enter")

    async def _type_rows(self, lines: list[str]) -> None:
        for line in lines:
            for number, cell in enumerate(line.split("|")):
                if number:
                    await self.page.keyboard.press("Tab")
                await self.page.keyboard.insert_text(cell.strip())
            await self.page.keyboard.press("Enter")
        await self.page.keyboard.press("Enter")

    async def _reach(self, control: Locator) -> None:
        """The page is above its field, so backwards is the shorter way to what is asked last."""
        for _ in range(MOST_TABS):
            if await control.evaluate("(node) => node === document.activeElement"):
                return
            await self.page.keyboard.press("Shift+Tab")
        raise AssertionError(f"no key leads to {control}")
