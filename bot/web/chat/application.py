"""The web chat as an aiohttp application, wired by hand."""

import math
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from functools import partial
from uuid import uuid4

from aiohttp import web

from bot.documents.long_document import DocumentTooLong
from bot.fair_pool import TooManyWaiting
from bot.notify import Notifier
from bot.ports import WEB, DatabaseUnavailable, IncomingHandler, Receipt
from bot.store.store import LOG_AT_ONCE, LoggedMessage
from bot.telemetry.log import LogLimit
from bot.turns.rate_limit import TokenBuckets
from bot.web import guards
from bot.web.bodies import LARGEST_BODY, BodyLimits, refuse_body
from bot.web.chat.chats import Chats
from bot.web.chat.event_parsing import LARGEST_UPLOAD, read_event
from bot.web.chat.page import WebPage
from bot.web.chat.rendering import message_json
from bot.web.chat.sessions import Sessions, Visit
from bot.web.chat.streams import MOST_STREAMS, Streams
from bot.web.chat.telegram_entry import APP_COOKIE, APP_PREFIX, TelegramEntry, TelegramPage
from bot.web.connections import CONNECTION
from bot.web.downloads import file_response, format_of
from bot.web.guards import client_of
from bot.web.texts import RefusedError, asked_language, preferred_language, readable_json
from dialogs.turn.events import Address, Event, Incoming, Started
from knowledge.text.language import Language

SHOWN_AT_ONCE = 200
MOST_REMEMBERED = 20_000
# Of what may be long; one for each of its streams.
MOST_ASKED = 6
# Who has too much waiting is asked to come back; meanwhile some of it is done.
SECONDS_OF_WORK = 3
# What else stands in an address is no id; a NUL in it would even be an error for PostgreSQL.
_DOCUMENT = re.compile(r"[A-Za-z0-9_-]{1,64}")


@dataclass(frozen=True, slots=True)
class Newcomers:
    """Limits how many chats may be begun from one address, seen through so many `proxies` of ours; none where
    they are begun `elsewhere`."""

    allowance: TokenBuckets | None = None
    proxies: int = 0
    elsewhere: bool = False

    def let_in(self, request: web.Request) -> None:
        """Raises RefusedError for one too many."""
        if self.elsewhere:
            raise RefusedError(401, "open_in_telegram")
        refused = self.allowance and self.allowance.take(self.address_of(request))
        if refused:
            raise RefusedError(429, "too_many_chats", math.ceil(refused.wait))

    def address_of(self, request: web.Request) -> str:
        """Whose request it is, as far as an address tells."""
        return client_of(request, self.proxies)


