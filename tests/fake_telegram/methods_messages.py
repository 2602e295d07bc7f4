"""Sending, forwarding, copying; deleting; what a chat shows while the bot works."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .call import Call, method
from .formatting import message_text
from .html import Formatted
from .markup import Markup
from .refusal import Json, bad_request
from .state import Chat, Event, Message, StoredFile

ACTIONS = (
    "typing",
    "upload_photo",
    "record_video",
    "upload_video",
    "record_voice",
    "upload_voice",
    "upload_document",
    "choose_sticker",
    "find_location",
    "record_video_note",
    "upload_video_note",
)
DELETABLE_SECONDS = 48 * 3600


def entities_of(found: Formatted, name: str = "entities") -> Json:
    """The entities as a message carries them."""
    return {name: found.entities} if found.entities else {}


def reply_target(call: Call, chat: Chat) -> Message | None:
    """The message this one replies to."""
    wanted = call.params.get("reply_parameters") or {}
    if "reply_to_message_id" in call.params:
        call.remark("reply_to_message_id is outdated: reply_parameters")
        wanted = {"message_id": call.integer("reply_to_message_id")}
    if not wanted:
        return None
    found = chat.messages.get(wanted.get("message_id", 0))
    if found is not None and not found.deleted:
        return found
    if wanted.get("allow_sending_without_reply"):
        return None
    raise bad_request("message to be replied not found")


def thread_of(call: Call, chat: Chat) -> int | None:
    """The forum topic a message goes to."""
    thread = call.integer("message_thread_id")
    if thread is None:
        return None
    if not chat.is_forum or thread not in chat.topics:
        raise bad_request("message thread not found")
    replied = call.params.get("reply_parameters") or {}
    if (to := chat.messages.get(replied.get("message_id", 0))) is not None:
        assert to.json.get("message_thread_id", to.id) == thread, "a reply goes where what it answers stands"
    if thread in chat.closed_topics and chat.bot_status != "administrator":
        raise bad_request("TOPIC_CLOSED")
    return thread


def deliver(
    call: Call,
    chat: Chat,
    content: Json,
    markup: Markup,
    files: Sequence[StoredFile] = (),
    *,
    amount: int = 1,
) -> Message:
    """Posts the bot's message, unless the limits are against it; it counts as `amount` messages."""
    reply_to, thread = reply_target(call, chat), thread_of(call, chat)
    if amount:
        call.server.limits.judge(chat.id, private=chat.private, amount=amount)
    if markup.inline:
        content = content | {"reply_markup": markup.value}
    message = call.account.post(
        chat, call.account.user, content, files=files, reply_to=reply_to, thread=thread
    )
    if markup.value is not None:
        message.markup_kind = next(iter(markup.value))
        if "keyboard" in markup.value or "remove_keyboard" in markup.value:
            chat.reply_keyboard = markup.value if "keyboard" in markup.value else None
    chat.actions.clear()
    return message


@method("sendMessage")
def send_message(call: Call) -> Json:
    """A text message."""
    chat = call.writable_chat()
    found = message_text(call.params.get("text"), call.text("parse_mode"), call.params.get("entities"))
    call.remark(*found.remarks)
    markup = call.markup(chat)
    return deliver(call, chat, {"text": found.text} | entities_of(found), markup).json


@method("sendChatAction")
def send_chat_action(call: Call) -> bool:
    """«печатает…»: shown until the next message."""
    chat = call.writable_chat()
    action = call.text("action")
    if action not in ACTIONS:
        raise bad_request("wrong parameter action in request")
    chat.actions.append(action)
    chat.signal.fire()
    return True


def source_messages(call: Call, what: str) -> list[Message]:
    """The messages to forward or copy."""
    source = call.account.chat(call.params.get("from_chat_id"))
    wanted = call.params.get("message_ids", [call.params.get("message_id")])
    if not isinstance(wanted, list) or not 1 <= len(wanted) <= 100:
        raise bad_request("message identifiers are not specified")
    return [call.account.message(source, number, what) for number in wanted]


@method("forwardMessage", "forwardMessages")
def forward_messages(call: Call) -> Any:
    """Forwards keep their origin and lose their buttons."""
    chat = call.writable_chat()
    sent = []
    for original in source_messages(call, "message to forward"):
        content = body_of(original) | {
            "forward_origin": {
                "type": "user",
                "sender_user": original.sender.json(),
                "date": original.json["date"],
            }
        }
        sent.append(deliver(call, chat, content, Markup(None), original.files))
    return sent[0].json if call.method == "forwardMessage" else [{"message_id": m.id} for m in sent]


@method("copyMessage", "copyMessages")
def copy_messages(call: Call) -> Any:
    """Copies look as if the bot had sent them itself."""
    chat = call.writable_chat()
    markup = call.markup(chat)
    # A caption replaces the original's, an empty one too.
    caption = {"caption": call.text("caption") or ""} if "caption" in call.params else {}
    sent = [
        deliver(call, chat, body_of(original) | caption, markup, original.files)
        for original in source_messages(call, "message to copy")
    ]
    identifiers = [{"message_id": message.id} for message in sent]
    return identifiers[0] if call.method == "copyMessage" else identifiers


def body_of(message: Message) -> Json:
    """What a message says, without where and when."""
    outer = ("message_id", "from", "chat", "date", "edit_date", "reply_markup", "reply_to_message")
    return {key: value for key, value in message.json.items() if key not in outer}


@method("deleteMessage")
def delete_message(call: Call) -> bool:
    """Deletes one message, if the bot may."""
    delete(call, call.account.message(call.chat(), call.params.get("message_id"), "message to delete"))
    return True


@method("deleteMessages")
def delete_messages(call: Call) -> bool:
    """Deletes up to 100; those that cannot be found are passed over."""
    chat = call.chat()
    numbers = call.params.get("message_ids")
    if not isinstance(numbers, list) or not numbers:
        raise bad_request("message identifiers are not specified")
    if len(numbers) > 100:
        raise bad_request("too many message identifiers specified")
    for number in numbers:
        message = chat.messages.get(number)
        if message is not None and not message.deleted:
            delete(call, message)
    return True


def delete(call: Call, message: Message) -> None:
    """The bot's own messages anywhere, others' in private or as an administrator; for 48 hours."""
    chat = message.chat
    call.account.writable(chat)
    mine = message.sender is call.account.user
    admin = chat.bot_status == "administrator"
    too_old = call.server.clock() - message.json["date"] > DELETABLE_SECONDS
    if not (mine or chat.private or admin) or (too_old and not admin):
        raise bad_request("message can't be deleted")
    message.deleted = True
    chat.note(Event("deleted", call.account.user.first_name, message, "", message.json))


@method("setMessageReaction")
def set_message_reaction(call: Call) -> bool:
    """Takes note of a reaction."""
    call.account.message(call.writable_chat(), call.params.get("message_id"), "message to react")
    return True
