"""Completes a form of an agency's own with what the shipped form says of no field: how questions are asked,
what is said about mistakes, how a page looks."""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any

from knowledge.yaml_source import KeyPath, Source

_PAGE = ("page", "font", "paragraph", "page_numbers", "typography", "file_name", "lists_in_cells")
_TEXTS = ("draft_mark", "section_heading", "segment_heading", "single_segment_heading", "by_segment")
# Where no field, section or check is named; below these places a single key may be left out, too.
COMPLETED: tuple[tuple[str, ...], ...] = (
    *((key,) for key in ("template", "interview", "reading", "messages")),
    ("report", "default_output_mode"),
    *(("report", "summary_table", key) for key in ("title", "show_if_segments_min", "remainder_row")),
    *(("layout", key) for key in (*_PAGE, *_TEXTS)),
    *(("layout", "tables", key) for key in ("two_column", "summary", "remarks")),
)

# What the shipped form says of itself alone, and what an own form has in its place.
_OWN: Mapping[tuple[str, ...], str] = {
    ("template", "notice"): "",
    ("layout", "file_name", "pattern"): "{form_title}_{entity_short}_{date}_v{version}.docx",
    ("layout", "file_name", "pattern_multi"): "{form_title}_{entity_short}_{date}_v{version}.docx",
    ("layout", "file_name", "pattern_part"): "{form_title}_{entity_short}_{index}_{date}_v{version}.docx",
}


def completed(own: Source, shipped: Source) -> tuple[Any, Mapping[KeyPath, tuple[Source, KeyPath]]]:
    """The content of `own` with what it leaves out, and where in `shipped` each addition stands."""
    if not isinstance(own.content, dict):
        return own.content, {}
    # What of these a form does without, an agency's changes may still speak of.
    content: dict[str, Any] = {key: [] for key in ("glossary", "computed", "quality_checks")} | deepcopy(
        own.content
    )
    for place, text in _OWN.items():
        _say_instead(content, place, text)
    added = [place for path in COMPLETED for place in _completed(content, shipped.content, path)]
    return content, {place: (shipped, place) for place in added}


def _say_instead(content: dict[str, Any], place: tuple[str, ...], text: str) -> None:
    """Puts the text where the form says nothing itself."""
    below: Any = content
    for key in place[:-1]:
        below = below.setdefault(key, {})
        if not isinstance(below, dict):
            return
    below.setdefault(place[-1], text)


def _completed(
    content: dict[str, Any], shipped: Mapping[str, Any], path: tuple[str, ...]
) -> Iterator[KeyPath]:
    """Puts in what is missing at the path and below it; the places of what was put in."""
    below: Any = content
    given: Any = shipped
    for key in path[:-1]:
        below, given = below.setdefault(key, {}), given[key]
        if not isinstance(below, dict):  # told of by whoever types the form
            return
    yield from _filled_in(below, {path[-1]: given[path[-1]]}, path[:-1])


def _filled_in(own: dict[str, Any], given: Mapping[str, Any], place: KeyPath) -> Iterator[KeyPath]:
    for key, value in given.items():
        if key not in own:
            own[key] = deepcopy(value)
            yield (*place, key)
        elif isinstance(own[key], dict) and isinstance(value, dict):
            yield from _filled_in(own[key], value, (*place, key))
