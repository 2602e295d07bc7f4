"""Russian typography of finished text: unbreakable spaces and guillemets."""

import re
from collections.abc import Callable
from functools import lru_cache

from dialogs.documents.clean import clean

NBSP = "\u00a0"

# Only quotes around words: inches, code and markup stay as typed.
_STRAIGHT_QUOTES = re.compile(r'(?<![\w="\\])"(?=[^\s"])([^"<>{}=\n]*[^\s"<>{}=])"(?![\w"])')


def typesetter(quotes: str, nonbreaking_before: tuple[str, ...]) -> Callable[[str], str]:
    """A function that mends the spaces and the paired straight quotes of a text and changes no word."""
    units = _before(nonbreaking_before)

    def typeset(text: str) -> str:
        text = units.sub(NBSP, clean(text))
        text = re.sub(r"(?<=\d) (?=\d{3}(?!\d))", NBSP, text)
        text = re.sub(r"(?<=№) (?=\d)", NBSP, text)
        text = re.sub(r"(?<=\S) (?=[—–](?:\s|$))", NBSP, text)
        if len(quotes) == 2:
            text = _STRAIGHT_QUOTES.sub(f"{quotes[0]}\\1{quotes[1]}", text)
        return text

    return typeset


@lru_cache(maxsize=16)
def _before(units: tuple[str, ...]) -> re.Pattern[str]:
    signs = [re.escape(unit) for unit in units if not unit[:1].isalpha()]
    words = [re.escape(unit) + (r"\b" if unit[-1:].isalpha() else "") for unit in units if unit[:1].isalpha()]
    patterns = []
    if signs:
        patterns.append(rf"(?<=\S) (?=(?:{'|'.join(signs)}))")
    if words:
        patterns.append(rf"(?<=\d) (?=(?:{'|'.join(words)}))")
    return re.compile("|".join(patterns) or r"(?!)")
