"""Repeats periodic work; a failure is logged and the work is tried again at its next time."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog

log = structlog.get_logger(__name__)


async def every(
    seconds: float, work: Callable[[], Awaitable[None]], what: str, *, at_once: bool = True
) -> None:
    """Does `work` until cancelled, `seconds` after the last time; with `at_once` now, too."""
    if not at_once:
        await asyncio.sleep(seconds)
    while True:
        try:
            await work()
        except Exception:
            log.exception("periodic work failed, tried again", what=what, seconds=seconds)
        await asyncio.sleep(seconds)
