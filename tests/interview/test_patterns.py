"""The words by which answers are read are content: an author's mistake is told with its line and a remedy."""

import re
from pathlib import Path

import pytest

from bot.cli.importing.columns import HEADINGS, read_heading_words
from dialogs.interview.patterns import SHIPPED_PATTERNS, read_patterns
from knowledge.yaml_source import ContentError


@pytest.mark.parametrize(
    ("written", "instead", "told"),
    [
        ("  kin: '", "  kin: '(", "does not compile"),
        ("  kin: '", "  kin: '(а+)+", "can take forever"),
        ("  kin: '", "  kine: '", 'unknown key "kine" (did you mean "kin"?)'),
        ("сто: 100}", "сто: много}", "сто"),
    ],
)
def test_a_mistake_in_the_patterns_is_told_with_its_line(
    tmp_path: Path, written: str, instead: str, told: str
) -> None:
    text = SHIPPED_PATTERNS.read_text(encoding="utf-8")
    path = tmp_path / "patterns.yaml"
    path.write_text(text.replace(written, instead), encoding="utf-8")
    with pytest.raises(ContentError) as refused:
        read_patterns(path)
    line = text[: text.index(written)].count("\n") + 1
    assert any(p.line == line and told in str(p) for p in refused.value.problems), str(refused.value)


def test_a_mistake_in_the_words_of_headings_is_told_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "headings.yaml"
    path.write_text(
        HEADINGS.read_text(encoding="utf-8").replace("note: ['примечан'", "note: ['примечан('"),
        encoding="utf-8",
    )
    with pytest.raises(ContentError, match=re.escape("does not compile")):
        read_heading_words(path)
