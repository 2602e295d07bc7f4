"""Requests of experts who are signed in, and how what they do there reaches the team's desk."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web

from bot.ports import Receipt
from bot.store.access_tokens import Member
from bot.turns.desk import TeamDesk
from bot.web.bodies import SMALL_BODY
from bot.web.team.team_rendering import TeamRendering
from dialogs.team.desk_events import DeskEvent, DeskUpdate
from dialogs.team.ticket_cards import FROM_PAGE
from dialogs.turn.events import Address

LONGEST_FORM_TEXT = 4_000
"""Characters of a field: an answer has to fit into one message."""
MOST_FIELDS = 20
_ONCE = "once"


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A request of a member of the team; `form` is empty for a mere look."""

    http: web.Request
    member: Member
    form: Mapping[str, str]

    @property
    def once(self) -> str:
        """What tells the form from every other one: one that is sent twice counts once."""
        return self.form.get(_ONCE, "")[:32]

    @property
    def post(self) -> str:
        """How a message is named that is written in this form."""
        return f"{FROM_PAGE}{self.once}"

    def text(self, name: str) -> str:
        return self.form.get(name, "").replace("\r\n", "\n").strip()

    def asked(self, name: str) -> str:
        """A parameter of the address."""
        return self.http.query.get(name, "").replace("\0", "").strip()[:1_000]


Handlers = Mapping[str, Callable[[SignedIn], Awaitable[web.Response]]]
"""What is done on each path below `/team`, as `GET /tickets/{number}`."""


@dataclass(frozen=True)
class TeamSection:
    """A part of the page, with what all of them need: the desk, and how pages are drawn."""

    desk: TeamDesk
    rendering: TeamRendering

    def handlers(self) -> Handlers:
        """What it does, by method and path."""
        raise NotImplementedError

    def page(self, by: SignedIn, template: str, status: int = 200, **content: Any) -> web.Response:
        """A page for who is signed in."""
        return self.rendering.page(by.http, template, status, member=by.member, **content)

    async def act(self, by: SignedIn, event: DeskEvent, part: str = "") -> Receipt:
        """Does it as the expert would in the team's chat, through the same desk. `part` tells what one form
        does apart."""
        team = self.desk.ticketing.address
        address = Address(team.channel, team.chat, by.member.speaker)
        update = DeskUpdate(address, f"{FROM_PAGE}{by.member.speaker}:{by.once}{part}", event, by.member.name)
        return await self.desk.handle(update)


async def read_form(request: web.Request, parsing: asyncio.Lock) -> Mapping[str, str]:
    """The fields of a form; the guard has bounded its length. A long one takes milliseconds, and anybody may
    send it: nobody else waits for it. Threads compete with the event loop, so `parsing` is taken by one."""
    body = await request.read()
    try:
        if len(body) <= SMALL_BODY:
            return _fields(body)
        async with parsing:
            return await asyncio.to_thread(_fields, body)
    except ValueError:
        raise web.HTTPBadRequest from None


def _fields(body: bytes) -> Mapping[str, str]:
    fields = parse_qsl(body.decode("utf-8"), keep_blank_values=True, max_num_fields=MOST_FIELDS)
    return {name: value.replace("\0", "") for name, value in fields}
