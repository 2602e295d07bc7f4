"""A message's text or caption: parsed, trimmed, measured."""

from __future__ import annotations

from typing import Any

from .html import Formatted, cant_parse, parse_html, utf16_length
from .markdown import parse_markdown, parse_markdown_v2
from .refusal import Json, bad_request

MAX_TEXT = 4096
MAX_CAPTION = 1024
MAX_SOURCE_BYTES = 1 << 15

PARSERS = {"html": parse_html, "markdownv2": parse_markdown_v2, "markdown": parse_markdown}


def format_text(source: Any, parse_mode: str | None, entities: list[Json] | None) -> Formatted:
    """What a person will see of `source`; markup that Telegram cannot read is refused."""
    if not isinstance(source, str):
        source = str(source)
    if len(source) * 4 > MAX_SOURCE_BYTES and len(source.encode()) > MAX_SOURCE_BYTES:
        raise bad_request("text is too long")
    mode = (parse_mode or "").lower()
    if mode in ("", "none"):
        found = Formatted(source, given_entities(source, entities or []))
    elif mode not in PARSERS:
        raise bad_request("unsupported parse_mode")
    else:
        found = PARSERS[mode](source)
        if entities:
            found.remarks.append("both parse_mode and entities are given")
    return trimmed(found)


def given_entities(text: str, entities: list[Json]) -> list[Json]:
    """Ready-made entities, refused when they leave the text."""
    limit = utf16_length(text)
    for entity in entities:
        offset, length = entity.get("offset"), entity.get("length")
        if not isinstance(offset, int) or not isinstance(length, int) or "type" not in entity:
            raise bad_request("can't parse MessageEntity: Can't find field")
        if offset < 0 or length <= 0 or offset + length > limit:
            raise cant_parse(f"entity beginning at UTF-16 offset {offset} ends after the end of the text")
    return [dict(entity) for entity in entities]


def trimmed(found: Formatted) -> Formatted:
    """Without outer white space, as Telegram stores it; entities follow."""
    text = found.text.rstrip()
    shorter = text.lstrip()
    cut = len(text) - len(shorter)
    if shorter == found.text:
        return found
    limit = utf16_length(shorter)
    kept: list[Json] = []
    for entity in found.entities:
        start = max(0, entity["offset"] - cut)
        end = min(limit, entity["offset"] - cut + entity["length"])
        if end > start:
            kept.append({**entity, "offset": start, "length": end - start})
    return Formatted(shorter, kept, found.remarks)


def message_text(source: Any, parse_mode: str | None, entities: list[Json] | None) -> Formatted:
    """A text fit for a message: not empty, at most 4096 UTF-16 units once parsed."""
    if source is None or source == "":
        raise bad_request("message text is empty")
    found = format_text(source, parse_mode, entities)
    if not found.text:
        raise bad_request("text must be non-empty")
    if utf16_length(found.text) > MAX_TEXT:
        raise bad_request("message is too long")
    return found


def caption_text(source: Any, parse_mode: str | None, entities: list[Json] | None) -> Formatted:
    """A caption: possibly empty, at most 1024 UTF-16 units once parsed."""
    found = format_text(source or "", parse_mode, entities)
    if utf16_length(found.text) > MAX_CAPTION:
        raise bad_request("message caption is too long")
    return found
