"""`eval`: how well a question set is answered."""

import json
from pathlib import Path
from typing import TextIO

from bot.encoders import meaning_of
from knowledge.evaluation import evaluate, read_questions
from knowledge.finding import build_finder
from knowledge.loading import SHIPPED, load_knowledge


def evaluate_file(
    folder: Path | None,
    vectors: Path | None,
    file: Path,
    *,
    as_json: bool,
    fail_under: float | None,
    out: TextIO,
) -> int:
    """The figures; exit code 1 when fewer than `fail_under` per cent have the right entry first."""
    questions = read_questions(file)
    base = load_knowledge(folder or SHIPPED)
    result = evaluate(build_finder(base, meaning_of(base, vectors)), questions)
    if as_json:
        out.write(json.dumps(result.as_json(), ensure_ascii=False) + "\n")
    else:
        out.write(result.render_table() + "\n")
    return 1 if fail_under is not None and result.right_first * 100 < fail_under else 0
