"""Phrases that were said before are said again, each with its own numbers, names and language."""

from pathlib import Path

import pytest

from dialogs.turn.phrases import load_phrases, shipped_phrases
from knowledge.authored import ContentError

MANY = 5_000


def test_each_number_is_said_as_itself_however_many_were_said_before() -> None:
    phrases = load_phrases(shipped_phrases())
    for _ in range(2):
        for seconds in range(MANY):
            said = phrases.label("ru", "too-many-messages", seconds=seconds)
            assert "".join(filter(str.isdigit, said)) == str(seconds)
    assert "Подождите 21 с" in phrases.label("ru", "too-many-messages", seconds=21)
    assert "21" in phrases.label("en", "too-many-messages", seconds=21)


def test_names_are_put_in_anew_and_nowhere_remembered() -> None:
    phrases = load_phrases(shipped_phrases())
    said = [phrases.text("ru", "answer-source-whole", document=name).plain() for name in ("Первый", "Второй")]
    assert ["Первый" in said[0], "Второй" in said[1], "Первый" in said[1]] == [True, True, False]
    assert "Второй" not in repr(vars(phrases)["_said"])


def test_a_phrase_that_a_text_would_have_to_choose_stops_the_start(tmp_path: Path) -> None:
    for language in ("ru", "en"):
        file = tmp_path / f"{language}.ftl"
        file.write_text("how = { $level ->\n    [error] wrong\n   *[hint] a hint\n    }\n", encoding="utf-8")
    with pytest.raises(ContentError, match=r"no text chooses \[error\]"):
        load_phrases(tmp_path)
