"""`segmentbot run`, started, stopped, killed and started again on the same data."""

import asyncio
import io
import os
import resource
import signal
import sys
from asyncio.subprocess import PIPE, STDOUT
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, redirect_stdout, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol, Self

import aiohttp

from bot.cli.main import main
from tests.fake_telegram import FakeTelegram
from tests.launcher.forked import ForkServer
from tests.launcher.injected import Injection
from tests.patience import PATIENCE
from tests.ports import free_port

ROOT = Path(__file__).parents[2]
NOTHING = Injection()
SECRET = "a-secret-of-24-characters"
# What a forked service is told that is to understand by meaning, too.
ENCODERS = {"ENCODERS": "on"}
# On a busy machine, or under the recorder of a benchmark.
START_SECONDS = 240.0


class Process(Protocol):
    """What a started bot is, however it was born."""

    @property
    def pid(self) -> int: ...

    @property
    def returncode(self) -> int | None: ...

    @property
    def stdout(self) -> asyncio.StreamReader | None: ...

    async def wait(self) -> int: ...


@dataclass
class Service:
    """One bot: its folder, its settings without their prefix, its Telegram if it has one.

    With a `fork_server` it starts in a tenth of a second; it has encoders only where the settings ask.
    """

    folder: Path
    settings: dict[str, str] = field(default_factory=dict)
    telegram: FakeTelegram | None = None
    fork_server: ForkServer | None = None
    hurried: bool = True
    """At a pace that no Telegram would allow."""
    program: tuple[str, ...] = ()
    """What the interpreter runs instead of the bot."""
    descriptors: int = 0
    """The limit of open files that the process is born with; 0: that of the tests."""
    port: int = field(default_factory=free_port)
    process: Process | None = None
    _said: bytearray = field(default_factory=bytearray)
    _heard: asyncio.Event = field(default_factory=asyncio.Event)
    _reading: asyncio.Task[None] | None = None

    @property
    def address(self) -> str:
        """Where the page is."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def database(self) -> str:
        return self.settings.get("DATABASE", f"sqlite:///{self.folder / 'bot.db'}")

    @property
    def webhook(self) -> dict[str, str]:
        return webhook_at(self.address)

    @property
    def log(self) -> str:
        """Everything written to stdout and stderr so far, in all lives."""
        return self._said.decode(errors="replace")

    @property
    def pid(self) -> int:
        assert self.process is not None
        return self.process.pid

    def environment(self, more: Mapping[str, str] | None = None) -> dict[str, str]:
        """The variables of one life; `more` are settings of this life alone."""
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("SEGMENTBOT_")}
        ours = {"DATABASE": self.database, "WEB_PORT": str(self.port)}
        # Tests type faster than people.
        ours["RATE_LIMIT_PER_MINUTE"] = "0"
        if self.fork_server is not None:
            # What is delivered, kept and told is no question of meaning: words alone will do.
            ours["ENCODERS"] = "off"
        if self.telegram is not None:
            ours |= {"TELEGRAM_TOKEN": self.telegram.token, "TELEGRAM_API": self.telegram.url}
        ours |= {**self.settings, **(more or {})}
        return inherited | {"PYTHONPATH": str(ROOT)} | {f"SEGMENTBOT_{name}": ours[name] for name in ours}

    async def start(
        self,
        more: Mapping[str, str] | None = None,
        *,
        wait: bool = True,
        injection: Injection = NOTHING,
    ) -> Self:
        """Starts the bot; with `wait` until it is ready. `more` are settings of this life alone; what is
        injected is, too, and needs the fork server."""
        assert self.process is None, "it runs"
        if self.telegram is not None:
            self.telegram.bot_gone()
        if self.fork_server is not None:
            self.process = await self.fork_server.start(
                self.environment(more), self.folder, self.hurried, injection, self.descriptors
            )
        else:
            assert injection == NOTHING
            self.process = await asyncio.create_subprocess_exec(
                sys.executable,
                *(self.program or ("-m", self._module, "run")),
                cwd=self.folder,
                env=self.environment(more),
                stdout=PIPE,
                stderr=STDOUT,
                preexec_fn=self._limit if self.descriptors else None,
            )
        self._reading = asyncio.create_task(self._read(self.process))
        if wait:
            await self.ready()
        return self

    @property
    def _module(self) -> str:
        return "tests.telegram.hurried" if self.telegram is not None and self.hurried else "bot"

    def _limit(self) -> None:
        resource.setrlimit(resource.RLIMIT_NOFILE, (self.descriptors // 2, self.descriptors))

    async def _read(self, process: Process) -> None:
        assert process.stdout is not None
        while chunk := await process.stdout.read(65536):
            self._said += chunk
            self._heard.set()

    async def ready(self) -> None:
        """The page is served, and Telegram has heard of the bot. Raises AssertionError if it ends."""
        assert self.process is not None
        ready = asyncio.ensure_future(self._is_ready())
        ended = asyncio.ensure_future(self.process.wait())
        await asyncio.wait({ready, ended}, return_when=asyncio.FIRST_COMPLETED)
        ended.cancel()
        if not ready.done():
            ready.cancel()
            raise AssertionError(f"the bot ended at once\n{self.log}")
        try:
            await ready
        except (AssertionError, TimeoutError) as error:
            raise AssertionError(f"{error}\n{self.log}") from error

    async def _is_ready(self) -> None:
        if self.telegram is not None:
            await self.telegram.ready(START_SECONDS)
        async with asyncio.timeout(START_SECONDS), aiohttp.ClientSession() as session:
            while True:
                with suppress(aiohttp.ClientError):
                    async with session.get(f"{self.address}/readyz") as response:
                        if response.status == 200:
                            return
                # Nothing tells of the moment when a port is opened.
                await asyncio.sleep(0.02)

    async def says(self, words: str, times: int = 1) -> None:
        """Returns when the log says so, that many times."""
        async with asyncio.timeout(PATIENCE):
            while self.log.count(words) < times:
                self._heard.clear()
                await self._heard.wait()

    async def ended(self) -> int:
        """The exit code, when the bot ends; then it can be started again."""
        assert self.process is not None and self._reading is not None
        code = await asyncio.wait_for(self.process.wait(), START_SECONDS)
        await self._reading
        self.process = None
        return code

    async def command(self, *words: str) -> str:
        """What a command prints that is given beside the bot, on the same data."""
        printed = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True)
        with redirect_stdout(printed):
            assert await asyncio.to_thread(main, words, self.environment()) == 0
        printed.seek(0)
        return printed.read()

    async def stop(self) -> int | None:
        """As an administrator does; the exit code, if there was a bot."""
        return await self._end(signal.SIGTERM)

    async def kill(self) -> None:
        """As a power cut does. Raises AssertionError with the log when the bot had ended by itself."""
        code = await self._end(signal.SIGKILL)
        assert code in (None, -signal.SIGKILL), f"the bot ended by itself with {code}\n{self.log[-3000:]}"

    async def _end(self, number: signal.Signals) -> int | None:
        if self.process is None:
            return None
        if self.process.returncode is None:
            os.kill(self.process.pid, number)
        return await self.ended()


def webhook_at(address: str) -> dict[str, str]:
    """What a service is told that Telegram is to call there."""
    return {"TELEGRAM_WEBHOOK": f"{address}/telegram/webhook", "TELEGRAM_SECRET": SECRET}


@asynccontextmanager
async def running(
    folder: Path,
    settings: Mapping[str, str] | None = None,
    telegram: FakeTelegram | None = None,
    *,
    fork_server: ForkServer | None = None,
    hurried: bool = True,
) -> AsyncIterator[Service]:
    """The service, until the block ends; on SQLite in `folder` when the settings name no database."""
    service = Service(folder, dict(settings or {}), telegram, fork_server, hurried)
    try:
        yield await service.start()
    finally:
        await service.kill()
