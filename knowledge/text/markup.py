"""Rich text that every channel renders its own way, and the small markup that authors write it in.

Text from people enters a `RichText` only as `Span.text`, never through `parse_markup`:
so no channel can be made to show markup that a person typed.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

PICTURE_MARK = "🖼 "


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
class Picture(Paragraph):
    """A picture from the folder of the content; its paragraph describes it, for channels that show none."""

    file: str

    @property
    def description(self) -> str:
        return "".join(span.text for span in self.spans).removeprefix(PICTURE_MARK)


@dataclass(frozen=True, slots=True)
class Listing:
    """A bulleted or numbered list; an item may hold line breaks."""

    items: tuple[tuple[Span, ...], ...]
    ordered: bool = False
    start: int = 1


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of as many cells; the first row is the heading."""

    rows: tuple[tuple[tuple[Span, ...], ...], ...]

    def as_listing(self) -> Listing:
        """An item for each row, for screens too narrow for a table: «Услуга: справка; Срок: 3 дня»."""
        heading, *rows = self.rows
        return Listing(tuple(tuple(_named(heading, row)) for row in rows))


@dataclass(frozen=True, slots=True)
class Quote:
    """Lines set apart, of which a small screen shows the first few until it is touched."""

    lines: tuple[tuple[Span, ...], ...]


def _named(heading: tuple[tuple[Span, ...], ...], row: tuple[tuple[Span, ...], ...]) -> Iterator[Span]:
    filled = [(name, cell) for name, cell in zip(heading, row, strict=True) if cell]
    for number, (name, cell) in enumerate(filled):
        if number:
            yield Span("; ")
        if name:
            yield from name
            yield Span(": ")
        yield from cell


Block = Picture | Paragraph | Listing | Table | Quote


@dataclass(frozen=True, slots=True)
class RichText:
    """Blocks from top to bottom."""

    blocks: tuple[Block, ...] = ()

    def __add__(self, other: "RichText") -> "RichText":
        return RichText(self.blocks + other.blocks)

    def __bool__(self) -> bool:
        return bool(self.blocks)

    @property
    def pictures(self) -> tuple[Picture, ...]:
        return tuple(block for block in self.blocks if isinstance(block, Picture))

    def plain(self) -> str:
        """The text without styles: paragraphs parted by an empty line, list items by line feeds."""
        return "\n\n".join(_plain_block(block) for block in self.blocks)


def plain_spans(spans: tuple[Span, ...]) -> str:
    """The text without styles, an address behind what it is under."""
    return "".join(
        f"{span.text} ({span.link})" if span.link and span.link != span.text else span.text for span in spans
    )


def _plain_block(block: Block) -> str:
    if isinstance(block, Table):
        return "\n".join(" | ".join(map(plain_spans, row)) for row in block.rows)
    if isinstance(block, Paragraph):
        return plain_spans(block.spans)
    if isinstance(block, Quote):
        return "\n".join(map(plain_spans, block.lines))
    markers = (f"{block.start + n}." if block.ordered else "•" for n in range(len(block.items)))
    return "\n".join(
        f"{marker} {plain_spans(item)}" for marker, item in zip(markers, block.items, strict=True)
    )


def quote(text: RichText) -> RichText:
    """The same text as one quote."""
    return RichText((Quote(tuple(line for block in text.blocks for line in _quoted(block))),))


def _quoted(block: Block) -> Iterator[tuple[Span, ...]]:
    match block:
        case Paragraph(spans):
            yield spans
        case Listing(items):
            for number, item in enumerate(items, start=block.start):
                yield (Span(f"{number}. " if block.ordered else "• "), *item)
        case Table():
            yield from _quoted(block.as_listing())
        case Quote(lines):
            yield from lines


def paragraph(text: str, *, strong: bool = False, emphasis: bool = False) -> RichText:
    """One paragraph of literal text, nothing in it read as markup."""
    return RichText((Paragraph((Span(text, strong=strong, emphasis=emphasis),)),))


def listing(items: Iterable[str | tuple[Span, ...]], *, ordered: bool = False, start: int = 1) -> RichText:
    """One list; an item is literal text, or spans."""
    spans = ((Span(item),) if isinstance(item, str) else item for item in items)
    return RichText((Listing(tuple(spans), ordered, start),))


_INLINE = re.compile(
    # A lone asterisk, as in «5 * 3» and «5*3», and a bracket without an address are text.
    r"\*\*(?=\S)(?P<strong>.+?)(?<=\S)\*\*|(?<!\w)\*(?=[^\s*])(?P<emphasis>[^*]*?[^\s*])\*(?!\w)"
    r"|\[(?P<label>[^\[\]]+)\]\((?P<url>https?://[^)\s]+)\)|(?P<bare>https?://\S+)"
)
_PICTURE = re.compile(r"!\[(?P<description>[^\[\]]+)\]\((?P<file>[^()\s]+)\)")
_ITEM = re.compile(r"(?<!\d)(?:(?P<number>\d+)\.|-) +(?P<text>.*)")


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
    a line indented by two spaces continues its item after a line break; lines of `| a | b |` are a table, and
    `![description](file.png)` by itself is a picture."""
    blocks: list[Block] = []
    for chunk in re.split(r"\n\s*\n", source.strip("\n")):
        lines = chunk.split("\n")
        if picture := _PICTURE.fullmatch(chunk.strip()):
            blocks.append(Picture((Span(PICTURE_MARK + picture["description"]),), picture["file"]))
            continue
        table = _parse_table(lines)
        blocks.extend([table] if table is not None else _parse_chunk(lines))
    return RichText(tuple(blocks))


def _parse_table(lines: list[str]) -> Table | None:
    rows = [line.strip() for line in lines if line.strip()]
    if len(rows) < 2 or not all(len(row) > 1 and row[0] == row[-1] == "|" for row in rows):
        return None
    cells = [row[1:-1].split("|") for row in rows]
    if all(re.fullmatch(r"\s*:?-+:?\s*", cell) for cell in cells[1]):
        # The line that other programs want below the heading.
        del cells[1]
    width = max(map(len, cells))
    return Table(
        tuple(
            tuple(parse_spans(cell.strip()) for cell in (*row, *[""] * (width - len(row)))) for row in cells
        )
    )


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


def as_markup(body: RichText) -> str:
    """Rich text as the markup of answers; signs of markup in it become signs without meaning."""
    return "\n\n".join(map(_written_block, body.blocks))


def _written_block(block: Block) -> str:
    if isinstance(block, Table):
        return "\n".join("| " + " | ".join(map(_written_spans, row)) + " |" for row in block.rows)
    if isinstance(block, Listing):
        marks = (f"{block.start + n}." if block.ordered else "-" for n in range(len(block.items)))
        return "\n".join(
            f"{mark} {_written_spans(item)}" for mark, item in zip(marks, block.items, strict=True)
        )
    if isinstance(block, Quote):
        return "\n".join(map(_written_spans, block.lines))
    return _written_spans(block.spans)


def _written_spans(spans: tuple[Span, ...]) -> str:
    return "".join(map(_written_span, spans))


def _written_span(span: Span) -> str:
    text = span.text.replace("*", "\N{ASTERISK OPERATOR}")
    bare = text.strip()
    if not bare:
        return text
    before, after = text[: text.index(bare)], text[text.index(bare) + len(bare) :]
    if span.link and span.link.startswith(("http://", "https://")) and span.link != bare:
        bare = f"[{bare}]({span.link})"
    if span.emphasis:
        bare = f"*{bare}*"
    if span.strong:
        bare = f"**{bare}**"
    return before + bare + after
