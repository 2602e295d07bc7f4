"""A report as a tagged PDF and as a picture of one page, typeset by typst from one template."""

import json
from dataclasses import asdict
from datetime import UTC, datetime, time
from functools import lru_cache
from pathlib import Path

import typst

from dialogs.documents.clean import clean
from dialogs.documents.pieces import Report

_HERE = Path(__file__).parent
_TEMPLATE = _HERE / "profile.typ"
_FONT = "PT Serif"
_SCALE = 0.93  # PT Serif at this size runs as wide as the Times family that the layout is measured for
_REGIONS = {"ru": "RU", "en": "GB"}
_PREVIEW_PPI = 108


def render_pdf(report: Report) -> bytes:
    """The report as PDF/UA-1: tagged, hyphenated, fonts embedded. The same report gives the same bytes.

    A character that no font of ours has is drawn as an empty box and stays in the text layer; such a file
    is tagged as well but makes no claim to PDF/UA.
    """
    try:
        return _compiled(report, pdf_standards=["ua-1"])
    except typst.TypstError:
        return _compiled(report)


def render_png(report: Report, page: int = 1) -> bytes:
    """A picture of one page (from 1; the last page when there are fewer), about 900 pixels wide."""
    pages = _compile(report, format="png", ppi=_PREVIEW_PPI)
    if isinstance(pages, bytes):
        return pages
    return pages[min(max(page, 1), len(pages)) - 1]
