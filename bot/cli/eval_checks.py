"""`eval-checks`: how often the checks of the form are right, on labelled answers."""

import argparse
import json
import sys
from pathlib import Path

from bot.cli import Commands
from bot.clock import now
from bot.content.library import load_forms
from bot.settings import Settings
from dialogs.interview.examples import shipped_examples
from dialogs.interview.labelled import CheckFigures, CheckOutcome, evaluate_checks, figures, read_labelled

_FOLDER = Path("questions/interview")
SETS = (_FOLDER / "checks.jsonl", _FOLDER / "personal_data.jsonl")
# Of all checks together, and the least that any one may have.
PRECISION, RECALL, LEAST = 0.95, 0.90, 0.85


def register(commands: Commands) -> None:
    parser = commands.add_parser("eval-checks", help="measure the checks of the form on labelled answers")
    parser.add_argument(
        "file", type=Path, nargs="*", metavar="FILE.jsonl", help="default: ours in questions/interview/"
    )
    parser.add_argument("--misses", action="store_true", help="list the answers that came out wrong")
    parser.add_argument("--json", action="store_true", help="the figures as one JSON object")
    parser.set_defaults(run=_measure_checks)


def _measure_checks(call: argparse.Namespace, settings: Settings) -> int:
    """Precision and recall of every check; exit code 1 when they are less than wanted."""
    out = sys.stdout
    form = load_forms(settings.forms)
    cases = [case for file in call.file or SETS for case in read_labelled(file)]
    outcomes = [*evaluate_checks(form, shipped_examples(), cases, now())]
    by_check: dict[str, list[CheckOutcome]] = {}
    for outcome in outcomes:
        by_check.setdefault(outcome.case.check, []).append(outcome)
    every = {check: figures(by_check[check]) for check in sorted(by_check)}
    total = figures(outcomes)
    if call.json:
        measured = {check: _as_json(each) for check, each in {**every, "all": total}.items()}
        out.write(json.dumps(measured, ensure_ascii=False) + "\n")
    else:
        out.write(f"{'check':28} {'cases':>5} {'precision':>9} {'recall':>7} {'false alarms':>13}\n")
        out.writelines(_line(check, each) for check, each in every.items())
        out.write(_line("all", total))
    if call.misses:
        wrong = [outcome for outcome in outcomes if outcome.fired != outcome.case.fires]
        out.writelines(f"{w.case.place}: {w.case.check}: {'false' if w.fired else 'missed'}\n" for w in wrong)
    least = min(min(each.precision, each.recall) for each in every.values())
    return 0 if total.precision >= PRECISION and total.recall >= RECALL and least >= LEAST else 1


def _line(check: str, each: CheckFigures) -> str:
    cases = each.right + each.false + each.missed + each.silent
    return f"{check:28} {cases:5} {each.precision:9.3f} {each.recall:7.3f} {each.false_alarms:13.3f}\n"


def _as_json(each: CheckFigures) -> dict[str, float]:
    return {
        "right": each.right,
        "false": each.false,
        "missed": each.missed,
        "silent": each.silent,
        "precision": round(each.precision, 4),
        "recall": round(each.recall, 4),
    }
