"""Another person and a health probe, who must not notice that an attack is going on.

They are a process of their own, one for all attacks: what the attack costs the tests' process is not
measured. Time is counted by the processor time of the service: how long an answer takes on an idle machine,
however busy this one is, and on the reference machine of `tests.processor`, however slow this one. What the
service does while they themselves wait for a processor is not counted: their answer may long be there.
"""

import asyncio
import atexit
import json
import os
import sys
import time
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path
from subprocess import PIPE, Popen
from uuid import uuid4

import aiohttp

from tests.launcher.service import Service
from tests.patience import PATIENCE
from tests.processor import slowness
from tests.whole.caller import Caller

WITHIN = {"question": 1.0, "probe": 0.3}
# Another one every time, in all attacks: what is remembered costs nothing.
QUESTIONS = map("Что такое клиентский сегмент номер {}?".format, count(1))


class Bystander:
    """The process, started when an attack needs it: most of what it costs is to import."""

    def __init__(self) -> None:
        self._process: Popen[str] | None = None

    async def begin(self, service: Service) -> str:
        """Watches the service from now on; empty when it does not answer even in peace."""
        if self._process is None or self._process.poll() is not None:
            self.end()
            self._process = _started()
        return await self.told(json.dumps([service.address, service.pid]))

    async def told(self, line: str) -> str:
        """What it answers; empty when it has ended."""
        assert self._process is not None
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()
        answer = await asyncio.to_thread(self._process.stdout.readline)
        if not answer:
            self.end()
        return answer

    def end(self) -> None:
        if self._process is not None:
            self._process.communicate()
            self._process = None


def _started() -> Popen[str]:
    return Popen((sys.executable, "-m", "tests.attacks.bystander"), stdin=PIPE, stdout=PIPE, text=True)


_BYSTANDER = Bystander()
atexit.register(_BYSTANDER.end)


@asynccontextmanager
async def undisturbed(service: Service) -> AsyncIterator[None]:
    """While the block runs, questions are answered within a second and `/healthz` within 0.3 s."""
    assert await _BYSTANDER.begin(service), "the service does not answer even in peace"
    try:
        yield
    finally:
        slowest = await _BYSTANDER.told("enough")
    assert slowest, "somebody was not answered at all"
    for what, seconds in json.loads(slowest).items():
        assert seconds < WITHIN[what], f"the {what} took {seconds:.2f} s"


async def _watch(address: str, service: Path) -> None:
    """Until another line comes; then tells the slowest."""
    over = asyncio.Event()
    loop = asyncio.get_running_loop()

    def end() -> None:
        loop.remove_reader(sys.stdin)
        sys.stdin.readline()
        over.set()

    loop.add_reader(sys.stdin, end)
    slowest = dict.fromkeys(WITHIN, 0.0)
    async with Caller(address) as person:
        await _ask(person, next(QUESTIONS))
        print("ready", flush=True)  # noqa: T201
        while not over.is_set():
            slowest["question"] = max(
                slowest["question"], await seconds(service, _ask(person, next(QUESTIONS)))
            )
            slowest["probe"] = max(slowest["probe"], await seconds(service, probe(address)))
    print(json.dumps(slowest), flush=True)  # noqa: T201


async def seconds(service: Path, work: Awaitable[None]) -> float:
    """How much processor time the service, named by its `/proc/…/stat`, takes until the work is done: of two
    processors at once no more than has passed."""
    before, meanwhile = slowness(), asyncio.create_task(asyncio.to_thread(slowness))
    started, began, waited = time.monotonic(), _processor_seconds(service), _seconds_in_queue()
    async with asyncio.timeout(PATIENCE):
        await work
    # Meanwhile the service may have had every processor.
    not_theirs = (_seconds_in_queue() - waited) * (os.cpu_count() or 1)
    taken = _processor_seconds(service) - began - not_theirs
    passed = time.monotonic() - started
    # Where two virtual processors are one real one, what the other does changes the pace within a moment.
    return min(taken, passed) / max(before, await meanwhile, slowness())


def _processor_seconds(service: Path) -> float:
    fields = service.read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _seconds_in_queue() -> float:
    """How long this process was ready to run and had no processor; 0 where Linux does not tell."""
    try:
        return int(Path("/proc/self/schedstat").read_text().split()[1]) / 1e9
    except OSError:
        return 0.0


async def _ask(person: Caller, question: str) -> None:
    event = {"text": question, "id": uuid4().hex}
    while True:
        # A connection that was kept may have been closed meanwhile; pages and browsers try again, too.
        try:
            await person.post(event)
            return
        except aiohttp.ClientConnectionError:
            continue


async def probe(address: str) -> None:
    """Asks whether the service is alive."""
    # A connection of its own, as a probe has.
    async with aiohttp.ClientSession() as session, session.get(f"{address}/healthz") as response:
        assert response.status == 200


if __name__ == "__main__":
    for line in iter(sys.stdin.readline, ""):
        address, pid = json.loads(line)
        asyncio.run(_watch(address, Path(f"/proc/{pid}/stat")))
