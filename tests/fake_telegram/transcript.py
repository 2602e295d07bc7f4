"""A chat's journal as something to read aloud."""

from __future__ import annotations

from .refusal import Json
from .state import Chat, Event

ATTACHED = ("document", "photo", "voice", "audio", "video", "sticker", "animation")


def transcript(chat: Chat) -> str:
    """Everything that happened, a paragraph an event."""
    return "\n".join(line for event in chat.journal for line in _lines(event))


def _lines(event: Event) -> list[str]:
    number = f" #{event.message.id}" if event.message else ""
    match event.kind:
        case "said" | "sent":
            return [f"{event.who}{number}: {body(event.snapshot or {})}"]
        case "edited" | "retyped":
            return [f"{event.who}{number} (изменено): {body(event.snapshot or {})}"]
        case "deleted":
            return [f"{event.who}{number} удалено"]
        case "pressed":
            return [f"{event.who} нажимает [{event.line}] у{number}"]
        case "answered":
            return [f"{event.who} → «{event.line}»"] if event.line else []
        case _:
            return [f"— {event.who}: {event.line}"]


def body(json: Json) -> str:
    """A message as a person sees it: text, attachments, buttons."""
    parts: list[str] = [f"[{kind}{_name(json[kind])}]" for kind in ATTACHED if kind in json]
    if text := json.get("text") or json.get("caption"):
        parts.append(str(text))
    rows = (json.get("reply_markup") or {}).get("inline_keyboard", [])
    parts.extend("    " + " ".join(f"[{button['text']}]" for button in row) for row in rows)
    return "\n".join(parts)


def _name(value: object) -> str:
    return f" {value['file_name']}" if isinstance(value, dict) and "file_name" in value else ""
