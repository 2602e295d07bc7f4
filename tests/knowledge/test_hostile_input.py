"""Whatever is typed, the bot stays upright."""

import pytest

from knowledge.finding import Answer
from knowledge.search.finder import Finder


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\n\t\x00\x07",
        "?",
        "🙂👍🏽👨‍👩‍👧",
        "\ud800",
        "клиент\udfff",
        "\u202eклиент\u202c",
        "к\u200bл\u00adиент",
        "клие\u0301нт",
        "клиент\u2028клиент",
        "клиент " * 15_000,
        "я" * 100_000,
        "q" * 100_000,
        "яq" * 50_000,
        "shchshch" * 12_500,
        "1" * 5_000,
        "ﬁ№½①",
        "'; DROP TABLE entries; --",
        "<b>клиент</b> {0} %s",
        "и" * 30 + "\u0306" * 1_000,
    ],
)
def test_nothing_typed_can_break_it(finder: Finder, text: str) -> None:
    finding = finder.find(text)
    assert finding.question == text
    assert all(0 <= scored.score <= 1 for scored in finding.ranked)
    assert len(finding.ranked) <= 5


def test_invisible_characters_do_not_hide_a_question(finder: Finder) -> None:
    for text in (
        "кли\u200bент",
        "\u202eклиент\u202c",
        "клие\u0301нт",
        "клиент\udfff",
        "что\u2028такое\x00клиент",
    ):
        assert finder.find(text).outcome == Answer("term.client"), text


@pytest.mark.parametrize(
    "text",
    [
        "klntsjy" * 3_000,
        "shchotsklysti " * 5_000,
        "жщкывап" * 9_000,
        "что такое, " * 9_000,
        "«" * 50_000,
        "1+" * 9_000,
    ],
)
# A text is hostile when its search takes minutes: then the test hangs.
@pytest.mark.timeout(60)
def test_nothing_typed_can_keep_it_busy(finder: Finder, text: str) -> None:
    finder.find(text)
