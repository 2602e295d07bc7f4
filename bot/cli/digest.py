"""`digest`: what the team is told of a day, printed."""

import asyncio
import sys
from datetime import date, datetime, time, timedelta
from typing import TextIO

from bot.app.opening import open_store
from bot.channels.plain_text import rich_as_plain
from bot.clock import fresh_id, now
from bot.content.library import load_library
from bot.settings import Settings, StartError
from bot.upkeep.digest import LANGUAGE, day_of, figures_of
from dialogs.team.digest import digest
from dialogs.turn.world import Library

_WIDTH = 100


def print_digest(settings: Settings, day: str | None, out: TextIO) -> int:
    """The digest of `day`, as it was or would be sent then; without one, of the last 24 hours."""
    try:
        asked = date.fromisoformat(day) if day else None
    except ValueError:
        sys.stderr.write(f"{day!r} is no day: write it as in 2026-11-22\n")
        return 2
    library = load_library(settings, now())
    try:
        out.write(asyncio.run(_written(settings, library, asked)) + "\n")
    except StartError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


async def _written(settings: Settings, library: Library, day: date | None) -> str:
    since, until = _period(settings, day)
    store = await open_store(settings, now, fresh_id, pauses=())
    try:
        figures = await figures_of(store, library, since, until)
    finally:
        await store.close()
    return rich_as_plain(digest(library.phrases, LANGUAGE, until, figures), _WIDTH)


def _period(settings: Settings, day: date | None) -> tuple[datetime, datetime]:
    if day is None:
        until = now().astimezone(settings.time_zone)
        return until - timedelta(days=1), until
    if settings.digest_at is None:
        # Without a time of its own a day is the calendar's.
        return day_of(day + timedelta(days=1), time(), settings.time_zone)
    return day_of(day, settings.digest_at, settings.time_zone)
