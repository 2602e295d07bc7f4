"""Faults on demand: what goes wrong with the next requests."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any, Literal

from .refusal import Refusal

Kind = Literal["refuse", "hang", "late", "cut before", "cut after"]

REASONS = {
    500: "Internal Server Error",
    502: "Bad Gateway",
    503: "Service Unavailable",
    504: "Gateway Timeout",
}


@dataclass(slots=True)
class Fault:
    """One planned mishap; it waits for a request that fits and counts those it met."""

    kind: Kind
    method: str | None
    chat: int | None
    left: int
    refusal: Refusal | None = None
    html: bool = False
    location: str = ""
    met: int = 0
    over: asyncio.Event = field(default_factory=asyncio.Event)
    struck: asyncio.Event = field(default_factory=asyncio.Event)

    def fits(self, method: str, params: dict[str, Any]) -> bool:
        """Whether it strikes this request."""
        if self.left <= 0 or (self.method and self.method.lower() != method.lower()):
            return False
        scope = params.get("scope")
        named = params.get("chat_id") or (scope.get("chat_id") if isinstance(scope, dict) else None)
        return self.chat is None or str(named) == str(self.chat)


class Faults:
    """The plan. Each call adds a fault for the next `times` fitting requests and returns it."""

    def __init__(self) -> None:
        self.planned: list[Fault] = []

    def too_many(
        self, retry_after: int, *, method: str | None = None, chat: int | None = None, times: int = 1
    ) -> Fault:
        """429 with `retry_after`, nothing done."""
        refusal = Refusal(429, f"Too Many Requests: retry after {retry_after}", retry_after=retry_after)
        return self._add(Fault("refuse", method, chat, times, refusal))

    def error(
        self,
        code: int = 500,
        *,
        method: str | None = None,
        chat: int | None = None,
        times: int = 1,
        html: bool = False,
    ) -> Fault:
        """A server's error, nothing done; `html` answers a page as a proxy would."""
        refusal = Refusal(code, REASONS.get(code, "Error"))
        return self._add(Fault("refuse", method, chat, times, refusal, html))

    def redirect(
        self, location: str, code: int = 307, *, method: str | None = None, chat: int | None = None
    ) -> Fault:
        """Another address instead of an answer, nothing done; what is said with it looks like success."""
        return self._add(Fault("refuse", method, chat, 1, Refusal(code, "Moved"), location=location))

    def refuse(
        self, reason: str, *, method: str | None = None, chat: int | None = None, times: int = 1
    ) -> Fault:
        """400 for a reason that Telegram names, nothing done."""
        return self._add(Fault("refuse", method, chat, times, Refusal(400, f"Bad Request: {reason}")))

    def hang(self, *, method: str | None = None, chat: int | None = None, times: int = 1) -> Fault:
        """No answer until the client gives up or `fault.over.set()`; then the work is done."""
        return self._add(Fault("hang", method, chat, times))

    def late(self, *, method: str | None = None, chat: int | None = None, times: int = 1) -> Fault:
        """The work is done at once, the answer comes when the client gives up or `fault.over.set()`."""
        return self._add(Fault("late", method, chat, times))

    def cut_before(self, *, method: str | None = None, chat: int | None = None, times: int = 1) -> Fault:
        """The connection breaks, nothing done."""
        return self._add(Fault("cut before", method, chat, times))

    def cut_after(self, *, method: str | None = None, chat: int | None = None, times: int = 1) -> Fault:
        """The work is done, the answer never arrives."""
        return self._add(Fault("cut after", method, chat, times))

    def clear(self) -> None:
        """Nothing goes wrong any more; hanging requests go on."""
        for fault in self.planned:
            fault.left = 0
            fault.over.set()
        self.planned.clear()

    def strike(self, method: str, params: dict[str, Any]) -> Fault | None:
        """The fault that meets this request, if any; it is used up by one."""
        for fault in self.planned:
            if fault.fits(method, params):
                fault.left -= 1
                fault.met += 1
                fault.struck.set()
                return fault
        return None

    def _add(self, fault: Fault) -> Fault:
        self.planned.append(fault)
        return fault
