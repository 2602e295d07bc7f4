"""Delivery of updates to a bot's webhook: in order per chat, again until it is accepted."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import aiohttp

from .limits import Clock
from .refusal import Json
from .updates import KEPT_SECONDS, Update, UpdateQueue

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
LONGEST_PAUSE = 60.0

Reply = Callable[[aiohttp.ClientResponse], Awaitable[None]]


@dataclass(slots=True)
class Webhook:
    """A bot's webhook. The first repetition comes at once, the next after 2, 4, 8 … s times `pace`."""

    url: str
    secret: str
    max_connections: int
    updates: UpdateQueue
    clock: Clock
    reply: Reply
    pace: float
    timeout: float
    ip_address: str = "127.0.0.1"
    allowed: list[str] | None = None
    last_error_date: int = 0
    last_error_message: str = ""
    in_flight: int = 0
    most_in_flight: int = 0
    _lanes: dict[int, deque[Update]] = field(default_factory=dict)
    _running: set[int] = field(default_factory=set)
    _seen: int = 0

    def __post_init__(self) -> None:
        self._seen = next(iter(self.updates.pending), self.updates.next_id) - 1

    def info(self) -> Json:
        """What getWebhookInfo says beside the number of updates that wait."""
        found: Json = {
            "url": self.url,
            "has_custom_certificate": False,
            "max_connections": self.max_connections,
            "ip_address": self.ip_address,
        }
        if self.allowed:
            found["allowed_updates"] = self.allowed
        if self.last_error_date:
            found["last_error_date"] = self.last_error_date
            found["last_error_message"] = self.last_error_message
        return found

    async def run(self) -> None:
        """Delivers until cancelled."""
        connections = asyncio.Semaphore(self.max_connections)
        timeout = aiohttp.ClientTimeout(total=self.timeout)
        connector = aiohttp.TCPConnector(limit=0)
        async with (
            aiohttp.ClientSession(timeout=timeout, connector=connector) as session,
            asyncio.TaskGroup() as group,
        ):
            while True:
                self._sort()
                for lane in self._lanes.keys() - self._running:
                    self._running.add(lane)
                    group.create_task(self._drain(lane, session, connections))
                await self.updates.arrived.wait_for(self._something_new, 3600.0)

    def _something_new(self) -> bool:
        return bool(self.updates.repeated) or self.updates.next_id - 1 > self._seen

    def _sort(self) -> None:
        for update in self.updates.repeated:
            self._lanes.setdefault(update.lane, deque()).append(update)
        self.updates.repeated.clear()
        for number in range(self._seen + 1, self.updates.next_id):
            if fresh := self.updates.pending.get(number):
                self._lanes.setdefault(fresh.lane, deque()).append(fresh)
        self._seen = self.updates.next_id - 1

    async def _drain(self, lane: int, session: aiohttp.ClientSession, connections: asyncio.Semaphore) -> None:
        waiting = self._lanes[lane]
        failures = 0
        while waiting:
            update = waiting[0]
            async with connections:
                self.in_flight += 1
                self.most_in_flight = max(self.most_in_flight, self.in_flight)
                try:
                    error, retry_after = await self._deliver(update, session)
                finally:
                    self.in_flight -= 1
            expired = self.clock() - update.date > KEPT_SECONDS
            if error is None or expired:
                waiting.popleft()
                failures = 0
                self.updates.acknowledge(update)
                continue
            self.last_error_date, self.last_error_message = int(self.clock()), error
            pause = retry_after or (min(2.0**failures, LONGEST_PAUSE) if failures else 0.0)
            failures += 1
            await asyncio.sleep(pause * self.pace)
        del self._lanes[lane]
        self._running.discard(lane)

    async def _deliver(self, update: Update, session: aiohttp.ClientSession) -> tuple[str | None, float]:
        update.deliveries += 1
        headers = {SECRET_HEADER: self.secret} if self.secret else {}
        try:
            async with session.post(self.url, json=update.json, headers=headers) as response:
                if not 200 <= response.status < 300:
                    retry_after = response.headers.get("Retry-After", "")
                    wait = float(retry_after) if retry_after.isdigit() else 0.0
                    return f"Wrong response from the webhook: {response.status} {response.reason}", wait
                await self.reply(response)
                return None, 0.0
        except TimeoutError:
            return "Read timeout expired", 0.0
        except aiohttp.ClientConnectorError:
            return "Connection refused", 0.0
        except aiohttp.ClientError as error:
            return f"Connection closed: {type(error).__name__}", 0.0
