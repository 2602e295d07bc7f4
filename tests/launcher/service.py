"""The bot as a process of its own, talked to through the fake Telegram."""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Coroutine, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.databases.fixtures import SECRET
from tests.fake_telegram import FakeTelegram

ROOT = Path(__file__).parent.parent.parent
START_SECONDS = 240


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Installation:
    """What every start of one bot has in common: its Telegram, its folder, its settings, its port."""

    server: FakeTelegram
    folder: Path
    settings: dict[str, str] = field(default_factory=dict)
    hurried: bool = True
    port: int = field(default_factory=free_port)

    @property
    def page(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def database(self) -> str:
        return self.settings.get("DATABASE", f"sqlite:///{self.folder / 'bot.db'}")

    @property
    def webhook(self) -> dict[str, str]:
        return webhook_at(self.page)

    @property
    def log(self) -> str:
        """Everything written to stdout and stderr."""
        raise NotImplementedError

    def environment(self, **more: str) -> dict[str, str]:
        """The variables of one life; `more` are settings of this life alone."""
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("SEGMENTBOT_")}
        ours = {
            "DATABASE": self.database,
            "WEB_PORT": str(self.port),
            "TELEGRAM_TOKEN": self.server.token,
            "TELEGRAM_API": self.server.url,
            # Tests type faster than people.
            "MESSAGES_A_MINUTE": "0",
            **self.settings,
            **more,
        }
        return inherited | {f"SEGMENTBOT_{name}": value for name, value in ours.items()}

    async def heard_of(self, ended: Coroutine[Any, Any, object], seconds: float = START_SECONDS) -> None:
        """Returns when Telegram has heard of the bot. Raises AssertionError with the log if it `ended`."""
        ready = asyncio.ensure_future(self.server.ready(seconds))
        ending = asyncio.ensure_future(ended)
        await asyncio.wait({ready, ending}, return_when=asyncio.FIRST_COMPLETED)
        ending.cancel()
        if not ready.done():
            ready.cancel()
            raise AssertionError(f"the bot ended at once\n{self.log}")
        try:
            await ready
        except AssertionError as error:
            raise AssertionError(f"{error}\n{self.log}") from error


@dataclass
class Service(Installation):
    """One `segmentbot run`; started again on the same data as often as a test likes."""

    process: asyncio.subprocess.Process | None = None
    program: str = ""
    said: list[str] = field(default_factory=list)
    heard: asyncio.Event = field(default_factory=asyncio.Event)
    _reading: asyncio.Task[None] | None = None

    @property
    def log(self) -> str:
        """Everything written to stdout and stderr."""
        return "".join(self.said)

    async def start(self, *, wait: bool = True) -> "Service":
        """Runs; with `wait` until Telegram has heard of it."""
        module = self.program or ("tests.telegram.hurried" if self.hurried else "bot")
        self.server.bot_gone()
        self.process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            module,
            "run",
            cwd=ROOT,
            env=self.environment() | {"PYTHONPATH": str(ROOT)},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        self._reading = asyncio.create_task(self._read())
        if wait:
            await self.heard_of(self.process.wait())
        return self

    async def _read(self) -> None:
        assert self.process is not None
        assert self.process.stdout is not None
        while line := await self.process.stdout.readline():
            self.said.append(line.decode())
            self.heard.set()

    async def ended(self) -> int:
        """The exit code, when it ends by itself."""
        assert self.process is not None
        code = await asyncio.wait_for(self.process.wait(), START_SECONDS)
        if self._reading is not None:
            await self._reading
        return code

    async def stop(self) -> int:
        """As an administrator does."""
        return await self._end(signal.SIGTERM)

    async def kill(self) -> None:
        """As a power cut does."""
        await self._end(signal.SIGKILL)

    async def _end(self, number: signal.Signals) -> int:
        assert self.process is not None
        if self.process.returncode is None:
            self.process.send_signal(number)
        return await self.ended()


def webhook_at(page: str) -> dict[str, str]:
    """What a service is told that Telegram is to call there."""
    return {"TELEGRAM_WEBHOOK": f"{page}/telegram/webhook", "TELEGRAM_SECRET": SECRET}


@asynccontextmanager
async def running(
    server: FakeTelegram, folder: Path, settings: Mapping[str, str] | None = None, *, hurried: bool = True
) -> AsyncIterator[Service]:
    """The service, until the block ends; on SQLite in `folder` when the settings name no database."""
    service = Service(server, folder, dict(settings or {}), hurried)
    try:
        yield await service.start()
    finally:
        if service.process is not None and service.process.returncode is None:
            service.process.kill()
            await service.ended()
