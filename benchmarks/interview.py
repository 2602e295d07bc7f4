"""How long a step of the interview takes in a long report: `python -m benchmarks.interview`."""

import os
import time
from collections.abc import Callable
from dataclasses import replace

from bot.clock import now
from dialogs.authoring.form_loading import load_form, shipped_form
from dialogs.interview.answers import Path
from dialogs.interview.examples import load_examples, shipped_examples
from dialogs.interview.question import question
from dialogs.interview.route import AskField, open_after, progress
from dialogs.interview.view import View


def best_of(times: int, work: Callable[[], object]) -> float:
    """Milliseconds of the fastest run."""

    def run() -> float:
        began = time.perf_counter()
        work()
        return (time.perf_counter() - began) * 1000

    return min(run() for _ in range(times))


def main() -> None:
    form = load_form(shipped_form())
    example = load_examples(form, shipped_examples(), now())[0].draft
    draft = replace(example, segments=(example.segments * 5)[:5])
    path = Path("channels", 4)

    def step() -> None:
        view = View(form, draft)
        question(view, path)
        open_after(view, AskField(path))
        progress(view)

    print("| | ms, the fastest run |\n|---|---|")
    print(f"| a step of a report with five segments | {best_of(50, step):.2f} |")
    print(f"| loading the form | {best_of(3, lambda: load_form(shipped_form())):.0f} |")
    print(f"\nload {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
