"""Keyboards: what Telegram refuses in them and what it lets pass but should not be sent."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from .refusal import Json, Refusal, bad_request

MAX_BUTTONS = 100
MAX_ROW = 8
MAX_MARKUP_BYTES = 10_240
MAX_REPLY_BUTTONS = 300
MAX_CALLBACK_BYTES = 64
STYLES = ("danger", "success", "primary")
ACTIONS = (
    "url",
    "callback_data",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
    "callback_game",
    "pay",
    "disabled",
)


@dataclass(frozen=True, slots=True)
class Markup:
    """A keyboard that Telegram accepts, without its empty rows, and remarks about it."""

    value: Json | None
    remarks: tuple[str, ...] = ()

    @property
    def inline(self) -> bool:
        """Whether it belongs to its message (the other kinds change the person's keyboard)."""
        return self.value is not None and "inline_keyboard" in self.value


def judge_markup(raw: Any, *, private: bool = True) -> Markup:
    """A `reply_markup` parameter as Telegram takes it."""
    if raw in (None, "", {}):
        return Markup(None)
    if not isinstance(raw, dict):
        raise bad_request("object expected as reply markup")
    remarks: list[str] = []
    if "inline_keyboard" in raw:
        rows = _rows(raw["inline_keyboard"], "inline_keyboard")
        kept = [[_inline_button(button, private, remarks) for button in row] for row in rows if row]
        _judge_size(kept, remarks)
        return Markup({"inline_keyboard": kept} if kept else None, tuple(remarks))
    if "keyboard" in raw:
        rows = _rows(raw["keyboard"], "keyboard")
        buttons = [[_reply_button(button) for button in row] for row in rows if row]
        if sum(map(len, buttons)) > MAX_REPLY_BUTTONS:
            raise bad_request("reply markup is too long")
        return Markup({**raw, "keyboard": buttons})
    if raw.get("remove_keyboard") is True or raw.get("force_reply") is True:
        return Markup(raw)
    raise bad_request("object expected as reply markup")


def _rows(value: Any, name: str) -> list[list[Any]]:
    if not isinstance(value, list) or not all(isinstance(row, list) for row in value):
        raise bad_request(f'field "{name}" must be an Array of Arrays')
    return value


def _judge_size(rows: list[list[Json]], remarks: list[str]) -> None:
    if sum(map(len, rows)) > MAX_BUTTONS or len(json.dumps(rows).encode()) > MAX_MARKUP_BYTES * 4:
        raise bad_request("reply markup is too long")
    if sum(len(str(button.get("callback_data", "")).encode()) for row in rows for button in row) > 10_000:
        raise bad_request("reply markup is too long")
    if any(len(row) > MAX_ROW for row in rows):
        remarks.append(f"a row of more than {MAX_ROW} buttons is cut")


def _bad_button(reason: str) -> Refusal:
    return bad_request(f"can't parse inline keyboard button: {reason}")


def _inline_button(button: Any, private: bool, remarks: list[str]) -> Json:
    if not isinstance(button, dict):
        raise _bad_button("InlineKeyboardButton must be an Object")
    if not isinstance(button.get("text"), str):
        raise _bad_button('Can\'t find field "text"')
    if not button["text"].strip():
        raise bad_request("inline keyboard button text must be non-empty")
    given = [name for name in ACTIONS if button.get(name) is not None]
    if len(given) > 1:
        remarks.append(f"the button {button['text']!r} has {' and '.join(given)}: exactly one is allowed")
    if button.get("style") not in (None, *STYLES):
        raise _bad_button("invalid button style specified")
    if not any(button.get(name) not in (None, "") or name in ACTIONS[4:6] for name in given):
        raise _bad_button("Text buttons are unallowed in the inline keyboard")
    if data := button.get("callback_data"):
        if not isinstance(data, str):
            raise _bad_button('Field "callback_data" must be of type String')
        if len(data.encode()) > MAX_CALLBACK_BYTES:
            raise Refusal(400, "Bad Request: BUTTON_DATA_INVALID")
    if url := button.get("url"):
        judge_url(url)
    if web_app := button.get("web_app"):
        if not private:
            raise Refusal(400, "Bad Request: BUTTON_TYPE_INVALID")
        if not str(web_app.get("url", "")).startswith("https://"):
            raise bad_request(
                f"inline keyboard button Web App URL '{web_app.get('url')}' is invalid: "
                "Only HTTPS links are allowed"
            )
    if (copied := button.get("copy_text")) and not 1 <= len(str(copied.get("text", ""))) <= 256:
        raise Refusal(400, "Bad Request: BUTTON_COPY_TEXT_INVALID")
    return button


def _reply_button(button: Any) -> Json:
    if isinstance(button, str):
        button = {"text": button}
    if not isinstance(button, dict):
        raise bad_request("can't parse keyboard button: KeyboardButton must be a String or an Object")
    if not str(button.get("text", "")).strip():
        raise bad_request("keyboard button text must be non-empty")
    return button


def judge_url(url: str) -> None:
    """Refuses an address that a button must not carry."""
    wrong = bad_request(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")
    if re.match(r"(tg|ton)://", url):
        return
    parts = urlsplit(url if "://" in url else f"http://{url}")
    if parts.scheme not in ("http", "https"):
        raise bad_request(f"inline keyboard button URL '{url}' is invalid: Unsupported URL protocol")
    host = parts.hostname or ""
    if "." not in host or host.startswith(".") or any(c.isspace() for c in url):
        raise wrong
