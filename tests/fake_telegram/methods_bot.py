"""The bot itself: who it is, its commands, descriptions, menu button, updates, webhook."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import urlsplit

from .call import Call, method
from .methods_media import picture_size, store_upload
from .refusal import Json, Refusal, bad_request

TEXTS = {
    "Name": ("name", 64),
    "Description": ("description", 512),
    "ShortDescription": ("short_description", 120),
}
PORTS = (80, 88, 443, 8443)
SMALLEST_PROFILE_PHOTO = 160


@method("getMe")
def get_me(call: Call) -> Json:
    """Who the bot is."""
    return call.account.me()


@method("logOut", "close")
def log_out(call: Call) -> bool:
    """After logOut the token is of no use here."""
    call.account.logged_out = call.method == "logOut"
    return True


@method("getUpdates")
async def get_updates(call: Call) -> list[Json]:
    """Long polling; not while a webhook is set."""
    updates = call.account.updates
    if call.account.webhook is not None:
        raise Refusal(
            409,
            "Conflict: can't use getUpdates method while webhook is active; "
            "use deleteWebhook to delete the webhook first",
        )
    updates.allow(call.params.get("allowed_updates"))
    call.server.hear()
    return await updates.poll(
        call.integer("offset", 0) or 0, call.integer("limit", 100) or 100, call.integer("timeout", 0) or 0
    )


@method("setWebhook")
async def set_webhook(call: Call) -> Any:
    """Updates go to an address from now on; an empty one is deleteWebhook."""
    account = call.account
    url = call.text("url") or ""
    if not url:
        return await delete_webhook(call)
    parts = urlsplit(url)
    local = parts.hostname in ("127.0.0.1", "localhost", "::1")
    if not parts.hostname:
        raise bad_request("invalid webhook URL specified")
    if parts.scheme != "https" and not local:
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    if not local and (parts.port or 443) not in PORTS:
        raise bad_request("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
    secret = call.text("secret_token") or ""
    if len(secret) > 256:
        raise bad_request("secret token is too long")
    if not re.fullmatch(r"[A-Za-z0-9_-]*", secret):
        raise bad_request("secret token contains unallowed characters")
    connections = call.integer("max_connections", 40) or 40
    account.updates.allow(call.params.get("allowed_updates"))
    if call.params.get("drop_pending_updates"):
        account.updates.clear()
    call.server.hear()
    now = account.webhook
    if now is not None and (now.url, now.secret, now.max_connections) == (url, secret, connections):
        return call.server.described(True, "Webhook is already set")
    if account.updates.polls:
        account.updates.interrupt()
    await call.server.set_webhook(account, url, secret, max(1, min(connections, 100)))
    return call.server.described(True, "Webhook was set")


@method("deleteWebhook")
async def delete_webhook(call: Call) -> Any:
    """Back to polling."""
    if call.params.get("drop_pending_updates"):
        call.account.updates.clear()
    if call.account.webhook is None:
        return call.server.described(True, "Webhook is already deleted")
    await call.server.remove_webhook(call.account)
    return call.server.described(True, "Webhook was deleted")


@method("getWebhookInfo")
def get_webhook_info(call: Call) -> Json:
    """Where updates go, how many wait, what went wrong last."""
    webhook = call.account.webhook
    info = webhook.info() if webhook else {"url": "", "has_custom_certificate": False}
    return info | {"pending_update_count": len(call.account.updates.pending)}


def scope_key(call: Call) -> tuple[str, str]:
    """Commands belong to a scope and a language."""
    scope = call.params.get("scope") or {"type": "default"}
    if not isinstance(scope, dict):
        raise bad_request("can't parse BotCommandScope: BotCommandScope must be an Object")
    kinds = ("default", "all_private_chats", "all_group_chats", "all_chat_administrators")
    if scope.get("type") in ("chat", "chat_administrators", "chat_member"):
        call.account.chat(scope.get("chat_id"))
    elif scope.get("type") not in kinds:
        raise bad_request("can't parse BotCommandScope: Unsupported type specified")
    return json.dumps(scope, sort_keys=True), language(call)


def language(call: Call) -> str:
    """A two-letter language, or none."""
    code = call.text("language_code") or ""
    if code and not re.fullmatch(r"[a-z]{2}", code):
        raise bad_request("invalid language code specified")
    return code


@method("setMyCommands")
def set_my_commands(call: Call) -> bool:
    """At most 100 commands of a-z, 0-9 and _; channels have none."""
    named = call.account.chats.get((call.params.get("scope") or {}).get("chat_id", 0))
    if named is not None and named.type == "channel":
        raise bad_request("chat not found")
    commands = call.params.get("commands")
    if not isinstance(commands, list):
        raise bad_request("expected an Array of BotCommand")
    if len(commands) > 100:
        raise Refusal(400, "Bad Request: BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        if not isinstance(command, dict) or not {"command", "description"} <= command.keys():
            raise bad_request("can't parse BotCommand: expected an Object")
        if not re.fullmatch(r"/?[a-z0-9_]{1,32}", str(command["command"])):
            raise Refusal(400, "Bad Request: BOT_COMMAND_INVALID")
        if not 1 <= len(str(command["description"])) <= 256:
            raise Refusal(400, "Bad Request: BOT_COMMAND_DESCRIPTION_INVALID")
    call.account.commands[scope_key(call)] = commands
    if named is not None:
        named.signal.fire()
    return True


@method("getMyCommands")
def get_my_commands(call: Call) -> list[Json]:
    """The commands of exactly this scope and language."""
    return call.account.commands.get(scope_key(call), [])


@method("deleteMyCommands")
def delete_my_commands(call: Call) -> bool:
    """Forgets the commands of this scope and language."""
    call.account.commands.pop(scope_key(call), None)
    return True


@method(*(f"setMy{name}" for name in TEXTS))
def set_my_text(call: Call) -> bool:
    """Name, description, short description, by language."""
    name, limit = TEXTS[call.method.removeprefix("setMy")]
    text = call.text(name) or ""
    if len(text) > limit:
        raise bad_request(f"{name.replace('_', ' ')} is too long")
    call.account.texts[name, language(call)] = text
    return True


@method(*(f"getMy{name}" for name in TEXTS))
def get_my_text(call: Call) -> Json:
    """The text for this language, else for all."""
    name, _ = TEXTS[call.method.removeprefix("getMy")]
    texts = call.account.texts
    fallback = call.account.user.first_name if name == "name" else ""
    return {name: texts.get((name, language(call))) or texts.get((name, "")) or fallback}


@method("setMyProfilePhoto")
def set_my_profile_photo(call: Call) -> bool:
    """A static picture is a JPEG uploaded with the request: profile photos cannot be sent by their id."""
    photo = call.params.get("photo")
    if not isinstance(photo, dict) or photo.get("type") != "static":
        raise bad_request("can't parse input profile photo: only static ones are known here")
    part = str(photo.get("photo", ""))
    upload = call.uploads.get(part.removeprefix("attach://")) if part.startswith("attach://") else None
    if upload is None:
        raise bad_request("profile photo must be uploaded as a file")
    if not upload.content.startswith(b"\xff\xd8"):
        raise Refusal(400, "Bad Request: PHOTO_EXT_INVALID")
    if min(picture_size(upload.content)) < SMALLEST_PROFILE_PHOTO:
        raise Refusal(400, "Bad Request: PHOTO_CROP_SIZE_SMALL")
    call.account.profile_photos.insert(0, store_upload(call, "photo", upload))
    return True


@method("removeMyProfilePhoto")
def remove_my_profile_photo(call: Call) -> bool:
    """The picture before it shows again, if there is one."""
    del call.account.profile_photos[:1]
    return True


@method("getUserProfilePhotos")
def get_user_profile_photos(call: Call) -> Json:
    """The pictures of the bot, newest first; people here have none."""
    user = call.integer("user_id")
    if user != call.account.user.id and user not in call.account.chats:
        raise bad_request("user not found")
    photos = call.account.profile_photos if user == call.account.user.id else []
    offset, limit = call.integer("offset", 0) or 0, call.integer("limit", 100) or 100
    shown = [[each.json()] for each in photos[offset:][: max(1, min(limit, 100))]]
    return {"total_count": len(photos), "photos": shown}


@method("setChatMenuButton")
def set_chat_menu_button(call: Call) -> bool:
    """The button beside the input field."""
    button = call.params.get("menu_button") or {"type": "default"}
    if not isinstance(button, dict) or button.get("type") not in ("commands", "web_app", "default"):
        raise bad_request("can't parse menu button: MenuButton has unsupported type")
    chat_id = call.chat().id if "chat_id" in call.params else 0
    call.account.menu_buttons[chat_id] = button
    return True


@method("getChatMenuButton")
def get_chat_menu_button(call: Call) -> Json:
    """The chat's own button, else the common one."""
    buttons = call.account.menu_buttons
    chat_id = call.chat().id if "chat_id" in call.params else 0
    return buttons.get(chat_id) or buttons.get(0) or {"type": "commands"}
