"""`eval` and `eval-checks`: how well question sets are answered; how often the form's checks are right."""

import argparse
import json
import math
import sys
from pathlib import Path

from bot.cli import Commands
from bot.cli.ask import add_knowledge, vectors_folder
from bot.clock import now
from bot.content.encoders import meaning_of
from bot.content.library import load_forms
from bot.settings import Settings
from dialogs.interview import labelled
from dialogs.interview.examples import shipped_examples
from knowledge.base.loading import SHIPPED, load_knowledge
from knowledge.evaluation import SearchEvaluation, evaluate, read_questions
from knowledge.regression import changes, drops, figures, read_given, read_json
from knowledge.search.finder import Finder, build_finder

WORDS_ALONE = "words"
_FOLDER = Path("questions/interview")
SETS = (_FOLDER / "checks.jsonl", _FOLDER / "personal_data.jsonl")
# Of all checks together, and the least that any one may have.
PRECISION, RECALL, LEAST = 0.95, 0.90, 0.85


def register(commands: Commands) -> None:
    parser = commands.add_parser("eval", help="measure the answers on a question set")
    parser.add_argument("file", type=Path, nargs="+", metavar="FILE.jsonl")
    parser.add_argument("--words", action="store_true", help="by words alone, without sentence encoders")
    parser.add_argument(
        "--against", type=Path, metavar="OLD", help="an earlier --json, or a folder of entries: what changed"
    )
    parser.add_argument("--baseline", type=Path, metavar="FILE", help="exit 1 on a drop of one point")
    parser.add_argument("--keep", action="store_true", help="write the figures into the baseline")
    parser.add_argument("--json", action="store_true", help="the figures as one JSON object")
    parser.add_argument(
        "--fail-under", type=float, metavar="PERCENT", help="exit 1 when fewer questions come out right"
    )
    add_knowledge(parser)
    parser.set_defaults(run=_evaluate)

    parser = commands.add_parser("eval-checks", help="measure the checks of the form on labelled answers")
    parser.add_argument(
        "file", type=Path, nargs="*", metavar="FILE.jsonl", help="default: ours in questions/interview/"
    )
    parser.add_argument("--misses", action="store_true", help="list the answers that came out wrong")
    parser.add_argument("--json", action="store_true", help="the figures as one JSON object")
    parser.set_defaults(run=_measure_checks)


def _evaluate(call: argparse.Namespace, settings: Settings) -> int:
    """The figures of each set; exit code 1 when one is found wanting."""
    finder = _finder(call.knowledge or settings.knowledge or SHIPPED, call.words or not settings.encoders)
    code = 0
    for file in call.file:
        result = evaluate(finder, read_questions(file))
        if call.json:
            sys.stdout.write(json.dumps(result.as_json(), ensure_ascii=False) + "\n")
        else:
            heading = f"{file}\n" if len(call.file) > 1 else ""
            sys.stdout.write(f"{heading}{result.render_table()}\n")
        if call.against is not None:
            _write_changes(file, result, call.against, call.words)
        if call.baseline is not None:
            code |= _compare(file, result, finder, call.baseline, call.keep)
        if call.fail_under is not None and result.right_first * 100 < call.fail_under:
            code = 1
    return code


def _finder(folder: Path, words: bool) -> Finder:
    base = load_knowledge(folder)
    finder = build_finder(base, None if words else meaning_of(base, vectors_folder()))
    # Figures must not depend on how busy the machine is.
    finder.encoder_seconds = math.inf
    return finder


def _write_changes(file: Path, result: SearchEvaluation, old: Path, words: bool) -> None:
    if old.is_dir():
        before = {g.q: g for g in evaluate(_finder(old, words), read_questions(file)).given}
    else:
        before = read_given(old)
    found = list(changes(before, result))
    sys.stdout.write(f"\nanswers changed: {len(found)}\n")
    sys.stdout.writelines(f"{each}\n" for each in found)


def _compare(file: Path, result: SearchEvaluation, finder: Finder, baseline: Path, keep: bool) -> int:
    """1 when a figure dropped below the baseline; with `keep` the figures become the baseline."""
    kept = read_json(baseline) if baseline.is_file() or not keep else {}
    # Without the encoders a machine is judged by what words alone can do.
    way = "+".join(finder.embeddings.families) if finder.embeddings else WORDS_ALONE
    before = kept.get(file.stem, {}).get(way)
    now = figures(result)
    if keep:
        kept.setdefault(file.stem, {})[way] = now
        baseline.write_text(json.dumps(kept, indent=1, sort_keys=True) + "\n", encoding="utf-8")
        return 0
    if before is None:
        sys.stdout.write(f"\nno baseline for {file.stem} with {way}\n")
        return 0
    worse = list(drops(before, now))
    sys.stdout.writelines(f"\nDROPPED {each}\n" for each in worse)
    return 1 if worse else 0


def _measure_checks(call: argparse.Namespace, settings: Settings) -> int:
    """Precision and recall of every check; exit code 1 when they are less than wanted."""
    out = sys.stdout
    form = load_forms(settings.forms)
    cases = [case for file in call.file or SETS for case in labelled.read_labelled(file)]
    outcomes = [*labelled.evaluate_checks(form, shipped_examples(), cases, now())]
    by_check: dict[str, list[labelled.CheckOutcome]] = {}
    for outcome in outcomes:
        by_check.setdefault(outcome.case.check, []).append(outcome)
    every = {check: labelled.figures(by_check[check]) for check in sorted(by_check)}
    total = labelled.figures(outcomes)
    if call.json:
        measured = {check: _checked_as_json(each) for check, each in {**every, "all": total}.items()}
        out.write(json.dumps(measured, ensure_ascii=False) + "\n")
    else:
        out.write(f"{'check':28} {'cases':>5} {'precision':>9} {'recall':>7} {'false alarms':>13}\n")
        out.writelines(_checked_line(check, each) for check, each in every.items())
        out.write(_checked_line("all", total))
    if call.misses:
        wrong = [outcome for outcome in outcomes if outcome.fired != outcome.case.fires]
        out.writelines(f"{w.case.place}: {w.case.check}: {'false' if w.fired else 'missed'}\n" for w in wrong)
    least = min(min(each.precision, each.recall) for each in every.values())
    return 0 if total.precision >= PRECISION and total.recall >= RECALL and least >= LEAST else 1


def _checked_line(check: str, each: labelled.CheckFigures) -> str:
    cases = each.right + each.false + each.missed + each.silent
    return f"{check:28} {cases:5} {each.precision:9.3f} {each.recall:7.3f} {each.false_alarms:13.3f}\n"


def _checked_as_json(each: labelled.CheckFigures) -> dict[str, float]:
    return {
        "right": each.right,
        "false": each.false,
        "missed": each.missed,
        "silent": each.silent,
        "precision": round(each.precision, 4),
        "recall": round(each.recall, 4),
    }
