"""The real clock and real randomness, which everything else is given as arguments; work that is repeated."""

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from functools import partial

import structlog

now = partial(datetime.now, UTC)
# Unguessable; its first characters serve as a reference that people read out.
fresh_id = partial(secrets.token_hex, 12)

log = structlog.get_logger(__name__)


async def every(
    seconds: float, work: Callable[[], Awaitable[object]], what: str, *, at_once: bool = True
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
