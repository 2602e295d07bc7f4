"""The benchmark of the search runs; how fast, it says itself."""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
WAYS = ("SQLite FTS5, trigrams", "ours, words alone")


def test_the_search_benchmark_measures_ways_in_processes_of_their_own(tmp_path: Path) -> None:
    figures = tmp_path / "figures.json"
    call = ("--sets", "hard", "--grow", "1000", "--ways", *WAYS, "--figures", str(figures))
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.search", *call],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert all(done.stdout.count(f"| {way} |") == 2 for way in WAYS)
    measured = json.loads(figures.read_text(encoding="utf-8"))
    assert {(each["way"], each["over"]) for each in measured} == {
        (w, o) for w in WAYS for o in ("hard", "1000")
    }
    assert all(each["memory"] > 0 and 0 < each["p50"] <= each["p99"] for each in measured)
    ours = next(each for each in measured if each["way"] == WAYS[1] and each["over"] == "1000")
    assert ours["first"] >= 95
