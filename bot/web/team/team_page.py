"""The team's page: forms that the server writes, without a script. What is done counts as in the chat."""

import json
import secrets
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import structlog
from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.content.knowledge_service import KnowledgeSnapshot
from bot.ports import DatabaseUnavailable
from bot.store.store import Store
from bot.store.stored_tickets import Tickets
from bot.turns.desk import TeamDesk
from bot.turns.team_access import SESSION, Member
from bot.web.chat.page import FOLDER as CHAT
from bot.web.chat.sessions import is_https
from bot.web.guards import is_same_origin
from bot.web.texts import preferred_language
from dialogs.team.desk_events import DeskUpdate, Replied, TeamPress
from dialogs.team.notices import masked
from dialogs.team.ticket_cards import FROM_PAGE
from dialogs.team.tickets import Ticket
from dialogs.turn.events import Address
from knowledge.text.markup import paragraph

log = structlog.get_logger(__name__)

COOKIE = "segmentbot_team"
LONGEST_ANSWER = 4_000
MOST_FIELDS = 20
_HERE = Path(__file__).parent

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class TeamPage:
    """Handlers of the page's requests; whoever has no session is told how to get one."""

    def __init__(
        self,
        desk: TeamDesk,
        store: Store,
        serving: Callable[[], KnowledgeSnapshot],
        clock: Callable[[], datetime],
    ) -> None:
        self._desk = desk
        self._store = store
        self._serving = serving
        self._clock = clock
        templates = Environment(
            loader=FileSystemLoader(_HERE / "templates"), autoescape=True, undefined=StrictUndefined
        )
        self._template = templates.get_template("page.html")
        self._texts: Mapping[str, Mapping[str, str]] = {
            language: json.loads((_HERE / "texts" / f"{language}.json").read_text(encoding="utf-8"))
            for language in ("ru", "en")
        }
        self._style = (CHAT / "page.css").read_bytes() + (_HERE / "page.css").read_bytes()

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/team", self._guarded(self.tickets)),
            web.get("/team/page.css", self.style),
            web.get("/team/enter/{token:[A-Za-z0-9_-]{43}}", self._guarded(self.offer)),
            web.post("/team/enter/{token:[A-Za-z0-9_-]{43}}", self._guarded(self.enter)),
            web.post("/team/leave", self._guarded(self.leave)),
            web.post("/team/tickets/{number:[0-9]{1,9}}", self._guarded(self.act)),
        ]

    def _guarded(self, handler: Handler) -> Handler:
        """Refuses what another page sends; a failure is a page with nothing of ours in it."""

        async def guarded(request: web.Request) -> web.StreamResponse:
            if request.method != "GET" and not is_same_origin(request):
                return self._page(request, 403, text=self._words(request)["foreign"])
            try:
                return await handler(request)
            except DatabaseUnavailable:
                raise web.HTTPServiceUnavailable(headers={"Retry-After": "5"}) from None

        return guarded

    async def style(self, request: web.Request) -> web.StreamResponse:
        headers = {"Cache-Control": "public, max-age=3600"}
        return web.Response(body=self._style, content_type="text/css", charset="utf-8", headers=headers)

    async def offer(self, request: web.Request) -> web.StreamResponse:
        """Programs that look at links in advance must not use them up: a person presses a button."""
        words = self._words(request)
        token = request.match_info["token"]
        return self._page(request, heading=words["enter_title"], text=words["enter_text"], enter=token)

    async def enter(self, request: web.Request) -> web.StreamResponse:
        session = await self._desk.access.enter(request.match_info["token"])
        if session is None:
            return self._stranger(request)
        response = web.HTTPSeeOther("/team")
        response.set_cookie(
            COOKIE,
            session,
            max_age=int(SESSION.total_seconds()),
            path="/team",
            httponly=True,
            samesite="Lax",
            secure=is_https(request),
        )
        return response

    async def leave(self, request: web.Request) -> web.StreamResponse:
        await self._desk.access.leave(request.cookies.get(COOKIE, ""))
        response = web.HTTPSeeOther("/team")
        response.del_cookie(COOKIE, path="/team")
        return response

    async def tickets(self, request: web.Request) -> web.StreamResponse:
        member = await self._member(request)
        return self._stranger(request) if member is None else await self._listed(request, member)

    async def act(self, request: web.Request) -> web.StreamResponse:
        """Answers, takes or closes a ticket by the very desk that serves the team's chat; a form that is sent
        twice counts once."""
        member = await self._member(request)
        if member is None:
            return self._stranger(request)
        form, words = await _form(request), self._words(request)
        number, once = int(request.match_info["number"]), form.get("once", "")[:32]
        answer, do = form.get("answer", "").strip(), form.get("do")
        if do == "answer":
            problem = "empty" if not answer else "long" if len(answer) > LONGEST_ANSWER else None
            if problem:
                return await self._listed(request, member, words[problem], {number: answer})
            event: Replied | TeamPress = Replied(f"{FROM_PAGE}{once}", paragraph(answer), number=number)
        elif do in ("take", "close"):
            event = TeamPress(f"team:{do}:{number}")
        else:
            raise web.HTTPBadRequest
        team = self._desk.ticketing.address
        address = Address(team.channel, team.chat, member.speaker)
        update = DeskUpdate(address, f"{FROM_PAGE}{member.speaker}:{once}", event, member.name)
        receipt = await self._desk.handle(update)
        typed = {number: answer} if do != "answer" or receipt.notice else {}
        return await self._listed(request, member, receipt.notice or words["done"], typed)

    async def _member(self, request: web.Request) -> Member | None:
        member = await self._desk.access.who(request.cookies.get(COOKIE, ""))
        # The desk acts in the team's chat, so it knows people of its channel.
        return member if member and member.channel == self._desk.ticketing.address.channel else None

    async def _listed(
        self, request: web.Request, member: Member, notice: str = "", typed: Mapping[int, str] | None = None
    ) -> web.Response:
        now, words = self._clock(), self._words(request)
        found = await self._store.database.look(lambda connection: Tickets(connection, now).not_closed())
        lines = [self._line(ticket, (typed or {}).get(ticket.number, "")) for ticket in found]
        return self._page(request, heading=words["tickets"], member=member, tickets=lines, notice=notice)

    def _line(self, ticket: Ticket, typed: str) -> Mapping[str, object]:
        base = self._serving().base
        return {
            "number": ticket.number,
            "question": masked(ticket.question),
            "owner": ticket.owner.name if ticket.owner else "",
            "people": len(ticket.askers),
            "since": f"{ticket.created:%d.%m.%Y %H:%M}",
            "nearest": [base[each.entry].title.ru for each in ticket.nearest if each.entry in base],
            "said": [
                (post.expert.name, post.body.plain()) if post.expert else ("", masked(post.body.plain()))
                for post in ticket.posts
            ],
            "once": secrets.token_hex(8),
            "typed": typed,
        }

    def _stranger(self, request: web.Request) -> web.Response:
        words = self._words(request)
        return self._page(request, 403, heading=words["entry_needed"], text=words["entry_text"])

    def _words(self, request: web.Request) -> Mapping[str, str]:
        return self._texts[preferred_language(request)]

    def _page(self, request: web.Request, status: int = 200, **content: Any) -> web.Response:
        language = preferred_language(request)
        words = self._texts[language]
        nothing = {"member": None, "tickets": (), "notice": "", "text": "", "enter": ""}
        shown = {"heading": words["title"], **nothing, **content}
        return web.Response(
            status=status,
            text=self._template.render(shown, t=words, language=language),
            content_type="text/html",
            charset="utf-8",
            headers={"Cache-Control": "no-store"},
        )


async def _form(request: web.Request) -> Mapping[str, str]:
    """The fields of a form; the guard has bounded its length."""
    try:
        text = (await request.read()).decode("utf-8")
        fields = parse_qsl(text, keep_blank_values=True, max_num_fields=MOST_FIELDS)
        return {name: value.replace("\0", "") for name, value in fields}
    except ValueError:
        raise web.HTTPBadRequest from None
