"""Runs small work beside the updates: a failed task is logged and forgotten."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager

import structlog

log = structlog.get_logger(__name__)

SLOW_SECONDS = 0.7
MOST_WATCHED = 20


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
