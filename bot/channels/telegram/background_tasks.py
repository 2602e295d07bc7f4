"""Small things done beside the work, under one task group: a failed one is logged and forgotten."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager

from aiogram.exceptions import AiogramError

log = logging.getLogger(__name__)

SLOW_SECONDS = 0.7
MANY = 20


class BackgroundTasks:
    """`async with background tasks:` around the life of the channel."""

    def __init__(self) -> None:
        self._group = asyncio.TaskGroup()
        self._open = False
        self._watched = 0
        self._under_way: set[asyncio.Task[None]] = set()

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
        task = self._group.create_task(_quietly(work))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        return task

    async def settled(self) -> None:
        """Returns when all that was started is done."""
        while self._under_way:
            await asyncio.wait(self._under_way)

    @contextmanager
    def if_slow(self, work: Callable[[], Awaitable[object]]) -> Iterator[None]:
        """Does `work` when the block takes long enough to be noticed, unless many blocks are under way: when
        everybody waits, saying so to each would make all wait longer."""
        started: list[asyncio.Task[None] | None] = []
        waiting = None
        self._watched += 1
        if self._watched <= MANY:
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


async def _quietly(work: Awaitable[object]) -> None:
    try:
        await work
    except AiogramError as error:
        log.info("an errand failed: %s", type(error).__name__)
    except Exception:
        log.exception("an errand broke")
