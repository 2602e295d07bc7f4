"""Another person and a health probe, who must not notice that an attack is going on.

They are a process of their own: what the attack costs the tests' process is not measured.
"""

import asyncio
import json
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager

import aiohttp

from tests.whole.caller import Caller
from tests.whole.service import Service

ANSWERED_WITHIN = 1.0
PROBED_WITHIN = 0.3
PATIENCE = 30.0
QUESTION = "Что такое клиентский сегмент?"


@asynccontextmanager
async def undisturbed(service: Service) -> AsyncIterator[None]:
    """While the block runs, questions are answered within a second and `/healthz` within 0.3 s.

    What the same takes without an attack is allowed on top: the machine may be busy with other tests.
    """
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.attacks.bystander", service.address, stdin=PIPE, stdout=PIPE
    )
    assert process.stdin is not None and process.stdout is not None
    calm = json.loads(await process.stdout.readline())
    try:
        yield
    finally:
        process.stdin.close()
        seen = json.loads(await process.stdout.readline())
        after = json.loads(await process.stdout.readline())
        await process.wait()
    for what, limit in (("question", ANSWERED_WITHIN), ("probe", PROBED_WITHIN)):
        assert seen[what] < limit + max(calm[what], after[what]), f"the {what} took {seen[what]:.2f} s"


async def _watch(address: str) -> None:
    """Writes three lines: the slowest before the attack, during it (until stdin ends) and after it."""
    over = asyncio.Event()
    loop = asyncio.get_running_loop()

    def end() -> None:
        over.set()
        loop.remove_reader(sys.stdin)

    loop.add_reader(sys.stdin, end)
    async with Caller(address) as person:
        for until in (None, over, None):
            sys.stdout.write(json.dumps(await _slowest(address, person, until)) + "\n")
            sys.stdout.flush()


async def _slowest(address: str, person: Caller, until: asyncio.Event | None) -> dict[str, float]:
    slowest = {"question": 0.0, "probe": 0.0}
    rounds = 0
    while rounds < 5 if until is None else not until.is_set() or not rounds:
        rounds += 1
        slowest["question"] = max(slowest["question"], await _seconds(_ask(person)))
        slowest["probe"] = max(slowest["probe"], await _seconds(_probe(address)))
    return slowest


async def _seconds(work: Awaitable[None]) -> float:
    clock = asyncio.get_running_loop().time
    began = clock()
    async with asyncio.timeout(PATIENCE):
        await work
    return clock() - began


async def _ask(person: Caller) -> None:
    assert (await person.post({"text": QUESTION}))["accepted"]


async def _probe(address: str) -> None:
    # A connection of its own, as a probe has.
    async with aiohttp.ClientSession() as session, session.get(f"{address}/healthz") as response:
        assert response.status == 200


if __name__ == "__main__":
    asyncio.run(_watch(sys.argv[1]))
