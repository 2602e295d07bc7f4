"""Typed text made fit for storing and printing: what is invisible or forbidden in a document goes."""

import re
import unicodedata

# Tabs are kept: they part the cells of a pasted table.
_KEPT_CONTROLS = "\n\t"
_INVISIBLE = re.compile(
    "[\u00ad\u061c\u180e\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e007f]"
)
# A joiner between emoji holds a family together; anywhere else it only hides.
_STRAY_JOINER = re.compile("(?<![\u2600-\u27bf\ufe0f\U0001f000-\U0001faff])\u200d")
_LINE_BREAK = re.compile("\r\n?|[\u2028\u2029\u0085\x0b\x0c]")
_BLANK_LINES = re.compile(r"\n{3,}")
_SPACES = re.compile(r"[ \u2000-\u200a\u205f\u3000]{2,}|[\u2000-\u200a\u205f\u3000]")


def cleaned(text: str) -> str:
    """NFC text with plain line breaks and without control, invisible and direction characters; spaces
    at the ends of lines go, empty lines in a row become one."""
    text = _LINE_BREAK.sub("\n", text)
    # Most texts hold nothing that must go; asking that first is a hundred times faster.
    if not text.replace("\n", "").replace("\t", "").isprintable():
        text = "".join(mark for mark in text if mark in _KEPT_CONTROLS or not _forbidden(mark))
    text = unicodedata.normalize("NFC", text)
    text = _STRAY_JOINER.sub("", _INVISIBLE.sub("", text))
    text = "\n".join(line.rstrip() for line in text.split("\n"))
    return _BLANK_LINES.sub("\n\n", text).strip("\n").rstrip()


def one_line(text: str) -> str:
    """Cleaned text on a single line."""
    return _SPACES.sub(" ", " ".join(cleaned(text).replace("\t", " ").split("\n"))).strip()


def paragraphs(text: str) -> str:
    """Cleaned text whose line breaks are kept."""
    return "\n".join(one_line(line) for line in cleaned(text).split("\n")).strip("\n")


def lines(text: str) -> tuple[str, ...]:
    """The lines that hold something."""
    return tuple(line for line in cleaned(text).split("\n") if line.strip())


def _forbidden(mark: str) -> bool:
    if mark < "\x7f":
        return mark < " "
    # Noncharacters break XML; Cc: control, Cs: lone surrogate, Co: private use.
    code = ord(mark)
    return (
        code & 0xFFFE == 0xFFFE
        or 0xFDD0 <= code <= 0xFDEF
        or unicodedata.category(mark) in {"Cc", "Cs", "Co"}
    )


def folded(text: str) -> str:
    """For comparing: one line, no case, «ё» as «е», no punctuation at the ends."""
    return one_line(text).casefold().replace("ё", "е").strip(" .,:;!?«»\"'()")
