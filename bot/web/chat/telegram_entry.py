"""Lets whoever opens the page inside Telegram into a chat of the page that belongs to the same person."""

import hmac
import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from urllib.parse import parse_qsl

import structlog
from aiohttp import web

from bot.ports import TELEGRAM, WEB, IncomingHandler
from bot.store.store import Store
from bot.store.unit_of_work import UnitOfWork
from bot.web.chat.event_parsing import read_posted
from bot.web.chat.sessions import Cookie, Sessions, Visit, fresh_chat
from bot.web.texts import RefusedError
from dialogs.turn.actions import OpenDraft
from dialogs.turn.buttons import lasting_id
from dialogs.turn.events import Address, Incoming, Pressed

log = structlog.get_logger(__name__)

APP_PREFIX = "/app"
"""Below it stands the page as Telegram shows it, with a cookie of its own."""
APP_COOKIE = Cookie("segmentbot-app", f"{APP_PREFIX}/", timedelta(days=1), lapses=True)
# Nobody needs longer to load a page; and clocks differ.
FRESH, AHEAD = timedelta(minutes=10), timedelta(minutes=1)
_ENTRY = f"{TELEGRAM} page"
_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_MOST_FIELDS, _LONGEST_DATA = 32, 8192


@dataclass(frozen=True, slots=True)
class Opened:
    """A Telegram user has opened the page at this moment; `seal` is the signature, which no other opening
    has."""

    user: int
    moment: datetime
    seal: str


def opened(init_data: str, token: str) -> Opened | None:
    """Who opened the page, by whole data with the bot's signature; None for everything else.

    https://core.telegram.org/bots/webapps#validating-data-received-via-the-mini-app
    """
    if len(init_data) > _LONGEST_DATA:
        return None
    try:
        pairs = parse_qsl(init_data, keep_blank_values=True, strict_parsing=True, max_num_fields=_MOST_FIELDS)
        fields = dict(pairs)
        # Half a character, which JSON can bear, has no bytes: ValueError as well.
        given = fields.pop("hash", "").encode()
        signed = "\n".join(f"{name}={value}" for name, value in sorted(fields.items())).encode()
    except ValueError:
        return None
    key = hmac.digest(b"WebAppData", token.encode(), "sha256")
    seal = hmac.digest(key, signed, "sha256").hex()
    # A name that comes twice could be read in another way than it was signed.
    if len(fields) + 1 != len(pairs) or not hmac.compare_digest(seal.encode(), given):
        return None
    try:
        user = json.loads(fields["user"])["id"]
        return Opened(int(user), datetime.fromtimestamp(int(fields["auth_date"]), UTC), seal)
    except (KeyError, TypeError, ValueError, OverflowError, OSError):
        return None


class EntryRefused(Exception):
    """Raised where the data is old, was used before, or is of somebody who does not talk to the bot."""


@dataclass(frozen=True)
class TelegramEntry:
    """Lets in by the data that Telegram has signed with the bot's token, for ten minutes and once."""

    store: Store
    token: str

    async def chat(self, init_data: str, attempt: str, known: str | None) -> str:
        """The page's chat of whoever opened it. `attempt` names the opening as the browser does, which may
        ask again when the answer was lost; whoever has the cookie of that chat, `known`, is in it already.
        Raises EntryRefused."""
        who = opened(init_data, self.token)
        if who is None:
            raise EntryRefused
        return await self.store.transact(partial(self._let_in, who, attempt, known))

    async def _let_in(self, who: Opened, attempt: str, known: str | None, work: UnitOfWork) -> str:
        there = await work.load(Address(TELEGRAM, str(who.user), str(who.user)))
        if not there.known:
            raise EntryRefused
        here = next((each for each in await work.chats_of(there.person) if each.channel == WEB), None)
        if here is not None and here.chat == known:
            return here.chat
        # Raised, so that nothing of it is kept.
        if not -AHEAD <= self.store.clock() - who.moment <= FRESH:
            raise EntryRefused
        first, again = await work.accept(_ENTRY, who.seal), f"{who.seal}:{attempt}"
        if await work.accept(_ENTRY, again) is not first:
            raise EntryRefused
        if here is None:
            chat = fresh_chat()
            here = Address(WEB, chat, chat)
            await work.begin(here, there.person, there.session.language)
        return here.chat


@dataclass(frozen=True)
class TelegramPage:
    """The way into the page inside Telegram: the signed data against a cookie, and the draft on screen."""

    entry: TelegramEntry
    turn_handler: IncomingHandler
    sessions: Sessions

    def routes(self) -> list[web.RouteDef]:
        return [web.post(f"{APP_PREFIX}/api/enter", self.enter)]

    async def enter(self, request: web.Request) -> web.StreamResponse:
        match await read_posted(request):
            case {"init_data": str(init_data), "id": str(attempt), "draft": str(draft), **rest} if not rest:
                pass
            case _:
                raise RefusedError(400, "not_understood")
        if not _ID.fullmatch(attempt) or not (draft == "" or _ID.fullmatch(draft)):
            raise RefusedError(400, "not_understood")
        known = self.sessions.known(request)
        try:
            chat = await self.entry.chat(init_data, attempt, known.chat if known else None)
        except EntryRefused:
            log.info("page not entered")
            raise RefusedError(401, "open_in_telegram") from None
        address = Address(WEB, chat, chat)
        session = await self.entry.store.session_of(address)
        if draft and session is not None and getattr(session.place, "draft", None) != draft:
            opening = Pressed(lasting_id(OpenDraft(draft)))
            await self.turn_handler.handle(Incoming(address, f"{chat}:{attempt}-opened", opening))
        response = web.json_response({"entered": True}, headers={"Cache-Control": "no-store"})
        self.sessions.remember(request, response, Visit(chat, new=True))
        return response
