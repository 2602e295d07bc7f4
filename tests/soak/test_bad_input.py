"""Thousands of spoiled updates and files against a running bot: it stays up, answers, stays small."""

import asyncio
import io
import re
import zlib
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TypeVar

import aiohttp
import pytest

from dialogs.interview.definition import Form
from dialogs.interview.examples import ExampleProfile
from tests.fake_telegram import NOTHING, FakeTelegram
from tests.fake_telegram.webhook import SECRET_HEADER
from tests.launcher.forked import ForkServer
from tests.launcher.service import SECRET, Service
from tests.soak.conftest import Amount
from tests.soak.figures import Figures
from tests.soak.memory import memory
from tests.soak.mutations import Mutator
from tests.soak.spoiled_files import Spoiler

SEED = 20261122
AT_ONCE = 16
A_HANG = 60.0
MORE_MEMORY = 256.0
Item = TypeVar("Item")
Judge = Callable[[str, "Outcome", set[int]], Awaitable[None]]


@dataclass
class Outcome:
    """What came of everything that was sent."""

    statuses: Counter[int] = field(default_factory=Counter)
    hung: int = 0
    slowest: float = 0.0

    async def of(self, request: Awaitable[int]) -> None:
        """Waits for one answer."""
        clock = asyncio.get_running_loop().time
        began = clock()
        try:
            self.statuses[await asyncio.wait_for(request, A_HANG)] += 1
        except TimeoutError:
            self.hung += 1
        self.slowest = max(self.slowest, clock() - began)


@pytest.fixture
async def telegram() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram(judging=False) as server:
        yield server


@pytest.fixture
async def bot(telegram: FakeTelegram, tmp_path: Path, fork_server: ForkServer) -> AsyncIterator[Service]:
    bot = Service(tmp_path, telegram=telegram, fork_server=fork_server)
    await bot.start(bot.webhook)
    yield bot
    await bot.kill()


async def sent(items: Iterator[Item], count: int, send: Callable[[Item], Awaitable[int]]) -> Outcome:
    """Everything, several at once."""
    outcome = Outcome()
    some = islice(items, count)

    async def one_after_the_other() -> None:
        for item in some:
            await outcome.of(send(item))

    await asyncio.gather(*(one_after_the_other() for _ in range(AT_ONCE)))
    return outcome


def bugs(log: str) -> list[str]:
    """What the bot itself did not expect; an update in a shape that it does not know is none."""
    lines = re.findall(r"^\S+ (?:ERROR|CRITICAL) .*$|^Traceback.*$", log, re.M)
    return [line for line in lines if not re.search("kind=unreadable|is no update", line)]


@pytest.fixture
async def judge(bot: Service, telegram: FakeTelegram, figures: Figures) -> Judge:
    """Notes what came of it all and judges it, beside the bot as it was before."""

    async def still_answers() -> None:
        chat = telegram.person("Вера").private()
        await chat.say("что такое сегмент?", expect="Источник")

    await still_answers()
    resting = memory(bot)

    async def judge(proof: str, outcome: Outcome, allowed: set[int]) -> None:
        grown = memory(bot, "VmHWM") - resting
        found = bugs(bot.log)
        figures.note(
            proof,
            sent=outcome.statuses.total() + outcome.hung,
            answers=dict(outcome.statuses),
            hung=outcome.hung,
            slowest_s=outcome.slowest,
            memory_more_MB=grown,
            bugs=len(found),
        )
        await still_answers()
        assert not found, found[:5]
        assert set(outcome.statuses) <= allowed
        assert outcome.hung == 0
        assert grown < MORE_MEMORY

    return judge


async def test_spoiled_updates_neither_crash_nor_hang(bot: Service, judge: Judge, amount: Amount) -> None:
    url = f"{bot.address}/telegram/webhook"
    headers = {SECRET_HEADER: SECRET, "Content-Type": "application/json"}
    async with aiohttp.ClientSession() as session:

        async def post(body: bytes) -> int:
            more = {"Content-Encoding": "deflate"} if len(body) % 50 == 0 else {}
            data = zlib.compress(body) if more else body
            async with session.post(url, data=io.BytesIO(data), headers=headers | more) as response:
                await response.read()
                return response.status

        outcome = await sent(Mutator(SEED).bodies(), amount(quick=300, full=10_000), post)
    await judge("spoiled updates", outcome, {200, 400, 413, 415})


async def test_spoiled_files_neither_crash_nor_hang(
    bot: Service,
    telegram: FakeTelegram,
    form: Form,
    examples: dict[str, ExampleProfile],
    amount: Amount,
    judge: Judge,
) -> None:
    spoiler = Spoiler(SEED, form, examples["citizen_service"].draft)
    chat = await telegram.person("Анна").start()
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as session:
        await session.get(f"{bot.address}/api/session")

        async def post(file: tuple[str, str, bytes]) -> int:
            name, kind, content = file
            if spoiler.chance.random() < 0.3:
                message = await chat.upload(content, name, mime=kind, expect=NOTHING)
                await chat.acknowledged(message)
                return 200
            # The page tells a file's name, its kind and its size.
            upload = {"kind": kind, "name": name, "size": len(content)}
            async with session.post(f"{bot.address}/api/events", json={"upload": upload}) as response:
                await response.read()
                return response.status

        outcome = await sent(spoiler.files(), amount(quick=60, full=1000), post)
    await judge("spoiled files", outcome, {200, 202, 400, 413})
