"""Counted things as a picture of bars."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from dialogs.documents.pdf import typeset

_TEMPLATE = Path(__file__).parent / "chart.typ"
_PPI = 216  # 1,080 pixels wide


def render_chart(chart: Mapping[str, Any]) -> bytes:
    """A PNG of `title` and `groups`, each with a `title` and `bars` of `label` and `value`."""
    (page,) = typeset(_TEMPLATE, {"chart": json.dumps(chart, ensure_ascii=False)}, format="png", ppi=_PPI)
    return page
