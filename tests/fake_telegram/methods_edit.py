"""Editing: only one's own messages, only to something else."""

from __future__ import annotations

from typing import Any

from .call import Call, method
from .formatting import message_text
from .methods_media import caption_of, media_content, read_medium
from .methods_messages import entities_of
from .refusal import Json, Refusal, bad_request
from .state import Message, StoredFile

MEDIA = ("photo", "video", "document", "audio", "animation")
TEXTUAL = ("text", "entities")
CAPTIONED = ("caption", "caption_entities")


def editable(call: Call) -> Message:
    """The message to edit, when it is the bot's own and has no reply keyboard."""
    message = call.target("message to edit")
    if message.sender is not call.account.user and not message.json.get("inline_message_id"):
        raise bad_request("message can't be edited")
    if message.markup_kind in ("keyboard", "remove_keyboard", "force_reply"):
        raise bad_request("message can't be edited")
    return message


def finish(
    call: Call, message: Message, drop: tuple[str, ...], content: Json, files: list[StoredFile] | None = None
) -> Any:
    """Replaces `drop` by `content` and the keyboard by the given one; refuses what changes nothing."""
    markup = call.markup(message.chat, inline_only=True)
    kept = {
        key: value for key, value in message.json.items() if key not in (*drop, "reply_markup", "edit_date")
    }
    changed = kept | content
    if markup.value is not None:
        changed["reply_markup"] = markup.value
    before = {key: value for key, value in message.json.items() if key != "edit_date"}
    if changed == before:
        raise Refusal(
            400,
            "Bad Request: message is not modified: specified new message content and reply markup "
            "are exactly the same as a current content and reply markup of the message",
        )
    call.server.limits.judge(message.chat.id, private=message.chat.private)
    call.account.change(message, changed, files)
    return True if "inline_message_id" in call.params else message.json


@method("editMessageText")
def edit_message_text(call: Call) -> Any:
    """A new text; without `reply_markup` the buttons go."""
    message = editable(call)
    found = message_text(call.params.get("text"), call.text("parse_mode"), call.params.get("entities"))
    call.remark(*found.remarks)
    if "text" not in message.json:
        raise bad_request("there is no text in the message to edit")
    return finish(call, message, TEXTUAL, {"text": found.text} | entities_of(found))


@method("editMessageCaption")
def edit_message_caption(call: Call) -> Any:
    """A new caption, or none."""
    message = editable(call)
    if "text" in message.json:
        raise bad_request("there is no caption in the message to edit")
    return finish(call, message, CAPTIONED, caption_of(call, call.params))


@method("editMessageReplyMarkup")
def edit_message_reply_markup(call: Call) -> Any:
    """Other buttons, or none."""
    return finish(call, editable(call), (), {})


@method("editMessageMedia")
def edit_message_media(call: Call) -> Any:
    """Another file in the same message."""
    message = editable(call)
    if message.json.get("inline_message_id") and call.uploads:
        raise bad_request("can't upload a file when an inline message is edited")
    kind, file, caption = read_medium(call, call.params.get("media"), MEDIA)
    return finish(call, message, (*MEDIA, *CAPTIONED, *TEXTUAL), media_content(kind, file) | caption, [file])
