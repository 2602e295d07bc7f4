"""A drop of a point is found, and so is every question that got something else."""

import json
from pathlib import Path

import pytest

from bot.cli.main import main
from knowledge.evaluation import GivenAnswer, SearchEvaluation, evaluate, read_questions
from knowledge.regression import changes, drops, figures
from knowledge.search.finder import Finder

FINE = {
    "right_first": 0.97,
    "right_or_suggested": 0.98,
    "area": 0.99,
    "off_topic_answered": 0.02,
    "wrongly_answered": 0.0,
}
LINE = '{"q": "кто такой внешний клиент", "expect": ["faq.5", "term.external-client"], "kind": "exact"}\n'


def test_a_drop_of_one_point_is_told() -> None:
    assert list(drops(FINE, FINE)) == []
    assert list(drops(FINE, FINE | {"right_first": 0.965})) == []
    assert list(drops(FINE, FINE | {"right_first": 0.96})) == ["right_first: 97.0% → 96.0%"]
    assert list(drops(FINE, FINE | {"off_topic_answered": 0.03})) == ["off_topic_answered: 2.0% → 3.0%"]
    assert list(drops(FINE, FINE | {"off_topic_answered": 0.0, "right_first": 1.0})) == []


def measured(finder: Finder, tmp_path: Path) -> SearchEvaluation:
    (tmp_path / "set.jsonl").write_text(LINE, encoding="utf-8")
    return evaluate(finder, read_questions(tmp_path / "set.jsonl"))


def test_a_changed_answer_is_told(finder: Finder, tmp_path: Path) -> None:
    result = measured(finder, tmp_path)
    (given,) = result.given
    assert not list(changes({given.q: given}, result))
    before = GivenAnswer(given.q, "suggest", ("faq.4",))
    (told,) = changes({given.q: before}, result)
    assert "suggest faq.4" in told
    assert "answer" in told
    assert set(figures(result)) == set(FINE)


def test_the_command_keeps_and_compares(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], finder: Finder
) -> None:
    measured(finder, tmp_path)
    questions, baseline = tmp_path / "set.jsonl", tmp_path / "baseline.json"
    call = ["eval", str(questions), "--words", "--baseline", str(baseline)]
    assert main([*call, "--keep"], {}) == 0
    assert main(call, {}) == 0
    questions.write_text(LINE.replace("faq.5", "faq.1").replace("term.external-client", "faq.2"), "utf-8")
    assert main(call, {}) == 1
    assert "DROPPED right_first" in capsys.readouterr().out


def test_the_command_tells_what_changed_since(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    questions, old = tmp_path / "set.jsonl", tmp_path / "old.json"
    questions.write_text(LINE, encoding="utf-8")
    assert main(["eval", str(questions), "--words", "--json"], {}) == 0
    content = json.loads(capsys.readouterr().out)
    content["given"][0] |= {"outcome": "unknown", "entries": []}
    old.write_text(json.dumps(content), encoding="utf-8")
    assert main(["eval", str(questions), "--words", "--against", str(old)], {}) == 0
    assert "answers changed: 1" in capsys.readouterr().out
    assert main(["eval", str(questions), "--words", "--against", str(questions)], {}) == 1
