"""Somebody wanders about a profile in Telegram while messages are held, doubled, edited and out of order. No
answer stands under another question, no line is lost, and there is always a way on."""

import asyncio
import re
from collections import deque
from collections.abc import AsyncIterator
from random import Random

import pytest
import pytest_asyncio
from pydantic import TypeAdapter

from bot.clock import fresh_id, now
from bot.ports import TELEGRAM
from bot.store.database import open_database
from bot.store.outgoing import OutgoingMessages
from bot.store.store import Store
from dialogs.interview.answers import Answer, Draft, Items, Path, Rows, Text
from dialogs.interview.definition import Form
from dialogs.interview.examples import ExampleProfile
from dialogs.turn.events import Address
from dialogs.turn.session import Home
from tests.fake_telegram import FakeTelegram, Message, Talk
from tests.launcher.service import Service
from tests.telegram.filling import filler_at

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.usefixtures("service")]

DRAFT = TypeAdapter(Draft)
# What is typed at each question begins with the question's own name, so that a stray answer is recognised.
TYPED = {
    "source_details": "{name}: выгрузка за 2025 год, запись {number}",
    "life_situations": "{name}: так бывает в жизни, запись {number}",
    "needs": "{name}: мне нужно не потерять запись {number}, чтобы она дошла",
    "expectations": "{name}: ответ не позже 10 дней, запись {number}",
    "pains": "{name}: очередь на 40 минут, запись {number}",
    "journey_steps": "{name}: шаг на пути, запись {number} | МФЦ | очередь",
    "satisfaction": "{name}: опрос по шкале 1–5, 2026 год, запись {number}",
    "findings": "{name}: вывод, запись {number} | предложение | отдел | 01.07.2027",
}
MARK = re.compile(r"запись \d+")
# Whoever presses these says that a text is the answer after all, or leaves.
NOT_PRESSED = re.compile(
    "Записать как ответ|Это ответ|Удалить|стереть|English|документ|черновик|Скачать|Скопировать|"
    "профил|Пример|Глоссарий|Спросить|специалист|👍|👎|Помощь|вопрос",
    re.IGNORECASE,
)
SAID_SO = ("никуда не записал", "не записан", "ничего не менял")
COMMANDS = ("/left", "/summary", "/back", "/drafts", "/fill", "готово", "пропустить")
METHODS = ("sendMessage", "editMessageText")


