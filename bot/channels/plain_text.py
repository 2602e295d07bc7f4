"""Replies as plain text, for channels without buttons."""

import textwrap

from dialogs.turn.replies import Button, ItemsInput, Progress, Reply, RowsInput, TextInput
from knowledge.text.markup import Listing, Paragraph, Quote, RichText, Table, plain_spans


def rich_as_plain(text: RichText, width: int) -> str:
    """Paragraphs, lists and tables wrapped to `width`; a link's address stands behind its label."""
    return "\n\n".join(
        _listing(block, width) if isinstance(block, Listing) else _paragraph(block, width)
        for block in (block.as_listing() if isinstance(block, Table) else block for block in text.blocks)
    )


def numbered(reply: Reply) -> tuple[Button, ...]:
    """The buttons that are pressed by their number, in the order of the numbers."""
    return tuple(button for button in reply.buttons if button.role in ("choice", "toggle") and not button.url)


def reply_as_plain(reply: Reply, width: int) -> str:
    """The reply as it stands in a terminal: text, what is there now, numbered choices, other buttons."""
    parts = [_progress(reply.progress)] if reply.progress else []
    parts.append(rich_as_plain(reply.body, width))
    if reply.input and (value := _value(reply.input)):
        parts.append(textwrap.indent(value, "  | "))
    choices = [f"  {number}. {_label(button)}" for number, button in enumerate(numbered(reply), start=1)]
    if choices:
        parts.append("\n".join(_hanging(line, width) for line in choices))
    links = [f"  {button.label}: {button.url}" for button in reply.buttons if button.url]
    # A no-break space keeps a label in one line while the row of labels is wrapped.
    others = [
        f"[{_label(button)}]".replace(" ", "\xa0")
        for button in reply.buttons
        if not button.url and button not in numbered(reply)
    ]
    if links or others:
        row = _wrapped(" ".join(others), width).replace("\xa0", " ")
        parts.append("\n".join([*links, *([row] if others else [])]))
    return "\n\n".join(part for part in parts if part) + "\n"


def _paragraph(block: Paragraph | Quote, width: int) -> str:
    if isinstance(block, Paragraph):
        return _wrapped(plain_spans(block.spans), width)
    return "\n".join(_wrapped(plain_spans(line), width) for line in block.lines)


def _listing(listing: Listing, width: int) -> str:
    lines = []
    for number, item in enumerate(listing.items, start=listing.start):
        marker = f"{number}. " if listing.ordered else "• "
        first, *rest = plain_spans(item).split("\n")
        lines.append(_hanging(marker + first, width, len(marker)))
        lines += [textwrap.indent(_wrapped(line, width - len(marker)), " " * len(marker)) for line in rest]
    return "\n".join(lines)


def _wrapped(text: str, width: int) -> str:
    return "\n".join(_hanging(line, width, 0) for line in text.split("\n"))


def _hanging(line: str, width: int, indent: int = 5) -> str:
    # Addresses must stay whole, or they cannot be followed.
    return textwrap.fill(
        line,
        max(width, 20),
        subsequent_indent=" " * indent,
        break_long_words=False,
        break_on_hyphens=False,
        replace_whitespace=False,
        drop_whitespace=True,
    )


def _label(button: Button) -> str:
    if button.selected is None:
        return button.label
    mark = f"{button.rank}" if button.rank else "x" if button.selected else " "
    return f"[{mark}] {button.label}"


def _progress(progress: Progress) -> str:
    segment = ""
    if progress.segment is not None:
        segment = (
            f" · {progress.segment}/{progress.segments}" if progress.segments else f" · {progress.segment}"
        )
    return f"[{progress.answered}/{progress.total}] {progress.section}{segment}"


def _value(field: TextInput | ItemsInput | RowsInput) -> str:
    if isinstance(field, TextInput):
        return field.value
    if isinstance(field, ItemsInput):
        return "\n".join(field.value)
    return "\n".join(" | ".join(row) for row in field.value)
