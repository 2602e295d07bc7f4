"""A cell's text in the markup of answers: paragraphs, lists, tables and links are kept."""

import html
import re

from bot.cli.importing.table import linked
from knowledge.text.markup import parse_spans

# Only a tag that is closed is looked into, and only as far as the next one: in a cell of a million characters
# with nothing but openings everything else would be read again for each of them.
_ADDRESSED = re.compile(
    r"<a\b(?=[^<>]*>)[^<>]*?href\s*=\s*[\"']?([^\"'\s<>]+)[^<>]*>((?:(?!<a\b).)*?)</a\s*>",
    re.IGNORECASE | re.DOTALL,
)
_LIST_ITEM = re.compile(r"<\s*li\b[^<>]*>", re.IGNORECASE)
_BREAKS = re.compile(r"<\s*/?(?:br|p|li|ul|ol|div|tr|h[1-6])\b[^<>]*>", re.IGNORECASE)
_TAG = re.compile(
    r"</?(?:a|b|i|u|s|em|strong|span|font|table|tbody|thead|td|th|sup|sub|small|img)\b[^<>]*>", re.IGNORECASE
)
_ENTITY = re.compile(r"&(?:nbsp|amp|quot|lt|gt|laquo|raquo|mdash|ndash|#\d{1,6});")
_ITEM = re.compile(r"^\s*[•·▪●‣–—-]\s+")
_NUMBERED = re.compile(r"^\s*(\d+)[.)]\s+")
_LISTED = re.compile(r"- |(?<!\d)\d+\. ")
_LINK = re.compile(r"\[([^\[\]]+)\]\((https?://[^)\s\[]+)\)")


def as_markup(text: str) -> str:
    """The text of an answer's cell."""
    lines: list[str] = []
    last = ""
    for line in (" ".join(each.split()) for each in _untagged(text, "\n• ").splitlines()):
        bare = _ITEM.sub("", line)
        if not bare or bare in "•·▪●":
            continue
        item = "- " if bare != line else ""
        if (numbered := _NUMBERED.match(bare)) is not None:
            item, bare = f"{numbered[1]}. ", bare[numbered.end() :]
        if any(span.strong or span.emphasis for span in parse_spans(bare)):
            # The markup has no escapes: what would be read as markup becomes a sign that means nothing.
            bare = bare.replace("*", "\N{ASTERISK OPERATOR}")
        listed = bool(item) and _LISTED.match(last) is not None
        tabled = bare.startswith("| ") and last.startswith("| ")
        last = item + bare
        lines.append(("\n" if listed or tabled else "\n\n") + last if lines else last)
    return "".join(lines)


def as_title(text: str) -> tuple[str, tuple[str, ...]]:
    """The text of a question's cell on one line, and the addresses that a title cannot hold."""
    text = " ".join(_untagged(text, " ").split())
    addresses = tuple(found[2] for found in _LINK.finditer(text))
    return _LINK.sub(lambda found: found[1], text), addresses


def _untagged(text: str, item: str) -> str:
    if "<" in text:
        text = _ADDRESSED.sub(lambda found: linked(_TAG.sub("", found[2]), found[1]), text)
        text = _TAG.sub(" ", _BREAKS.sub("\n", _LIST_ITEM.sub(item, text)))
    return _ENTITY.sub(lambda found: html.unescape(found[0]), text) if "&" in text else text
