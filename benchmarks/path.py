"""The whole path, update in over HTTP to reply out: `python -m benchmarks.path [part …]`.

Ours beside other aiogram bots (`--peer`), in turns, on the same fake Telegram and the same machine.
"""

import argparse
import asyncio
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.crowd import ECHO, Crowd, Rush, answering, peer_answering
from bot.content.library import load_library
from bot.settings import Settings
from dialogs.turn.world import Library
from tests.telegram.filling import AtTelegram, filler_at
from tests.whole.filling import Filler

ROOT = Path(__file__).parents[1]
AT_ONCE = 200
FILLERS = 12
PEERS = {
    "echo": ECHO,
    # An echo bot with four filters.
    "filters": "tests.fake_telegram.echo_bot",
    # Search, database and all, as one would write it in a day.
    "idiomatic": "benchmarks.peer_bot",
}
# From a question on screen to the next answer, the same for everyone: quicker than anybody reads and types.
STEP_SECONDS = 2.6


def questions(*sets: str) -> list[str]:
    """Questions that the knowledge base answers."""
    found = []
    for name in sets:
        for line in (ROOT / "questions" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
            asked = json.loads(line)
            if asked["expect"]:
                found.append(asked["q"])
    return list(dict.fromkeys(found))


def spread(values: Sequence[float], form: str) -> str:
    """Least, middle and most."""
    return " / ".join(format(each, form) for each in (min(values), statistics.median(values), max(values)))


async def throughput(call: argparse.Namespace, *, webhook: bool) -> None:
    """Answers a second beside each peer's, by turns."""
    texts = questions("dev")[:40]
    peers = dict.fromkeys(call.peer or ["echo", "idiomatic"])
    async with AsyncExitStack() as stack:

        def folder() -> Path:
            return Path(stack.enter_context(tempfile.TemporaryDirectory(dir=call.folder)))

        crowds: dict[str, Crowd] = {}
        for peer in peers:
            serving = peer_answering(texts, folder(), webhook=webhook, program=PEERS[peer])
            crowds[peer] = await stack.enter_async_context(serving)
        crowds["ours"] = await stack.enter_async_context(answering(texts, folder(), webhook=webhook))
        for crowd in crowds.values():
            # People ask the same things again and again: every question is asked once before.
            await crowd.asked(crowd.people(30), 10)
        rushes: dict[str, list[Rush]] = {name: [] for name in crowds}
        for _ in range(call.rounds):
            for name, crowd in crowds.items():
                rushes[name].append(await crowd.asked(crowd.people(call.people), AT_ONCE))
    print(f"\n{'webhook' if webhook else 'polling'}, {AT_ONCE} people at once:")
    print(f"{call.rounds} rounds of {call.people * 3} updates, load {os.getloadavg()[0]:.1f}\n")
    print("Least / median / most.\n")
    print("| bot | updates a second | ms of computing an update |\n|---|---|---|")
    for name, rounds in rushes.items():
        rates, costs = [rush.a_second for rush in rounds], [rush.cpu_ms for rush in rounds]
        print(f"| {name} | {spread(rates, '.0f')} | {spread(costs, '.2f')} |")
    for peer in peers:
        pairs = list(zip(rushes["ours"], rushes[peer], strict=True))
        faster = [our.a_second / their.a_second for our, their in pairs]
        cheaper = [their.cpu_ms / our.cpu_ms for our, their in pairs]
        print(f"| ours ÷ {peer} | {spread(faster, '.2f')} | {spread(cheaper, '.2f')} ({peer} ÷ ours) |")
    for peer in peers:
        ratio = overall(rushes["ours"]) / overall(rushes[peer])
        print(f"\nOurs ÷ {peer} over all rounds: {ratio:.2f}", flush=True)


def overall(rushes: Sequence[Rush]) -> float:
    """Updates a second, all rounds taken together."""
    return sum(rush.updates for rush in rushes) / sum(rush.seconds for rush in rushes)


async def latency(call: argparse.Namespace) -> None:
    """Questions that nobody asked before, evenly, each by somebody new: the encoder has to work."""
    asked = questions("dev", "fresh", "unseen", "hard", "later")
    with tempfile.TemporaryDirectory(dir=call.folder) as folder:
        async with (
            peer_answering(asked, Path(folder), webhook=True) as echo,
            answering(["Здравствуйте"], Path(folder), webhook=True) as ours,
        ):
            for name, crowd in (("echo", echo), ("ours", ours)):
                await crowd.asked(crowd.people(10), 5)
                told = await evenly(crowd, asked[: int(call.rate * call.seconds)], call.rate)
                tell(f"reply at {call.rate} questions a second, {name}", told)


async def interview(call: argparse.Namespace) -> None:
    """People who fill the profile at a steady pace: from an answer to the next question."""
    library = load_library(Settings(), datetime.now(UTC))
    with tempfile.TemporaryDirectory(dir=call.folder) as folder:
        async with answering([], Path(folder), webhook=True) as crowd:
            before = crowd.server.counts.copy()
            seconds = await filled(crowd, library)
            requests = crowd.server.counts - before
    tell(f"a step of the interview, {FILLERS} people, an answer of each every {STEP_SECONDS} s", seconds)
    asked = ", ".join(f"{method} {count / len(seconds):.2f}" for method, count in requests.most_common())
    print(f"requests to Telegram a step: {asked}", flush=True)


async def filled(crowd: Crowd, library: Library) -> list[float]:
    """Seconds from each answer to the next question."""
    fillers = []
    for talk in crowd.people(FILLERS):
        await talk.say("/profile")
        model = next(each.draft for each in library.examples if each.id == "internal_facilities")
        fillers.append(filler_at(talk, library.form, model, typing=True))
    steps = min(len(filler.steps) for filler in fillers) - 2
    seconds: list[float] = []

    async def fill(filler: Filler[AtTelegram], delay: float) -> None:
        await asyncio.sleep(delay)
        for step in range(steps):
            began = time.perf_counter()
            await filler.fill(step + 1)
            seconds.append(time.perf_counter() - began)
            await asyncio.sleep(STEP_SECONDS)

    async with asyncio.TaskGroup() as group:
        for number, filler in enumerate(fillers):
            group.create_task(fill(filler, STEP_SECONDS * number / len(fillers)))
    return seconds


async def evenly(crowd: Crowd, texts: Sequence[str], rate: float) -> list[float]:
    """Seconds to each answer, so many questions a second, whatever is still under way."""

    async def timed(text: str) -> float:
        began = time.perf_counter()
        await crowd.person().say(text)
        return time.perf_counter() - began

    began = time.perf_counter()
    tasks = []
    for number, text in enumerate(texts):
        await asyncio.sleep(max(began + number / rate - time.perf_counter(), 0))
        tasks.append(asyncio.ensure_future(timed(text)))
    return list(await asyncio.gather(*tasks))


def tell(what: str, seconds: Sequence[float]) -> None:
    ms = sorted(each * 1e3 for each in seconds)
    p50, p99 = ms[len(ms) // 2], ms[int(len(ms) * 0.99)]
    load = os.getloadavg()[0]
    print(f"{what}: p50 {p50:.0f} ms, p99 {p99:.0f} ms, n={len(ms)}, load {load:.1f}", flush=True)


PARTS: dict[str, Callable[[argparse.Namespace], Awaitable[None]]] = {
    "polling": lambda call: throughput(call, webhook=False),
    "webhook": lambda call: throughput(call, webhook=True),
    "latency": latency,
    "interview": interview,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="part", help=", ".join(PARTS))
    parser.add_argument("--people", type=int, default=600, help="in each round of the throughput")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--rate", type=float, default=30, help="questions a second for the latency")
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument(
        "--peer",
        action="append",
        choices=PEERS,
        help="a bot beside which the throughput is measured, may be repeated (echo, idiomatic)",
    )
    parser.add_argument("--folder", help="where the databases stand, as in /dev/shm")
    call = parser.parse_args()
    for part in call.parts or PARTS:
        asyncio.run(PARTS[part](call))


if __name__ == "__main__":
    sys.exit(main())
