"""The team's page: who is let in, and what becomes of a request that cannot be served."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import tzinfo
from pathlib import Path

import structlog
from aiohttp import web

from bot.documents.on_demand import DocumentCache
from bot.ports import DatabaseUnavailable
from bot.turns.desk import TeamDesk
from bot.turns.team_access import SESSION, MembershipUnknown
from bot.web.guards import cookie_of, is_https, is_same_origin
from bot.web.team.knowledge_section import KnowledgeSection
from bot.web.team.proposal_section import ProposalSection
from bot.web.team.read_only_sections import DigestSection, DocumentSection, FiguresOf, InterviewSection
from bot.web.team.signed_in import LONGEST_FORM_TEXT, SignedIn, TeamSection, read_form
from bot.web.team.team_rendering import TeamRendering
from bot.web.team.ticket_section import TicketSection
from bot.web.texts import STATIC

log = structlog.get_logger(__name__)

TEAM_COOKIE = "segmentbot_team"
_HERE = Path(__file__).parent

Handler = Callable[[web.Request, Mapping[str, str]], Awaitable[web.StreamResponse]]


class TeamPage:
    """Handlers of the page's requests; whoever has no session is told how to get one."""

    def __init__(
        self,
        desk: TeamDesk,
        time_zone: tzinfo,
        figures_of: FiguresOf,
        documents: DocumentCache | None = None,
    ) -> None:
        self._desk = desk
        self._rendering = TeamRendering(time_zone, LONGEST_FORM_TEXT)
        needed = (desk, self._rendering)
        sections: tuple[TeamSection, ...] = (
            TicketSection(*needed),
            ProposalSection(*needed),
            KnowledgeSection(*needed),
            InterviewSection(*needed),
            DigestSection(*needed, figures_of),
            DocumentSection(*needed, documents),
        )
        self._handlers = {
            place: handler for section in sections for place, handler in section.handlers().items()
        }
        self._parsing = asyncio.Lock()
        self._files = {
            "page.css": ((STATIC / "page.css").read_bytes() + (_HERE / "page.css").read_bytes(), "text/css"),
            "mark.svg": ((STATIC / "mark.svg").read_bytes(), "image/svg+xml"),
            "keep.js": ((_HERE / "keep.js").read_bytes(), "text/javascript"),
        }

    def routes(self) -> list[web.RouteDef]:
        entrance = "/team/enter/{token:[A-Za-z0-9_-]{43}}"
        sections = (
            (place.partition(" "), self._signed_in(handler)) for place, handler in self._handlers.items()
        )
        return [
            web.get("/team/{name:page.css|mark.svg|keep.js}", self.file),
            web.get(entrance, self._guarded(self.offer)),
            web.post(entrance, self._guarded(self.enter)),
            web.post("/team/leave", self._guarded(self.leave)),
            *(
                web.route(method, f"/team{path}", self._guarded(handler))
                for (method, _, path), handler in sections
            ),
        ]

    def _guarded(self, handler: Handler) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        """Refuses what another page sends; without a database nothing that was typed is lost."""

        async def guarded(request: web.Request) -> web.StreamResponse:
            form: Mapping[str, str] = {}
            if request.method == "POST":
                if not is_same_origin(request):
                    return self._said(request, 403, "foreign")
                form = await read_form(request, self._parsing)
            try:
                return await handler(request, form)
            except DatabaseUnavailable as away:
                log.warning("the team's page waits for the database", problem=away.problem)
                return self._said(request, 503, "away", form)
            except MembershipUnknown:
                log.warning("the team's page waits for the messenger")
                return self._said(request, 503, "unknown", form)

        return guarded

    def _signed_in(self, handler: Callable[[SignedIn], Awaitable[web.Response]]) -> Handler:
        async def signed_in(request: web.Request, form: Mapping[str, str]) -> web.StreamResponse:
            member = await self._desk.access.who(cookie_of(request, TEAM_COOKIE))
            # The desk acts in the team's chat, so it knows people of its channel.
            if member is None or member.channel != self._desk.ticketing.address.channel:
                return self._said(request, 403, "stranger", form)
            return await handler(SignedIn(request, member, form))

        return signed_in

    async def file(self, request: web.Request) -> web.StreamResponse:
        body, kind = self._files[request.match_info["name"]]
        headers = {"Cache-Control": "public, max-age=3600"}
        return web.Response(body=body, content_type=kind, charset="utf-8", headers=headers)

    async def offer(self, request: web.Request, form: Mapping[str, str]) -> web.StreamResponse:
        """Programs that look at links in advance must not use them up: a person presses a button."""
        return self._rendering.page(request, "entrance")

    async def enter(self, request: web.Request, form: Mapping[str, str]) -> web.StreamResponse:
        session = await self._desk.access.enter(request.match_info["token"])
        if session is None:
            return self._said(request, 403, "stranger")
        response = web.Response(status=303, headers={"Location": "/team", "Cache-Control": "no-store"})
        response.set_cookie(
            TEAM_COOKIE,
            session,
            max_age=int(SESSION.total_seconds()),
            path="/team",
            httponly=True,
            samesite="Lax",
            secure=is_https(request),
        )
        return response

    async def leave(self, request: web.Request, form: Mapping[str, str]) -> web.StreamResponse:
        await self._desk.access.leave(cookie_of(request, TEAM_COOKIE))
        response = web.Response(status=303, headers={"Location": "/team", "Cache-Control": "no-store"})
        response.del_cookie(TEAM_COOKIE, path="/team")
        return response

    def _said(
        self, request: web.Request, status: int, what: str, form: Mapping[str, str] | None = None
    ) -> web.Response:
        """A page in plain words; a form that could not be taken is on it, to be sent again."""
        return self._rendering.page(request, "refusal", status, what=what, form=form or {})
