"""Lines as people type and paste them: bullets and numbers, rulers between them, cells of Excel."""

import re

from dialogs.interview.typed_text import cleaned

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
