"""Somebody who fills a profile in Telegram like an example: presses what can be pressed, types the rest."""

import re

from dialogs.interview.answers import Choice, Choices, Draft, NoData, Picked
from dialogs.interview.definition import Form
from tests.fake_telegram import Message, Talk
from tests.whole.script import Line, script

READY = "Проверьте ответы"


def first_words(text: str) -> str:
    """Enough of a question to know it by."""
    return text.split("\n", maxsplit=1)[0]


class Filler:
    """Fills step by step; every question must be on screen before it is answered."""

    def __init__(self, chat: Talk, form: Form, model: Draft, *, typing: bool = False) -> None:
        self.chat = chat
        self.model = model
        self.typing = typing
        self.steps = list(script(form, model))
        self.done = 0

    async def fill(self, until: int | None = None) -> None:
        """Answers up to step `until`, or all, and waits for what is asked then."""
        for line in self.steps[self.done : until]:
            await self.sees(line.asked)
            await self._step(line)
            self.done += 1
        await self.sees(self.steps[self.done].asked if self.done < len(self.steps) else READY)

    async def finish(self) -> list[Message]:
        """Asks for the document; returns the message and the three files."""
        mark = self.chat.mark()
        await self.chat.press("Получить документ")
        await self.chat.until(lambda: len(self.sent(mark)) >= 4, "the text and three files")
        return self.sent(mark)

    def sent(self, mark: int) -> list[Message]:
        """New messages only; the old question loses its buttons somewhere between."""
        journal = self.chat.chat.journal[mark:]
        return [each.message for each in journal if each.kind == "sent" and each.message]

    async def sees(self, question: str) -> None:
        def shown() -> bool:
            return first_words(question) in self.chat.last.text

        await self.chat.until(shown, f"the question {question!r}")

    async def _step(self, line: Line) -> None:
        if line.path is None or line.view is None:
            await self.press("Да, добавить сегмент" if line.another else "Нет, сегментов достаточно")
            return
        answer = self.model.at(line.path)
        match answer:
            case None:
                await self.press("Пропустить")
            case NoData():
                await self.press(line.view.unknown_label)
            case Choice(picked) if not self.typing:
                await self._pick(line, picked)
            case Choices(many) if not self.typing:
                for picked in many:
                    await self._pick(line, picked)
                await self.press("Готово")
            case _:
                await self._say(line.typed or "")

    async def _pick(self, line: Line, picked: Picked) -> None:
        assert line.view is not None
        label = next(option.label for option in line.view.options if option.id == picked.option)
        await self.shows(label)
        await self.press(label)
        if picked.other:
            await self.sees("Напишите свой вариант")
            await self._say(picked.other)
            if line.view.kind == "multi_choice":
                await self.sees(line.asked)

    async def _say(self, text: str) -> None:
        mark = self.chat.mark()
        self.chat.tell(text)
        await self.chat.until(lambda: bool(self.sent(mark)), "the next message")
        if "Убрать последний" in self.chat.last.buttons:
            await self.press("Готово")

    async def shows(self, label: str) -> None:
        """Turns to the page of options on which this one stands."""
        while find_button(self.chat.last, label) is None and "Другие варианты" in self.chat.last.buttons:
            await self.press("Другие варианты")

    async def press(self, label: str) -> None:
        """Presses, and waits until the screen shows what came of it."""
        mark = self.chat.mark()
        button = button_of(self.chat.last, label)
        await self.chat.press(button, on=self.chat.last)
        # An earlier question may lose its buttons meanwhile; that is no answer.
        await self.chat.until(lambda: self.chat.last in self.chat.since(mark), f"an answer to [{label}]")


def button_of(message: Message, label: str) -> str:
    """The text of the button that means `label`: it may be marked, or stand for an option by its number."""
    found = find_button(message, label)
    assert found is not None, f"no button {label!r} among {message.buttons}\n{message}"
    return found


def find_button(message: Message, label: str) -> str | None:
    wanted = re.compile(r"(?:(\d+)\. )?(?:✅ )?(?:\d+\. )?" + re.escape(label))
    for text in message.buttons:
        if wanted.fullmatch(text):
            return text
    listed = [found[1] for line in message.text.split("\n") if (found := wanted.fullmatch(line)) and found[1]]
    return next((text for text in message.buttons if listed and text.removeprefix("✅ ") == listed[0]), None)
