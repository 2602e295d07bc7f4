"""Ten minutes of two hundred people, twenty updates a second: no error, no growth, answers in time."""

import asyncio
import gc
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fake_telegram import FakeTelegram, Talk
from tests.launcher.forked import ForkServer
from tests.launcher.service import running
from tests.soak.conftest import Amount
from tests.soak.figures import Figures
from tests.soak.memory import memory
from tests.soak.test_bad_input import bugs

PEOPLE = 200
A_SECOND = 20
# Telegram takes thirty messages a second of a bot, and the bot keeps below that by itself. Here an update
# brings more than one on average (documents, buttons taken off), so the queue would only grow: the bot is
# one that pays for a higher rate.
RATE = 60
# The share of the run after which memory is compared: in full size, from the end of the second minute on.
SETTLED = 0.2
DRIFT = 1.10
SAYINGS = (
    *("что такое сегмент?", "кто такой внутренний клиент?", "а пример?", "рецепт борща", "привет", "/help"),
    *("/profile", "/left", "/document", "/back", "/glossary", "/drafts", "1", "2", "38", "пропустить", "да"),
    *("Министерство социальной политики Приозёрской области", "Предоставление субсидий на оплату жилья"),
)


class Visitor:
    """Somebody who says or presses something and waits for the first word of the bot."""

    def __init__(self, chat: Talk, chance: random.Random) -> None:
        self.chat = chat
        self.chance = chance
        self.busy = False

    async def act(self, delays: list[float]) -> None:
        clock = asyncio.get_running_loop().time
        self.busy = True
        try:
            began = clock()
            presses = (
                [b for b in self.chat.last.buttons if "Удалить" not in b] if self.chat.chat.journal else []
            )
            if presses and self.chance.random() < 0.5:
                await self.chat.press(self.chance.choice(presses), on=self.chat.last)
            else:
                await self.chat.say(self.chance.choice(SAYINGS) if self.chat.chat.journal else "/start")
            delays.append(clock() - began)
        finally:
            self.busy = False


@pytest.fixture
def no_pauses() -> Iterator[None]:
    """This process is Telegram's clock: a look for garbage would stop it for a fifth of a second, and what
    arrived meanwhile would count as sent at once."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()


@pytest.mark.usefixtures("no_pauses")
async def test_two_hundred_people_for_ten_minutes(
    tmp_path: Path, amount: Amount, figures: Figures, fork_server: ForkServer
) -> None:
    seconds = amount(quick=8, full=600)
    chance = random.Random(20261122)
    delays: list[float] = []
    passed_over = 0
    async with (
        FakeTelegram(judging=False) as server,
        running(
            tmp_path, {"TELEGRAM_RATE": str(RATE)}, server, fork_server=fork_server, hurried=False
        ) as bot,
    ):
        server.limits.overall = RATE
        server.limits.switch_on()
        clock = asyncio.get_running_loop().time
        people = [Visitor(server.person(f"Чел {n}").private(), chance) for n in range(PEOPLE)]
        settled = 0.0
        began = clock()
        async with asyncio.TaskGroup() as group:
            for number in range(seconds * A_SECOND):
                await asyncio.sleep(max(0.0, began + number / A_SECOND - clock()))
                if not settled and number >= SETTLED * seconds * A_SECOND:
                    settled = memory(bot)
                free = [person for person in people if not person.busy]
                if free:
                    group.create_task(chance.choice(free).act(delays))
                else:
                    passed_over += 1
        taken = clock() - began
        drift = memory(bot) / settled
        delays.sort()
        figures.note(
            "soak",
            people=PEOPLE,
            updates=len(delays),
            a_second=len(delays) / taken,
            not_sent_as_everybody_waited=passed_over,
            p50_ms=1000 * delays[len(delays) // 2],
            p95_ms=1000 * delays[len(delays) * 95 // 100],
            p99_ms=1000 * delays[len(delays) * 99 // 100],
            memory_when_settled_MB=settled,
            settled_after_s=SETTLED * seconds,
            memory_at_the_end_MB=memory(bot),
            memory_ever_MB=memory(bot, "VmHWM"),
            memory_drift=drift,
            breaches_of_Telegrams_limits=server.limits.breaches,
            errors=len(bugs(bot.log)),
        )
        assert bugs(bot.log) == []
        assert server.limits.breaches == 0
        # A start is no state to compare with: only a long run has settled.
        assert drift <= DRIFT or seconds < 60
