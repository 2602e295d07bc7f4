"""Many people who talk to a bot through the fake Telegram, and how fast they are answered."""

import asyncio
import os
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count, cycle, islice
from pathlib import Path

from tests.databases.fixtures import SECRET
from tests.fake_telegram import FakeTelegram, Talk
from tests.fake_telegram.conftest import echo_bot
from tests.launcher.service import Service
from tests.ports import free_port

# As many as a bot may send to one person at once; who asks more has to wait for Telegram.
QUESTIONS_EACH = 3
PATIENCE = 120.0
ECHO = "benchmarks.echo_bot"


@dataclass
class Crowd:
    """A bot's processes, and the people who write to it."""

    server: FakeTelegram
    processes: Sequence[int]
    texts: Iterator[str]
    _numbers: Iterator[int] = field(default_factory=count)

    def person(self) -> Talk:
        return self.server.person(f"P{next(self._numbers)}").private()

    def people(self, number: int) -> list[Talk]:
        return [self.person() for _ in range(number)]

    async def asked(self, people: Sequence[Talk], at_once: int) -> "Rush":
        """Everyone asks three questions, each after the answer to the one before, so many people at once."""
        waiting = iter(people)

        async def seat() -> None:
            for talk in waiting:
                for text in islice(self.texts, QUESTIONS_EACH):
                    await talk.say(text)

        busy, start = self.cpu(), time.perf_counter()
        async with asyncio.TaskGroup() as group:
            for _ in range(at_once):
                group.create_task(seat())
        return Rush(len(people) * QUESTIONS_EACH, time.perf_counter() - start, self.cpu() - busy)

    def cpu(self) -> float:
        """Seconds that the bot's processes have computed so far."""
        ticks = 0
        for process in self.processes:
            fields = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
        return ticks / os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Rush:
    """So many updates answered in so many seconds, for so many seconds of the bot's computing."""

    updates: int
    seconds: float
    cpu: float

    @property
    def a_second(self) -> float:
        return self.updates / self.seconds

    @property
    def cpu_ms(self) -> float:
        """Of computing for one update."""
        return self.cpu * 1e3 / self.updates


@asynccontextmanager
async def peer_answering(
    texts: Sequence[str], folder: Path, *, webhook: bool, program: str = ECHO
) -> AsyncIterator[Crowd]:
    """Another aiogram bot, by default one that repeats what it hears: the least that a bot can do."""
    options = ["--folder", str(folder)]
    options += ["--webhook-port", str(free_port()), "--secret", SECRET] if webhook else []
    async with fake() as server, echo_bot(server, *options, program=program) as process:
        yield Crowd(server, [process.pid], cycle(texts))


@asynccontextmanager
async def answering(
    texts: Sequence[str], folder: Path, *, webhook: bool, **settings: str
) -> AsyncIterator[Crowd]:
    """Our bot on a database of its own, as fast as Telegram lets those send who pay for it."""
    async with fake() as server:
        service = Service(folder, telegram=server, hurried=False)
        service.settings |= {"TELEGRAM_RATE": "1000", **settings}
        service.settings |= service.webhook if webhook else {}
        async with at_work(service):
            yield Crowd(server, [service.pid], cycle(texts))


@asynccontextmanager
async def at_work(service: Service) -> AsyncIterator[Service]:
    """A service that answers by meaning, until the block ends."""
    try:
        await service.start()
        await service.says("meaning in use")
        yield service
    finally:
        await service.stop()


@asynccontextmanager
async def fake() -> AsyncIterator[FakeTelegram]:
    """A fake Telegram that judges nothing: its own time must not count."""
    async with FakeTelegram(judging=False, patience=PATIENCE) as server:
        yield server