class ChatWanderer:
    """One person in one chat. `typed`: their messages with the question that each was meant for."""

    def __init__(self, chat: Talk, form: Form, store: Store, random: Random) -> None:
        self.chat, self.form, self.store, self.random = chat, form, store, random
        self.typed: list[tuple[Message, str]] = []
        self.number = 0
        self.trail = deque[str](maxlen=30)
        self.rows = OutgoingMessages(store.database)

    async def step(self) -> None:
        mark = self.chat.mark()
        acts = [self.press, self.answer, self.answer_twice, self.while_held, self.late, self.double]
        acts += [self.edit, self.reply, self.press_old, self.command]
        (act,) = self.random.choices(acts, [12, 10, 3, 5, 3, 3, 3, 2, 2, 2])
        self.trail.append(f"{act.__name__} at {self.asked(self.chat.last)}")
        texts = await act()
        await self.settle()
        await self.see(mark, texts)

    def asked(self, message: Message) -> str:
        """The question with a free answer that a message asks; "" where it asks none."""
        if not message.keyboard or message.text.startswith("✓"):
            return ""
        for name in TYPED:
            field = self.form.field(name)
            texts = (field.question, *(variant.text for variant in field.question_variants))
            if any(text in message.text for text in texts) or f"{field.label}: записан" in message.text:
                return name
        return ""

    def text_for(self, name: str) -> str:
        self.number += 1
        return TYPED[name].format(name=name, number=self.number)

    def tell(self, name: str, reply_to: Message | None = None) -> str:
        text = self.text_for(name)
        self.typed.append((self.chat.tell(text, reply_to=reply_to), name))
        self.trail[-1] += f", {text!r}"
        return text

    async def answer(self) -> list[str]:
        if name := self.asked(self.chat.last):
            return [self.tell(name)]
        self.chat.tell(self.random.choice(("/continue", "/summary", "/back")))
        return []

    async def answer_twice(self) -> list[str]:
        """Two lines one after the other, before anything is said to the first."""
        name = self.asked(self.chat.last)
        if not name or self.form.field(name).type not in ("list", "table"):
            return await self.answer()
        return [self.tell(name), self.tell(name)]

    async def while_held(self) -> list[str]:
        """The next message of the bot does not arrive; meanwhile the person answers what they see."""
        self.chat.server.faults.hang(method=self.random.choice(METHODS), chat=self.chat.id)
        texts = [] if self.random.random() < 0.5 else await self.answer()
        if not texts:
            self.start_press()
        if name := self.asked(self.chat.last):
            texts.append(self.tell(name))
            await self.chat.delivered(self.typed[-1][0])
        self.chat.server.faults.clear()
        return texts

    async def late(self) -> list[str]:
        """Telegram shows the next message and tells us late."""
        held = self.chat.server.faults.late(method=self.random.choice(METHODS), chat=self.chat.id)
        mark = self.chat.mark()
        texts = await self.answer()
        await self.chat.until(lambda: bool(self.chat.since(mark)) or held.met == 0, "something shown")
        if name := self.asked(self.chat.last):
            texts.append(self.tell(name))
        self.chat.server.faults.clear()
        return texts

    async def double(self) -> list[str]:
        """An update comes once more, or a button is pressed twice at once."""
        if self.typed and self.random.random() < 0.5:
            self.chat.redeliver(self.random.choice(self.typed)[0])
        else:
            self.start_press(2)
        return []

    async def edit(self) -> list[str]:
        if not self.typed:
            return await self.answer()
        message, name = self.random.choice(self.typed[-12:])
        text = self.text_for(name)
        self.trail[-1] += f", {message.text!r} becomes {text!r}"
        account = self.chat.account
        account.change(message, {**message.json, "text": text})
        message.update = account.announce(message, "edited_message")
        return []

    async def reply(self) -> list[str]:
        """A reply to an old question."""
        shown = [each for each in self.chat.chat.messages.values() if self.asked(each)]
        if not shown:
            return await self.answer()
        question = self.random.choice(shown[-8:])
        return [self.tell(self.asked(question), reply_to=question)]

    async def press(self) -> list[str]:
        if not self.start_press():
            return await self.answer()
        return []

    async def press_old(self) -> list[str]:
        shown = [each for each in self.chat.chat.messages.values() if self.living(each)]
        if shown:
            self.start_press(on=self.random.choice(shown))
        return []

    def living(self, message: Message) -> list[tuple[str, str]]:
        """The buttons that may be pressed: their labels and what they send."""
        buttons = [button for row in message.keyboard for button in row if "callback_data" in button]
        return [
            (button["text"], button["callback_data"])
            for button in buttons
            if not NOT_PRESSED.search(button["text"])
        ]

    def start_press(self, times: int = 1, on: Message | None = None) -> bool:
        message = on or self.chat.last
        if not (living := self.living(message)):
            return False
        label, data = self.random.choice(living)
        self.trail[-1] += f", [{label}]"
        for _ in range(times):
            self.chat.account.press(message, self.chat.user, data)
        return True

    async def command(self) -> list[str]:
        text = self.random.choice(COMMANDS)
        self.trail[-1] += f", {text}"
        self.chat.tell(text)
        return []

    async def settle(self) -> None:
        """Everything that was sent is taken, and everything that is said has arrived."""
        updates = self.chat.account.updates
        taken = await updates.confirmed.wait_for(
            lambda: not updates.pending and not updates.repeated, self.chat.server.patience
        )
        assert taken, self.chat.report()
        async with asyncio.timeout(self.chat.server.patience):
            # Nothing outside of the bot tells of the moment when its outbox is empty.
            while await self.rows.lines([TELEGRAM]):  # noqa: ASYNC110
                await asyncio.sleep(0.01)

    async def see(self, mark: int, texts: list[str]) -> None:
        drafts = await self.store.drafts_of(Address(TELEGRAM, str(self.chat.id), str(self.chat.id)))
        for draft in drafts:
            for name in TYPED:
                for segment in range(len(draft.segments)):
                    for words in words_of(draft.at(Path(name, segment))):
                        if MARK.search(words) and not words.startswith(f"{name}:"):
                            raise AssertionError(self.report(f"{words!r} is the answer to {name}"))
        stored = "\n".join(DRAFT.dump_json(draft).decode() for draft in drafts)
        said = "\n".join(message.text for message in self.chat.since(mark))
        for text in texts:
            found = MARK.search(text)
            assert found is not None
            kept = re.compile(rf"{found[0]}(?!\d)")
            if not (kept.search(stored) or kept.search(said) or any(words in said for words in SAID_SO)):
                raise AssertionError(self.report(f"{text!r} is lost"))
        await self.sees_a_way_on()

    async def sees_a_way_on(self) -> None:
        """The last message has buttons that count: of what is asked, or lasting ones where nothing is."""
        session = await self.store.session_of(Address(TELEGRAM, str(self.chat.id), str(self.chat.id)))
        assert session is not None
        buttons = [button.get("callback_data", "") for row in self.chat.last.keyboard for button in row]
        current = [each for each in buttons if each.startswith(f"{session.offer.number}.")]
        at_home = isinstance(session.place, Home)
        assert current or (at_home and any(buttons)), self.report("there is no way on")

    def report(self, what: str) -> str:
        log = "\n".join(self.chat.transcript().split("\n")[-150:])
        return "\n".join([what, *self.trail, log])


def words_of(answer: Answer | None) -> list[str]:
    match answer:
        case Text(value=text):
            return [text]
        case Items(value=items):
            return list(items)
        case Rows(value=rows):
            return [next(iter(row.values())) for row in rows]
        case _:
            return []


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def store(service: Service) -> AsyncIterator[Store]:
    opened = Store(open_database(service.database), now, fresh_id)
    yield opened
    await opened.close()


@pytest.mark.on_both
@pytest.mark.timeout(3 * 3600)
@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_no_line_is_lost_or_stands_under_another_question(
    server: FakeTelegram,
    store: Store,
    form: Form,
    examples: dict[str, ExampleProfile],
    request: pytest.FixtureRequest,
    seed: int,
) -> None:
    chat = await server.person(f"Странник {seed}").start("profile")
    filler = filler_at(chat, form, examples["citizen_service"].draft, typing=True)
    await filler.fill(until=[str(line.path) for line in filler.steps].index("life_situations@0"))
    wanderer = ChatWanderer(chat, form, store, Random(seed))
    for _ in range(2_000 if request.config.getoption("--full") else 30):
        await wanderer.step()
    # An edit that Telegram has done and whose answer came late is tried again.
    server.violations[:] = [held for held in server.violations if "not modified" not in held.description]
