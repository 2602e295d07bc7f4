"""Rich text that every channel renders its own way, and the small markup that authors write it in.

Text from people enters a `RichText` only as `Span.text`, never through `parse_markup`:
so no channel can be made to show markup that a person typed.
"""

import re
from dataclasses import dataclass, replace
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class Span:
    """A run of characters in one style; `link` is an absolute web address."""

    text: str
    strong: bool = False
    emphasis: bool = False
    link: str | None = None


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; a line feed inside a span is a line break."""

    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Listing:
    """A bulleted or numbered list; an item may hold line breaks."""

    items: tuple[tuple[Span, ...], ...]
    ordered: bool = False
    start: int = 1


Block = Paragraph | Listing


@dataclass(frozen=True, slots=True)
class RichText:
    """Blocks from top to bottom."""

    blocks: tuple[Block, ...] = ()

    def __add__(self, other: "RichText") -> "RichText":
        return RichText(self.blocks + other.blocks)

    def __bool__(self) -> bool:
        return bool(self.blocks)

    def plain(self) -> str:
        """The text without styles: paragraphs parted by an empty line, list items by line feeds."""
        return "\n\n".join(_plain_block(block) for block in self.blocks)


def _plain_spans(spans: tuple[Span, ...]) -> str:
    return "".join(
        f"{span.text} ({span.link})" if span.link and span.link != span.text else span.text for span in spans
    )


def _plain_block(block: Block) -> str:
    if isinstance(block, Paragraph):
        return _plain_spans(block.spans)
    markers = (f"{block.start + n}." if block.ordered else "•" for n in range(len(block.items)))
    return "\n".join(
        f"{marker} {_plain_spans(item)}" for marker, item in zip(markers, block.items, strict=True)
    )


def paragraph(text: str, *, strong: bool = False, emphasis: bool = False) -> RichText:
    """One paragraph of literal text, nothing in it read as markup."""
    return RichText((Paragraph((Span(text, strong=strong, emphasis=emphasis),)),))


_INLINE = re.compile(
    # A lone asterisk, as in «5 * 3» and «5*3», and a bracket without an address are text.
    r"\*\*(?=\S)(?P<strong>.+?)(?<=\S)\*\*|(?<!\w)\*(?=[^\s*])(?P<emphasis>[^*]*?[^\s*])\*(?!\w)"
    r"|\[(?P<label>[^\]]+)\]\((?P<url>https?://[^)\s]+)\)|(?P<bare>https?://\S+)"
)
_ITEM = re.compile(r"(?:(?P<number>\d+)\.|-) +(?P<text>.*)")


def parse_spans(text: str) -> tuple[Span, ...]:
    """Spans of `**strong**`, `*emphasis*`, `[label](https://…)` and bare web addresses."""
    spans: list[Span] = []
    position = 0
    for found in _INLINE.finditer(text):
        if found.start() > position:
            spans.append(Span(text[position : found.start()]))
        position = found.end()
        if found["strong"] is not None:
            spans.extend(replace(span, strong=True) for span in parse_spans(found["strong"]))
        elif found["emphasis"] is not None:
            spans.extend(replace(span, emphasis=True) for span in parse_spans(found["emphasis"]))
        elif found["label"] is not None:
            spans.append(Span(found["label"], link=found["url"]))
        else:
            address = found["bare"].rstrip(".,;:!?)»")
            position = found.start() + len(address)
            spans.append(Span(address, link=address))
    if position < len(text):
        spans.append(Span(text[position:]))
    return tuple(spans)


@lru_cache(maxsize=1_024)
def parse_markup(source: str) -> RichText:
    """Blocks of authored text: empty lines part paragraphs; `- ` and `1. ` begin list items;
    a line indented by two spaces continues its item after a line break."""
    blocks: list[Block] = []
    for chunk in re.split(r"\n\s*\n", source.strip("\n")):
        blocks.extend(_parse_chunk(chunk.split("\n")))
    return RichText(tuple(blocks))


def _parse_chunk(lines: list[str]) -> list[Block]:
    blocks: list[Block] = []
    text: list[str] = []
    items: list[str] = []
    ordered, start = False, 1
    for line in [*lines, ""]:
        item = _ITEM.fullmatch(line)
        if item:
            if text:
                blocks.append(Paragraph(parse_spans("\n".join(text))))
                text = []
            if not items:
                ordered, start = item["number"] is not None, int(item["number"] or 1)
            items.append(item["text"])
        elif items and line.startswith("  "):
            items[-1] += "\n" + line.strip()
        else:
            if items:
                blocks.append(Listing(tuple(parse_spans(entry) for entry in items), ordered, start))
                items = []
            if line.strip():
                text.append(line.strip())
    if text:
        blocks.append(Paragraph(parse_spans("\n".join(text))))
    return blocks
