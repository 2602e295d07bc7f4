"""Our ranking beside what one could take instead, in one run: `python -m benchmarks.search`.

Right first by kind, the answer/refuse area, milliseconds, and resident memory, each way in a process of its
own; then the same over made-up bases of up to a hundred thousand entries. `--plot FILE.svg` draws it. Times
are those of the processor: what else runs on the machine does not count.
Libraries that are not installed are named: `uv sync --group bench`.
"""

import argparse
import gc
import json
import os
import platform
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import product
from pathlib import Path

from benchmarks.bases import asked, grown
from benchmarks.ways import WAYS, Search
from knowledge.base.entries import KnowledgeBase
from knowledge.base.loading import SHIPPED, load_knowledge
from knowledge.evaluation import LabelledQuestion, read_questions

ROOT = Path(__file__).parents[1]
FOREIGN = ROOT / "tests" / "knowledge" / "foreign"
SETS = {
    "dev": (ROOT / "questions" / "dev.jsonl", SHIPPED),
    "hard": (ROOT / "questions" / "hard.jsonl", SHIPPED),
    "foreign": (FOREIGN / "questions.jsonl", FOREIGN),
}
SIZES = (32, 1_000, 10_000, 100_000)
# Encoding a made-up base takes minutes and tells nothing: its words mean nothing.
NOT_GROWN = "ours, with encoders"
ASKED = 200
SECONDS = 6.0  # of asking a made-up base: a way that takes seconds a question is asked fewer


@dataclass(frozen=True)
class Measured:
    """One way over one set. Percent, milliseconds, MB; `asked` of the set's questions were put to it."""

    way: str
    over: str
    built: float
    p50: float
    p99: float
    memory: float
    first: float
    three: float
    area: float
    kinds: Mapping[str, float]
    asked: int


def measured(way: str, over: str) -> Measured:
    """Measures in this very process: run it in one of its own."""
    base, questions = _material(over)
    gc.collect()
    before = _resident()
    start = time.process_time()
    search = WAYS[way](base)
    built = time.process_time() - start
    search("разогрев")  # what is loaded late is loaded now
    return _asked(search, questions, way, over, built, before)


