"""Buttons under a message, laid out to be read on a telephone."""

from collections.abc import Iterable, Sequence

from bot.channels.telegram.html import shortened
from bot.channels.telegram.requests import Key, Keyboard, Markup
from dialogs.turn.replies import Button, Role

MOST_BUTTONS = 100
DATA_LIMIT = 64
LONGEST_LABEL = 60
# Labels as wide as these stand side by side, so many in a row.
_SIDE_BY_SIDE = ((10, 3), (19, 2))
_ALONE: frozenset[Role] = frozenset({"done"})

# Buttons that lead into the private chat, by the beginning of their id: the payload of the link.
_PRIVATE = {"start:": "profile", "drafts:": "drafts", "examples:": "examples", "example:": "examples"}


def keyboard(
    buttons: Sequence[Button], *, numbered: bool = False, public: str | None = None
) -> Markup | None:
    """The keyboard, None without buttons. `numbered` puts numbers before the choices; `public` is the
    bot's name where others read along: what is personal becomes a link to the private chat."""
    rows: Keyboard = []
    previous: Button | None = None
    width = 0
    number = 0
    for button in buttons[:MOST_BUTTONS]:
        choice = button.role in ("choice", "toggle") and not button.url
        number += choice
        made = _button(button, number if numbered and choice else None, public)
        room = _room(button)
        joins = (
            previous is not None
            and _kind(previous) == _kind(button)
            and button.role not in _ALONE
            and len(rows[-1]) < min(width, room)
        )
        if joins:
            rows[-1].append(made)
            width = min(width, room)
        else:
            rows.append([made])
            width = room
        previous = button
    return {"inline_keyboard": rows} if rows else None


def label(button: Button) -> str:
    """What stands on the button; a chosen option shows it by a mark and its rank, not by colour."""
    if not button.selected:
        return button.label
    return f"✅ {button.rank}. {button.label}" if button.rank else f"✅ {button.label}"


def _kind(button: Button) -> tuple[object, ...]:
    return (button.role, bool(button.url))


def _room(button: Button) -> int:
    """How many such buttons stand in a row; a mark must not make the rows jump when it comes and goes."""
    length = len(button.label) + (3 if button.role == "toggle" else 0)
    return next((most for longest, most in _SIDE_BY_SIDE if length <= longest), 1)


def _button(button: Button, number: int | None, public: str | None) -> Key:
    text = label(button) if number is None else f"{number}. {label(button)}"
    text = shortened(text.strip() or "…", LONGEST_LABEL)
    if button.url:
        return {"text": text, "url": button.url}
    if public is not None and (payload := _payload(button.id)):
        return {"text": text, "url": f"https://t.me/{public}?start={payload}"}
    assert len(button.id.encode()) <= DATA_LIMIT, "an id longer than Telegram carries"
    return {"text": text, "callback_data": button.id}


def _payload(identity: str) -> str | None:
    if identity.startswith("open:"):
        return f"draft_{identity.removeprefix('open:')}"
    return next((payload for begin, payload in _PRIVATE.items() if identity.startswith(begin)), None)


def long_labels(buttons: Iterable[Button]) -> bool:
    """Whether some choice would be cut on its button."""
    return any(len(label(button)) > 38 for button in buttons if button.role in ("choice", "toggle"))
