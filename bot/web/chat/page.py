"""The page itself and its parts, addressed by a hash of all of them, so that browsers may keep them."""

import hashlib
import mimetypes
from dataclasses import dataclass
from html import escape
from pathlib import Path
from string import Template

from aiohttp import web

from bot.web.texts import preferred_language, words
from knowledge.text.language import Language

FOLDER = Path(__file__).parent / "static"
_TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".json": "application/json"}


@dataclass(frozen=True, slots=True)
class Part:
    content: bytes
    type: str


class Page:
    """Everything is read once: a page must not change while people have it open."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self._parts = {
            path.relative_to(folder).as_posix(): _read(path)
            for path in sorted(folder.rglob("*"))
            if path.is_file() and path.name != "index.html"
        }
        self._index = Template((folder / "index.html").read_text(encoding="utf-8"))
        whole = hashlib.sha256(self._index.template.encode())
        for name, part in self._parts.items():
            whole.update(name.encode() + b"\0" + part.content)
        self.build = whole.hexdigest()[:12]

    def index(self, language: Language) -> web.Response:
        texts = {key: escape(value) for key, value in words(language).items()}
        return web.Response(
            text=self._index.substitute(texts, build=self.build, language=language),
            content_type="text/html",
            charset="utf-8",
            headers={"Cache-Control": "no-store"},
        )

    async def asset(self, request: web.Request) -> web.StreamResponse:
        """A part of the page; an address with another hash is answered too, but not to be kept."""
        part = self._parts.get(request.match_info["name"])
        if part is None:
            raise web.HTTPNotFound
        current = request.match_info["build"] == self.build
        response = web.Response(
            body=part.content,
            content_type=part.type,
            charset="utf-8",
            headers={"Cache-Control": "public, max-age=31536000, immutable" if current else "no-cache"},
        )
        response.enable_compression()
        return response


def _read(path: Path) -> Part:
    kind = _TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return Part(path.read_bytes(), kind)


def page_language(request: web.Request) -> Language:
    return preferred_language(request)
