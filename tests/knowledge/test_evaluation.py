"""The floors under which the bot must not fall, and the measuring itself."""

import json
from pathlib import Path

import pytest

from knowledge.evaluation import LabelledQuestion, evaluate, read_questions
from knowledge.finding import DirectAnswer, Finding, Outcome, Scored, Suggest, Unknown
from knowledge.search.finder import Finder
from knowledge.yaml_source import ContentError

QUESTIONS = Path(__file__).parents[2] / "questions"


@pytest.mark.parametrize(
    ("name", "right_first", "right_or_suggested", "off_topic_answered"),
    [
        ("dev", 0.93, 0.98, 0.02),
        ("fresh", 0.93, 0.95, 0.03),
        ("unseen", 0.93, 0.95, 0.03),
        ("hard", 0.82, 0.82, 0.07),
        ("near", 0.88, 0.88, 0.08),
    ],
)
def test_the_question_sets_are_answered_well_enough(
    finder: Finder, name: str, right_first: float, right_or_suggested: float, off_topic_answered: float
) -> None:
    result = evaluate(finder, read_questions(QUESTIONS / f"{name}.jsonl"))
    assert result.right_first >= right_first, result.render_table()
    assert result.right_or_suggested >= right_or_suggested, result.render_table()
    assert result.off_topic_answered <= off_topic_answered, result.render_table()


def test_scores_mean_what_they_say(finder: Finder) -> None:
    questions = [q for name in ("dev", "fresh") for q in read_questions(QUESTIONS / f"{name}.jsonl")]
    for band in evaluate(finder, questions).reliability:
        if band.total >= 20:
            assert abs(band.mean_score - band.right) < 0.2, band


class Parrot:
    """Says what it was told to say."""

    def __init__(self, **outcomes: tuple[Outcome, float]) -> None:
        self._outcomes = outcomes

    def find(self, question: str) -> Finding:
        outcome, score = self._outcomes[question]
        match outcome:
            case DirectAnswer(entry):
                entries: tuple[str, ...] = (entry,)
            case Suggest(entries):
                pass
            case _:
                entries = ()
        return Finding(question, outcome, tuple(Scored(entry, score) for entry in entries), "ru")

    def recall(self, question: str) -> Finding | None:
        return None


def test_the_figures_are_counted_right() -> None:
    parrot = Parrot(
        right=(DirectAnswer("a"), 0.9),
        wrong=(DirectAnswer("b"), 0.8),
        second=(Suggest(("b", "a")), 0.4),
        lost=(Unknown(), 0.0),
        off=(DirectAnswer("a"), 0.7),
        quiet=(Unknown(), 0.0),
    )
    questions = [LabelledQuestion(q, ("a",), "in") for q in ("right", "wrong", "second", "lost")]
    questions += [LabelledQuestion(q, (), "out") for q in ("off", "quiet")]
    result = evaluate(parrot, questions)
    assert result.right_first == 0.25
    assert result.right_or_suggested == 0.5
    assert result.right_answered == 0.25
    assert result.wrongly_answered == 0.25
    assert result.off_topic_answered == 0.5
    assert result.confusions == (("a", "b", 2),)
    assert result.area == pytest.approx((2 + 2 + 1 + 0.5) / 8)
    assert [miss.q for miss in result.misses] == ["wrong", "second", "lost", "off"]
    assert json.loads(json.dumps(result.as_json()))["kinds"]["in"]["total"] == 4
    assert "off topic, answered" in result.render_table()


def test_a_broken_question_set_names_its_lines(tmp_path: Path) -> None:
    path = tmp_path / "set.jsonl"
    path.write_text(
        '{"q": "да", "expect": []}\n\nnonsense\n{"q": 1, "expect": []}\n{"q": "а", "expect": [1]}\n'
    )
    with pytest.raises(ContentError) as caught:
        read_questions(path)
    assert [problem.line for problem in caught.value.problems] == [3, 4, 5]


def test_an_empty_or_missing_set_is_reported(tmp_path: Path) -> None:
    (tmp_path / "empty.jsonl").write_text("")
    for name in ("empty.jsonl", "missing.jsonl"):
        with pytest.raises(ContentError):
            read_questions(tmp_path / name)
