"""Draws a reply as messengers show it: its text in pages that fit one message, its buttons in rows."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import count

from bot.channels.messenger.limits import MessageLimits
from dialogs.turn.phrases import Phrases
from dialogs.turn.replies import Button, Progress, Reply, Role
from dialogs.turn.titles import SCREEN_LINES, SCREEN_ROWS, height
from knowledge.text.language import Language
from knowledge.text.markup import Block, Listing, Paragraph, Quote, RichText, Span, Table, paragraph

_SIGNS = {"mistake": "⚠️ ", "success": "✅ "}
# Labels as wide as these stand side by side, so many in a row.
_SIDE_BY_SIDE = ((10, 3), (19, 2))
_ALONE: frozenset[Role] = frozenset({"done"})
# A choice with a longer label would be cut on its button; more rows of choices would fill the screen.
_READABLE = 38
_ROWS_OF_CHOICES = 4
_NUMBERS_IN_A_ROW = 5
_BAR = 3
# A quote that is not opened shows so much.
_QUOTED_LINES = 3
# Below an answer titles take so much.
_LISTED_LINES = 6

_BETWEEN_BLOCKS = 2

ScreenLine = tuple[Span, ...]


class ScreenBlock(list[ScreenLine]):
    """Lines that stand together."""


class Quoted(ScreenBlock):
    """Lines of which the first few show until they are touched."""


Page = list[ScreenBlock]

LinkOf = Callable[[Button], str | None]
"""The address that a button opens instead of sending its id; None for one that sends it."""


@dataclass(frozen=True, slots=True)
class Key:
    """A button of the keyboard: it sends its `id`, opens its `url`, perhaps `inside` the messenger, or copies
    a text."""

    text: str
    id: str
    url: str | None = None
    copy: str | None = None
    inside: bool = False


KeyRows = list[list[Key]]


@dataclass(frozen=True, slots=True)
class Screen:
    """What is sent for one reply, files aside. The keyboard stands under the last page. `tight`: a question,
    without empty lines between its blocks."""

    pages: Sequence[Page]
    keyboard: KeyRows
    tight: bool = False


def own_link(button: Button) -> str | None:
    return button.url


def draw(reply: Reply, phrases: Phrases, limits: MessageLimits, link_of: LinkOf = own_link) -> Screen:
    """The reply as messages. In an interview's question, under an answer, and where choices may be `listed`,
    options that are too long for a button, or too many, stand in the text, and their buttons are numbers."""
    body = _signed(reply.body, _SIGNS.get(reply.tone, ""))
    offered = list(reply.buttons)
    choices = [button for button in offered if _is_choice(button)]
    answers = reply.tone == "answer"
    may_be_listed = reply.progress is not None or reply.listed
    listed = (may_be_listed and _must_be_listed(choices, limits)) or (answers and _too_long(choices))
    while listed and answers and sum(height(f"0. {label(each)}") for each in choices) > _LISTED_LINES:
        # What else there is to read gives way, the last first.
        offered.remove(choices.pop())
    if listed:
        offered = _numbered(offered)
        first = choices[0].number or 1
        options = Listing(tuple((Span(label(each)),) for each in choices), ordered=True, start=first)
        body = body + RichText((options,)) if answers else _before_quotes(body, options)
    if reply.progress is not None:
        body = paragraph(progress_line(reply.progress, phrases, reply.language), emphasis=True) + body
    buttons = [part for each in offered for part in _copied(each, limits, phrases, reply.language)]
    rows = keyboard(buttons, limits, link_of, numbered=listed)
    if len(rows) > SCREEN_ROWS:
        buttons = [each for each in buttons if not each.copy]
        rows = keyboard(buttons, limits, link_of, numbered=listed)
    while answers and len(rows) > SCREEN_ROWS and any(map(_is_choice, buttons)):
        buttons.remove([each for each in buttons if _is_choice(each)][-1])
        rows = keyboard(buttons, limits, link_of, numbered=listed)
    pages = split(body, limits.text, folded=answers, ends=1 + int(listed))
    return Screen(pages, rows, tight=reply.progress is not None)


def _numbered(buttons: Sequence[Button]) -> list[Button]:
    """The buttons, those of choices with the number that may be typed for each."""
    numbers = count(1)
    return [
        replace(each, number=each.number or next(numbers)) if _is_choice(each) else each for each in buttons
    ]


def _must_be_listed(choices: Sequence[Button], limits: MessageLimits) -> bool:
    return _too_long(choices) or len(keyboard(choices, limits)) > _ROWS_OF_CHOICES


def _too_long(choices: Sequence[Button]) -> bool:
    return any(len(label(button)) > _READABLE for button in choices)


def _before_quotes(body: RichText, options: Listing) -> RichText:
    """The options stand under the question, what was opened beside it under the options."""
    quotes = tuple(block for block in body.blocks if isinstance(block, Quote))
    others = tuple(block for block in body.blocks if not isinstance(block, Quote))
    return RichText((*others, options, *quotes))


def keyboard(
    buttons: Iterable[Button], limits: MessageLimits, link_of: LinkOf = own_link, *, numbered: bool = False
) -> KeyRows:
    """The buttons in rows. `numbered` puts numbers in place of the choices."""
    rows: KeyRows = []
    previous: Button | None = None
    width = 0
    shown = (each for each in buttons if _can_be_shown(each, link_of))
    for button in tuple(shown)[: limits.buttons]:
        text = label(button)
        if numbered and _is_choice(button):
            text = f"✅ {button.number}" if button.selected else f"{button.number}"
        key = Key(
            shortened(text.strip() or "…", limits.button_label),
            button.id,
            link_of(button),
            button.copy,
            inside=button.draft is not None,
        )
        room = _NUMBERS_IN_A_ROW if numbered and _is_choice(button) else _room(button)
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


def _copied(button: Button, limits: MessageLimits, phrases: Phrases, language: Language) -> Iterator[Button]:
    """The button, or one for each part of a text that is too long for one to copy; pasted one after the other
    they are the text."""
    if button.copy is None or utf16_length(button.copy) <= limits.copied:
        yield button
        return
    for number, part in enumerate(_parts(button.copy, limits.copied), 1):
        yield replace(button, label=phrases.label(language, "button-copy-part", number=number), copy=part)


def _parts(text: str, limit: int) -> Iterator[str]:
    """Cut behind line ends or, in a long line, behind words."""
    while utf16_length(text) > limit:
        head = _head(text, limit)
        ends = (head.rfind(mark) + 1 for mark in ("\n", " "))
        cut = next((end for end in ends if end > len(head) // 2), len(head))
        yield text[:cut]
        text = text[cut:]
    yield text


def _can_be_shown(button: Button, link_of: LinkOf) -> bool:
    return button.draft is None or link_of(button) is not None


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
    first = body.blocks[0]
    if isinstance(first, Paragraph):
        return RichText((Paragraph((Span(sign), *first.spans)), *body.blocks[1:]))
    return RichText((Paragraph((Span(sign.strip()),)), *body.blocks))


def progress_line(progress: Progress, phrases: Phrases, language: Language) -> str:
    """«Раздел 3 из 9 ▰▰▱ · Семьи с детьми»: the bar is of the section, the name is the segment's."""
    width = min(progress.of, _BAR) or 1
    filled = round(width * progress.done / (progress.of or 1))
    bar = "▰" * filled + "▱" * (width - filled)
    where = progress.name or progress.section
    if progress.segment is not None and not progress.name:
        where = phrases.label(language, "progress-new-segment", segment=progress.segment)
    return phrases.label(
        language, "progress", number=progress.number, sections=progress.sections, bar=bar, where=where
    )


