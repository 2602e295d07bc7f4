"""Text that every file format can carry, and Russian typography: unbreakable spaces and guillemets."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import lru_cache

from dialogs.interview.layout import Typography

NBSP = "\u00a0"
# Ragged text is broken inside words only in a column too narrow to do without, and inside very long words.
NARROW_MM = 36

# Only quotes around words: inches, code and markup stay as typed.
_STRAIGHT_QUOTES = re.compile(r'(?<![\w="\\])"(?=[^\s"])([^"<>{}=\n]*[^\s"<>{}=])"(?![\w"])')
# Initials stay with each other and with the name.
_INITIALS = re.compile(r"(\b[А-ЯЁ]\.) (?=[А-ЯЁ](?:\.|[а-яё]))|(\b[А-ЯЁ][а-яё]+) (?=[А-ЯЁ]\. ?[А-ЯЁ]\.)")
# XML 1.0 forbids the controls, the surrogates and two noncharacters; bidirectional overrides would let
# an answer rearrange the text around it; the rest are line ends under other names.
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufeff\ufffe\uffff\u202a-\u202e\u2066-\u2069]"
    "|[\U0001fffe\U0001ffff\U0002fffe\U0002ffff\U0003fffe\U0003ffff\U0010fffe\U0010ffff]"
)
_LINE_END = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
# What can be opened from the document; a full stop or a bracket at the end belongs to the sentence.
_LINK = re.compile(
    r"(?P<web>https?://[^\s<>«»\"]*[^\s<>«»\".,;:!?)\]])|(?<![\w.+-])(?P<mail>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)(?![\w@-])"
)


def linked(text: str) -> Iterator[tuple[str, str]]:
    """The text in pieces, each with the address that it opens, or ""."""
    end = 0
    for match in _LINK.finditer(text):
        if match.start() > end:
            yield text[end : match.start()], ""
        yield match[0], match[0] if match["web"] else f"mailto:{match[0]}"
        end = match.end()
    if end < len(text) or not text:
        yield text[end:], ""


def clean(text: str) -> str:
    """`text` in NFC without characters that XML or PDF refuse; every line end is «\\n»."""
    text = _FORBIDDEN.sub("", _LINE_END.sub("\n", text))
    return unicodedata.normalize("NFC", text.replace("\t", " "))


def typesetter(typography: Typography) -> Callable[[str], str]:
    """A function that mends the spaces and the paired quotes of a text and changes no word."""
    quotes = typography.quotes
    units = _before(typography.nonbreaking_before)
    shortened = _after(typography.nonbreaking_after)

    def typeset(text: str) -> str:
        text = units.sub(NBSP, clean(text))
        text = shortened.sub(NBSP, text)
        text = _INITIALS.sub(lambda found: f"{found[1] or found[2]}{NBSP}", text)
        text = re.sub(r"(?<=\d) (?=\d{3}(?!\d))", NBSP, text)
        text = re.sub(r"(?<=№) (?=\d)", NBSP, text)
        text = re.sub(r"(?<=\S) (?=[—–](?:\s|$))", NBSP, text)
        if len(quotes) == 2:
            text = _STRAIGHT_QUOTES.sub(f"{quotes[0]}\\1{quotes[1]}", text)
            if len(typography.inner_quotes) == 2 and text.count(quotes[0]) > 1:
                text = _nested(text, quotes, typography.inner_quotes)
        return text

    return typeset


def _nested(text: str, quotes: str, inner: str) -> str:
    """The text with other quotes inside of quotes; as it is where they do not pair."""
    depth, signs = 0, []
    for sign in text:
        depth -= sign == quotes[1]
        signs.append(inner[quotes.index(sign)] if depth > 0 and sign in quotes else sign)
        depth += sign == quotes[0]
        if depth not in (0, 1, 2):
            return text
    return text if depth else "".join(signs)


@lru_cache(maxsize=16)
def _after(shortened: tuple[str, ...]) -> re.Pattern[str]:
    """The space between a shortened word and its number: «тел. 12-34»."""
    patterns = [rf"(?<=\b{re.escape(word)}) (?=[\d(+])" for word in shortened]
    return re.compile("|".join(patterns) or r"(?!)")


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
