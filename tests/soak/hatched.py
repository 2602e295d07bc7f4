"""The bot as a process of its own that starts within a second, as often as a test kills it."""

import asyncio
import json
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp

from tests.databases.fixtures import SECRET
from tests.fake_telegram import FakeTelegram
from tests.telegram.service import ROOT, free_port

PATIENCE = 180.0


@dataclass
class Hatched:
    """One bot at a time, out of a hatchery of its own."""

    server: FakeTelegram
    folder: Path
    settings: dict[str, str] = field(default_factory=dict)
    hurried: bool = True
    port: int = field(default_factory=free_port)
    number: int | None = None
    _hatchery: Process | None = None

    @property
    def page(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def database(self) -> str:
        return self.settings.get("DATABASE", f"sqlite:///{self.folder / 'bot.db'}")

    @property
    def webhook(self) -> dict[str, str]:
        return {"TELEGRAM_WEBHOOK": f"{self.page}/telegram/webhook", "TELEGRAM_SECRET": SECRET}

    @property
    def log_file(self) -> Path:
        return self.folder / "log.txt"

    @property
    def log(self) -> str:
        return self.log_file.read_text(errors="replace") if self.log_file.exists() else ""

    async def warm_up(self) -> None:
        """Imports; once."""
        self._hatchery = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.soak.hatchery"), cwd=ROOT, stdin=PIPE, stdout=PIPE
        )
        assert await self._heard() == "warm"

    async def start(self, **more: str) -> None:
        """Starts the bot and does not wait; `more` are settings of this life alone."""
        assert self._hatchery is not None
        assert self._hatchery.stdin is not None
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("SEGMENTBOT_")}
        ours = {
            "DATABASE": self.database,
            "WEB_PORT": str(self.port),
            # Tests type faster than people.
            "MESSAGES_A_MINUTE": "0",
            "TELEGRAM_TOKEN": self.server.token,
            "TELEGRAM_API": self.server.url,
            **self.settings,
            **more,
        }
        order = {
            "environment": inherited | {f"SEGMENTBOT_{name}": value for name, value in ours.items()},
            "folder": str(self.folder),
            "log": str(self.log_file),
            "hurried": self.hurried,
        }
        self.server.bot_gone()
        self._hatchery.stdin.write(json.dumps(order).encode() + b"\n")
        await self._hatchery.stdin.drain()
        self.number = int(await self._heard())

    async def ready(self) -> None:
        """Telegram has heard of the bot, and the page is served."""
        await self.server.ready(PATIENCE)
        async with asyncio.timeout(PATIENCE), aiohttp.ClientSession() as session:
            while True:
                with suppress(aiohttp.ClientError):
                    async with session.get(f"{self.page}/readyz") as response:
                        if response.status == 200:
                            return
                await asyncio.sleep(0.02)

    async def kill(self) -> None:
        """As a power cut does."""
        await self._end(signal.SIGKILL)

    async def stop(self) -> None:
        """As an administrator does."""
        await self._end(signal.SIGTERM)

    async def _end(self, signal_: signal.Signals) -> None:
        if self.number is not None:
            os.kill(self.number, signal_)
            assert await self._heard() == "ended"
            self.number = None

    async def _heard(self) -> str:
        assert self._hatchery is not None
        assert self._hatchery.stdout is not None
        line = await asyncio.wait_for(self._hatchery.stdout.readline(), PATIENCE)
        assert line, f"the hatchery has ended\n{self.log[-3000:]}"
        return line.decode().strip()

    async def close(self) -> None:
        if self._hatchery is not None and self._hatchery.stdin is not None:
            # The bot, if it still runs, goes along.
            self._hatchery.stdin.close()
            await self._hatchery.wait()


@asynccontextmanager
async def hatched(
    server: FakeTelegram, folder: Path, *, hurried: bool = True, **settings: str
) -> AsyncIterator[Hatched]:
    """A bot that can be started; it ends with the block."""
    bot = Hatched(server, folder, settings, hurried)
    await bot.warm_up()
    try:
        yield bot
    finally:
        await bot.close()
