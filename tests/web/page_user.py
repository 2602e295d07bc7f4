"""A person at the page: speaks, presses, reads."""

from dataclasses import dataclass, field

from playwright.async_api import BrowserContext, Locator, Page, Request, expect

from tests.patience import PATIENCE

ASKED = {
    "client": "Для кого",
    "methods": "Откуда вы это знаете",
    "about": "Расскажите о клиентах",
    "things": "Что им нужно",
    "steps": "Опишите шаги",
}
UNKNOWN = "нет ответа"
"""Of the bot's words to what it does not know."""


@dataclass
class PageUser:
    """One tab. `troubles` gathers what must not be: console errors, exceptions, foreign requests."""

    page: Page
    address: str
    troubles: list[str] = field(default_factory=list)

    @classmethod
    async def arrive(cls, context: BrowserContext, address: str) -> "PageUser":
        person = cls(await context.new_page(), address)
        page = person.page
        page.set_default_timeout(PATIENCE * 1000)
        page.on("console", lambda said: person._note(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: person._note(str(error)))
        page.on("request", person._asked)
        await person.open()
        return person

    async def open(self) -> None:
        await self.page.goto(self.address)
        await self.ready()

    async def ready(self) -> None:
        await self.page.wait_for_selector("html[data-ready]")

    def _note(self, trouble: str) -> None:
        # Being offline is what some tests are about.
        if "ERR_CONNECTION" not in trouble and "ERR_INTERNET_DISCONNECTED" not in trouble:
            self.troubles.append(trouble)

    def _asked(self, request: Request) -> None:
        if not request.url.startswith(self.address):
            self.troubles.append(f"a request to {request.url}")

    async def say(self, text: str) -> None:
        await self.page.fill("#typed", text)
        await self.page.keyboard.press("Control+Enter" if await self.multiline() else "Enter")

    async def multiline(self) -> bool:
        return await self.page.locator("#typed").get_attribute("rows") != "1"

    async def press(self, label: str) -> None:
        await self.button(label).click()

    def button(self, label: str) -> Locator:
        """The living button of that name in the chat."""
        return self.page.locator(".message .button:not(.dead)").filter(has_text=label).last

    async def reads(self, text: str) -> None:
        """The last message of the bot says so."""
        await expect(self.page.locator(".message.bot .content").last).to_contain_text(text)

    async def has_said(self, *texts: str) -> None:
        """All own messages, and none is on its way any more."""
        await expect(self.page.locator("#pending .message")).to_have_count(0)
        await expect(self.page.locator("#lines .message.own .said")).to_have_text(texts)

    async def typed(self, fields: Locator, *values: str) -> None:
        """These fields, and no others, hold these texts."""
        await expect(fields).to_have_count(len(values))
        for place, value in enumerate(values):
            await expect(fields.nth(place)).to_have_value(value)

    async def stands_still(self) -> None:
        """All that was shown is laid out: the page scrolls when it knows how much room it takes."""
        await self.page.evaluate(
            "async () => { for (const frame of [1, 2]) await new Promise(requestAnimationFrame); }"
        )

    async def said(self) -> list[str]:
        """Own messages as shown, those on their way included."""
        return await self.page.locator(".message.own .said").all_inner_texts()

    async def whole_chat(self) -> list[str]:
        return await self.page.locator("#lines .message").all_inner_texts()

    async def reach(self, place: str) -> None:
        """Goes through the interview to one of its questions; `things` holds one item then."""
        steps = ("client", "methods", "about", "things", "steps")
        for step in steps[: steps.index(place) + 1]:
            match step:
                case "client":
                    await self.page.click("nav >> text=Новый профиль")
                case "methods":
                    await self.press("Бизнес")
                case "about":
                    await self.press("Пропустить")
                case "things":
                    await self.say("Предприниматели, открывшие дело в этом году")
                case "steps":
                    await self.page.locator("ol.items textarea").first.fill("Первый пункт")
                    await self.page.click(".send")
            await self.reads(ASKED[step])
        if place == "things":
            await self.page.locator("ol.items textarea").first.fill("Первый пункт")
            await self.page.click(".send")
            await self.reads(ASKED["steps"])
            await self.press("Назад")
            await self.reads(ASKED["things"])
        await self.stands_still()