@dataclass(eq=False, repr=False)
class WebChat:
    """Handlers of the page's requests; each reads, calls one thing and answers."""

    turn_handler: IncomingHandler
    chats: Chats
    sessions: Sessions
    streams: Streams
    page: WebPage
    newcomers: Newcomers
    _bodies: BodyLimits = field(default_factory=BodyLimits, init=False)
    # To look whether a chat has begun costs something, and one that has seldom begins again.
    _begun: set[str] = field(default_factory=set, init=False)
    _asked: Counter[str] = field(default_factory=Counter, init=False)

    def routes(self, prefix: str = "") -> list[web.RouteDef]:
        """The page and its API below `prefix`."""
        return [
            web.get(f"{prefix}/", self.index),
            web.get(f"{prefix}/api/session", self.session),
            web.post(f"{prefix}/api/events", self.event, expect_handler=_refuse_before_the_body),
            web.get(f"{prefix}/api/stream", self.stream, allow_head=False),
            web.get(f"{prefix}/api/drafts", self.drafts),
            web.get(f"{prefix}/api/entries", self.entries),
            web.get(f"{prefix}/api/documents/{{name}}", self.document),
        ]

    async def index(self, request: web.Request) -> web.StreamResponse:
        try:
            visit = self._visit(request)
        except RefusedError:
            return self.page.index(preferred_language(request))  # it will say so when it asks for its chat
        try:
            language = None if visit.new else await self.chats.language(visit.chat)
        except DatabaseUnavailable:
            language = None  # the page opens all the same, and says that it is waiting
        response = self.page.index(language or preferred_language(request))
        self.sessions.remember(request, response, visit)
        return response

    async def session(self, request: web.Request) -> web.StreamResponse:
        """The chat so far. The bot speaks first; nothing is stored before the person has spoken."""
        visit = self._visit(request)
        await self._let_stay(visit)
        with self._asking(visit.chat):
            messages = () if visit.new else await self.chats.recent(visit.chat, SHOWN_AT_ONCE)
            language = None if visit.new else await self.chats.language(visit.chat)
            language = language or preferred_language(request)
            if not messages:
                self._begun.discard(visit.chat)
                messages = self.chats.greeting(language)
            text = await self.chats.beside(visit.chat, messages, partial(_session_text, messages, language))
        return self._json(request, visit, text)

    async def event(self, request: web.Request) -> web.StreamResponse:
        """Takes an event; the same id is taken once, however often it is sent."""
        visit = self._visit(request)
        address = self.newcomers.address_of(request)
        with self._bodies.receiving(address, request.content_length or 0):
            posted = await read_event(request)
        id_ = posted.id or uuid4().hex
        await self._let_stay(visit)
        await self._begin(request, visit, id_)
        receipt = await self._hand_over(request, visit, id_, posted.event)
        taken = {"accepted": receipt.accepted, "id": id_, "notice": receipt.notice}
        return self._json(request, visit, readable_json(taken))

    async def stream(self, request: web.Request) -> web.StreamResponse:
        address = self.newcomers.address_of(request)
        return await self.streams.serve(request, self._known(request).chat, address)

    async def drafts(self, request: web.Request) -> web.StreamResponse:
        visit = self._known(request)
        language = await self.chats.language(visit.chat) or preferred_language(request)
        with self._asking(visit.chat):
            drafts = await self.chats.drafts(visit.chat, language)
        return self._json(request, visit, readable_json({"drafts": list(map(asdict, drafts))}))

    async def entries(self, request: web.Request) -> web.StreamResponse:
        """Titles to choose from while one types."""
        text = self.chats.entries("en" if request.query.get("language") == "en" else "ru")
        headers = {"Cache-Control": "private, max-age=300"}
        return web.json_response(text=text, headers=headers)

    async def document(self, request: web.Request) -> web.StreamResponse:
        """A document of the person's own; anybody else's is as absent as one that never was."""
        document, _, ending = request.match_info["name"].rpartition(".")
        form = format_of(ending)
        visit = self.sessions.known(request)
        if not visit or not _DOCUMENT.fullmatch(document) or form is None:
            raise RefusedError(404, "not_found")
        try:
            file = await self.chats.file(visit.chat, document, form)
        except TooManyWaiting:
            raise RefusedError(429, "too_many_documents", SECONDS_OF_WORK) from None
        except DocumentTooLong:
            raise RefusedError(422, "document_too_long") from None
        if file is None:
            raise RefusedError(404, "not_found")
        return file_response(file, form, cache="private, no-cache")

    async def _let_stay(self, visit: Visit) -> None:
        """Raises RefusedError where a chat that was begun elsewhere has been erased since."""
        if self.newcomers.elsewhere and await self.chats.language(visit.chat) is None:
            raise RefusedError(401, "open_in_telegram")

    async def _begin(self, request: web.Request, visit: Visit, id_: str) -> None:
        """A chat of which nothing is stored begins with what the bot said first."""
        if visit.chat in self._begun:
            return
        try:
            begun = not visit.new and bool(await self.chats.recent(visit.chat, 1))
        except TooManyWaiting:
            begun = True  # only what is long has to wait, so something is stored
        if not begun:
            await self._hand_over(request, visit, f"{id_}-started", Started())
        if len(self._begun) >= MOST_REMEMBERED:
            self._begun.clear()
        self._begun.add(visit.chat)

    async def _hand_over(self, request: web.Request, visit: Visit, id_: str, event: Event) -> Receipt:
        # Another chat that happens to use the same id has sent another update.
        address = Address(WEB, visit.chat, visit.chat)
        receipt = await self.turn_handler.handle(
            Incoming(address, f"{visit.chat}:{id_}", event, language=asked_language(request))
        )
        if receipt.wait:
            raise RefusedError(429, "too_many", receipt.wait)
        return receipt

    @contextmanager
    def _asking(self, chat: str) -> Iterator[None]:
        """Around what may be long of a chat. Raises RefusedError for what is one too many at once."""
        if self._asked[chat] >= MOST_ASKED:
            raise RefusedError(429, "too_many", SECONDS_OF_WORK)
        self._asked[chat] += 1
        try:
            yield
        except TooManyWaiting:
            raise RefusedError(429, "too_many", SECONDS_OF_WORK) from None
        finally:
            self._asked[chat] -= 1
            if not self._asked[chat]:
                del self._asked[chat]

    def _visit(self, request: web.Request) -> Visit:
        """The known visit, or the first one of a new chat. Raises RefusedError for one new chat too many."""
        visit = self.sessions.visit(request)
        if visit.new:
            self.newcomers.let_in(request)
        return visit

    def _known(self, request: web.Request) -> Visit:
        visit = self.sessions.known(request)
        if visit is None:
            raise RefusedError(401, "no_session")
        return visit

    def _json(self, request: web.Request, visit: Visit, text: str) -> web.StreamResponse:
        response = web.json_response(text=text, headers={"Cache-Control": "no-store"})
        self.sessions.remember(request, response, visit)
        return response


