"""The figures of `benchmarks.search` as a picture."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
from matplotlib.figure import Figure

if TYPE_CHECKING:
    from benchmarks.search import Measured

_INK, _QUIET = "#1d3557", ("#8d99ae", "#b08968", "#7f9c8a", "#a78bad", "#c2a83e", "#6c8ebf")
_OURS = {"ours, words alone": "#e07a2f", "ours, with encoders": "#c1121f"}


def draw(results: "Sequence[Measured]", label: str, path: Path) -> None:
    """Accuracy, memory, and how long a question takes as the base grows."""
    mpl.rcParams.update({"svg.hashsalt": "segmentbot", "font.size": 9, "axes.spines.top": False})
    mpl.rcParams.update({"axes.spines.right": False, "axes.edgecolor": _INK, "text.color": _INK})
    ways = list(dict.fromkeys(result.way for result in results))
    quiet = iter(_QUIET)
    colours = {way: _OURS.get(way) or next(quiet) for way in ways}
    figure = Figure(figsize=(11, 7.5), layout="constrained")
    (first, foreign), (growth, memory) = figure.subplots(2, 2)
    _bars(first, results, "dev", "first", "Right first, our entries (dev), %", colours)
    _bars(foreign, results, "foreign", "first", "Right first, a base without phrasings (foreign), %", colours)
    _lines(growth, results, colours)
    largest = max((result.over for result in results if result.over.isdigit()), key=int, default="dev")
    title = f"Memory at {int(largest):,} entries, MB" if largest.isdigit() else "Memory, MB"
    _bars(memory, results, largest, "memory", title, colours)
    figure.suptitle("Segmentbot's search beside others", fontweight="bold")
    figure.supxlabel(label, fontsize=8, color="#555555")
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, metadata={"Date": None})


def _bars(
    axes: Any, results: "Sequence[Measured]", over: str, value: str, title: str, colours: dict[str, str]
) -> None:
    shown = [result for result in results if result.over == over][::-1]
    lengths = [getattr(result, value) for result in shown]
    bars = axes.barh([result.way for result in shown], lengths, color=[colours[each.way] for each in shown])
    axes.bar_label(bars, fmt="%.0f", padding=3)
    axes.set_title(title, loc="left")


def _lines(axes: Any, results: "Sequence[Measured]", colours: dict[str, str]) -> None:
    for way, colour in colours.items():
        points = sorted(
            (int(each.over), each.p50) for each in results if each.way == way and each.over.isdigit()
        )
        if points:
            sizes, times = zip(*points, strict=True)
            axes.plot(sizes, times, marker="o", color=colour, label=way, linewidth=3 if way in _OURS else 1.5)
    axes.set(xscale="log", yscale="log", xlabel="entries")
    axes.axhline(5, color="#999999", linewidth=0.8, linestyle="--")
    axes.set_title("Half of the questions take at most, ms", loc="left")
    axes.legend(fontsize=7, frameon=False)
