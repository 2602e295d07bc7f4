"""People fill profiles at one bot that is killed again and again."""

import asyncio
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import cycle, islice

from dialogs.interview.answers import Draft
from dialogs.interview.definition import Form
from tests.fake_telegram import FakeTelegram
from tests.launcher.service import Service
from tests.soak.moments import Moments
from tests.soak.people import ByPage, ByTelegram, Filled

BY_WEBHOOK = 0.4
# Seconds in which everybody finishes once nobody kills any more.
LAST_WORDS = 300.0


@dataclass
class Killing:
    """One run; `marks` says how long each chat's journal was at each kill."""

    server: FakeTelegram
    bot: Service
    form: Form
    models: Mapping[str, Draft]
    kills: int
    moments: Moments
    people: tuple[int, int]
    """How many at Telegram, how many at the page."""
    filled: list[Filled] = field(default_factory=list)
    killed: Counter[str] = field(default_factory=Counter)
    marks: list[dict[int, int]] = field(default_factory=list)

    async def go(self) -> None:
        """Until all kills are done and everybody has finished. Raises TimeoutError if somebody never does."""
        async with asyncio.TaskGroup() as group:
            people = [group.create_task(self._fill(number)) for number in range(sum(self.people))]
            await group.create_task(self._kill())
            async with asyncio.timeout(LAST_WORDS):
                await asyncio.gather(*people)

    @property
    def is_over(self) -> bool:
        return self.killed.total() >= self.kills

    async def _kill(self) -> None:
        while not self.is_over:
            by_webhook = self.moments.chance.random() < BY_WEBHOOK
            await self.bot.start(self.bot.webhook if by_webhook else {}, wait=False)
            kind = await self.moments.wait(self.bot)
            await self.bot.kill()
            # What it had sent before it was killed belongs to this life, not to the next one.
            await self.server.deserted()
            self.server.faults.clear()
            self.killed[kind] += 1
            self.marks.append({id: len(chat.journal) for id, chat in self.server.account.chats.items()})
        await self.bot.start(wait=False)

    async def _fill(self, number: int) -> None:
        examples = islice(cycle(self.models), number, None)
        for example in examples:
            person = self._person(number)
            self.filled.append(await person.fill(example, self.models[example]))
            if self.is_over:
                return

    def _person(self, number: int) -> ByTelegram | ByPage:
        if number >= self.people[0]:
            return ByPage(self.bot.address, self.form, self.moments.acted)
        chat = self.server.person(f"Вера {number}").private()
        return ByTelegram(chat, self.form, self.moments.acted)
