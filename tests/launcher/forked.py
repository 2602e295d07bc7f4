"""The bot as a process of its own that starts within a second, as often as a test kills it."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp

from tests.fake_telegram import FakeTelegram
from tests.telegram.service import ROOT, Installation

PATIENCE = 180.0


class Hatchery:
    """The process that the bots of all tests come from; it imports while they prepare themselves."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.soak.hatchery"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            # Ctrl-C is for the tests, which still have to look at what their bots have left.
            start_new_session=True,
        )
        self._is_warm = False

    def order(self, **order: Any) -> int:
        """What it answers: the process started, or the exit code of the one that has `ended`."""
        assert self._process.stdin is not None
        if not self._is_warm:
            self._heard()
            self._is_warm = True
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        return self._heard()

    def _heard(self) -> int:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line, "the hatchery has ended"
        return int(line)

    def close(self) -> None:
        """Whatever still runs goes along."""
        self._process.communicate()


@dataclass
class Hatched(Installation):
    """One bot at a time."""

    hatchery: Hatchery = field(kw_only=True)
    number: int | None = None

    @property
    def log_file(self) -> Path:
        return self.folder / "log.txt"

    @property
    def log(self) -> str:
        return self.log_file.read_text(errors="replace") if self.log_file.exists() else ""

    async def start(self, **more: str) -> None:
        """Starts the bot and does not wait; `more` are settings of this life alone."""
        self.server.bot_gone()
        self.number = self.hatchery.order(
            environment=self.environment(**more),
            folder=str(self.folder),
            log=str(self.log_file),
            hurried=self.hurried,
        )

    async def ready(self) -> None:
        """Telegram has heard of the bot, and the page is served."""
        await self.heard_of(self._ended(), PATIENCE)
        async with asyncio.timeout(PATIENCE), aiohttp.ClientSession() as session:
            while True:
                with suppress(aiohttp.ClientError):
                    async with session.get(f"{self.page}/readyz") as response:
                        if response.status == 200:
                            return
                # With a webhook a copy is heard of before it is its turn to send.
                await asyncio.sleep(0.02)

    async def kill(self) -> None:
        """As a power cut does. Raises AssertionError with the log when the bot had ended by itself."""
        code = await self._end(signal.SIGKILL)
        assert code in (None, -signal.SIGKILL), f"the bot ended by itself with {code}\n{self.log[-3000:]}"

    async def stop(self) -> int | None:
        """As an administrator does; the exit code, if there was a bot."""
        return await self._end(signal.SIGTERM)

    async def _end(self, signal_: signal.Signals) -> int | None:
        if self.number is None:
            return None
        number = self.number
        os.kill(number, signal_)
        await asyncio.wait_for(self._ended(), PATIENCE)
        self.number = None
        return self.hatchery.order(ended=number)

    async def _ended(self) -> None:
        assert self.number is not None
        handle = os.pidfd_open(self.number)
        loop, gone = asyncio.get_running_loop(), asyncio.Event()
        loop.add_reader(handle, gone.set)
        try:
            await gone.wait()
        finally:
            loop.remove_reader(handle)
            os.close(handle)


@asynccontextmanager
async def hatched(
    hatchery: Hatchery, server: FakeTelegram, folder: Path, *, hurried: bool = True, **settings: str
) -> AsyncIterator[Hatched]:
    """A bot that can be started; it ends with the block."""
    bot = Hatched(server, folder, settings, hurried, hatchery=hatchery)
    try:
        yield bot
    finally:
        await bot.kill()
