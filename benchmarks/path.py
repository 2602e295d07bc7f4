"""The whole path, update in over HTTP to reply out: `python -m benchmarks.path [part …]`.

Ours beside a bare aiogram echo bot, in turns, on the same fake Telegram and the same machine.
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
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.crowd import Crowd, Rush, answering, echoing
from bot.content.library import load_library
from bot.settings import Settings
from dialogs.turn.world import Library
from tests.telegram.filling import Filler

ROOT = Path(__file__).parents[1]
AT_ONCE = 200
FILLERS = 12
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
    """Answers a second beside the echo bot's, by turns."""
    texts = questions("dev")[:40]
    with tempfile.TemporaryDirectory(dir=call.folder) as folder:
        async with (
            echoing(texts, webhook=webhook, program=call.peer) as echo,
            answering(texts, Path(folder), webhook=webhook) as ours,
        ):
            for crowd in (echo, ours):
                # People ask the same things again and again: every question is asked once before.
                await crowd.asked(crowd.people(30), 10)
            echoes: list[Rush] = []
            answers: list[Rush] = []
            for _ in range(call.rounds):
                echoes.append(await echo.asked(echo.people(call.people), AT_ONCE))
                answers.append(await ours.asked(ours.people(call.people), AT_ONCE))
    way = "webhook" if webhook else "polling"
    print(f"\n{way}, beside {call.peer}, {AT_ONCE} people at once:")
    print(f"{call.rounds} rounds of {call.people * 3} updates\n")
    print("Least / median / most.\n")
    print("| bot | updates a second | ms of computing an update |\n|---|---|---|")
    for name, rushes in (("aiogram echo", echoes), ("ours", answers)):
        rates, costs = [rush.a_second for rush in rushes], [rush.cpu_ms for rush in rushes]
        print(f"| {name} | {spread(rates, '.0f')} | {spread(costs, '.2f')} |")
    pairs = list(zip(answers, echoes, strict=True))
    faster = [our.a_second / echo.a_second for our, echo in pairs]
    cheaper = [echo.cpu_ms / our.cpu_ms for our, echo in pairs]
    print(f"| ours ÷ echo | {spread(faster, '.2f')} | {spread(cheaper, '.2f')} (echo ÷ ours) |")
    print(f"\nOurs ÷ echo over all rounds: {overall(answers) / overall(echoes):.2f}", flush=True)


def overall(rushes: Sequence[Rush]) -> float:
    """Updates a second, all rounds taken together."""
    return sum(rush.updates for rush in rushes) / sum(rush.seconds for rush in rushes)


async def latency(call: argparse.Namespace) -> None:
    """Questions that nobody asked before, evenly, each by somebody new: the encoder has to work."""
    asked = questions("dev", "fresh", "unseen", "hard", "later")
    with tempfile.TemporaryDirectory(dir=call.folder) as folder:
        async with (
            echoing(asked, webhook=True) as echo,
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
        fillers.append(Filler(talk, library.form, model, typing=True))
    steps = min(len(filler.steps) for filler in fillers) - 2
    seconds: list[float] = []

    async def fill(filler: Filler, delay: float) -> None:
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
        default="benchmarks.echo_bot",
        help="the bot beside which the throughput is measured; tests.fake_telegram.echo_bot has filters, too",
    )
    parser.add_argument("--folder", help="where the databases stand, as in /dev/shm")
    call = parser.parse_args()
    for part in call.parts or PARTS:
        asyncio.run(PARTS[part](call))


if __name__ == "__main__":
    sys.exit(main())
