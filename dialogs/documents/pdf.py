"""A report as a tagged PDF, its title page and a chart as pictures, typeset by typst."""

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime, time
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import typst

from dialogs.documents.pieces import Cell, Report, ReportSection, Row
from dialogs.documents.typography import NARROW_MM, clean, linked

_HERE = Path(__file__).parent
# The report is told here, not in `sys.inputs`: a change of those makes typst forget all that it remembers.
_MAIN = '#import "/profile.typ": draw\n#draw(json(bytes({})))\n'
_FONT = "PT Serif"
# At this size PT Serif runs as wide as the Times family that the layout's columns are measured for.
_SCALE = 0.93
_REGIONS = {"ru": "RU", "en": "GB"}
_PREVIEW_PPI = 108
_CHART_PPI = 216  # 1,080 pixels wide
_WIDEST_LETTER_MM = 2.6
# What so many compilations had no use for, typst forgets.
_COMPILATIONS_REMEMBERED = 10
# Letters that stay together in a word that may break anywhere.
_PART = 2
_LONG_WORD = 16
_LINE_MM = 150
_INSET_MM = 3
# In a narrow column a word may be broken when it takes so much of a line.
_LONG_SHARE = 0.5
# A telephone number stays on one line, its code with it; so does «40–70».
_NUMBER = re.compile(r"(?<![\w-])(?:(?:\+?\d )?\(\d{2,5}\) ?)?\d{1,4}(?:[-–]\d{1,4}){1,4}(?![\w-])")

# What the template draws: text, or what it says of a piece of it.
_LinePart = str | dict[str, Any]
_Line = str | list[_LinePart]


def render_pdf(report: Report) -> bytes:
    """The report as PDF/UA-1: tagged, hyphenated, fonts embedded. The same report gives the same bytes.

    A character that none of our fonts has stands as its code («[U+1F600]»): it cannot be drawn, and must
    not vanish.
    """
    (document,) = _compiled(report, "pdf", pdf_standards=["ua-1"])
    return document


def render_png(report: Report) -> bytes:
    """A picture of the title page, about 900 pixels wide."""
    # What comes after it need not be drawn.
    return _compiled(replace(report, sections=()), "png", ppi=_PREVIEW_PPI)[0]


def render_chart(chart: Mapping[str, Any]) -> bytes:
    """A PNG of `title` and `groups`, each with a `title` and `bars` of `label` and `value`."""
    (page,) = typeset(
        _HERE / "chart.typ", {"chart": json.dumps(chart, ensure_ascii=False)}, format="png", ppi=_CHART_PPI
    )
    return page


def _compiled(report: Report, to: Literal["pdf", "png"], **options: Any) -> list[bytes]:
    told = json.dumps(_plain(report), ensure_ascii=False)
    try:
        return typeset(
            _MAIN.format(json.dumps(told, ensure_ascii=False)).encode(),
            {},
            format=to,
            timestamp=int(datetime.combine(report.properties.created, time(), UTC).timestamp()),
            **options,
        )
    finally:
        _let_go()


def _let_go() -> None:
    """Makes typst forget all but the document just drawn, whose next page or change is drawn faster for it.

    It would keep ten, which takes a hundred megabytes.
    """
    blank = typst.Compiler(_HERE / "blank.typ", root=_HERE, font_paths=_fonts(), ignore_system_fonts=True)
    for _ in range(_COMPILATIONS_REMEMBERED - 1):
        blank.compile(format="svg")


def typeset(source: Path | bytes, inputs: dict[str, str], **options: Any) -> list[bytes]:
    """The pages of a template of ours with what it is given."""
    compiled = typst.compile(
        source, root=_HERE, font_paths=_fonts(), ignore_system_fonts=True, sys_inputs=inputs, **options
    )
    assert compiled is not None
    return compiled if isinstance(compiled, list) else [compiled]


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[_HERE / "fonts"])


def _plain(report: Report) -> dict[str, Any]:
    """The report as the template reads it."""
    shown = report.properties
    return {
        "title": clean(shown.title).replace("\n", " "),
        "author": clean(shown.author).replace("\n", " "),
        "created": shown.created.isoformat(),
        "language": report.language,
        "region": _REGIONS.get(report.language),
        "draft_mark": clean(report.draft_mark),
        "margins": report.style.page.margins_mm.model_dump(),
        "landscape": report.style.page.orientation == "landscape",
        "font": {**report.style.font.model_dump(), "family": _FONT, "scale": _SCALE},
        "paragraph": report.style.paragraph.model_dump(),
        "page_numbers": report.style.page_numbers.model_dump(),
        "title_block": [
            {**asdict(line), "lines": _fitted(line.lines, _longest(_LINE_MM))} for line in report.title_block
        ],
        "sections": [_section(section) for section in report.sections],
        "contents": clean(report.contents),
        "footer": _fitted([report.footer])[0],
        "signature": _fitted(report.signature),
        "notes": _fitted(report.notes),
    }


