"""Phrases that were said before are said again, each with its own numbers, names and language."""

import re
from pathlib import Path

import pytest

from bot.channels.telegram.menu import MENU
from dialogs.turn.phrases import load_phrases, shipped_phrases
from knowledge.yaml_source import ContentError

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


def test_every_command_that_the_texts_name_is_one() -> None:
    phrases = load_phrases(shipped_phrases())
    for language in phrases.bundles:
        text = (shipped_phrases() / f"{language}.ftl").read_text(encoding="utf-8")
        told = {*re.findall(r"(?<![\w/<])/[a-z]+(?![\w/])", text.partition("words-start")[0])} - {
            "/team",
            "/find",
        }
        assert told
        assert {name for name in told if phrases.command(name)[0] is None} == set()


@pytest.mark.parametrize(
    ("typed", "does"),
    [
        ("/pause", "cancel"),
        ("/resume", "continue"),
        ("/continue", "continue"),
        ("/next", "forward"),
        ("не измеряли", "no-data"),
    ],
)
def test_what_is_done_by_a_word_is_done_by_a_command(typed: str, does: str) -> None:
    assert load_phrases(shipped_phrases()).command(typed)[0] == does


def test_the_menu_of_a_messenger_holds_commands_only() -> None:
    phrases = load_phrases(shipped_phrases())
    assert {name for name in MENU if phrases.command(f"/{name}")[0] is None} == set()
