"""What a question costs the search by words alone: `python -m benchmarks.words_alone [--sizes 32,100000]`.

CPU time of each question, which on a shared machine says more than the clock; nothing is remembered of it.
Wanted: a median of at most 0.6 ms over 32 entries and 2 ms over 100,000.
"""

import argparse
import statistics
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.bases import asked, grown
from knowledge.base.entries import KnowledgeBase
from knowledge.base.loading import load_knowledge
from knowledge.evaluation import read_questions
from knowledge.search.finder import build_finder

QUESTIONS = 600
DEV = Path(__file__).parents[1] / "questions" / "dev.jsonl"


def costs(base: KnowledgeBase, questions: Sequence[str]) -> list[float]:
    """Milliseconds of CPU for each question, in ascending order."""
    finder = build_finder(base)
    # Dictionaries and caches of words are filled as in a bot that has run for a while.
    for question in questions:
        finder.find(question)
    found = []
    for question in questions:
        finder.forget()
        began = time.process_time_ns()
        finder.find(question)
        found.append((time.process_time_ns() - began) / 1e6)
    return sorted(found)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="32,1000,10000,100000", help="made-up entries, parted by commas")
    call = parser.parse_args()
    bases = {"shipped": (load_knowledge(), [one.q for one in read_questions(DEV)])}
    for size in map(int, call.sizes.split(",")):
        base = grown(size)
        bases[f"{size:,}"] = base, [one.q for one in asked(base, QUESTIONS)]
    sys.stdout.write("| entries | questions | p50 ms | p95 ms | p99 ms |\n|---|---|---|---|---|\n")
    for name, (base, questions) in bases.items():
        found = costs(base, questions)
        quantiles = statistics.quantiles(found, n=100)
        shown = " | ".join(f"{quantiles[at - 1]:.2f}" for at in (50, 95, 99))
        sys.stdout.write(f"| {name} | {len(found)} | {shown} |\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
