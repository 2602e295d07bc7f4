"""The whole service as a process of its own, started, killed and started again."""

import asyncio
import os
import resource
import signal
import socket
import sys
from asyncio.subprocess import PIPE, Process
from pathlib import Path

import aiohttp

PATIENCE = 30.0


def free_port() -> int:
    """A port that nobody listens on; the same one serves every start of a service."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Service:
    """`segmentbot run` on a database of its own."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.folder = folder
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("SEGMENTBOT_")},
            "SEGMENTBOT_DATABASE": f"sqlite:///{folder / 'segmentbot.db'}",
            "SEGMENTBOT_WEB_PORT": str(self.port),
            # Tests type faster than people.
            "SEGMENTBOT_RATE_LIMIT_PER_MINUTE": "0",
            **{f"SEGMENTBOT_{name}": value for name, value in settings.items()},
        }
        # The limit of open files that the process is born with; 0: that of the tests.
        self.descriptors = 0
        self._process: Process | None = None
        self._said = bytearray()
        self._heard = asyncio.Event()
        self._listening: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Starts the process and returns when it says that it is ready."""
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "bot",
            "run",
            cwd=self.folder,
            env=self.environment,
            stderr=PIPE,
            preexec_fn=self._limit if self.descriptors else None,
        )
        self._process = process
        self._listening = asyncio.get_running_loop().create_task(self._listen(process))
        async with asyncio.timeout(PATIENCE):
            while not await self._is_ready():
                if process.returncode is not None:
                    raise AssertionError(f"the service stopped: {self.log}")
                await asyncio.sleep(0.02)

    def _limit(self) -> None:
        resource.setrlimit(resource.RLIMIT_NOFILE, (self.descriptors // 2, self.descriptors))

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    async def _listen(self, process: Process) -> None:
        assert process.stderr is not None
        while chunk := await process.stderr.read(4096):
            self._said += chunk
            self._heard.set()

    async def says(self, words: str, times: int = 1) -> None:
        """Returns when the log says so, that many times."""
        async with asyncio.timeout(PATIENCE):
            while self.log.count(words) < times:
                self._heard.clear()
                await self._heard.wait()

    async def _is_ready(self) -> bool:
        try:
            async with (
                aiohttp.ClientSession() as session,
                session.get(f"{self.address}/readyz") as response,
            ):
                return response.status == 200
        except aiohttp.ClientError:
            return False

    @property
    def log(self) -> str:
        """Everything written to stderr so far."""
        return self._said.decode(errors="replace")

    async def kill(self) -> None:
        """SIGKILL: no chance to tidy up."""
        await self._end(signal.SIGKILL)

    async def stop(self) -> None:
        """SIGTERM, as a rolling restart does."""
        await self._end(signal.SIGTERM)

    async def _end(self, number: signal.Signals) -> None:
        if self._process is not None and self._process.returncode is None:
            self._process.send_signal(number)
            await self._process.wait()
        if self._listening is not None:
            await self._listening
