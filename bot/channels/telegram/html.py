"""Renders a screen for Telegram: pages as its HTML, rows of keys as its inline keyboard.

Nothing in a text can become markup: every run is escaped, and tags stand around whole runs only.
"""

from dataclasses import dataclass
from html import escape

from aiogram.types import CopyTextButton, InlineKeyboardButton, InlineKeyboardMarkup, WebAppInfo

from bot.channels.messenger import screen
from bot.channels.messenger.screen import Key, KeyRows, Page, Quoted, ScreenBlock, ScreenLine, split
from bot.channels.telegram.bot_api import MESSAGE
from dialogs.turn.buttons import PRIVATE
from dialogs.turn.phrases import Phrases
from dialogs.turn.replies import Button, Reply
from knowledge.text.markup import RichText, Span

# Buttons that lead into the private chat, by the beginning of their id: the payload of the link.
_PRIVATE = {"start:": "profile", "drafts:": "drafts", "examples:": "examples", "example:": "examples"}


@dataclass(frozen=True, slots=True)
class TelegramScreen:
    """The messages of one reply, files aside. The keyboard stands under the last one."""

    texts: tuple[str, ...]
    keyboard: InlineKeyboardMarkup | None


def draw(
    reply: Reply, phrases: Phrases, *, public: str | None = None, page: str | None = None
) -> TelegramScreen:
    """The reply as messages. `public` is the bot's name where others read along: there a button for what is
    personal becomes a link to the private chat. `page`: the address of the page that Telegram shows."""

    def link_of(button: Button) -> str | None:
        if button.draft is not None:
            return f"{page}?draft={button.draft}" if page and public is None else None
        payload = _payload(button.id) if public is not None else None
        return button.url or (f"https://t.me/{public}?start={payload}" if payload else None)

    drawn = screen.draw(reply, phrases, MESSAGE, link_of)
    between = "\n" if drawn.tight else "\n\n"
    return TelegramScreen(tuple(html(page, between) for page in drawn.pages), markup(drawn.keyboard))


def pages(body: RichText, limit: int = MESSAGE.text) -> tuple[str, ...]:
    """The text as HTML, in parts that fit one message each."""
    return tuple(map(html, split(body, limit)))


def html(page: Page, between: str = "\n\n") -> str:
    return between.join(map(_block, page))


def _block(block: ScreenBlock) -> str:
    lines = "\n".join(map(_line, block))
    return f"<blockquote expandable>{lines}</blockquote>" if isinstance(block, Quoted) else lines


def markup(rows: KeyRows) -> InlineKeyboardMarkup | None:
    """The keyboard; None without buttons, for Telegram refuses an empty one."""
    # Not by InlineKeyboardBuilder: the rows are laid out already, and it copies every button, a third of the
    # time that a message takes.
    return InlineKeyboardMarkup(inline_keyboard=[list(map(_button, row)) for row in rows]) if rows else None


def _button(key: Key) -> InlineKeyboardButton:
    if key.copy:
        return InlineKeyboardButton(text=key.text, copy_text=CopyTextButton(text=key.copy))
    if key.url and key.inside:
        return InlineKeyboardButton(text=key.text, web_app=WebAppInfo(url=key.url))
    if key.url:
        return InlineKeyboardButton(text=key.text, url=key.url)
    assert len(key.id.encode()) <= MESSAGE.button_id, "an id longer than Telegram carries"
    return InlineKeyboardButton(text=key.text, callback_data=key.id)


def _payload(identity: str) -> str | None:
    if identity.startswith(PRIVATE):
        return identity.removeprefix(PRIVATE)
    if identity.startswith("open:"):
        return f"draft_{identity.removeprefix('open:')}"
    return next((payload for begin, payload in _PRIVATE.items() if identity.startswith(begin)), None)


def _line(line: ScreenLine) -> str:
    return "".join(map(_run, line))


def _run(span: Span) -> str:
    run = escape(span.text, quote=False)
    if not run:
        return ""
    if span.emphasis:
        run = f"<i>{run}</i>"
    if span.strong:
        run = f"<b>{run}</b>"
    if span.link:
        run = f'<a href="{escape(span.link)}">{run}</a>'
    return run
