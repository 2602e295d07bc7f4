"""A process that has loaded everything and forks bots: they start as often as a test kills them."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from tests.launcher.injected import Injection

ROOT = Path(__file__).parents[2]


class ForkServer:
    """`tests.launcher.fork_server`; it loads while the tests prepare themselves."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.launcher.fork_server"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            # Ctrl-C is for the tests, which still have to look at what their bots have left.
            start_new_session=True,
        )
        self._is_warm = False

    async def start(
        self,
        environment: Mapping[str, str],
        folder: Path,
        hurried: bool,
        injection: Injection,
        descriptors: int,
    ) -> "Forked":
        """A bot of its own."""
        theirs, ours = os.pipe()
        order = {
            "environment": dict(environment),
            "folder": str(folder),
            "output": f"/proc/{os.getpid()}/fd/{ours}",
            "hurried": hurried,
            "injection": asdict(injection),
            "descriptors": descriptors,
        }
        pid = self.order(**order)
        os.close(ours)
        output = asyncio.StreamReader()
        await asyncio.get_running_loop().connect_read_pipe(
            lambda: asyncio.StreamReaderProtocol(output), os.fdopen(theirs, "rb", buffering=0)
        )
        return Forked(self, pid, output)

    def order(self, **order: Any) -> int:
        """What it answers: the process started, or the exit code of the one that has `ended`."""
        assert self._process.stdin is not None
        if not self._is_warm:
            self._answer()
            self._is_warm = True
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        return self._answer()

    def _answer(self) -> int:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line, "the fork server has ended"
        return int(line)

    def close(self) -> None:
        """Whatever still runs goes along."""
        self._process.communicate()


@dataclass
class Forked:
    """A bot that was forked; looks like a process of asyncio."""

    fork_server: ForkServer
    pid: int
    stdout: asyncio.StreamReader | None
    returncode: int | None = None

    async def wait(self) -> int:
        if self.returncode is None:
            await self._gone()
        # Several may have waited.
        if self.returncode is None:
            self.returncode = self.fork_server.order(ended=self.pid)
        return self.returncode

    async def _gone(self) -> None:
        handle = os.pidfd_open(self.pid)
        loop, gone = asyncio.get_running_loop(), asyncio.Event()
        loop.add_reader(handle, gone.set)
        try:
            await gone.wait()
        finally:
            loop.remove_reader(handle)
            os.close(handle)
