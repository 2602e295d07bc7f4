"""Somebody wanders about the page in two tabs: presses, types, leaves, reloads. No text is lost or put under
another question, and the way on is always in sight."""

from collections import deque
from random import Random

import pytest
from playwright.async_api import BrowserContext, TimeoutError

from dialogs.interview.answers import Items, Path, Rows, Text
from dialogs.turn.events import Address
from tests.patience import PATIENCE
from tests.talking import question_name
from tests.web.chatting import Chatting
from tests.web.page_user import PageUser

FREE = ("about", "things", "steps")
COMMANDS = ("/left", "/summary", "/back", "/drafts", "/profile", "/glossary", "/fill")
SENT = "() => !document.querySelector('#pending .message') && !localStorage.getItem('segmentbot.outgoing')"
# The field belongs to the question asked now and holds what was typed for it, and the way on is in sight.
SHOWS = """([asked, text]) => {
    const fields = [...document.querySelectorAll('.editor textarea')];
    const send = document.querySelector('.send');
    return document.querySelector('#composer').dataset.question === asked
        && document.querySelector('#thinking').hidden && send.checkVisibility() && !send.disabled
        && (text === null || fields.some((field) => field.value.includes(text)));
}"""
# What is to be told of a tab that does not show it.
SHOWN = """() => [document.querySelector('#composer').dataset.question,
    document.querySelector('#thinking').hidden, document.querySelector('.send').outerHTML,
    document.querySelector('#status').innerText, document.visibilityState,
    document.querySelector('#pending').innerText, localStorage.getItem('segmentbot.outgoing'),
    [...document.querySelectorAll('.editor textarea')].map((field) => field.value),
    [...document.querySelectorAll('.message.bot')].slice(-1).map((last) => last.innerText)]"""


class PageWanderer:
    """Types at each question what names the question, so that a stray answer is recognised."""

    def __init__(self, tabs: list[PageUser], bot: Chatting, address: Address, random: Random) -> None:
        self.tabs, self.bot, self.address, self.random = tabs, bot, address, random
        self.here = tabs[0]
        self.unsent: dict[str, str] = {}
        """What was typed and not sent, by the question that it was typed for."""
        self.typed = 0
        self.trail = deque[str](maxlen=12)

    async def asked(self) -> str:
        """The question that the field belongs to."""
        return await self.here.page.locator("#composer").get_attribute("data-question") or ""

    async def step(self) -> None:
        self.here = self.random.choice(self.tabs)
        acts = [self.press, self.answer, self.begin_typing, self.change_shape, self.reload, self.command]
        (act,) = self.random.choices(acts, [10, 6, 6, 1, 1, 3])
        self.trail.append(f"{self.tabs.index(self.here)} {await self.asked()} {act.__name__}")
        await act()
        await self._sees(self.here, SENT, None, "what was sent is on its way")
        session = await self.bot.store.session_of(self.address)
        drafts = {draft.id: draft for draft in await self.bot.store.drafts_of(self.address)}
        asked = question_name(session.place, drafts) if session else ""
        for tab in self.tabs:
            await self._sees(
                tab, SHOWS, [asked, self.unsent.get(asked)], f"{asked}: {self.unsent.get(asked)}"
            )

    async def _sees(self, tab: PageUser, condition: str, arg: object, missing: str) -> None:
        try:
            await tab.page.wait_for_function(condition, arg=arg, timeout=PATIENCE * 1000)
        except TimeoutError:
            shown = str(await tab.page.evaluate(SHOWN))
            raise AssertionError(
                "\n".join([f"tab {self.tabs.index(tab)}, {missing}", shown, *self.trail])
            ) from None

    async def press(self) -> None:
        living = self.here.page.locator(".message.bot").last.locator("button:not([aria-disabled=true])")
        if count := await living.count():
            button = living.nth(self.random.randrange(count))
            label = (await button.inner_text()).strip()
            self.trail[-1] += f" «{label}»"
            asked = await self.asked()
            finishes = "done" in (await button.get_attribute("class") or "") and asked
            await button.click()
            if finishes:
                self.unsent.pop(asked, None)

    async def begin_typing(self) -> str:
        asked = await self.asked()
        self.typed += 1
        text = f"{_field(asked)}, номер {self.typed}"
        fields = self.here.page.locator(".editor textarea")
        await fields.first.fill(text)
        if _field(asked) == "steps" and await fields.count() > 1:
            await fields.nth(1).fill(text)
        self.unsent[asked] = text
        return asked

    async def answer(self) -> None:
        if _field(await self.asked()) in FREE:
            self.unsent.pop(await self.begin_typing())
            await self.here.page.click(".send")

    async def change_shape(self) -> None:
        if await (switch := self.here.page.locator(".below button.small")).count():
            await switch.click()

    async def reload(self) -> None:
        await self.here.page.reload()
        await self.here.ready()

    async def command(self) -> None:
        await self.here.page.evaluate(
            """(text) => fetch('/api/events', { method: 'POST', body: JSON.stringify({ text }),
                headers: { 'Content-Type': 'application/json' } })""",
            self.random.choice(COMMANDS),
        )


def _field(asked: str) -> str:
    """The field that a question is about: `draft:field@segment`."""
    return asked.partition(":")[2].partition("@")[0]


@pytest.mark.timeout(3 * 3600)
@pytest.mark.parametrize("seed", [1, 2, 3, 4])
async def test_no_text_is_lost_or_put_under_another_question(
    person: PageUser, context: BrowserContext, bot: Chatting, request: pytest.FixtureRequest, seed: int
) -> None:
    await person.reach("about")
    (cookie,) = await context.cookies()
    chat = cookie["value"].partition(".")[0]
    address = Address("web", chat, chat)
    wanderer = PageWanderer(
        [person, await PageUser.arrive(context, person.address)], bot, address, Random(seed)
    )
    for _ in range(2_000 if request.config.getoption("--full") else 15):
        await wanderer.step()
    # The picture of a document goes with its draft.
    person.troubles = [trouble for trouble in person.troubles if "404" not in trouble]
    for draft in await bot.store.drafts_of(address):
        for name in FREE:
            for segment in range(len(draft.segments)):
                words = _words(draft.at(Path(name, segment)))
                assert all(text.startswith(name) for text in words), (name, words)


def _words(answer: object) -> list[str]:
    match answer:
        case Text(value=text):
            return [text]
        case Items(value=items):
            return list(items)
        case Rows(value=rows):
            return [cell for row in rows for cell in row.values() if cell]
        case _:
            return []
