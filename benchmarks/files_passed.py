"""Which product files one message by Telegram passes: `python -m benchmarks.files_passed [--list]`.

A file is passed when one of its functions is executed, in whatever task or thread, between the moment when
the message reaches the fake Telegram and the moment when the request with the answer reaches it; importing a
module does not count. A file counts when most of the people who send such a message pass it.

A hop is a piece of work that a thread which works with SQLite takes from its queue: how often the database's
thread is woken. A function that runs a whole transaction there is one hop; a statement
awaited by itself is one, too. Hops are counted until the bot is at rest, for a delivery is noted after the
answer has left.
"""

import argparse
import asyncio
import os
import signal
import statistics
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePath

from benchmarks.crowd import PATIENCE, at_work
from benchmarks.tracing import TRACE_FILE, WRITTEN, Trace
from tests.fake_telegram import FakeTelegram, Talk
from tests.fake_telegram.refusal import Json
from tests.launcher.service import Service

REST_SECONDS = 1.0
# What is measured differs from person to person: a text that was looked up before would be remembered.
GREETING = ("/start", "что такое клиентоцентричность")
QUESTIONS = (
    "Кто такой внутренний клиент?",
    "что такое сегментация аудитории",
    "чем внешний клиент отличается от внутреннего",
    "как собрать потребности клиента",
    "зачем нужен клиентский путь",
)
# Up to the fifth question, by number where there are options; the fourth asks for a list of
# at least two things, which is ended.
INTERVIEW = (
    "/profile",
    "Департамент транспорта Приозёрской области",
    "4",
    "3",
    "Пропуска и парковка\nРемонт помещений\nготово",
)
ANSWERS = (
    "Отдел административно-хозяйственного обеспечения",
    "Управление делами",
    "Хозяйственный отдел",
    "Отдел материального снабжения",
    "Служба эксплуатации зданий",
)


class TracedService(Service):
    """Our bot under the recorder."""

    @property
    def trace_file(self) -> Path:
        return self.folder / "trace.json"

    def environment(self, more: Mapping[str, str] | None = None) -> dict[str, str]:
        return super().environment(more) | {TRACE_FILE: str(self.trace_file)}

    async def trace(self) -> Trace:
        """What happened since the last call."""
        written = self.log.count(WRITTEN)
        os.kill(self.pid, signal.SIGUSR1)
        await self.says(WRITTEN, times=written + 1)
        return Trace.read(self.trace_file)


@dataclass
class Departures:
    """When the fake Telegram was asked to send something; it objects to nothing."""

    at: defaultdict[int, list[int]] = field(default_factory=lambda: defaultdict(list))

    def note(self, method: str, parameters: Json) -> Iterable[str]:
        if method == "sendMessage":
            self.at[int(parameters["chat_id"])].append(time.monotonic_ns())
        return ()


@dataclass(frozen=True)
class Passed:
    """What messages of one kind passed."""

    name: str
    files: Sequence[frozenset[str]]
    hops_to_answer: Sequence[int]
    hops_to_rest: Sequence[int]

    def usual(self) -> list[str]:
        """The files that most of the messages passed."""
        counts = Counter(file for files in self.files for file in files)
        return sorted(file for file, count in counts.items() if count > len(self.files) / 2)


async def measured() -> list[Passed]:
    departures = Departures()
    with tempfile.TemporaryDirectory() as folder:
        async with FakeTelegram(
            judging=False, judges={"departures": departures.note}, patience=PATIENCE
        ) as server:
            # As it is run, with its limit for each person.
            service = TracedService(Path(folder), {"RATE_LIMIT_PER_MINUTE": "120"}, server, hurried=False)
            service.program = ("-m", "benchmarks.tracing", "run")
            async with at_work(service):
                bot = Bot(service, server, departures)
                return [
                    await bot.passed("question", GREETING, QUESTIONS),
                    await bot.passed("interview answer", INTERVIEW, ANSWERS),
                ]


@dataclass(frozen=True)
class Bot:
    """The traced bot and the people who write to it."""

    service: TracedService
    telegram: FakeTelegram
    departures: Departures

    async def passed(self, name: str, before: Sequence[str], measured: Sequence[str]) -> Passed:
        """What each of the messages passed, written by a person who had said the others before."""
        files, to_answer, to_rest = [], [], []
        for number, text in enumerate(measured):
            talk = self.telegram.person(f"{name} {number}").private()
            for said in before:
                await self._answered(talk, said)
            await asyncio.sleep(REST_SECONDS)
            await self.service.trace()
            since = time.monotonic_ns()
            left = await self._answered(talk, text)
            await asyncio.sleep(REST_SECONDS)
            trace = await self.service.trace()
            files.append(trace.between(since, left).files())
            to_answer.append(trace.between(since, left).hops())
            to_rest.append(trace.hops())
        return Passed(name, files, to_answer, to_rest)

    async def _answered(self, talk: Talk, text: str) -> int:
        """When the answer left."""
        departures = self.departures.at[talk.id]
        before = len(departures)
        talk.tell(text)
        await talk.until(lambda: len(departures) > before, "an answer")
        return departures[before]


def room_of(file: str) -> str:
    """The package of a file, at most two deep."""
    return "/".join(PurePath(file).parent.parts[:2])


def table(kinds: Sequence[Passed]) -> str:
    """Files by room, a column a kind of message."""
    counts = [Counter(map(room_of, kind.usual())) for kind in kinds]
    rows = [["room", *(kind.name for kind in kinds)], ["---"] * (len(kinds) + 1)]
    rows += [[room, *(str(each[room]) for each in counts)] for room in sorted(set().union(*counts))]
    rows.append(["**files**", *(f"**{each.total()}**" for each in counts)])
    for what, hops in (
        ("hops to SQLite until the answer leaves", [kind.hops_to_answer for kind in kinds]),
        ("hops to SQLite until the bot is at rest", [kind.hops_to_rest for kind in kinds]),
    ):
        rows.append([what, *(f"{statistics.median(each):g} ({min(each)}–{max(each)})" for each in hops)])
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--list", action="store_true", help="name the files, too")
    call = parser.parse_args()
    kinds = asyncio.run(measured())
    print(table(kinds))
    print(f"\n{len(QUESTIONS)} people each, load {os.getloadavg()[0]:.1f}")
    if call.list:
        for kind in kinds:
            print(f"\n## {kind.name}\n")
            print("\n".join(kind.usual()))


if __name__ == "__main__":
    main()
