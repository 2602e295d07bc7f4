"""Whatever is typed, the bot stays upright."""

import pytest

from knowledge.finding import DirectAnswer
from knowledge.search.finder import Finder
from tests.bad_input import BUSY, TEXTS


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
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
        assert finder.find(text).outcome == DirectAnswer("term.client"), text


@pytest.mark.processor_seconds(60)
@pytest.mark.parametrize("text", BUSY.values(), ids=BUSY)
def test_nothing_typed_can_keep_it_busy(finder: Finder, text: str) -> None:
    finder.find(text)
