"""Reads the events that a browser sends, strictly: unknown keys and wrong types are refused, not guessed."""

import asyncio
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from aiohttp import web

from bot.web.texts import RefusedError
from dialogs.turn.events import Event, Pressed, Said, Selected, Uploaded

LARGEST_UPLOAD = 20 * 1024 * 1024
"""Bytes of a file whose name the page tells; the file itself stays in the browser."""
MOST_PICKS = 200
LONGEST_MESSAGE = 100_000
BODY_SECONDS = 60.0
"""A body that trickles in for longer holds a connection for nothing."""
# Bytes of JSON outside of texts, and quotation marks: an event has a few dozen values, but two megabytes of
# brackets become half a million, which takes seconds.
_MOST_SYNTAX, _MOST_QUOTES = 16_384, 2 * MOST_PICKS + 100

_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_HALF = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Posted:
    """An event with the id that the browser gave it, if any."""

    event: Event
    id: str | None


async def read_event(request: web.Request) -> Posted:
    """The event in a request's body, or RefusedError."""
    return parse_event(await read_posted(request))


async def read_posted(request: web.Request) -> dict[str, object]:
    """The JSON object in a request's body, or RefusedError."""
    try:
        async with asyncio.timeout(BODY_SECONDS):
            body = await request.read()
    except TimeoutError:
        raise RefusedError(408, "too_slow") from None
    try:
        if not _is_simple(body):
            raise RefusedError(400, "not_json")
        posted = json.loads(body.decode("utf-8"), parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise RefusedError(400, "not_json") from None
    if not isinstance(posted, dict):
        raise RefusedError(400, "not_understood")
    return posted


def _is_simple(body: bytes) -> bool:
    """Whether there are no more values than an event may have, without making them."""
    bare = body.replace(b"\\\\", b"").replace(b'\\"', b"")
    return bare.count(b'"') <= _MOST_QUOTES and sum(map(len, bare.split(b'"')[::2])) <= _MOST_SYNTAX


def parse_event(posted: Mapping[str, object]) -> Posted:
    """Exactly one of text, press, pick and upload; `id` may stand beside any, `offer` and `after` beside
    text."""
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
    return _HALF.sub("\ufffd", value).replace("\0", "")


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
    _keys(posted, "text", "offer", "after")
    text, offer, after = _text(posted["text"]), posted.get("offer"), posted.get("after")
    if len(text) > LONGEST_MESSAGE:
        raise RefusedError(413, "too_large")
    if not text.strip():
        raise RefusedError(400, "empty")
    ticked = None if after is None else _count(after)
    return Said(text, None if offer is None else _count(offer), after=ticked)


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
    if _count(upload.get("size", 0)) > LARGEST_UPLOAD:
        raise RefusedError(413, "upload_too_large")
    # Nobody asks what the file is called, but what is not understood is refused.
    _text(upload.get("name", ""), 255)
    return Uploaded(_text(upload.get("kind", "file"), 100))


_READERS: Mapping[str, Callable[[Mapping[str, object]], Event]] = {
    "text": _said,
    "press": _pressed,
    "pick": _selected,
    "upload": _uploaded,
}
