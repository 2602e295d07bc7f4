"""Draws a reply as messengers show it: its text in pages that fit one message, its buttons in rows."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from bot.channels.messenger.limits import MessageLimits
from dialogs.turn.phrases import Phrases
from dialogs.turn.replies import Button, Progress, Reply, Role
from knowledge.text.language import Language
from knowledge.text.markup import Block, Listing, Paragraph, RichText, Span, Table, paragraph

_SIGNS = {"mistake": "⚠️ ", "success": "✅ "}
# Labels as wide as these stand side by side, so many in a row.
_SIDE_BY_SIDE = ((10, 3), (19, 2))
_ALONE: frozenset[Role] = frozenset({"done"})
# A choice with a longer label would be cut on its button.
_READABLE = 38

_BETWEEN_BLOCKS = 2

ScreenLine = tuple[Span, ...]
Page = list[list[ScreenLine]]
"""Blocks of lines."""

LinkOf = Callable[[Button], str | None]
"""The address that a button opens instead of sending its id; None for one that sends it."""


@dataclass(frozen=True, slots=True)
class Key:
    """A button of the keyboard: it sends its `id`, or opens its `url`."""

    text: str
    id: str
    url: str | None = None


KeyRows = list[list[Key]]


@dataclass(frozen=True, slots=True)
class Screen:
    """What is sent for one reply, files aside. The keyboard stands under the last page."""

    pages: Sequence[Page]
    keyboard: KeyRows


def own_link(button: Button) -> str | None:
    return button.url


def draw(reply: Reply, phrases: Phrases, limits: MessageLimits, link_of: LinkOf = own_link) -> Screen:
    """The reply as messages. In an interview's question, options too long for a button stand in the text."""
    body = _signed(reply.body, _SIGNS.get(reply.tone, ""))
    choices = [button for button in reply.buttons if _is_choice(button)]
    listed = reply.progress is not None and any(len(label(button)) > _READABLE for button in choices)
    if listed:
        body += RichText((Listing(tuple((Span(label(each)),) for each in choices), ordered=True),))
    if reply.progress is not None:
        body = paragraph(_progress(reply.progress, phrases, reply.language), emphasis=True) + body
    return Screen(split(body, limits.text), keyboard(reply.buttons, limits, link_of, numbered=listed))


def keyboard(
    buttons: Iterable[Button], limits: MessageLimits, link_of: LinkOf = own_link, *, numbered: bool = False
) -> KeyRows:
    """The buttons in rows. `numbered` puts numbers before the choices."""
    rows: KeyRows = []
    previous: Button | None = None
    width = 0
    number = 0
    for button in tuple(buttons)[: limits.buttons]:
        number += _is_choice(button)
        prefix = f"{number}. " if numbered and _is_choice(button) else ""
        key = Key(
            shortened((prefix + label(button)).strip() or "…", limits.button_label),
            button.id,
            link_of(button),
        )
        room = _room(button)
        joins = (
            previous is not None
            and (previous.role, bool(previous.url)) == (button.role, bool(button.url))
            and button.role not in _ALONE
            and len(rows[-1]) < min(width, room)
        )
        if joins:
            rows[-1].append(key)
            width = min(width, room)
        else:
            rows.append([key])
            width = room
        previous = button
    return rows


def label(button: Button) -> str:
    """What stands on the button; a chosen option shows it by a mark and its rank, not by colour."""
    if not button.selected:
        return button.label
    return f"✅ {button.rank}. {button.label}" if button.rank else f"✅ {button.label}"


def _is_choice(button: Button) -> bool:
    return button.role in ("choice", "toggle") and not button.url


def _room(button: Button) -> int:
    """How many such buttons stand in a row; a mark must not make the rows jump when it comes and goes."""
    length = len(button.label) + (3 if button.role == "toggle" else 0)
    return next((most for longest, most in _SIDE_BY_SIDE if length <= longest), 1)


def _signed(body: RichText, sign: str) -> RichText:
    if not sign or not body.blocks:
        return body
    first: Block = body.blocks[0]
    if isinstance(first, Paragraph):
        return RichText((Paragraph((Span(sign), *first.spans)), *body.blocks[1:]))
    return RichText((Paragraph((Span(sign.strip()),)), *body.blocks))


def _progress(progress: Progress, phrases: Phrases, language: Language) -> str:
    if progress.segment is None:
        return phrases.label(
            language, "progress", section=progress.section, answered=progress.answered, total=progress.total
        )
    return phrases.label(
        language,
        "progress-segment",
        segment=progress.segment,
        segments=progress.segments,
        section=progress.section,
        answered=progress.answered,
        total=progress.total,
    )


def utf16_length(text: str) -> int:
    """The number of characters as messengers count them."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def shortened(text: str, limit: int) -> str:
    """At most `limit` UTF-16 units of the text, with … for the rest."""
    if utf16_length(text) <= limit:
        return text
    return _head(text, limit - 1).rstrip() + "…"


def split(body: RichText, limit: int) -> list[Page]:
    """The pages, each of at most `limit` UTF-16 units; what shows nothing is left out."""
    blocks = [lines for block in body.blocks if _is_seen(lines := list(_lines(block)))]
    pages = [blocks] if _surely_fit(blocks, limit) else _split(blocks, limit)
    return [page for page in pages if any(_is_seen(block) for block in page)]


def _is_seen(lines: list[ScreenLine]) -> bool:
    return any(span.text.strip() for line in lines for span in line)


def _surely_fit(blocks: list[list[ScreenLine]], limit: int) -> bool:
    """Whether nothing need be counted more exactly: no character takes more than two units."""
    breaks = sum(len(lines) + 1 for lines in blocks)
    return 2 * (breaks + sum(len(span.text) for lines in blocks for line in lines for span in line)) <= limit


def _split(blocks: list[list[ScreenLine]], limit: int) -> list[Page]:
    found: list[Page] = []
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


def _lines(block: Block) -> Iterator[ScreenLine]:
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


def _split_lines(spans: Iterable[Span]) -> list[ScreenLine]:
    lines: list[list[Span]] = [[]]
    for span in spans:
        if "\n" not in span.text:
            lines[-1].append(span)
            continue
        first, *rest = span.text.split("\n")
        lines[-1].append(replace(span, text=first))
        lines += [[replace(span, text=text)] for text in rest]
    return [tuple(line) for line in lines]


def _fitting(line: ScreenLine, limit: int) -> Iterator[ScreenLine]:
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


def _length(lines: list[ScreenLine]) -> int:
    return utf16_length("\n".join("".join(span.text for span in line) for line in lines))


def _chunks(lines: list[ScreenLine], limit: int) -> Iterator[list[ScreenLine]]:
    chunk: list[ScreenLine] = []
    for line in lines:
        if chunk and _length([*chunk, line]) > limit:
            yield chunk
            chunk = []
        chunk.append(line)
    yield chunk
