"""Typed and pasted text made fit for storing and printing: its lines, their bullets, its dates."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date

from dialogs.interview.answers import Day
from dialogs.interview.definition import Form
from dialogs.interview.field import Field
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
# Bullets as Word, messengers and web pages write them; some stand without a space before the word.
_BULLET = re.compile(
    r"(?<!\s)\s*+(?:"
    r"[·•▪▫◦‣⁃∙●○■□◆◇♦✓✔✅☑➢➤►▶→⇒➔❖★☆]\ufe0f?\s*+(?=\S)|§\s*+(?=[^\s\d§])|"
    # Wingdings without their font.
    r"[oqvüØŸ]\t\s*+(?=\S)|o\s++(?=[А-ЯЁа-яё])|"
    r"[-–—*+]\s++(?=\S)|[-–—](?=[^\W\d_])|"
    r"\(?\d{1,2}[.)]\s++(?=\S)|\(?\d{1,2}[.)](?=[^\W\d_]|[«\"])|\d\.\d{1,2}\.\s++(?=\S)|"
    r"[IVX]{1,4}[.)]\s++(?=\S)|\(?[а-яёa-z]\)\s*+(?=\S)"
    r")",
    re.IGNORECASE,
)
_COUNTED = re.compile(r"(?<!\S)\(?(\d{1,2})[.)]\s+(?=\S)")
_SEMICOLON = re.compile(r";\s+(?=\S)")
_NUMBER_CELL = re.compile(r"(?<!\s)\s*+№?\(?\d{1,3}[.)]?\t")
# Word's own bullets are characters of a private area, which nothing else shows.
_OFFICE_BULLET = re.compile(r"^([ \t]*)[\ue000-\uf8ff]\s*", re.MULTILINE)
# Not «- --», which is an item of two dashes.
_RULER = re.compile(r"(?<![-–—=_*~\s:|+])\s*+(?:[|+][\s:]*+[-–—=]{2}|[-–—=_*~]{3})[-–—=_*~\s:|+]*+")
_UNDER_HEADING = re.compile(r"(?<![\s:|-])(?=[\s:|-]*?---)[\s:|-]*+")
# A cell that holds line breaks or quotes, as Excel copies it.
_QUOTED = re.compile(r'(?:(?<=\t)|(?<=\n)|^)"((?:[^"]|"")*)"(?=[\t\n]|$)')


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


def as_compared(text: str) -> str:
    """The text for comparing: one line, no case, «ё» as «е», no punctuation at the ends."""
    return one_line(text).casefold().replace("ё", "е").strip(" .,:;!?«»\"'()")


def with_plain_signs(text: str) -> str:
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


def pasted_lines(text: str) -> tuple[str, ...]:
    """The lines that hold something; a quoted cell of Excel is on one line."""
    text = cleaned(_OFFICE_BULLET.sub(r"\1• ", text))
    if '"' in text:
        text = _QUOTED.sub(_unquoted, text)
    return tuple(line for line in text.split("\n") if line.strip())


def _unquoted(cell: re.Match[str]) -> str:
    inside = cell[1]
    if not any(mark in inside for mark in ("\n", "\t", '""')):
        return cell[0]
    return re.sub(r"(?<!\s)[^\S\n\t]*+[\n\t]\s*+", " ", inside.replace('""', '"')).strip()


def is_ruler(line: str) -> bool:
    """Whether a line only parts others: «---», «|---|---|», «=====»."""
    return _RULER.fullmatch(line) is not None


def is_under_heading(line: str) -> bool:
    """Whether a line stands under the heading of a table in Markdown."""
    return "|" in line and _UNDER_HEADING.fullmatch(line) is not None


def parted_on_one_line(line: str) -> list[str]:
    """The items of «1) … 2) …» and of «…; …»; a line with a bullet of its own is one."""
    counted = counted_on_one_line(line)
    return counted if len(counted) > 1 or without_bullet(line) != line else _SEMICOLON.split(line)


def counted_on_one_line(line: str) -> list[str]:
    """The items of «1) … 2) …»."""
    marks = list(_COUNTED.finditer(line))
    if [int(each[1]) for each in marks] != [*range(1, len(marks) + 1)] or not marks or marks[0].start():
        return [line]
    ends = [*(each.start() for each in marks[1:]), len(line)]
    return [line[begin.start() : end] for begin, end in zip(marks, ends, strict=True)]


def begins_with_number_cell(line: str) -> bool:
    """Whether the first cell of a line is the number of its row."""
    return _NUMBER_CELL.match(line) is not None


def without_bullet(line: str) -> str:
    """The line without the bullet, number or letter before it."""
    return _BULLET.sub("", line, count=1) if _BULLET.match(line) else line


def without_number_cell(line: str) -> str:
    return _NUMBER_CELL.sub("", line, count=1)


def means_no_data(form: Form, field: Field, text: str) -> bool:
    """Whether the text says «Нет данных», or what its button says here, where that can be answered."""
    said = (field.unknown_label or "", form.interview.buttons.unknown, *form.reading.no_data)
    return field.allow_unknown and as_compared(text) in map(as_compared, said)


def read_day(form: Form, typed: str) -> Day | str:
    """The date, or a sentence that says how to write it."""
    text = _without_ending(with_plain_signs(typed).casefold(), form.reading.year)
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