def _asked(
    search: Search, questions: Sequence[LabelledQuestion], way: str, over: str, built: float, before: float
) -> Measured:
    kinds: dict[str, list[bool]] = defaultdict(list)
    inside: list[float] = []
    outside: list[float] = []
    times: list[float] = []
    three = 0
    for question in questions:
        start = time.process_time()
        found = search(question.q)
        times.append((time.process_time() - start) * 1e3)
        (inside if question.expect else outside).append(found[0][1] if found else 0.0)
        if question.expect:
            kinds[question.kind].append(bool(found) and found[0][0] in question.expect)
            three += bool({name for name, _ in found[:3]} & set(question.expect))
        if over.isdigit() and sum(times) > SECONDS * 1e3:
            break
    right = [each for found in kinds.values() for each in found]
    area = sum((one > other) + (one == other) / 2 for one, other in product(inside, outside))
    times.sort()
    return Measured(
        way=way,
        over=over,
        built=built,
        p50=times[len(times) // 2],
        p99=times[int(len(times) * 0.99)],
        memory=_resident() - before,
        first=_percent(right),
        three=100 * three / len(right),
        area=area / max(len(inside) * len(outside), 1),
        kinds={kind: _percent(found) for kind, found in sorted(kinds.items())},
        asked=len(times),
    )


def _percent(found: Sequence[bool]) -> float:
    return 100 * sum(found) / len(found)


def _material(over: str) -> tuple[KnowledgeBase, Sequence[LabelledQuestion]]:
    if over in SETS:
        path, folder = SETS[over]
        return load_knowledge(folder), read_questions(path)
    base = grown(int(over))
    return base, asked(base, ASKED)


def _resident() -> float:
    """MB of this process that stand in memory."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def in_a_process_of_its_own(way: str, over: str) -> Measured | str:
    """What was measured, or why nothing was."""
    call = [sys.executable, "-m", "benchmarks.search", "--one", way, over]
    done = subprocess.run(call, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        return done.stderr.strip().splitlines()[-1] if done.stderr.strip() else "it ended without a word"
    return Measured(**json.loads(done.stdout))


class Figures:
    """What was measured, also by an earlier run into the same file."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        kept = json.loads(path.read_text(encoding="utf-8")) if path and path.exists() else []
        self.all = [Measured(**figures) for figures in kept]

    def of(self, way: str, over: str) -> Measured | str:
        """What was measured before or is measured now, or why nothing is."""
        for figures in self.all:
            if (figures.way, figures.over) == (way, over):
                return figures
        figures = in_a_process_of_its_own(way, over)
        if isinstance(figures, Measured):
            self.all.append(figures)
            if self._path:
                text = json.dumps([asdict(each) for each in self.all], ensure_ascii=False)
                self._path.write_text(text, encoding="utf-8")
        return figures


def compare(
    overs: Sequence[str], ways: Sequence[str], figures: Figures, out: Callable[[str], object]
) -> None:
    """Every way over every set, as tables."""
    for over in overs:
        out(f"\n## {f'{int(over):,} made-up entries' if over.isdigit() else over}\n\n")
        out("| way | first % | within three % | area | p50 / p99 ms | MB | built in s | first by kind % |\n")
        out("|---|---|---|---|---|---|---|---|\n")
        for way in ways:
            result = figures.of(way, over)
            if isinstance(result, str):
                out(f"| {way} | not measured: {result} | | | | | | |\n")
            else:
                out(_row(result))


def _row(one: Measured) -> str:
    kinds = ", ".join(f"{kind} {share:.0f}" for kind, share in one.kinds.items())
    area = f"{one.area:.3f}" if one.area else "–"
    return (
        f"| {one.way} | {one.first:.1f} | {one.three:.1f} | {area} | {one.p50:.2f} / {one.p99:.1f} "
        f"| {one.memory:.0f} | {one.built:.1f} | {kinds} |\n"
    )


def machine() -> str:
    """Where and when this was measured."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        models = {line.partition(":")[2].strip() for line in lines if line.startswith("model name")}
    except OSError:
        models = {platform.processor()}
    cores = os.cpu_count()
    python = platform.python_version()
    return f"{', '.join(sorted(models))}, {cores} cores, Python {python}, {time.strftime('%Y-%m-%d')}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--one", nargs=2, metavar=("WAY", "SET"), help=argparse.SUPPRESS)
    parser.add_argument("--sets", nargs="*", choices=list(SETS), metavar="SET", help="only these questions")
    parser.add_argument("--grow", type=int, nargs="*", metavar="N", help="only made-up bases, of these sizes")
    parser.add_argument("--ways", nargs="*", default=list(WAYS), choices=list(WAYS), metavar="WAY")
    parser.add_argument(
        "--figures", type=Path, metavar="FILE.json", help="keep them; an interrupted run goes on"
    )
    parser.add_argument("--plot", type=Path, metavar="FILE.svg", help="draw the figures")
    call = parser.parse_args()
    if call.one:
        sys.stdout.write(json.dumps(asdict(measured(*call.one))))
        return

    def out(text: str) -> None:
        sys.stdout.write(text)
        sys.stdout.flush()

    out(f"{machine()}\n")
    figures = Figures(call.figures)
    everything = call.sets is None and call.grow is None
    sets = list(SETS) if everything or call.sets == [] else call.sets or []
    sizes = SIZES if everything or call.grow == [] else call.grow or ()
    compare(sets, call.ways, figures, out)
    compare([str(size) for size in sizes], [way for way in call.ways if way != NOT_GROWN], figures, out)
    if call.plot:
        from benchmarks.drawing import draw  # noqa: PLC0415

        draw(figures.all, machine(), call.plot)


if __name__ == "__main__":
    main()
