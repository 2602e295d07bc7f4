"""The fake Bot API server: real HTTP, one object that holds everything a test asks about."""

from __future__ import annotations

import asyncio
import inspect
import json
import time
from collections import Counter, deque
from collections.abc import Callable, Iterable
from typing import Any, Self

import aiohttp
from aiohttp import web

from tests.patience import PATIENCE

from .account import Account
from .answers import Described, answer_json, cut, spoil
from .call import Call, Upload, read_multipart, read_parameters, read_request
from .driver import Group, Person
from .faults import Faults
from .limits import Clock, Limits
from .methods import METHODS
from .refusal import Json, Refusal, Violation
from .schema import judge, parameters_of
from .state import ChatKind, Signal, StoredFile, User
from .webhook import Webhook

Judge = Callable[[str, Json], Iterable[str]]
KIND_OF_CODE = {403: "forbidden", 409: "conflict", 429: "flood"}
NOT_FOUND = Refusal(404, "Not Found")
UNAUTHORIZED = Refusal(401, "Unauthorized")
TOKEN = "4242424242:AAF-segmentbot_fake_token_for_tests_0"


class FakeTelegram:
    """Telegram for one test: `async with FakeTelegram() as server`, then `server.url`, `server.token`.

    `clock` gives the seconds that limits, ages and expiries count by; `pace` scales the pauses
    between webhook deliveries; `patience` is how long a person waits for the bot; `judges` maps a
    name to a further judge of requests; `judging=False` leaves the schema aside, for speed.
    """

    def __init__(
        self,
        *,
        token: str = TOKEN,
        username: str = "segment_test_bot",
        name: str = "Бот",
        clock: Clock = time.time,
        judging: bool = True,
        judges: dict[str, Judge] | None = None,
        pace: float = 0.05,
        webhook_timeout: float = 10.0,
        patience: float = PATIENCE,
    ) -> None:
        self.clock, self.judging, self.pace, self.patience = clock, judging, pace, patience
        self.webhook_timeout = webhook_timeout
        self.callback_seconds, self.inline_seconds = 900.0, 60.0
        self.judges: dict[str, Judge] = dict(judges or {})
        self.limits, self.faults = Limits(clock), Faults()
        self.violations: list[Violation] = []
        self.unheard: list[Any] = []
        """What came of calls that were done without the bot hearing of it: the connection broke."""
        self.counts: Counter[str] = Counter()
        self.calls: deque[tuple[str, Json]] = deque(maxlen=20_000)
        self.accounts: dict[str, Account] = {}
        self.bot_heard, self.queries_answered, self.violated = Signal(), Signal(), Signal()
        self.done: Counter[str] = Counter()
        self.finished = Signal()
        self.token, self.port, self.is_down = token, 0, False
        self.extend: Callable[[web.Application], None] | None = None
        self.heard, self._heard_before = 0, 0
        self._next_user = 1_000
        self._runner: web.AppRunner | None = None
        self._site: web.TCPSite | None = None
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._open: dict[int, web.Request] = {}
        self.account = self.add_bot(token, username, name)

    # People and bots

    def add_bot(self, token: str, username: str, name: str = "Бот") -> Account:
        """A further bot with chats and files of its own."""
        user = User(int(token.split(":", 1)[0]), name, username, is_bot=True)
        self.accounts[token] = Account(token, user, self.clock)
        return self.accounts[token]

    def person(
        self, first_name: str, *, language_code: str | None = "ru", username: str | None = None
    ) -> Person:
        """Somebody who has not written to the bot yet."""
        self._next_user += 1
        return Person(self, User(self._next_user, first_name, username, language_code))

    def group(
        self,
        title: str,
        *members: Person,
        kind: ChatKind = "supergroup",
        forum: bool = False,
        bot: str = "member",
        chat_id: int | None = None,
    ) -> Group:
        """A group into which the bot has just been put; `bot` is its status there."""
        self._next_user += 1
        number = chat_id or (-self._next_user if kind == "group" else -1_000_000_000_000 - self._next_user)
        chat = self.account.add_chat(number, kind, title=title, is_forum=forum, bot_status=bot)
        return Group(self, self.account, chat, *members)

    # Life

    @property
    def url(self) -> str:
        """The base address to give to the bot."""
        return f"http://127.0.0.1:{self.port}"

    def app(self) -> web.Application:
        """The aiohttp application itself."""
        app = web.Application(client_max_size=64 * 1024 * 1024)
        app.router.add_route("*", "/bot{token}/{method}", self._answer_method)
        app.router.add_get("/file/bot{token}/{path:.+}", self._answer_file)
        if self.extend is not None:
            self.extend(app)
        return app

    async def start(self, port: int = 0, host: str = "127.0.0.1") -> Self:
        """Listens."""
        self._runner = web.AppRunner(
            self.app(), access_log=None, handler_cancellation=True, shutdown_timeout=0.1
        )
        await self._runner.setup()
        await self._listen(port, host)
        return self

    async def _listen(self, port: int, host: str = "127.0.0.1") -> None:
        assert self._runner is not None
        self._site = web.TCPSite(self._runner, host, port, reuse_address=True)
        await self._site.start()
        self.port = int(self._runner.addresses[0][1])

    async def stop(self) -> None:
        """Ends everything; hanging requests are cut."""
        self.faults.clear()
        for account in self.accounts.values():
            await self.remove_webhook(account)
        if self._runner is not None:
            await self._runner.cleanup()

    async def __aenter__(self) -> Self:
        return await self.start()

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    async def down(self) -> None:
        """The server is gone: open connections break, new ones are refused."""
        self.is_down = True
        if self._site is not None:
            await self._site.stop()
        for request in list(self._open.values()):
            if request.transport is not None:
                request.transport.abort()

    async def up(self) -> None:
        """The server is back at the same address."""
        self.is_down = False
        await self._listen(self.port)

    async def ready(self, seconds: float | None = None) -> None:
        """Waits until a bot polls or sets its webhook; after `bot_gone`, until it does so again."""
        wait = self.patience if seconds is None else seconds
        if not await self.bot_heard.wait_for(lambda: self.heard > self._heard_before, wait):
            seen = ", ".join(self.counts) or "nothing"
            raise AssertionError(f"the bot did not come within {wait} s; it called {seen}")

    async def did(self, method: str, times: int = 1) -> None:
        """Waits until that method has been done, so often."""
        found = await self.finished.wait_for(lambda: self.done[method] >= times, self.patience)
        assert found, f"{method} was done {self.done[method]} times, not {times}"

    def hear(self) -> None:
        """The bot polls or sets its webhook."""
        self.heard += 1
        self.bot_heard.fire()

    def bot_gone(self) -> None:
        """The bot's process has ended: `ready` is to wait for the next one."""
        self._heard_before = self.heard

    async def deserted(self) -> None:
        """Returns when what a bot that has ended had still sent is done, and its connections are closed."""
        assert self._runner is not None
        # aiohttp tells nobody when a connection has ended.
        while self._runner.server is not None and self._runner.server.connections:  # noqa: ASYNC110
            await asyncio.sleep(0)

    def hold(self, violation: Violation) -> None:
        """Remembers something against the bot."""
        self.violations.append(violation)
        self.violated.fire()

    def held(self, *kinds: str) -> list[Violation]:
        """The violations of these kinds (of every kind, when none is named)."""
        return [violation for violation in self.violations if not kinds or violation.kind in kinds]

    # Webhooks

    async def set_webhook(self, account: Account, url: str, secret: str, connections: int) -> None:
        """Starts deliveries to an address."""
        await self.remove_webhook(account)

        async def reply(response: aiohttp.ClientResponse) -> None:
            await self._answer_in_body(account, response)

        account.webhook = Webhook(
            url, secret, connections, account.updates, self.clock, reply, self.pace, self.webhook_timeout
        )
        account.webhook.allowed = sorted(account.updates.allowed) if account.updates.allowed else None
        self._tasks[account.token] = asyncio.create_task(account.webhook.run(), name=f"webhook {url}")

    async def remove_webhook(self, account: Account) -> None:
        """Ends deliveries; what was not accepted waits for polling or the next webhook."""
        account.webhook = None
        if task := self._tasks.pop(account.token, None):
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def _answer_in_body(self, account: Account, response: aiohttp.ClientResponse) -> None:
        """A method call in the body of the answer to a webhook is done; nobody hears its result."""
        uploads: dict[str, Upload] = {}
        if response.content_type == "application/json":
            text = await response.text()
            raw = json.loads(text) if text.strip() else {}
        elif response.content_type.startswith("multipart/"):
            raw, uploads = await read_multipart(aiohttp.MultipartReader.from_response(response))  # type: ignore[arg-type]
        else:
            await response.read()
            return
        if isinstance(raw, dict) and "method" in raw:
            name = str(raw.pop("method"))
            try:
                await self.execute(account, name, raw, uploads)
            except Refusal:
                return  # already held against the bot

    # Requests

    async def execute(self, account: Account, name: str, raw: Json, uploads: dict[str, Upload]) -> Any:
        """Does one method call, judged; a refusal is remembered and raised."""
        params = raw
        canonical, function = METHODS.get(name.lower(), (name, None))
        self.counts[canonical] += 1
        try:
            params = read_parameters(canonical, raw)
            self.calls.append((canonical, params))
            if function is None:
                if parameters_of(name) is not None:
                    self.hold(Violation("unsupported", name, "the fake cannot do this yet", params))
                raise Refusal(404, "Not Found: method not found")
            if self.judging:
                for objection in judge(canonical, params, set(uploads)):
                    self.hold(Violation("schema", canonical, objection, params))
            for judge_name, further in self.judges.items():
                for objection in further(canonical, params):
                    self.hold(Violation(judge_name, canonical, objection, params))
            result = function(Call(self, account, canonical, params, uploads))
            result = await result if inspect.isawaitable(result) else result
            self.done[canonical] += 1
            self.finished.fire()
            return result
        except Refusal as refusal:
            kind = KIND_OF_CODE.get(refusal.code, "refused")
            self.hold(Violation(kind, canonical, refusal.description, params))
            raise

    def described(self, value: Any, description: str) -> Described:
        """A result that says a word more."""
        return Described(value, description)

    async def _answer_method(self, request: web.Request) -> web.StreamResponse:
        self._open[id(request)] = request
        try:
            return await self._respond(request)
        except Refusal as refusal:
            return answer_json(refusal.body(), refusal.code)
        finally:
            self._open.pop(id(request), None)

    async def _respond(self, request: web.Request) -> web.StreamResponse:
        if self.is_down:
            await cut(request)
        account = self.accounts.get(request.match_info["token"])
        if account is None or account.logged_out:
            raise UNAUTHORIZED
        name = request.match_info["method"]
        try:
            raw, uploads = await read_request(request)
        except Refusal as refusal:
            self.hold(Violation("refused", name, refusal.description))
            raise
        fault = self.faults.strike(name, raw)
        if fault is not None and (spoiled := await spoil(request, fault)) is not None:
            return spoiled
        result = await self.execute(account, name, raw, uploads)
        if fault is not None and fault.kind == "late":
            await fault.over.wait()
        is_cut = fault is not None and fault.kind == "cut after"
        if is_cut or request.transport is None or request.transport.is_closing():
            self.unheard.append(result)
            await cut(request)
        if isinstance(result, Described):
            return answer_json({"ok": True, "result": result.value, "description": result.description})
        return answer_json({"ok": True, "result": result})

    async def _answer_file(self, request: web.Request) -> web.StreamResponse:
        account = self.accounts.get(request.match_info["token"])
        file: StoredFile | None = account.paths.get(request.match_info["path"]) if account else None
        if file is None:
            return answer_json(NOT_FOUND.body(), 404)
        return web.Response(body=file.content, content_type="application/octet-stream")
