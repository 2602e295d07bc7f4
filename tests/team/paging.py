"""The team's page in one process: its routes over a real port, a tab, the desk's clock."""

import asyncio
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import datetime
from html import unescape

import aiohttp
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.documents.on_demand import DocumentCache
from bot.store.access_tokens import Member
from bot.upkeep.daily_digest import figures_of
from bot.web import guards
from bot.web.connections import CONNECTION
from bot.web.team.team_page import TeamPage
from dialogs.team.figures import DigestFigures
from tests.team.counter import MOSCOW, TEAM, Counter


class Tab:
    """A browser's tab; it keeps the cookies, and sends the form that is on the page."""

    def __init__(self, address: str, http: aiohttp.ClientSession) -> None:
        self.address = address
        self.http = http
        self.status = 0
        self.headers: Mapping[str, str] = {}
        self.source = ""
        self.path = ""

    @property
    def text(self) -> str:
        """What is on the page, without markup."""
        return unescape(re.sub(r"<[^>]+>", " ", re.sub(r"<(script|style).*?</\1>", "", self.source)))

    @property
    def once(self) -> str:
        found = re.search(r'name="once" value="(\w+)"', self.source)
        assert found is not None, self.text
        return found[1]

    def value(self, name: str) -> str:
        """What stands in a field."""
        area = rf'<textarea[^>]* name="{name}"[^>]*>(?P<area>.*?)</textarea>'
        line = rf'name="{name}"[^>]* value="(?P<line>[^"]*)"'
        found = re.search(f"{area}|{line}", self.source, re.DOTALL)
        assert found is not None, f"no field {name}: {self.text}"
        return unescape(found["area"] if found["area"] is not None else found["line"])

    async def open(self, path: str = "/team") -> str:
        return await self._took("GET", path, None, {})

    async def send(
        self, path: str, headers: Mapping[str, str] | None = None, *, once: str = "", **fields: str
    ) -> str:
        """Sends a form as the page does; `once` of another form for one that is sent again."""
        return await self._took("POST", path, {"once": once or self.once, **fields}, headers or {})

    async def press(self, path: str) -> str:
        """Presses the button of a page without fields."""
        return await self._took("POST", path, {}, {})

    async def _took(
        self, method: str, path: str, fields: Mapping[str, str] | None, headers: Mapping[str, str]
    ) -> str:
        address = f"{self.address}{path}"
        async with self.http.request(method, address, data=fields, headers=headers) as response:
            self.status, self.headers, self.source = response.status, response.headers, await response.text()
        return self.text


@asynccontextmanager
async def served(desk: Counter, documents: DocumentCache | None = None) -> AsyncIterator[str]:
    """The address of the page of a desk."""

    async def figures(since: datetime, until: datetime) -> DigestFigures:
        return await figures_of(desk.store, desk.library, since, until)

    app = web.Application(middlewares=guards.MIDDLEWARES, handler_args=CONNECTION)
    app.on_response_prepare.append(guards.add_headers)
    page = TeamPage(desk.desk, MOSCOW, figures, documents)
    app.add_routes(page.routes())
    async with TestServer(app) as server:
        working = asyncio.create_task(desk.desk.previews.run())
        yield str(server.make_url("")).rstrip("/")
        working.cancel()


@asynccontextmanager
async def tab(address: str, session: str = "") -> AsyncIterator[Tab]:
    jar = aiohttp.CookieJar(unsafe=True)
    cookies = {"segmentbot_team": session} if session else None
    async with aiohttp.ClientSession(cookie_jar=jar, cookies=cookies) as http:
        yield Tab(address, http)


async def path_of(desk: Counter, expert: str) -> str:
    """The path of the link that an expert gets."""
    link = await desk.desk.access.link(Member(TEAM.channel, expert, f"Эксперт {expert}"))
    assert link is not None
    return link.removeprefix("http://127.0.0.1")


@asynccontextmanager
async def signed_in(desk: Counter, address: str, expert: str = "91") -> AsyncIterator[Tab]:
    async with tab(address) as opened:
        await opened.press(await path_of(desk, expert))
        assert opened.status == 200, opened.text
        yield opened
