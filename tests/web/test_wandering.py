"""Somebody wanders about the page: presses, types, leaves, reloads. No text is lost or put under another
question, and the way on is always in sight."""

from random import Random

import pytest
from playwright.async_api import expect

from dialogs.interview.answers import Items, Path, Rows, Text
from dialogs.turn.events import Address
from tests.web.chatting import Chatting
from tests.web.person import ASKED, Person

FREE = ("about", "things", "steps")
SETTLED = """() => !document.querySelector('#pending .message') && document.querySelector('#thinking').hidden
    && !localStorage.getItem('segmentbot.outgoing')"""


class Wanderer:
    """Types at each question what names the question, so that a stray answer is recognised."""

    def __init__(self, person: Person, random: Random) -> None:
        self.person, self.page, self.random = person, person.page, random
        self.unsent: dict[str, str] = {}
        self.typed = 0

    async def question(self) -> str | None:
        """The question that the field belongs to."""
        said = await self.page.locator(".message.bot .content").last.inner_text()
        return next((name for name in FREE if ASKED[name] in said and "Проверьте" not in said), None)

    async def step(self) -> None:
        act = self.random.choices(
            [self.press, self.answer, self.begin_typing, self.reload, self.command], [10, 6, 5, 1, 3]
        )[0]
        await act()
        await self.page.wait_for_function(SETTLED)
        await self.see()

    async def press(self) -> None:
        living = self.page.locator(".message.bot").last.locator("button:not([aria-disabled=true])")
        if count := await living.count():
            button = living.nth(self.random.randrange(count))
            asked, finishes = await self.question(), (await button.inner_text()).strip() == "Готово"
            await button.click()
            if finishes and asked:
                self.unsent.pop(asked, None)

    async def write(self) -> str | None:
        asked = await self.question()
        if asked is None:
            return None
        self.typed += 1
        text = f"{asked}, номер {self.typed}"
        fields = self.page.locator(".editor textarea")
        await fields.first.fill(text)
        if asked == "steps" and await fields.count() > 1:
            await fields.nth(1).fill(text)
        self.unsent[asked] = text
        return asked

    async def answer(self) -> None:
        if (asked := await self.write()) is not None:
            self.unsent.pop(asked)
            await self.page.click(".send")

    async def begin_typing(self) -> None:
        await self.write()

    async def reload(self) -> None:
        await self.page.reload()
        await self.person.ready()

    async def command(self) -> None:
        commands = ("/left", "/summary", "/back", "/drafts", "/profile", "/glossary")
        await self.page.evaluate(
            """(text) => fetch('/api/events', { method: 'POST', body: JSON.stringify({ text }),
                headers: { 'Content-Type': 'application/json' } })""",
            self.random.choice(commands),
        )

    async def see(self) -> None:
        send = self.page.locator(".send")
        await expect(send).to_be_visible()
        await expect(send).to_be_enabled()
        asked = await self.question()
        if asked in self.unsent:
            fields = await self.page.locator(".editor textarea").all()
            assert self.unsent[asked] in "\n".join([await field.input_value() for field in fields]), asked


@pytest.mark.parametrize("seed", [1, 2])
async def test_no_text_is_lost_or_put_under_another_question(
    person: Person, bot: Chatting, request: pytest.FixtureRequest, seed: int
) -> None:
    wanderer = Wanderer(person, Random(seed))
    await person.reach("about")
    for _ in range(1_000 if request.config.getoption("--full") else 25):
        await wanderer.step()
    # The picture of a document goes with its draft.
    person.troubles = [trouble for trouble in person.troubles if "404" not in trouble]
    chats = {cookie["value"].split(".")[0] for cookie in await person.page.context.cookies()}
    for chat in chats:
        for draft in await bot.store.drafts_of(Address("web", chat, chat)):
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
