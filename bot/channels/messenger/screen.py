"""A reply as a messenger shows it: its text in pages, its buttons in rows to be read on a telephone."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from bot.channels.messenger.limits import MessageLimits
from bot.channels.messenger.paging import Page, shortened, split
from dialogs.turn.phrases import Phrases
from dialogs.turn.replies import Button, Progress, Reply, Role
from knowledge.text.language import Language
from knowledge.text.markup import Block, Listing, Paragraph, RichText, Span, paragraph

_SIGNS = {"mistake": "⚠️ ", "success": "✅ "}
# Labels as wide as these stand side by side, so many in a row.
_SIDE_BY_SIDE = ((10, 3), (19, 2))
_ALONE: frozenset[Role] = frozenset({"done"})
# A choice with a longer label would be cut on its button.
_READABLE = 38

LinkOf = Callable[[Button], str | None]
"""The address that a button opens instead of sending its id; None for one that sends it."""


@dataclass(frozen=True, slots=True)
class Key:
    """A button of the keyboard: it sends its `id`, or opens its `url`."""

    text: str
    id: str
    url: str | None = None


Rows = list[list[Key]]


@dataclass(frozen=True, slots=True)
class Screen:
    """What is sent for one reply, files aside. The keyboard stands under the last page."""

    pages: Sequence[Page]
    keyboard: Rows


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
) -> Rows:
    """The buttons in rows. `numbered` puts numbers before the choices."""
    rows: Rows = []
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
