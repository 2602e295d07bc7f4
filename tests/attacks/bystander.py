"""Another person and a health probe, who must not notice that an attack is going on.

They are a process of their own: what the attack costs the tests' process is not measured. Time is counted by
the processor time of the service: how long an answer takes on an idle machine, however busy this one is, and
on the reference machine of `tests.processor`, however slow this one. What the service does while they
themselves wait for a processor is not counted: their answer may long be there.
"""

import asyncio
import json
import os
import sys
import time
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path
from uuid import uuid4

import aiohttp

from tests.launcher.service import Service
from tests.patience import PATIENCE
from tests.processor import slowness
from tests.whole.caller import Caller

WITHIN = {"question": 1.0, "probe": 0.3}
_numbers = count(1)
# Another one every time: what is remembered costs nothing.
QUESTION = "Что такое клиентский сегмент номер {}?"


@asynccontextmanager
async def undisturbed(service: Service) -> AsyncIterator[None]:
    """While the block runs, questions are answered within a second and `/healthz` within 0.3 s."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.attacks.bystander", service.address, str(service.pid)),
        stdin=PIPE,
        stdout=PIPE,
    )
    assert process.stdin is not None and process.stdout is not None
    assert await process.stdout.readline(), "the service does not answer even in peace"
    try:
        yield
    finally:
        process.stdin.close()
        slowest = await process.stdout.readline()
        await process.wait()
    assert slowest, "somebody was not answered at all"
    for what, seconds in json.loads(slowest).items():
        assert seconds < WITHIN[what], f"the {what} took {seconds:.2f} s"


async def _watch(address: str, service: Path) -> None:
    """Until stdin ends; then tells the slowest."""
    over = asyncio.Event()
    loop = asyncio.get_running_loop()

    def end() -> None:
        loop.remove_reader(sys.stdin)
        over.set()

    loop.add_reader(sys.stdin, end)
    slowest = dict.fromkeys(WITHIN, 0.0)
    async with Caller(address) as person:
        await _ask(person)
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        while not over.is_set():
            slowest["question"] = max(slowest["question"], await seconds(service, _ask(person)))
            slowest["probe"] = max(slowest["probe"], await seconds(service, probe(address)))
    sys.stdout.write(json.dumps(slowest))


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


async def _ask(person: Caller) -> None:
    event = {"text": QUESTION.format(next(_numbers)), "id": uuid4().hex}
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
    asyncio.run(_watch(sys.argv[1], Path(f"/proc/{sys.argv[2]}/stat")))
