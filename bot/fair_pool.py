"""Threads for one kind of costly work, in which people take turns."""

import asyncio
from collections import deque
from collections.abc import Callable, Hashable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from functools import partial
from typing import TypeVar

MOST_WAITING = 200

Result = TypeVar("Result")


class TooManyWaiting(Exception):
    """Raised where as much of a person's work waits as one person may have waiting."""


class FairPool:
    """Runs work in a few threads that nothing else uses: one work of a person at a time, and whoever had
    their last turn longest ago comes next. How much somebody asks for makes nobody else wait longer. What is
    likely to take long lets work of others that comes up to `patience` seconds later go first."""

    def __init__(self, name: str, threads: int = 1, most_waiting: int = MOST_WAITING) -> None:
        self._executor = ThreadPoolExecutor(threads, name)
        self._free = threads
        self._most_waiting = most_waiting
        self._running = set[Hashable]()
        self._waiting: dict[Hashable, deque[tuple[asyncio.Future[None], float]]] = {}
        # When the next work of each should begin, in the loop's seconds.
        self._due: dict[Hashable, float] = {}

    async def run(self, person: Hashable, work: Callable[[], Result], patience: float = 0.0) -> Result:
        """What the work returns. Raises TooManyWaiting."""
        if self._free and person not in self._running:
            self._begin(person)
        else:
            await self._turn(person, patience)
        done = asyncio.get_running_loop().run_in_executor(self._executor, partial(copy_context().run, work))
        # Who stops waiting does not stop the thread: the next has a turn when it is free.
        done.add_done_callback(lambda _: self._end(person))
        return await asyncio.shield(done)

    async def _turn(self, person: Hashable, patience: float) -> None:
        loop = asyncio.get_running_loop()
        queue = self._waiting.setdefault(person, deque())
        if len(queue) >= self._most_waiting:
            raise TooManyWaiting
        turn: asyncio.Future[None] = loop.create_future()
        queue.append((turn, patience))
        self._due.setdefault(person, loop.time() + patience)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.cancelled():
                queue.remove((turn, patience))
                if not queue:
                    del self._waiting[person], self._due[person]
            else:
                self._end(person)
            raise

    def _begin(self, person: Hashable) -> None:
        self._free -= 1
        self._running.add(person)

    def _end(self, person: Hashable) -> None:
        self._free += 1
        self._running.discard(person)
        waiting = [other for other in self._waiting if other not in self._running]
        if not waiting:
            return
        following = min(waiting, key=self._due.__getitem__)
        queue = self._waiting[following]
        turn, _ = queue.popleft()
        if queue:
            # Behind all others who wait already.
            self._due[following] = asyncio.get_running_loop().time() + queue[0][1]
        else:
            del self._waiting[following], self._due[following]
        self._begin(following)
        turn.set_result(None)
