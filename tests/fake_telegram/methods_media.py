"""Files: sending them anew or by their id, albums, downloading."""

from __future__ import annotations

import struct
from typing import Any

from .call import MAX_UPLOAD, Call, Upload, method
from .formatting import caption_text
from .methods_messages import deliver, entities_of
from .refusal import Json, Refusal, bad_request
from .state import StoredFile

MAX_DOWNLOAD = 20 * 1024 * 1024
MAX_PHOTO = 10 * 1024 * 1024
KINDS = {
    "sendDocument": "document",
    "sendPhoto": "photo",
    "sendAudio": "audio",
    "sendVoice": "voice",
    "sendVideo": "video",
    "sendAnimation": "animation",
    "sendSticker": "sticker",
}
TITLES = {"document": "Document", "photo": "Photo", "audio": "Audio", "voice": "Voice", "video": "Video"}


def picture_size(content: bytes) -> tuple[int, int]:
    """Width and height of a PNG or JPEG; Telegram's refusal of what is no picture."""
    if content.startswith(b"\x89PNG\r\n\x1a\n") and len(content) >= 24:
        width, height = struct.unpack(">II", content[16:24])
        return int(width), int(height)
    if content.startswith(b"\xff\xd8"):
        at = 2
        while at + 9 < len(content) and content[at] == 0xFF:
            marker, length = content[at + 1], struct.unpack(">H", content[at + 2 : at + 4])[0]
            if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
                height, width = struct.unpack(">HH", content[at + 5 : at + 9])
                return int(width), int(height)
            at += 2 + length
        return 800, 600
    if content.startswith((b"GIF8", b"RIFF", b"BM")):
        return 800, 600
    raise bad_request("IMAGE_PROCESS_FAILED")


def store_upload(call: Call, kind: str, upload: Upload) -> StoredFile:
    """Takes an uploaded file in, if Telegram would."""
    if not upload.content:
        raise bad_request("file must be non-empty")
    if len(upload.content) > MAX_UPLOAD:
        raise Refusal(413, "Request Entity Too Large")
    size = (0, 0)
    if kind == "photo":
        if len(upload.content) > MAX_PHOTO:
            raise bad_request(
                f"file of size {len(upload.content)} bytes is too big for a photo; "
                f"the maximum size is {MAX_PHOTO} bytes"
            )
        size = picture_size(upload.content)
        if sum(size) > 10_000 or max(size) > 20 * max(1, min(size)):
            raise bad_request("PHOTO_INVALID_DIMENSIONS")
    return call.account.store(kind, upload.name, upload.content, upload.mime, size)


def take_file(call: Call, name: str, value: Any, kind: str) -> StoredFile:
    """The file a parameter stands for: a part of the request, or an id this bot has seen."""
    if value in (None, ""):
        if name not in call.uploads:
            raise bad_request(f"there is no {kind} in the request")
        return store_upload(call, kind, call.uploads[name])
    value = str(value)
    if value.startswith("attach://"):
        part = value.removeprefix("attach://")
        if part not in call.uploads:
            raise bad_request(f"there is no {kind} in the request")
        return store_upload(call, kind, call.uploads[part])
    if value.startswith(("http://", "https://")):
        raise bad_request("failed to get HTTP URL content")
    file = call.account.files.get(value)
    if file is None:
        raise bad_request("wrong file identifier/HTTP URL specified")
    if file.kind != kind:
        raise bad_request(
            f"can't use file of type {TITLES.get(file.kind, file.kind)} as {TITLES.get(kind, kind)}"
        )
    return file


def media_content(kind: str, file: StoredFile) -> Json:
    """How a message shows the file."""
    if kind == "photo":
        small = file.json() | {"width": min(90, file.width or 90), "height": min(90, file.height or 90)}
        return {"photo": [small, file.json()]}
    if kind == "animation":
        return {"animation": file.json(), "document": file.json()}
    return {kind: file.json()}


def caption_of(call: Call, source: Json) -> Json:
    """The caption parameters of a call or of one medium, as the message carries them."""
    found = caption_text(source.get("caption"), source.get("parse_mode"), source.get("caption_entities"))
    call.remark(*found.remarks)
    return ({"caption": found.text} if found.text else {}) | entities_of(found, "caption_entities")


@method(*KINDS)
def send_media(call: Call) -> Json:
    """One file with a caption."""
    kind = KINDS[call.method]
    chat = call.writable_chat()
    caption = caption_of(call, call.params)
    markup = call.markup(chat)
    file = take_file(call, kind, call.params.get(kind), kind)
    return deliver(call, chat, media_content(kind, file) | caption, markup, [file]).json


def read_medium(call: Call, medium: Any, kinds: tuple[str, ...]) -> tuple[str, StoredFile, Json]:
    """One InputMedia: its kind, its file, its caption."""
    if not isinstance(medium, dict) or medium.get("type") not in kinds:
        raise bad_request("can't parse InputMedia: type must be one of " + ", ".join(kinds))
    kind = str(medium["type"])
    if not medium.get("media"):
        raise bad_request("can't parse InputMedia: media not found")
    return kind, take_file(call, "", medium["media"], kind), caption_of(call, medium)


@method("sendMediaGroup")
def send_media_group(call: Call) -> list[Json]:
    """An album of 2–10; documents and audio only among themselves."""
    chat = call.writable_chat()
    media = call.params.get("media")
    if not isinstance(media, list) or not media:
        raise bad_request("expected an Array of InputMedia")
    if not 2 <= len(media) <= 10:
        raise bad_request(
            "there must be at least two items in the album"
            if len(media) < 2
            else "too many messages to send as an album"
        )
    kinds = {str(medium.get("type")) for medium in media if isinstance(medium, dict)}
    if len(kinds) > 1 and kinds & {"document", "audio"}:
        raise bad_request("Can't use the media of the specified type in the album")
    read = [read_medium(call, medium, ("photo", "video", "document", "audio")) for medium in media]
    album = str(call.account.number() + 10**10)
    sent: list[Json] = []
    for kind, file, caption in read:
        content = media_content(kind, file) | caption | {"media_group_id": album}
        # Taken or refused whole, and counted once: each of its messages is one.
        amount = 0 if sent else len(read)
        sent.append(deliver(call, chat, content, call.markup(None), [file], amount=amount).json)
    return sent


@method("getFile")
def get_file(call: Call) -> Json:
    """Where to download a file, up to 20 MB."""
    file = call.account.files.get(call.text("file_id") or "")
    if file is None:
        raise bad_request("wrong file_id or the file is temporarily unavailable")
    if len(file.content) > MAX_DOWNLOAD:
        raise bad_request("file is too big")
    return {
        "file_id": file.file_id,
        "file_unique_id": file.unique_id,
        "file_size": len(file.content),
        "file_path": file.path,
    }
