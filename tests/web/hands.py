"""How a person works the page: with a mouse, by keyboard alone, or with a finger."""

from dataclasses import dataclass
from typing import Literal

from playwright.async_api import Locator, Page

Way = Literal["mouse", "keyboard", "finger"]
MOST_TABS = 300
# Of a practised hand: characters a minute, seconds a press.
PACE, PRESS = 190, 1.2


@dataclass
class Hand:
    """Presses and types in one way only, and counts what it does."""

    page: Page
    way: Way
    typed: int = 0
    presses: int = 0

    @property
    def minutes(self) -> float:
        """What a practised hand takes for it, without the page's own time."""
        return self.typed / PACE + self.presses * PRESS / 60

    async def press(self, control: Locator) -> None:
        self.presses += 1
        match self.way:
            case "mouse":
                await control.click()
            case "finger":
                await control.tap()
            case "keyboard":
                await self._reach(control)
                await self.page.keyboard.press("Space")

    async def type(self, text: str, *, pasted: bool = False) -> None:
        """An answer into the field, an item or a row a line; Enter sends it. `pasted` was typed before."""
        lines, first = text.split("\n"), self.page.locator(".editor textarea").first
        if pasted:
            self.typed -= len(text)
            self.presses += 1
        if self.way == "keyboard":
            await self._reach(first)
        else:
            await self.press(first)
        if await self.page.locator(".editor.rows").count():
            await self._type_rows(lines)
        elif await self.page.locator(".editor.items").count():
            for line in lines:
                await self._insert(line, "Enter")
        else:
            await self._insert(text)
        await self._key("Enter")

    async def _type_rows(self, lines: list[str]) -> None:
        for line in lines:
            *before, last = line.split("|")
            for cell in before:
                await self._insert(cell.strip(), "Tab")
            await self._insert(last.strip(), "Enter")

    async def _insert(self, text: str, *keys: str) -> None:
        self.typed += len(text)
        await self.page.keyboard.insert_text(text)
        for key in keys:
            await self._key(key)

    async def _key(self, key: str) -> None:
        self.presses += 1
        await self.page.keyboard.press(key)

    async def _reach(self, control: Locator) -> None:
        """The page is above its field, so backwards is the shorter way to what is asked last."""
        for _ in range(MOST_TABS):
            if await control.evaluate("(node) => node === document.activeElement"):
                return
            await self.page.keyboard.press("Shift+Tab")
        raise AssertionError(f"no key leads to {control}")
