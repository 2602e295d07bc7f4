"""A practised person fills the shipped form at the page: one message, then whatever is offered."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from playwright.async_api import expect

from dialogs.interview.answers import Path
from dialogs.interview.examples import ExampleProfile
from dialogs.interview.typed_answers import typed_answer
from dialogs.interview.view import View
from dialogs.turn.world import Library
from tests.web.hands import Hand
from tests.web.page_user import PageUser

# What the second segment of the example does not say, for it shares fewer criteria with the first.
MOST_STEPS = 60
BESIDES = {"trait_geographic@1": "Другие города"}


async def nothing(_: str) -> None:
    pass


@dataclass
class PractisedAtPage:
    """Answers as in the example; `see` looks at each screen, `steps` tells what was done."""

    person: PageUser
    hand: Hand
    library: Library
    model: ExampleProfile
    see: Callable[[str], Awaitable[None]] = nothing
    steps: list[str] = field(default_factory=list)

    async def fill(self) -> None:
        """Two segments, up to the finished documents."""
        await self._open()
        await self._one_message()
        while (asked := await self.asked()) != "":
            assert len(self.steps) < MOST_STEPS, self.steps
            await self._answer(asked)
        await self.person.reads("Проверьте ответы")
        await self.see("review with remarks")
        await self._visit_a_remark()
        await self._do("Получить документ", self.hand.press(self.person.button("Получить документ")))
        await expect(self.person.page.locator("a.file.docx")).to_be_visible()
        # The official template is a press away.
        await expect(self.person.page.locator(".message.bot .content").last.locator("p > a")).to_be_visible()
        await self.see("finished with files")

    async def _visit_a_remark(self) -> None:
        """Looks at the answer that a remark is about, and comes back."""
        review = self.person.page.locator(".message.bot").last
        await self.hand.press(review.locator(".to-remarks button").first)
        await self.hand.press(review.locator(".remark button").filter(has_text="Исправить").first)
        await self.person.reads("Сейчас записано")
        await self.see("a remark at its question")
        await self.hand.press(self.person.button("Оставить прежний ответ"))
        await self.person.reads("Проверьте ответы")

    async def asked(self) -> str:
        """What is asked: a path, `one-message`, `another-segment`, or "" at the end."""
        name = await self.person.page.locator("#composer").get_attribute("data-question") or ""
        return name.partition(":")[2]

    def told(self) -> str:
        """What the person knows of the audience and the first segment, a label before each answer."""
        view, form = View(self.library.form, self.model.draft), self.library.form
        first = [
            path
            for path, each, _ in view.visible_fields
            if path.segment in (None, 0) and each.asked != "last" and self.model.draft.at(path) is not None
        ]
        return "\n".join(f"{form.field(path.field).label}: {typed_answer(view, path)}" for path in first)

    async def _open(self) -> None:
        page = self.person.page
        toggle = page.locator("#menu-toggle")
        if await toggle.is_visible():
            await self.hand.press(toggle)
        await self.hand.press(page.locator("nav >> text=Новый профиль"))
        await self.person.reads("Как полностью называется ваш орган")
        await self.see("text")

    async def _one_message(self) -> None:
        await self._do("Заполнить одним сообщением", self.hand.press(self.person.button("Заполнить одним")))
        await self.person.reads("Пришлите одним сообщением")
        await self.see("one message asked")
        await self._do("one message", self.hand.type(self.told(), pasted=True))
        await self.person.reads("Они ещё не записаны")
        await self.see("one message to confirm")
        await self._do("Записать всё", self.hand.press(self.person.button("Записать всё")))

    async def _answer(self, asked: str) -> None:
        button = self.person.button
        if asked.startswith("one-message"):
            await self.see("an answer to confirm")
            record = button("Записать")
            await self._do(
                "confirmed",
                self.hand.press(record if await record.count() else button("Оставить как есть")),
            )
        elif asked == "another-segment":
            await self.see("another segment")
            more = "Да, похожий" if "Описан 1 сегмент" in await self._said() else "Нет, сегментов"
            await self._do(more, self.hand.press(button(more)))
        elif asked.endswith(":why"):
            await self.see("a reason asked")
            await self._do("no reason", self.hand.press(button("Без пояснения")))
        elif await button("Оставить как есть").count():
            await self.see("a remarked answer")
            await self._do("kept", self.hand.press(button("Оставить как есть")))
        else:
            await self._as_in_the_example(asked)

    async def _as_in_the_example(self, asked: str) -> None:
        path, view = Path.parse(asked), View(self.library.form, self.model.draft)
        kind = self.library.form.field(path.field).type
        await self.see(str(kind))
        answer = BESIDES.get(asked) or typed_answer(view, path)
        if not answer:
            await self._do(f"{asked} passed over", self.hand.press(self.person.button("Пропустить")))
        elif kind in ("choice", "multi_choice"):
            await self._do(f"{asked} chosen", self._choose(answer.split("\n")))
        else:
            await self._do(f"{asked} typed", self.hand.type(answer))

    async def _choose(self, labels: list[str]) -> None:
        ticked = False
        for label in labels:
            option = self.person.button(label.partition(":")[0])
            ticked = await option.get_attribute("role") == "checkbox"
            await self.hand.press(option)
            if ticked:
                await expect(option).to_have_attribute("aria-checked", "true")
        if ticked:
            await self.hand.press(self.person.button("Готово"))

    async def _do(self, name: str, deed: Awaitable[None]) -> None:
        """Waits until the page has something else to say."""
        before = await self.person.page.locator("#lines").inner_text()
        typed, presses = self.hand.typed, self.hand.presses
        await deed
        self.steps.append(f"{name}: {self.hand.typed - typed} typed, {self.hand.presses - presses} pressed")
        await self.person.page.wait_for_function(
            """(before) => document.querySelector('#lines').innerText !== before
                && !document.querySelector('#pending .message') && document.querySelector('#thinking').hidden
                && !localStorage.getItem('segmentbot.outgoing')""",
            arg=before,
        )

    async def _said(self) -> str:
        return await self.person.page.locator(".message.bot .content").last.inner_text()
