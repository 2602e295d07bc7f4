"""The whole path, update in over HTTP to reply out: `python -m benchmarks.path [part …]`.

Ours beside a bare aiogram echo bot, in turns, on the same fake Telegram and the same machine.
"""

import argparse
import asyncio
import json
import statistics
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks.crowd import Crowd, Rush, answering, echoing

ROOT = Path(__file__).parents[1]
AT_ONCE = 200


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


async def throughput(people: int, rounds: int, *, webhook: bool) -> None:
    """Answers a second beside the echo bot's, by turns."""
    texts = questions("dev")[:40]
    with tempfile.TemporaryDirectory() as folder:
        async with (
            echoing(texts, webhook=webhook) as echo,
            answering(texts, Path(folder), webhook=webhook) as ours,
        ):
            await _warmed(echo, ours)
            echoes: list[Rush] = []
            answers: list[Rush] = []
            for _ in range(rounds):
                echoes.append(await echo.asked(echo.people(people), AT_ONCE))
                answers.append(await ours.asked(ours.people(people), AT_ONCE))
    way = "webhook" if webhook else "polling"
    print(
        f"\n{way}: {rounds} rounds of {people * 3} updates, {AT_ONCE} people at once; least / median / most\n"
    )
    print("| bot | updates a second | ms of computing an update |\n|---|---|---|")
    for name, rushes in (("aiogram echo", echoes), ("ours", answers)):
        rates, costs = [rush.a_second for rush in rushes], [rush.cpu_ms for rush in rushes]
        print(f"| {name} | {spread(rates, '.0f')} | {spread(costs, '.2f')} |")
    pairs = list(zip(answers, echoes, strict=True))
    faster = [our.a_second / echo.a_second for our, echo in pairs]
    dearer = [echo.cpu_ms / our.cpu_ms for our, echo in pairs]
    print(f"| ours ÷ echo | {spread(faster, '.2f')} | {spread(dearer, '.2f')} (inverse) |", flush=True)


async def _warmed(*crowds: Crowd) -> None:
    """Every question is asked once before: people ask the same things again and again."""
    for crowd in crowds:
        await crowd.asked(crowd.people(30), 10)


PARTS = {
    "polling": lambda call: throughput(call.people, call.rounds, webhook=False),
    "webhook": lambda call: throughput(call.people, call.rounds, webhook=True),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="part", help=", ".join(PARTS))
    parser.add_argument("--people", type=int, default=600)
    parser.add_argument("--rounds", type=int, default=5)
    call = parser.parse_args()
    for part in call.parts or PARTS:
        asyncio.run(PARTS[part](call))


if __name__ == "__main__":
    sys.exit(main())