def application(
    turn_handler: IncomingHandler,
    chats: Chats,
    notifier: Notifier,
    *,
    secret: bytes,
    clock: Callable[[], datetime],
    newcomers: Newcomers | None = None,
    old_secret: bytes | None = None,
    most_streams: int = MOST_STREAMS,
    frame_ancestors: tuple[str, ...] = (),
    entry: TelegramEntry | None = None,
) -> web.Application:
    """The chat's routes; whoever serves it adds webhooks, health and metrics beside them."""
    streams = Streams(chats, notifier, most_streams)
    sessions = Sessions(secret, clock, old_secret=old_secret, framed=bool(frame_ancestors))
    page, newcomers = WebPage(), newcomers or Newcomers()
    chat = WebChat(turn_handler, chats, sessions, streams, page, newcomers)
    app = web.Application(
        middlewares=guards.MIDDLEWARES, client_max_size=LARGEST_BODY, handler_args=CONNECTION
    )
    app[guards.FRAME_ANCESTORS] = frame_ancestors
    app[guards.LOG_LIMIT] = LogLimit()
    app.on_response_prepare.append(guards.add_headers)
    app.on_shutdown.append(streams.close)
    app.add_routes(chat.routes())
    app.add_routes(
        [
            web.get("/widget.js", page.widget),
            web.get("/assets/{build:[0-9a-f]+}/{name:.+}", page.asset),
        ]
    )
    if entry is not None:
        inside = Sessions(secret, clock, old_secret=old_secret, framed=True, cookie=APP_COOKIE)
        newcomers = replace(newcomers, elsewhere=True)
        beside = WebChat(turn_handler, chats, inside, streams, page, newcomers)
        app.add_routes(beside.routes(APP_PREFIX))
        app.add_routes(TelegramPage(entry, turn_handler, inside).routes())
    return app


def _session_text(messages: Sequence[LoggedMessage], language: Language) -> str:
    cut = len(messages) == SHOWN_AT_ONCE or sum(len(message.body) for message in messages) >= LOG_AT_ONCE
    return readable_json(
        {
            "messages": [message_json(message) for message in messages],
            "cut": cut,
            "last_event_id": messages[-1].id,
            "language": language,
            "limits": {"upload_bytes": LARGEST_UPLOAD},
        }
    )


async def _refuse_before_the_body(request: web.Request) -> web.StreamResponse | None:
    """A client that asks first (`Expect: 100-continue`) need not send what would be refused."""
    try:
        refuse_body(request)
    except RefusedError as error:
        return guards.refused(request, error)
    if request.headers.get("Expect", "").lower() == "100-continue":
        await request.writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
    return None
