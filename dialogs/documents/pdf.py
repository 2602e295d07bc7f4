"""A report as a tagged PDF and as a picture of one page, typeset by typst from one template."""

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime, time
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import typst

from dialogs.documents.pieces import Report, ReportSection, Row
from dialogs.documents.typography import clean, linked

_HERE = Path(__file__).parent
_TEMPLATE = _HERE / "profile.typ"
_FONT = "PT Serif"
# At this size PT Serif runs as wide as the Times family that the layout's columns are measured for.
_SCALE = 0.93
_REGIONS = {"ru": "RU", "en": "GB"}
_PREVIEW_PPI = 108
_MOST_SECTIONS_A_PAGE = 12
_WIDEST_LETTER_MM = 2.6
# What so many compilations had no use for, typst forgets.
_COMPILATIONS_REMEMBERED = 10
# Letters that stay together in a word that may break anywhere.
_PART = 2


def render_pdf(report: Report) -> bytes:
    """The report as PDF/UA-1: tagged, hyphenated, fonts embedded. The same report gives the same bytes.

    A character that none of our fonts has stands as its code («[U+1F600]»): it cannot be drawn, and must
    not vanish.
    """
    (document,) = _compiled(report, "pdf", pdf_standards=["ua-1"])
    return document


def render_png(report: Report, page: int = 1) -> bytes:
    """A picture of one page (from 1; the last one when there are fewer), about 900 pixels wide."""
    # A page holds fewer sections than this, and what comes after it need not be drawn.
    enough = _MOST_SECTIONS_A_PAGE * max(page, 1)
    if len(report.sections) > enough:
        report = replace(report, sections=report.sections[:enough])
    pages = _compiled(report, "png", ppi=_PREVIEW_PPI)
    return pages[min(max(page, 1), len(pages)) - 1]


def _compiled(report: Report, to: Literal["pdf", "png"], **options: Any) -> list[bytes]:
    try:
        return typeset(
            _TEMPLATE,
            {"report": json.dumps(_plain(report), ensure_ascii=False)},
            format=to,
            timestamp=int(datetime.combine(report.properties.created, time(), UTC).timestamp()),
            **options,
        )
    finally:
        _let_go()


def _let_go() -> None:
    """Makes typst forget the document just drawn; it would keep ten, which takes a hundred megabytes."""
    blank = typst.Compiler(_HERE / "blank.typ", root=_HERE, font_paths=_fonts(), ignore_system_fonts=True)
    for _ in range(_COMPILATIONS_REMEMBERED):
        blank.compile(format="svg")


def typeset(source: Path, inputs: dict[str, str], **options: Any) -> list[bytes]:
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
        "style": {**asdict(report.style), "font": _FONT, "scale": _SCALE},
        "title_block": [{**asdict(line), "lines": _fitted(line.lines)} for line in report.title_block],
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
                "header": _fitted(table.header),
                "widths_mm": table.widths_mm,
                "rows": [_row(row, table.widths_mm) for row in table.rows],
            }
            for table in section.tables
        ],
    }


def _row(row: Row, widths_mm: Sequence[float]) -> dict[str, Any]:
    widths = [sum(widths_mm)] if len(row.cells) == 1 else widths_mm
    return {
        "splittable": row.splittable,
        "group": row.group,
        "cells": [
            # dataclasses.asdict would copy every line first: half of the time of all this.
            {
                "lines": _fitted(cell.lines, width),
                "numbered": cell.numbered,
                "filled": cell.filled,
                "align": cell.align,
            }
            for cell, width in zip(row.cells, widths, strict=True)
        ],
    }


def _fitted(lines: Iterable[str], width_mm: float = 150) -> list[list[dict[str, Any]]]:
    """Clean lines in pieces: text, links, and in pieces that may stand on two lines words that are too long
    for their column. Nothing is put into a word: it can be found and copied."""
    longest = max(6, int(width_mm / _WIDEST_LETTER_MM))
    return [
        [piece for text, link in linked(drawn(line)) for piece in _pieces(text, link, longest)]
        for line in lines
    ]


def _pieces(text: str, link: str, longest: int) -> Iterator[dict[str, Any]]:
    if link:
        yield {"text": text, "link": link}
        return
    end = 0
    for match in re.finditer(rf"[^\s-]{{{longest},}}", text):
        if _RUSSIAN_WORD.fullmatch(match[0]):  # hyphenated
            continue
        if match.start() > end:
            yield {"text": text[end : match.start()]}
        yield {"parts": [match[0][n : n + _PART] for n in range(0, len(match[0]), _PART)]}
        end = match.end()
    if end < len(text):
        yield {"text": text[end:]}


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
