"""The page and its assets, addressed by a hash of them, so that browsers may keep them; answers' pictures."""

import asyncio
import hashlib
import mimetypes
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from pathlib import Path, PurePath
from string import Template
from typing import get_args

from aiohttp import web

from bot.web.guards import FRAME_ANCESTORS
from bot.web.texts import STATIC, readable_json, words
from knowledge.base.entries import PICTURE_TYPES, KnowledgeBase
from knowledge.text.language import Language

_TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".json": "application/json"}


@dataclass(frozen=True, slots=True)
class Asset:
    content: bytes
    type: str


class WebPage:
    """The page and its assets, read once: a page must not change while people have it open."""

    def __init__(self) -> None:
        self._assets = {
            path.relative_to(STATIC).as_posix(): _read(path)
            for path in sorted(STATIC.rglob("*"))
            if path.is_file() and path.name not in ("index.html", "widget.js")
        }
        index = Template((STATIC / "index.html").read_text(encoding="utf-8"))
        labels = {language: _widget_words(language) for language in get_args(Language)}
        widget = Template((STATIC / "widget.js").read_text(encoding="utf-8"))
        self._widget = widget.safe_substitute(labels=readable_json(labels))
        whole = hashlib.sha256(index.template.encode())
        for name, asset in self._assets.items():
            whole.update(name.encode() + b"\0" + asset.content)
        self.build = whole.hexdigest()[:12]
        self._pages = {
            language: index.substitute(_escaped(language), build=self.build, language=language)
            for language in get_args(Language)
        }

    def index(self, language: Language) -> web.Response:
        return web.Response(
            text=self._pages[language],
            content_type="text/html",
            charset="utf-8",
            headers={"Cache-Control": "no-store"},
        )

    async def widget(self, request: web.Request) -> web.StreamResponse:
        """The button that pages allowed to frame ours may carry; there is none while no page is."""
        if not request.app.get(FRAME_ANCESTORS):
            raise web.HTTPNotFound
        headers = {"Cache-Control": "public, max-age=3600", "Cross-Origin-Resource-Policy": "cross-origin"}
        return web.Response(
            text=self._widget, content_type="text/javascript", charset="utf-8", headers=headers
        )

    async def asset(self, request: web.Request) -> web.StreamResponse:
        """Serves an asset; an address with another hash is answered too, but not to be kept."""
        asset = self._assets.get(request.match_info["name"])
        if asset is None:
            raise web.HTTPNotFound
        current = request.match_info["build"] == self.build
        response = web.Response(
            body=asset.content,
            content_type=asset.type,
            charset="utf-8",
            headers={"Cache-Control": "public, max-age=31536000, immutable" if current else "no-cache"},
        )
        response.enable_compression()
        return response


def _escaped(language: Language) -> dict[str, str]:
    return {key: escape(value) for key, value in words(language).items()}


def _widget_words(language: Language) -> dict[str, str]:
    said = words(language)
    return {"open": said["widget_open"], "close": said["widget_close"], "title": said["title"]}


def _read(path: Path) -> Asset:
    kind = _TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return Asset(path.read_bytes(), kind)


@dataclass(frozen=True)
class Pictures:
    """Serves the pictures that answers of the knowledge base show, and no other file."""

    knowledge: Callable[[], KnowledgeBase]

    def routes(self) -> list[web.RouteDef]:
        return [web.get("/api/pictures/{name}", self.picture)]

    async def picture(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["name"]
        content = await asyncio.to_thread(self.knowledge().picture, name)
        if content is None:
            raise web.HTTPNotFound
        kind = PICTURE_TYPES[PurePath(name).suffix.casefold()]
        return web.Response(body=content, content_type=kind, headers={"Cache-Control": "no-cache"})
