"""People who fill profiles and are not put off: they repeat only what was not acknowledged."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TypeVar
from uuid import uuid4

import aiohttp

from dialogs.interview.answers import Choice, Choices, Draft, NoData, Picked
from dialogs.interview.definition import Form
from tests.fake_telegram import Message, Talk
from tests.telegram.filling import READY, button_of, first_words
from tests.whole.caller import Caller, Json, attachments
from tests.whole.script import Line, script

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
class AtTelegram:
    """Somebody who presses what can be pressed and types the rest. Telegram keeps what it was told."""

    chat: Talk
    form: Form
    acted: Acted

    async def fill(self, example: str, model: Draft) -> Filled:
        self._tell("/start profile")
        asked = []
        for line in script(self.form, model):
            await self._sees(line.asked)
            asked.append(first_words(line.asked))
            await self._step(line, model)
        await self._sees(READY)
        await self._press("Получить документ")
        await self.chat.until(lambda: len(self._files()) == 3, "three files")
        [word] = [content for name, content in self._files().items() if name.endswith(".docx")]
        return Filled(example, str(self.chat.id), word, asked)

    def _files(self) -> dict[str, bytes]:
        messages = self.chat.chat.messages.values()
        return {file.name: file.content for message in messages for file in message.files}

    async def _step(self, line: Line, model: Draft) -> None:
        if line.path is None or line.view is None:
            await self._press("Да, добавить сегмент" if line.another else "Нет, сегментов достаточно")
            return
        match model.at(line.path):
            case None:
                await self._press("Пропустить")
            case NoData():
                await self._press(line.view.unknown_label)
            case Choice(picked):
                await self._pick(line, picked)
            case Choices(many):
                for picked in many:
                    await self._pick(line, picked)
                    await self._sees(line.asked)
                    label = _label(line, picked)
                    await self._until(lambda label=label: "✅" in self._button(label), f"[{label}] marked")  # type: ignore[misc]
                await self._press("Готово")
            case _:
                self._tell(line.typed or "")

    async def _pick(self, line: Line, picked: Picked) -> None:
        await self._press(_label(line, picked))
        if picked.other:
            await self._sees("Напишите свой вариант")
            self._tell(picked.other)

    def _tell(self, text: str) -> None:
        self.chat.tell(text)
        self.acted()

    async def _press(self, label: str) -> None:
        await self._until(lambda: bool(self._button(label)), f"a button [{label}]")
        text = button_of(self.chat.last, label)
        [data] = [b["callback_data"] for row in self.chat.last.keyboard for b in row if b["text"] == text]
        self.chat.account.press(self.chat.last, self.chat.user, data)
        self.acted()

    def _button(self, label: str) -> str:
        try:
            return button_of(self.chat.last, label)
        except AssertionError:
            return ""

    async def _sees(self, question: str) -> None:
        await self._until(lambda: first_words(question) in self.chat.last.text, f"the question {question!r}")

    async def _until(self, truth: Callable[[], bool], what: str) -> None:
        def shown() -> bool:
            return self.chat.chat.newest(self._from_the_bot) is not None and truth()

        await self.chat.until(shown, what)

    def _from_the_bot(self, message: Message) -> bool:
        return message.sender is self.chat.account.user and not message.files


def _label(line: Line, picked: Picked) -> str:
    assert line.view is not None
    return next(option.label for option in line.view.options if option.id == picked.option)


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
class AtThePage:
    """Somebody who types every answer at the page."""

    address: str
    form: Form
    acted: Acted
    typed: list[str] = field(default_factory=list)

    async def fill(self, example: str, model: Draft) -> Filled:
        async with Stubborn(self.address) as page:
            [chat] = [value.split(".")[0] for value in page.cookies.values()]
            on_screen = await self._say(page, "/profile")
            asked = []
            for line in script(self.form, model):
                assert line.asked in on_screen, f"{line.asked!r} not in {on_screen!r}"
                asked.append(first_words(line.asked))
                if line.path is None:
                    label = "Да, добавить сегмент" if line.another else "Нет, сегментов достаточно"
                    on_screen = await page.press(label)
                else:
                    on_screen = await self._say(page, "пропустить" if line.typed is None else line.typed)
            self.acted()
            assert "Профиль готов" in await page.press("Получить документ")
            file = next(f for f in attachments(await page.messages()) if f["format"] == "docx")
            word = await page.download(file["url"].split("/")[-1].split(".")[0], "docx")
            return Filled(example, chat, word, asked, self.typed)

    async def _say(self, page: Stubborn, text: str) -> str:
        self.typed.append(text)
        self.acted()
        return await page.say(text)
