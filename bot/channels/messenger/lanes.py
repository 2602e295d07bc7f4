"""Runs updates: in order per chat, acknowledged only when all of them are committed; and small work beside
them."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Hashable, Iterable, Iterator
from contextlib import contextmanager
from typing import Generic, TypeVar

import structlog

from bot.clock import fresh_id
from bot.ports import DatabaseUnavailable
from bot.telemetry.log import REFERENCE_LENGTH, about
from bot.turns.retrying import growing_pauses

log = structlog.get_logger(__name__)

SLOW_SECONDS = 0.7
MOST_WATCHED = 20

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
        """Asks for nothing more; returns when what was asked for has been taken."""
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


class BackgroundTasks:
    """A task group around the life of a channel. Errors of the `expected` type, a messenger's refusals, are
    logged in short."""

    def __init__(self, expected: type[Exception]) -> None:
        self._expected = expected
        self._group = asyncio.TaskGroup()
        self._open = False
        self._watched = 0
        self._running: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> "BackgroundTasks":
        await self._group.__aenter__()
        self._open = True
        return self

    async def __aexit__(self, *exception: object) -> None:
        self._open = False
        await self._group.__aexit__(*exception)  # type: ignore[arg-type]

    def run(self, work: Awaitable[object]) -> asyncio.Task[None] | None:
        """Starts the work and does not wait for it."""
        if not self._open:
            return None
        task = self._group.create_task(self._logged(work))
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return task

    async def join(self) -> None:
        """Returns when all that was started is done."""
        while self._running:
            await asyncio.wait(self._running)

    @contextmanager
    def if_slow(self, work: Callable[[], Awaitable[object]]) -> Iterator[None]:
        """Does `work` when the block takes long enough to be noticed, unless many blocks are running: when
        everybody waits, saying so to each would make all wait longer."""
        started: list[asyncio.Task[None] | None] = []
        waiting = None
        self._watched += 1
        if self._watched <= MOST_WATCHED:
            loop = asyncio.get_running_loop()
            waiting = loop.call_later(SLOW_SECONDS, lambda: started.append(self.run(work())))
        try:
            yield
        finally:
            self._watched -= 1
            if waiting is not None:
                waiting.cancel()
            for task in started:
                if task is not None:
                    task.cancel()

    async def _logged(self, work: Awaitable[object]) -> None:
        try:
            await work
        except self._expected as error:
            log.info("background task refused", error=type(error).__name__)
        except Exception:
            log.exception("background task failed")
