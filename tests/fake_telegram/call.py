"""One method call: how it arrives over HTTP, and what methods ask of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import aiohttp
from aiohttp import web

from .account import Account
from .markup import Markup, judge_markup
from .refusal import Json, Refusal, Violation, bad_request
from .schema import parameters_of, read_parameter
from .state import Chat, Message

if TYPE_CHECKING:
    from .server import FakeTelegram

MAX_UPLOAD = 50 * 1024 * 1024
TOO_LARGE = Refusal(413, "Request Entity Too Large")


@dataclass(frozen=True, slots=True)
class Upload:
    """A file part of a multipart request."""

    name: str
    content: bytes
    mime: str


@dataclass(slots=True)
class Call:
    """A call with its parameters read; `account` is who calls."""

    server: FakeTelegram
    account: Account
    method: str
    params: Json
    uploads: dict[str, Upload] = field(default_factory=dict)

    def text(self, name: str) -> str | None:
        """A string parameter."""
        value = self.params.get(name)
        return None if value is None else str(value)

    def integer(self, name: str, default: int | None = None) -> int | None:
        """An integer parameter; what cannot be read counts as absent."""
        value = self.params.get(name, default)
        return value if isinstance(value, int) else default

    def chat(self) -> Chat:
        """The chat the call is about."""
        return self.account.chat(self.params.get("chat_id"))

    def writable_chat(self) -> Chat:
        """The chat, when the bot may write into it."""
        chat = self.chat()
        self.account.writable(chat)
        return chat

    def markup(self, chat: Chat | None, *, inline_only: bool = False) -> Markup:
        """The judged `reply_markup`."""
        found = judge_markup(self.params.get("reply_markup"), private=chat is None or chat.private)
        if inline_only and found.value is not None and not found.inline:
            raise bad_request("inline keyboard expected")
        self.remark(*found.remarks)
        return found

    def remark(self, *remarks: str) -> None:
        """Holds something against the bot that Telegram itself would let pass."""
        for remark in remarks:
            self.server.hold(Violation("remark", self.method, remark, self.params))

    def target(self, what: str) -> Message:
        """The message to edit, in a chat or inline."""
        if inline_id := self.params.get("inline_message_id"):
            message = self.account.inline_messages.get(str(inline_id))
            if message is None:
                raise Refusal(400, "Bad Request: MESSAGE_ID_INVALID")
            return message
        chat = self.writable_chat()
        if self.params.get("message_id") in (None, ""):
            raise bad_request("message identifier is not specified")
        return self.account.message(chat, self.params["message_id"], what)


Method = Callable[[Call], Any]
METHODS: dict[str, tuple[str, Method]] = {}


def method(*names: str) -> Callable[[Method], Method]:
    """Makes a function answer Bot API methods."""

    def register(function: Method) -> Method:
        METHODS.update({name.lower(): (name, function) for name in names})
        return function

    return register


async def read_request(request: web.Request) -> tuple[Json, dict[str, Upload]]:
    """The raw parameters of a request, wherever they stand, and its file parts."""
    raw: Json = dict(request.query)
    uploads: dict[str, Upload] = {}
    kind = request.content_type
    if request.method == "GET" or not request.body_exists:
        return raw, uploads
    if (request.content_length or 0) > MAX_UPLOAD + 1024 * 1024:
        raise TOO_LARGE
    if kind == "application/json":
        body = await request.read()
        try:
            loaded = json.loads(body) if body else {}
        except ValueError as error:
            raise bad_request("can't parse request JSON object") from error
        if not isinstance(loaded, dict):
            raise bad_request("object expected as request")
        return raw | loaded, uploads
    if kind == "multipart/form-data":
        fields, uploads = await read_multipart(await request.multipart())
        return raw | fields, uploads
    if kind == "application/x-www-form-urlencoded":
        form = await request.post()
        return raw | {key: value for key, value in form.items() if isinstance(value, str)}, uploads
    await request.read()
    return raw, uploads


async def read_multipart(reader: aiohttp.MultipartReader) -> tuple[Json, dict[str, Upload]]:
    """Fields and files of a multipart body, which may come in chunks and without sizes."""
    fields: Json = {}
    uploads: dict[str, Upload] = {}
    total = 0
    async for part in reader:
        if not isinstance(part, aiohttp.BodyPartReader) or not part.name:
            raise bad_request("wrong multipart request")
        content = bytearray()
        while chunk := await part.read_chunk(1 << 16):
            content += chunk
            total += len(chunk)
            if total > MAX_UPLOAD + 1024 * 1024:
                raise TOO_LARGE
        if part.filename is None:
            fields[part.name] = content.decode()
        else:
            mime = part.headers.get("Content-Type", "application/octet-stream")
            uploads[part.name] = Upload(part.filename, bytes(content), mime)
    return fields, uploads


def read_parameters(method_name: str, raw: Json) -> Json:
    """Parameters in their documented types; those nobody knows stay as they are."""
    known = parameters_of(method_name) or {}
    found: Json = {}
    for name, value in raw.items():
        kind = known.get(name)
        read = read_parameter(name, kind[0], value) if kind else value
        if read is not None:
            found[name] = read
    return found
