"""Somebody who fills a profile like an example, in any channel: presses what can be, types the rest."""

from typing import Generic, Protocol, TypeVar

from dialogs.interview.answers import Answer, Choice, Choices, Draft, NoData, Picked, Skipped
from dialogs.interview.definition import Form
from tests.whole.script import Line, script

READY = "Проверьте ответы"


class Screen(Protocol):
    """What a person sees and does in one channel. Who acts need not wait for what comes of it: what is asked
    next must be seen before it is answered."""

    async def sees(self, text: str) -> None:
        """Returns when the last message begins like that."""
        ...

    async def press(self, label: str) -> None:
        """Presses a button of the last message."""
        ...

    async def marked(self, label: str) -> None:
        """Returns when the option is shown as one of those that are chosen."""
        ...

    async def write(self, text: str, answer: Answer | None = None) -> None:
        """Types the text; a channel that has fields for such an `answer` may be given it there."""
        ...


Where = TypeVar("Where", bound=Screen)


class Filler(Generic[Where]):
    """Fills step by step; every question must be on screen before it is answered."""

    def __init__(self, screen: Where, form: Form, model: Draft, *, typing: bool = False) -> None:
        self.screen = screen
        self.model = model
        self.typing = typing
        self.steps = list(script(form, model))
        self.done = 0

    async def fill(self, until: int | None = None) -> None:
        """Answers up to step `until`, or all, and waits for what is asked then."""
        for line in self.steps[self.done : until]:
            await self.screen.sees(line.asked)
            await self.answer(line)
            self.done += 1
        await self.screen.sees(self.steps[self.done].asked if self.done < len(self.steps) else READY)

    async def answer(self, line: Line) -> None:
        """One step: a press, or a text."""
        screen = self.screen
        if line.path is None or line.view is None:
            await screen.press("Да, добавить сегмент" if line.another else "Нет, сегментов достаточно")
            return
        match self.model.at(line.path):
            case None | Skipped():
                await screen.press("Пропустить")
            case NoData():
                await screen.press(line.view.unknown_label)
            case Choice(picked) if not self.typing:
                await self._pick(line, picked)
            case Choices(many) if not self.typing:
                for picked in many:
                    await self._pick(line, picked)
                    await screen.sees(line.asked)
                    await screen.marked(_label(line, picked))
                await screen.press("Готово")
            case answer:
                await screen.write(line.typed or "", answer)

    async def _pick(self, line: Line, picked: Picked) -> None:
        await self.screen.press(_label(line, picked))
        if picked.other:
            await self.screen.sees("Напишите свой вариант")
            await self.screen.write(picked.other)


def _label(line: Line, picked: Picked) -> str:
    assert line.view is not None
    return next(option.label for option in line.view.options if option.id == picked.option)


def first_words(text: str) -> str:
    """Enough of a question to know it by."""
    return text.split("\n", maxsplit=1)[0]