def _section(section: ReportSection) -> dict[str, Any]:
    return {
        "heading": _fitted([section.heading])[0],
        "level": section.level,
        "tables": [
            {
                "whole": table.whole,
                "kept": table.kept_rows,
                "header": [
                    # A heading is broken only where a word would not fit.
                    _line(label, width, _longest(width - _INSET_MM))
                    for label, width in zip(table.header, table.widths_mm, strict=True)
                ],
                "widths_mm": table.widths_mm,
                "rows": [_row(row, table.widths_mm) for row in table.rows],
            }
            for table in section.tables
        ],
    }


def _row(row: Row, widths_mm: Sequence[float]) -> dict[str, Any]:
    """What differs from a row that stays on one page is said, and nothing else: typst takes time for every
    word of it."""
    widths = [sum(widths_mm)] if len(row.cells) == 1 else widths_mm
    cells = [_cell(cell, width) for cell, width in zip(row.cells, widths, strict=True)]
    told: dict[str, Any] = {"group": cells} if row.group else {"cells": cells}
    return {**told, "splittable": True} if row.splittable else told


def _cell(cell: Cell, width_mm: float) -> _LinePart:
    """The text of a cell alone, or with what is not usual about it."""
    long_word = _long_word(width_mm)
    lines = [_line(line, width_mm, long_word) for line in cell.lines]
    if len(lines) == 1 and isinstance(lines[0], str) and cell.filled and cell.align == "left":
        return lines[0]
    # dataclasses.asdict would copy every line first: half of the time of all this.
    return {"lines": lines, "numbered": cell.numbered, "filled": cell.filled, "align": cell.align}


def _fitted(lines: Iterable[str], long_word: int = _LONG_WORD) -> list[_Line]:
    return [_line(line, long_word=long_word) for line in lines]


def _longest(width_mm: float) -> int:
    """The letters of the longest word that a line so wide surely holds."""
    return max(6, int(width_mm / _WIDEST_LETTER_MM))


def _long_word(width_mm: float) -> int:
    """The number of letters from which a word may be hyphenated in a column so wide."""
    return _LONG_WORD if width_mm >= NARROW_MM else int(_longest(width_mm) * _LONG_SHARE)


def _line(text: str, width_mm: float = _LINE_MM, long_word: int = _LONG_WORD) -> _Line:
    """A clean line: text, or pieces of it where it holds links or words that are too long for their column.
    Nothing is put into a word: it can be found and copied."""
    pieces: list[_LinePart] = []
    for part, link in linked(drawn(text)):
        if link:
            pieces.append({"text": part, "link": link})
        else:
            pieces += _pieces(part, _longest(width_mm), long_word)
    return pieces[0] if len(pieces) == 1 and isinstance(pieces[0], str) and "\n" not in text else pieces


def _pieces(text: str, longest: int, long_word: int) -> Iterator[_LinePart]:
    end = 0
    for match in _unlike_the_rest(longest, long_word).finditer(text):
        if match.start() > end:
            yield text[end : match.start()]
        word = match[0]
        if _NUMBER.fullmatch(word):
            yield {"parts": [word]}
        elif _RUSSIAN_WORD.fullmatch(word):
            # An abbreviation is broken only where it would not fit: «(ЕПГУ)».
            yield {"text": word, "hyphenate": not word.isupper() or len(word) >= min(longest, _LONG_WORD)}
        else:
            yield {"parts": [word[n : n + _PART] for n in range(0, len(word), _PART)]}
        end = match.end()
    if end < len(text):
        yield text[end:]


@lru_cache(maxsize=256)
def _unlike_the_rest(longest: int, long_word: int) -> re.Pattern[str]:
    return re.compile(rf"{_NUMBER.pattern}|[^\s-]{{{longest},}}|[а-яёА-ЯЁ]{{{long_word},}}")


def drawn(text: str) -> str:
    """Clean text in which codes stand for the characters that no font of ours has."""
    return _UNCERTAIN.sub(
        lambda found: found[0] if _has_glyph(found[0]) else f"[U+{ord(found[0]):04X}]", clean(text)
    )


# What PT Serif certainly has; everything else is tried once.
_UNCERTAIN = re.compile(
    "[^\n\u0020-\u007e\u00a0-\u00ff\u0410-\u044f\u0401\u0451\u2013\u2014\u2018-\u201e\u2026\u2116]"
)


@lru_cache(maxsize=4096)
def _has_glyph(character: str) -> bool:
    if unicodedata.category(character) in ("Cf", "Mn", "Me"):
        return True
    try:
        typeset(_HERE / "glyph.typ", {"text": character}, format="pdf", pdf_standards=["ua-1"])
    except typst.TypstError:
        return False
    return True


_RUSSIAN_WORD = re.compile(r"(?<!\W)\W*+[а-яёА-ЯЁ]{1,30}\W*+")
