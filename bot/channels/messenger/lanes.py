"""Takes updates in: in order per chat, and acknowledged only when all of them are committed."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Hashable, Iterable
from typing import Generic, TypeVar

import structlog

from bot.clock import fresh_id
from bot.ports import DatabaseUnavailable
from bot.telemetry.log import REFERENCE_LENGTH, about
from bot.turns.retrying import growing_pauses

log = structlog.get_logger(__name__)

Update = TypeVar("Update")

Handle = Callable[[Update, bool], Awaitable[None]]
"""Commits an update's whole effect; the flag says that it may be what ended the process before us."""


class Lanes(Generic[Update]):
    """Hands updates on, one lane beside the other; what shares a lane (a chat) stays in order."""

    def __init__(self, handle: Handle[Update], lane_of: Callable[[Update], Hashable]) -> None:
        self._handle = handle
        self._lane_of = lane_of
        self._idle = asyncio.Event()
        self._idle.set()
        self.stopping = False
        """Nothing more is to be asked for."""

    async def stop(self) -> None:
        """From now on nothing is asked for; returns when what was asked for has been taken."""
        self.stopping = True
        await self._idle.wait()

    async def take(self, update: Update, *, may_kill: bool = False) -> bool:
        """True once the update's effect is committed, or the update a dead letter; False when the database
        cannot take it now."""
        with about(fresh_id()[:REFERENCE_LENGTH]):
            try:
                await self._handle(update, may_kill)
            except DatabaseUnavailable as error:
                log.error("update kept at the messenger", error=type(error).__name__)
                return False
            except Exception:
                # Not even setting it aside went well; those behind it must not suffer for it.
                log.exception("update passed over")
        return True

    async def take_all(self, updates: Iterable[Update], *, may_kill: bool = False) -> None:
        """Returns when every update is committed, however long the database is away. With `may_kill` one
        after the other, so that only the one that ends the process is counted as tried."""
        lanes: defaultdict[Hashable, list[Update]] = defaultdict(list)
        for update in updates:
            lanes[None if may_kill else self._lane_of(update)].append(update)
        self._idle.clear()
        try:
            async with asyncio.TaskGroup() as group:
                for lane in lanes.values():
                    group.create_task(self._take_lane(lane, may_kill))
        finally:
            self._idle.set()

    async def _take_lane(self, lane: list[Update], may_kill: bool) -> None:
        for update in lane:
            # That the database goes away is not the update's fault: it is counted once in each life.
            first = may_kill
            for pause in growing_pauses():
                if await self.take(update, may_kill=first):
                    break
                first = False
                await asyncio.sleep(pause)
