"""Filling a profile in Telegram."""

import re

from dialogs.interview.answers import Answer, Draft
from dialogs.interview.definition import Form
from tests.fake_telegram import Message, Talk
from tests.whole.filling import Filler, first_words

MORE_OPTIONS, COLLECTS = "Другие варианты", "Убрать последний"


class AtTelegram:
    """A private chat, as whoever fills a profile uses it."""

    def __init__(self, chat: Talk) -> None:
        self.chat = chat

    async def sees(self, text: str) -> None:
        await self.chat.until(lambda: first_words(text) in self.chat.last.text, f"the question {text!r}")

    async def press(self, label: str) -> None:
        """Presses, on the page where the button stands, and waits until the screen shows what came of it."""
        while find_button(self.chat.last, label) is None and MORE_OPTIONS in self.chat.last.buttons:
            await self._press(MORE_OPTIONS)
        await self._press(label)

    async def _press(self, label: str) -> None:
        mark = self.chat.mark()
        button = button_of(self.chat.last, label)
        await self.chat.press(button, on=self.chat.last)
        # An earlier question may lose its buttons meanwhile; that is no answer.
        await self.chat.until(lambda: self.chat.last in self.chat.since(mark), f"an answer to [{label}]")

    async def marked(self, label: str) -> None:
        await self.chat.until(lambda: is_marked(self.chat.last, label), f"[{label}] marked")

    async def write(self, text: str, answer: Answer | None = None) -> None:
        mark = self.chat.mark()
        self.chat.tell(text)
        await self.chat.until(lambda: bool(self.sent(mark)), "the next message")
        # A list may go on in the next message.
        if COLLECTS in self.chat.last.buttons:
            await self._press("Готово")

    async def finish(self) -> list[Message]:
        """Asks for the document; returns the message and the three files above it."""
        mark = self.chat.mark()
        await self.chat.press("Получить документ")
        await self.chat.until(lambda: len(self.sent(mark)) >= 4, "the text and three files")
        *files, text = self.sent(mark)[:4]
        return [text, *files]

    def sent(self, mark: int) -> list[Message]:
        """New messages only; the old question loses its buttons somewhere between."""
        journal = self.chat.chat.journal[mark:]
        return [each.message for each in journal if each.kind == "sent" and each.message]


def filler_at(chat: Talk, form: Form, model: Draft, *, typing: bool = False) -> Filler[AtTelegram]:
    """Somebody who fills the form in this chat."""
    return Filler(AtTelegram(chat), form, model, typing=typing)


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


def is_marked(message: Message, label: str) -> bool:
    """Whether the option is shown as chosen."""
    found = find_button(message, label)
    return found is not None and "✅" in found
