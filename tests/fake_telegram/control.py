"""Driving a fake in another process over HTTP, for benchmarks.

POST /control/say    {"person": 1, "text": "…"}      → {"chat", "mark", "update"}
POST /control/press  {"person": 1, "label": "…"}     → {"notice", "mark"}
GET  /control/chat/1?after=MARK&count=N              → the bot's messages after it, once there are N
GET  /control/stats                                  → calls, violations, waiting updates, breaches
"""

from __future__ import annotations

from collections import Counter

from aiohttp import web

from .server import FakeTelegram
from .talk import Talk


class Control:
    """People by number; each is made when first named."""

    def __init__(self, server: FakeTelegram) -> None:
        self.server = server
        self.talks: dict[int, Talk] = {}

    def talk(self, number: int) -> Talk:
        """The private chat of person number so and so."""
        if number not in self.talks:
            self.talks[number] = self.server.person(f"Person {number}").private()
        return self.talks[number]

    async def say(self, request: web.Request) -> web.Response:
        """A person writes."""
        asked = await request.json()
        talk = self.talk(int(asked["person"]))
        mark = talk.mark()
        message = talk.tell(str(asked["text"]))
        update = message.update.id if message.update else None
        return web.json_response({"chat": talk.id, "mark": mark, "update": update})

    async def press(self, request: web.Request) -> web.Response:
        """A person presses a button; the answer comes when the bot has answered."""
        asked = await request.json()
        talk = self.talk(int(asked["person"]))
        mark = talk.mark()
        try:
            pressed = await talk.press(str(asked["label"]))
        except AssertionError as error:
            return web.json_response({"error": str(error)}, status=409)
        return web.json_response({"notice": pressed.notice, "mark": mark})

    async def chat(self, request: web.Request) -> web.Response:
        """What the bot said after a mark; waits for `count` messages."""
        talk = self.talk(int(request.match_info["person"]))
        after, count = int(request.query.get("after", 0)), int(request.query.get("count", 1))
        seconds = float(request.query.get("seconds", self.server.patience))
        await talk.chat.signal.wait_for(lambda: len(talk.since(after)) >= count, seconds)
        found = [{"id": m.id, "text": m.text, "buttons": m.buttons} for m in talk.since(after)]
        return web.json_response({"messages": found, "mark": talk.mark()})

    async def stats(self, _request: web.Request) -> web.Response:
        """Figures."""
        server = self.server
        return web.json_response(
            {
                "calls": dict(server.counts),
                "violations": dict(Counter(str(violation) for violation in server.violations)),
                "waiting": len(server.account.updates.pending),
                "breaches": server.limits.breaches,
                "impatient": server.limits.impatient,
            }
        )

    def add_to(self, app: web.Application) -> None:
        """Adds the routes."""
        app.router.add_post("/control/say", self.say)
        app.router.add_post("/control/press", self.press)
        app.router.add_get(r"/control/chat/{person:\d+}", self.chat)
        app.router.add_get("/control/stats", self.stats)
