"""How answers leave the server, or fail to."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from typing import Any, NoReturn

from aiohttp import web

from .faults import Fault
from .refusal import Json


@dataclass(frozen=True, slots=True)
class Described:
    """A result with the description that Telegram adds to a few answers."""

    value: Any
    description: str


async def cut(request: web.Request) -> NoReturn:
    """Breaks the connection."""
    if request.transport is not None:
        request.transport.abort()
    # The lost connection cancels this handler; nothing may be answered before that.
    await asyncio.Event().wait()
    raise AssertionError("the connection is still there")


def answer_json(body: Json, status: int = 200) -> web.Response:
    """An answer as Telegram writes it."""
    data = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
    response = web.Response(body=data, status=status, content_type="application/json")
    if status == 429:
        response.headers["Retry-After"] = str((body.get("parameters") or {}).get("retry_after", 1))
    return response


async def spoil(request: web.Request, fault: Fault) -> web.StreamResponse | None:
    """Lets a fault strike before the work; None when the work is to be done after all."""
    if fault.kind == "cut before":
        await cut(request)
    if fault.kind == "hang":
        await fault.over.wait()
    if fault.refusal is None:
        return None
    if fault.location:
        moved = answer_json({"ok": True, "result": {"message_id": 1}}, fault.refusal.code)
        moved.headers["Location"] = fault.location
        return moved
    if fault.html:
        page = f"<html><body><h1>{fault.refusal.code} {fault.refusal.description}</h1></body></html>"
        return web.Response(text=page, status=fault.refusal.code, content_type="text/html")
    return answer_json(fault.refusal.body(), fault.refusal.code)
