"""Rich text as Telegram's HTML, in parts that fit one message each.

Nothing in a text can become markup: every run is escaped, and tags stand around whole runs only.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from html import escape

from knowledge.text.markup import Block, Listing, RichText, Span, Table

MESSAGE_LIMIT = 4_096
CAPTION_LIMIT = 1_024
_BETWEEN_BLOCKS = 2

Line = tuple[Span, ...]


def utf16_length(text: str) -> int:
    """As Telegram counts characters."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def shortened(text: str, limit: int) -> str:
    """At most `limit` of Telegram's characters, with … for the rest."""
    if utf16_length(text) <= limit:
        return text
    return _head(text, limit - 1).rstrip() + "…"


def pages(body: RichText, limit: int = MESSAGE_LIMIT) -> tuple[str, ...]:
    """The text as HTML, split between blocks, else between lines, else between words."""
    blocks = [lines for block in body.blocks if _is_seen(lines := list(_lines(block)))]
    found = [blocks] if _surely_fit(blocks, limit) else _split(blocks, limit)
    rendered = ("\n\n".join("\n".join(map(_html, block)) for block in page) for page in found)
    return tuple(page for page in rendered if page.strip())


def _is_seen(lines: list[Line]) -> bool:
    return any(span.text.strip() for line in lines for span in line)


def _surely_fit(blocks: list[list[Line]], limit: int) -> bool:
    """Whether nothing need be counted more exactly: no character takes more than two units."""
    breaks = sum(len(lines) + 1 for lines in blocks)
    return 2 * (breaks + sum(len(span.text) for lines in blocks for line in lines for span in line)) <= limit


def _split(blocks: list[list[Line]], limit: int) -> list[list[list[Line]]]:
    found: list[list[list[Line]]] = []
    room = 0
    for block in blocks:
        lines = [part for line in block for part in _fitting(line, limit)]
        length = _length(lines)
        if found and length + _BETWEEN_BLOCKS <= room:
            found[-1].append(lines)
            room -= length + _BETWEEN_BLOCKS
        elif length <= limit:
            found.append([lines])
            room = limit - length
        else:
            found += [[chunk] for chunk in _chunks(lines, limit)]
            room = limit - _length(found[-1][0])
    return found


def _lines(block: Block) -> Iterator[Line]:
    if isinstance(block, Table):
        block = block.as_listing()
    if not isinstance(block, Listing):
        yield from _split_lines(block.spans)
        return
    for number, item in enumerate(block.items, start=block.start):
        marker = f"{number}. " if block.ordered else "• "
        first, *rest = _split_lines(item)
        yield (Span(marker), *first)
        yield from rest


def _split_lines(spans: Iterable[Span]) -> list[Line]:
    lines: list[list[Span]] = [[]]
    for span in spans:
        if "\n" not in span.text:
            lines[-1].append(span)
            continue
        first, *rest = span.text.split("\n")
        lines[-1].append(replace(span, text=first))
        lines += [[replace(span, text=text)] for text in rest]
    return [tuple(line) for line in lines]


def _fitting(line: Line, limit: int) -> Iterator[Line]:
    """The line, cut between words where it is longer than a whole message."""
    if _length([line]) <= limit:
        yield line
        return
    room, current = limit, list[Span]()
    for span in line:
        text = span.text
        while utf16_length(text) > room:
            head = _head_of_words(text, room) if room else ""
            if head:
                current.append(replace(span, text=head))
            yield tuple(current)
            text, room, current = text[len(head) :].lstrip(" "), limit, []
        current.append(replace(span, text=text))
        room -= utf16_length(text)
    yield tuple(current)


def _head(text: str, limit: int) -> str:
    """The longest beginning of at most `limit` units; no character is torn apart."""
    head = text[:limit]
    while utf16_length(head) > limit:
        head = head[: len(head) - max((utf16_length(head) - limit) // 2, 1)]
    return head


def _head_of_words(text: str, limit: int) -> str:
    head = _head(text, limit)
    if len(head) == len(text):
        return head
    space = head.rfind(" ")
    # A word longer than half a message is no word; it may be cut anywhere.
    return head[:space] if space > len(head) // 2 else head


def _length(lines: list[Line]) -> int:
    return utf16_length("\n".join("".join(span.text for span in line) for line in lines))


def _chunks(lines: list[Line], limit: int) -> Iterator[list[Line]]:
    chunk: list[Line] = []
    for line in lines:
        if chunk and _length([*chunk, line]) > limit:
            yield chunk
            chunk = []
        chunk.append(line)
    yield chunk


def _html(line: Line) -> str:
    return "".join(map(_run, line))


def _run(span: Span) -> str:
    html = escape(span.text, quote=False)
    if not html:
        return ""
    if span.emphasis:
        html = f"<i>{html}</i>"
    if span.strong:
        html = f"<b>{html}</b>"
    if span.link:
        html = f'<a href="{escape(span.link)}">{html}</a>'
    return html