def utf16_length(text: str) -> int:
    """The number of characters as messengers count them."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def shortened(text: str, limit: int) -> str:
    """At most `limit` UTF-16 units of the text, with … for the rest."""
    if utf16_length(text) <= limit:
        return text
    return _head(text, limit - 1).rstrip() + "…"


def split(body: RichText, limit: int, *, folded: bool = False, ends: int = 1) -> list[Page]:
    """The pages, each of at most `limit` UTF-16 units; what shows nothing is left out. `folded`: the middle
    of a text that is longer than a phone's screen stands in a quote, which opens by a tap; `ends` of its
    blocks stay below it."""
    blocks = [lines for block in body.blocks if _is_seen(lines := _block(block))]
    if folded and sum(map(_height, blocks)) + len(blocks) - 1 > SCREEN_LINES:
        blocks = _with_middle_folded(blocks, ends)
    pages = [blocks] if _surely_fit(blocks, limit) else _split(blocks, limit)
    return [page for page in pages if any(_is_seen(block) for block in page)]


def _with_middle_folded(blocks: list[ScreenBlock], ends: int) -> list[ScreenBlock]:
    """The first lines as they are, the rest but for the last blocks (the source, what else there is to read)
    as one quote. No line is cut: definitions stand as they are written."""
    others, last = blocks[:-ends], blocks[-ends:]
    room = SCREEN_LINES - _QUOTED_LINES - sum(map(_height, last)) - 1 - len(last)
    shown, hidden = list[ScreenBlock](), Quoted()
    for block in others:
        here = type(block)()
        for line in block:
            high = _height(ScreenBlock([line]))
            if not hidden and high <= room:
                here.append(line)
                room -= high
            else:
                hidden.append(line)
        room -= 1
        shown += [here] if here else []
    return [*shown, hidden, *last] if hidden else blocks


def _height(block: ScreenBlock) -> int:
    """Lines on a phone's screen."""
    return sum(height("".join(span.text for span in line)) for line in block)


def _block(block: Block) -> ScreenBlock:
    return Quoted(block.lines) if isinstance(block, Quote) else ScreenBlock(_lines(block))


def _is_seen(lines: list[ScreenLine]) -> bool:
    return any(span.text.strip() for line in lines for span in line)


def _surely_fit(blocks: list[ScreenBlock], limit: int) -> bool:
    """Whether nothing need be counted more exactly: no character takes more than two units."""
    breaks = sum(len(lines) + 1 for lines in blocks)
    return 2 * (breaks + sum(len(span.text) for lines in blocks for line in lines for span in line)) <= limit


def _split(blocks: list[ScreenBlock], limit: int) -> list[Page]:
    found: list[Page] = []
    room = 0
    for block in blocks:
        lines = type(block)(part for line in block for part in _fitting(line, limit))
        length = _length(lines)
        if found and length + _BETWEEN_BLOCKS <= room:
            found[-1].append(lines)
            room -= length + _BETWEEN_BLOCKS
        elif length <= limit:
            found.append([lines])
            room = limit - length
        else:
            found += [[type(block)(chunk)] for chunk in _chunks(lines, limit)]
            room = limit - _length(found[-1][0])
    return found


def _lines(block: Paragraph | Listing | Table) -> Iterator[ScreenLine]:
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
