"""`eval`: how well question sets are answered, and what changed since."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from bot.content.encoders import meaning_of
from knowledge.base.loading import SHIPPED, load_knowledge
from knowledge.evaluation import Evaluation, evaluate, read_questions
from knowledge.regression import changes, drops, figures, read_given, read_json
from knowledge.search.finder import Finder, build_finder

WORDS_ALONE = "words"


@dataclass(frozen=True, slots=True)
class Measuring:
    """What to measure with, and what to compare with.

    `against`: an earlier output of `eval --json`, or a folder with the entries of before. `baseline`: the
    figures kept, which must not drop by a point; `keep` writes today's into it.
    """

    folder: Path | None
    vectors: Path | None
    as_json: bool = False
    fail_under: float | None = None
    against: Path | None = None
    baseline: Path | None = None
    keep: bool = False
    words: bool = False


def evaluate_files(files: Sequence[Path], measuring: Measuring, out: TextIO) -> int:
    """The figures of each set; exit code 1 when one is found wanting."""
    finder = _finder(measuring.folder or SHIPPED, measuring)
    code = 0
    for file in files:
        if len(files) > 1 and not measuring.as_json:
            out.write(f"{file}\n")
        result = evaluate(finder, read_questions(file))
        if measuring.as_json:
            out.write(json.dumps(result.as_json(), ensure_ascii=False) + "\n")
        else:
            out.write(result.render_table() + "\n")
        if measuring.against is not None:
            _tell_changes(file, result, measuring, out)
        if measuring.baseline is not None:
            code |= _compare(file, result, finder, measuring, out)
        if measuring.fail_under is not None and result.right_first * 100 < measuring.fail_under:
            code = 1
    return code


def _finder(folder: Path, measuring: Measuring) -> Finder:
    base = load_knowledge(folder)
    return build_finder(base, None if measuring.words else meaning_of(base, measuring.vectors))


def _tell_changes(file: Path, result: Evaluation, measuring: Measuring, out: TextIO) -> None:
    old = measuring.against
    assert old is not None
    if old.is_dir():
        before = {g.q: g for g in evaluate(_finder(old, measuring), read_questions(file)).given}
    else:
        before = read_given(old)
    found = list(changes(before, result))
    out.write(f"\nanswers changed: {len(found)}\n")
    out.writelines(f"{each}\n" for each in found)


def _compare(file: Path, result: Evaluation, finder: Finder, measuring: Measuring, out: TextIO) -> int:
    path = measuring.baseline
    assert path is not None
    kept = read_json(path) if path.is_file() or not measuring.keep else {}
    # Without the encoders a machine is judged by what words alone can do.
    way = "+".join(finder.embeddings.families) if finder.embeddings else WORDS_ALONE
    before = kept.get(file.stem, {}).get(way)
    now = figures(result)
    if measuring.keep:
        kept.setdefault(file.stem, {})[way] = now
        path.write_text(json.dumps(kept, indent=1, sort_keys=True) + "\n", encoding="utf-8")
        return 0
    if before is None:
        out.write(f"\nno baseline for {file.stem} with {way}\n")
        return 0
    worse = list(drops(before, now))
    out.writelines(f"\nDROPPED {each}\n" for each in worse)
    return 1 if worse else 0
