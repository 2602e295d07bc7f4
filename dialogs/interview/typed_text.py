"""Typed text made fit for storing and printing, and the dates in it."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date

from dialogs.interview.answers import Day
from dialogs.interview.definition import Form
from knowledge.text.lemmas import lemma

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
_NUMERIC_DATE = re.compile(r"(\d{1,2})[.,\-/ ](\d{1,2})(?:[.,\-/ ](?=\d{4})|\.)(\d{4}|\d{2})")
_ISO_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_WORDED_DATE = re.compile(r"(\d{1,2}) (\w{3,})\.? (\d{4})")
# «22-го ноября», ««22» ноября», «22. 11. 2027».
_BESIDE_A_DAY = re.compile(r"(?<=\d)-?(?:го|о?е)(?= )|[«»\"]|(?<=\d[.,/]) (?=\d)|(?<=\d) (?=[.,/])")
_CENTURY = 2000
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0xA0: " "}


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


def plain(text: str) -> str:
    """Any decimal digits as 0–9, any space as a space, any minus as a hyphen, marks in their usual width."""
    text = one_line(text).translate(_FULL_WIDTH).replace("\u202f", " ").replace("\u2212", "-")
    return "".join(str(unicodedata.digit(mark)) if mark.isdecimal() else mark for mark in text).strip()


def without_words(text: str, before: Iterable[str], behind: Iterable[str]) -> str:
    """The text without the given words at its beginning and at its end."""
    return parted_from_words(text, before, behind)[0]


def parted_from_words(
    text: str, before: Iterable[str], behind: Iterable[str]
) -> tuple[str, list[str], list[str]]:
    """The text without the given words at its beginning and at its end, and which of them stood there."""
    said: tuple[list[str], list[str]] = [], []
    for known, at_end in ((before, False), (behind, True)):
        longest_first = sorted(known, key=len, reverse=True)
        while edge := next((word for word in longest_first if _stands_at_the_edge(text, word, at_end)), ""):
            text = (text[: -len(edge)] if at_end else text[len(edge) :]).strip(" ,")
            said[at_end].append(edge)
    return text, *said


def _stands_at_the_edge(text: str, word: str, at_end: bool) -> bool:
    """Whether the text begins or ends with the whole word, and is more than it."""
    said, rest = (
        (text[-len(word) :], text[: -len(word)]) if at_end else (text[: len(word)], text[len(word) :])
    )
    beside, touches = (rest[-1:], word[0]) if at_end else (rest[:1], word[-1])
    return bool(rest) and said.casefold() == word and not (beside.isalpha() and touches.isalpha())


def read_day(form: Form, typed: str) -> Day | str:
    """The date, or a sentence that says how to write it."""
    text = _without_ending(plain(typed).casefold(), form.reading.year)
    text = _BESIDE_A_DAY.sub("", text)
    if match := _ISO_DATE.fullmatch(text):
        year, month, day = match.groups()
    elif match := _NUMERIC_DATE.fullmatch(text):
        day, month, year = match.groups()
    elif (match := _WORDED_DATE.fullmatch(text)) and (named := _month(form, match[2])):
        day, month, year = match[1], named, match[3]
    else:
        return form.messages.not_date
    try:
        return Day(date(int(year) + (_CENTURY if len(year) == 2 else 0), int(month), int(day)))
    except ValueError:
        return form.messages.not_date


def _month(form: Form, name: str) -> str | None:
    """The number of the month, whose name may be shortened or in another case: «дек», «май»."""
    base = lemma(name).text
    found = [
        number
        for number, month in enumerate(form.reading.months, 1)
        if month.startswith(name) or lemma(month).text == base
    ]
    return str(found[0]) if len(found) == 1 else None


def _without_ending(text: str, endings: tuple[str, ...]) -> str:
    lowered = text.casefold()
    ending = next((ending for ending in endings if lowered.endswith(ending)), "")
    return text[: len(text) - len(ending)].strip()
