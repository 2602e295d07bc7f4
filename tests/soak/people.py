"""People who fill profiles and are not put off: they repeat only what was not acknowledged."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TypeVar
from uuid import uuid4

import aiohttp

from dialogs.interview.answers import Answer, Draft, Items, Rows
from dialogs.interview.definition import Form
from tests.fake_telegram import Message, Talk
from tests.telegram.filling import COLLECTS, MORE_OPTIONS, button_of, find_button, is_marked
from tests.whole.caller import Caller, Json, attachments
from tests.whole.filling import Filler, first_words

_AGAIN_AFTER = 0.05

Acted = Callable[[], None]
Result = TypeVar("Result")


@dataclass
class Filled:
    """A finished filling: what was asked in which order, and the Word document."""

    example: str
    chat: str
    word: bytes
    asked: list[str]
    typed: list[str] | None = None
    """What was typed at the page, whose log shows it."""


@dataclass
class ByTelegram:
    """Somebody who presses what can be pressed and types the rest. Telegram keeps what it was told, so
    nothing is said twice, however long the answer takes."""

    chat: Talk
    form: Form
    acted: Acted

    async def fill(self, example: str, model: Draft) -> Filled:
        await self.write("/start profile")
        filler = Filler(self, self.form, model)
        await filler.fill()
        await self.press("Получить документ")
        await self.chat.until(lambda: len(self._files()) == 3, "three files")
        [word] = [content for name, content in self._files().items() if name.endswith(".docx")]
        return Filled(example, str(self.chat.id), word, [first_words(line.asked) for line in filler.steps])

    def _files(self) -> dict[str, bytes]:
        messages = self.chat.chat.messages.values()
        return {file.name: file.content for message in messages for file in message.files}

    async def sees(self, text: str) -> None:
        await self._until(lambda: first_words(text) in self.chat.last.text, f"the question {text!r}")

    async def press(self, label: str) -> None:
        await self._until(lambda: self._shows(label) or self._shows(MORE_OPTIONS), f"a button [{label}]")
        while not self._shows(label):
            await self._turn_page(self.chat.last.buttons)
        await self._press(label)

    async def _turn_page(self, shown: list[str]) -> None:
        await self._press(MORE_OPTIONS)
        await self._until(lambda: self.chat.last.buttons != shown, "other options")

    def _shows(self, label: str) -> bool:
        return find_button(self.chat.last, label) is not None

    async def _press(self, label: str) -> None:
        text = button_of(self.chat.last, label)
        [data] = [b["callback_data"] for row in self.chat.last.keyboard for b in row if b["text"] == text]
        self.chat.account.press(self.chat.last, self.chat.user, data)
        self.acted()

    async def marked(self, label: str) -> None:
        await self._until(lambda: is_marked(self.chat.last, label), f"[{label}] marked")

    async def write(self, text: str, answer: Answer | None = None) -> None:
        self.chat.tell(text)
        self.acted()
        if isinstance(answer, Items | Rows):
            # A list may go on in the next message.
            await self._until(lambda: self._shows(COLLECTS), "the lines collected")
            await self._press("Готово")

    async def _until(self, truth: Callable[[], bool], what: str) -> None:
        def shown() -> bool:
            return self.chat.chat.newest(self._from_the_bot) is not None and truth()

        await self.chat.until(shown, what)

    def _from_the_bot(self, message: Message) -> bool:
        return message.sender is self.chat.account.user and not message.files


class Stubborn(Caller):
    """The page's client: it sends an event under the same id until the service has it."""

    async def messages(self) -> list[Json]:
        return await _until_done(super().messages)

    async def post(self, event: Json) -> Json:
        event = {"id": uuid4().hex, **event}
        return await _until_done(lambda: super(Stubborn, self).post(event))

    async def download(self, document: str, kind: str) -> bytes:
        return await _until_done(lambda: super(Stubborn, self).download(document, kind))


async def _until_done(request: Callable[[], Awaitable[Result]]) -> Result:
    while True:
        try:
            return await request()
        except (aiohttp.ClientConnectionError, aiohttp.ClientPayloadError):
            await asyncio.sleep(_AGAIN_AFTER)


@dataclass
class ByPage:
    """Somebody who types every answer at the page."""

    address: str
    form: Form
    acted: Acted
    typed: list[str] = field(default_factory=list)
    on_screen: str = ""
    _page: Stubborn | None = None

    async def fill(self, example: str, model: Draft) -> Filled:
        async with Stubborn(self.address) as self._page:
            [chat] = [value.split(".")[0] for value in self._page.cookies.values()]
            await self.write("/profile")
            filler = Filler(self, self.form, model, typing=True)
            await filler.fill()
            self.acted()
            assert "Профиль готов" in await self._page.press("Получить документ")
            file = next(f for f in attachments(await self._page.messages()) if f["format"] == "docx")
            word = await self._page.download(file["url"].split("/")[-1].split(".")[0], "docx")
            asked = [first_words(line.asked) for line in filler.steps]
            return Filled(example, chat, word, asked, self.typed)

    async def sees(self, text: str) -> None:
        assert text in self.on_screen, f"{text!r} not in {self.on_screen!r}"

    async def press(self, label: str) -> None:
        assert self._page is not None
        self.on_screen = await self._page.press(label)

    async def marked(self, label: str) -> None:
        raise AssertionError("options are typed here")

    async def write(self, text: str, answer: Answer | None = None) -> None:
        assert self._page is not None
        self.typed.append(text)
        self.acted()
        self.on_screen = await self._page.say(text)
