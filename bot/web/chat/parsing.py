"""What a browser may send, read strictly: unknown keys and wrong types are refused, not guessed."""

import asyncio
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import cast

from aiohttp import BodyPartReader, web
from aiohttp.http_exceptions import HttpProcessingError

from bot.web.texts import RefusedError
from dialogs.turn.events import Event, Pressed, Said, Selected, Uploaded

LARGEST_BODY = 2 * 1024 * 1024
"""Bytes of JSON: 100,000 characters pass even when every one is escaped as two surrogates."""
LARGEST_UPLOAD = 20 * 1024 * 1024
MOST_PICKS = 200
BODY_SECONDS = 60.0
"""A body that trickles in for longer holds a connection for nothing."""

_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")


@dataclass(frozen=True, slots=True)
class Posted:
    """An event with the id that the browser gave it, if any."""

    event: Event
    id: str | None


async def read_event(request: web.Request, seconds: float = BODY_SECONDS) -> Posted:
    """The event in a request's body, whole within so many seconds, or RefusedError."""
    try:
        async with asyncio.timeout(seconds):
            return await _read_event(request)
    except TimeoutError:
        raise RefusedError(408, "too_slow") from None


async def _read_event(request: web.Request) -> Posted:
    if request.content_type == "multipart/form-data":
        return await _read_upload(request)
    if request.content_type != "application/json":
        raise RefusedError(415, "content_type")
    refuse_large(request, LARGEST_BODY, "too_large")
    body = bytearray()
    async for chunk in request.content.iter_any():
        body += chunk
        if len(body) > LARGEST_BODY:
            raise RefusedError(413, "too_large")
    try:
        posted = json.loads(body.decode("utf-8"), parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise RefusedError(400, "not_json") from None
    if not isinstance(posted, dict):
        raise RefusedError(400, "not_understood")
    return parse_event(posted)


def refuse_large(request: web.Request, limit: int, key: str) -> None:
    """Refuses by the announced length, before a byte of the body is read."""
    if request.content_length is not None and request.content_length > limit:
        raise RefusedError(413, key)


def parse_event(posted: Mapping[str, object]) -> Posted:
    """Exactly one of text, press, pick and upload; `id` may stand beside any, `offer` beside text."""
    rest = dict(posted)
    id_ = rest.pop("id", None)
    if id_ is not None and not (isinstance(id_, str) and _ID.fullmatch(id_)):
        raise RefusedError(400, "not_understood")
    kinds = [kind for kind in _READERS if kind in rest]
    if len(kinds) != 1:
        raise RefusedError(400, "not_understood")
    return Posted(_READERS[kinds[0]](rest), id_)


def _no_constant(name: str) -> object:
    raise ValueError(name)


def _keys(posted: Mapping[str, object], *allowed: str) -> None:
    if not posted.keys() <= set(allowed):
        raise RefusedError(400, "not_understood")


def _text(value: object, longest: int | None = None) -> str:
    """A string that any database and any font can take: no NUL, no half of a surrogate pair."""
    if not isinstance(value, str) or (longest is not None and len(value) > longest):
        raise RefusedError(400, "not_understood")
    whole = value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return whole.replace("\0", "")


def _count(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 2**53:
        raise RefusedError(400, "not_understood")
    return value


def _button(value: object) -> str:
    button = _text(value)
    if not button or len(button.encode()) > 64:
        raise RefusedError(400, "not_understood")
    return button


def _said(posted: Mapping[str, object]) -> Event:
    _keys(posted, "text", "offer")
    text, offer = _text(posted["text"]), posted.get("offer")
    if not text.strip():
        raise RefusedError(400, "empty")
    return Said(text, None if offer is None else _count(offer))


def _pressed(posted: Mapping[str, object]) -> Event:
    _keys(posted, "press")
    return Pressed(_button(posted["press"]))


def _selected(posted: Mapping[str, object]) -> Event:
    _keys(posted, "pick")
    picked = posted["pick"]
    if not isinstance(picked, list) or len(picked) > MOST_PICKS:
        raise RefusedError(400, "not_understood")
    return Selected(tuple(_button(button) for button in picked))


def _uploaded(posted: Mapping[str, object]) -> Event:
    _keys(posted, "upload")
    upload = posted["upload"]
    if not isinstance(upload, dict) or not {str(key) for key in upload} <= {"kind", "name", "size"}:
        raise RefusedError(400, "not_understood")
    size = _count(upload.get("size", 0))
    if size > LARGEST_UPLOAD:
        raise RefusedError(413, "upload_too_large")
    return Uploaded(
        kind=_text(upload.get("kind", "file"), 100), name=_text(upload.get("name", ""), 255), size=size
    )


_READERS: Mapping[str, Callable[[Mapping[str, object]], Event]] = {
    "text": _said,
    "press": _pressed,
    "pick": _selected,
    "upload": _uploaded,
}


async def _read_upload(request: web.Request) -> Posted:
    """Only the name and the size matter: the file itself is passed over, never kept."""
    refuse_large(request, LARGEST_UPLOAD, "upload_too_large")
    uploaded: Uploaded | None = None
    id_: str | None = None
    try:
        async for part in await request.multipart():
            if not isinstance(part, BodyPartReader):
                raise RefusedError(400, "not_understood")
            if part.name == "id" and not part.filename:
                id_ = (await part.read_chunk(80)).decode("utf-8", "replace").strip()
                continue
            size = 0
            while chunk := await part.read_chunk(64 * 1024):
                size += len(chunk)
                if size > LARGEST_UPLOAD:
                    raise RefusedError(413, "upload_too_large")
            if uploaded is None and part.filename:
                kind = part.headers.get("Content-Type", "file")
                uploaded = Uploaded(_text(kind)[:100], _text(part.filename)[:255], size)
    except (ValueError, AssertionError, LookupError, HttpProcessingError, web.HTTPException):
        # aiohttp's reader of multipart bodies meets broken ones with any of these.
        raise RefusedError(400, "not_understood") from None
    if uploaded is None or (id_ is not None and not _ID.fullmatch(id_)):
        raise RefusedError(400, "not_understood")
    return Posted(cast(Event, uploaded), id_)
