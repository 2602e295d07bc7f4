"""The pictures of answers, from the folder of the content; they are as public as the answers."""

import asyncio
from collections.abc import Callable
from pathlib import PurePath

from aiohttp import web

from knowledge.base.entries import PICTURE_TYPES, KnowledgeBase


class Pictures:
    """Serves the pictures that answers of the knowledge base show, and no other file."""

    def __init__(self, knowledge: Callable[[], KnowledgeBase]) -> None:
        self._knowledge = knowledge

    def routes(self) -> list[web.RouteDef]:
        return [web.get("/api/pictures/{name}", self.picture)]

    async def picture(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["name"]
        content = await asyncio.to_thread(self._knowledge().picture, name)
        if content is None:
            raise web.HTTPNotFound
        kind = PICTURE_TYPES[PurePath(name).suffix.casefold()]
        return web.Response(body=content, content_type=kind, headers={"Cache-Control": "no-cache"})
