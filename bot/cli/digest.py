"""`digest`: prints the digest of a day as the team receives it."""

import argparse
import asyncio
import sys
from dataclasses import asdict
from datetime import date, datetime, time, timedelta
from pathlib import Path

from bot.app.app import open_store
from bot.channels.terminal import rich_as_plain
from bot.cli import Commands
from bot.clock import now
from bot.content.library import load_library
from bot.settings import Settings
from bot.upkeep.daily_digest import day_of, figures_of
from dialogs.team.figures import digest, digest_chart
from dialogs.team.tickets import TEAM_LANGUAGE
from dialogs.turn.replies import Chart
from dialogs.turn.world import Library

_WIDTH = 100


def register(commands: Commands) -> None:
    parser = commands.add_parser("digest", help="print what the team is told of a day")
    parser.add_argument("day", nargs="?", metavar="DAY", help="as in 2026-11-22; the last 24 hours without")
    parser.add_argument("--picture", type=Path, metavar="FILE", help="draw its figures as a PNG, too")
    parser.set_defaults(run=_digest)


def _digest(call: argparse.Namespace, settings: Settings) -> int:
    """The digest of a day (or week), as it was or would be sent then; without one, of the last 24 hours."""
    try:
        day = date.fromisoformat(call.day) if call.day else None
    except ValueError:
        sys.stderr.write(f"{call.day!r} is no day: write it as in 2026-11-22\n")
        return 2
    library = load_library(settings, now())
    text, chart = asyncio.run(_written(settings, library, day))
    sys.stdout.write(text + "\n")
    if call.picture is not None:
        from dialogs.documents.pdf import render_chart  # noqa: PLC0415 - typst holds up the start

        call.picture.write_bytes(render_chart(asdict(chart)))
    return 0


async def _written(settings: Settings, library: Library, day: date | None) -> tuple[str, Chart]:
    since, until = _period(settings, day)
    async with open_store(settings, pauses=()) as store:
        published = await store.look(lambda unit: unit.learned.published())
        base = library.knowledge.with_learned(published)
        figures = await figures_of(store, library, since, until, base)
    days = round((until - since) / timedelta(days=1))
    chart = digest_chart(library.phrases, TEAM_LANGUAGE, until, figures, days)
    return rich_as_plain(digest(library.phrases, TEAM_LANGUAGE, until, figures, days), _WIDTH), chart


def _period(settings: Settings, day: date | None) -> tuple[datetime, datetime]:
    days = 1 if settings.digest_on == "daily" else 7
    if day is None:
        until = now().astimezone(settings.time_zone)
        return until - timedelta(days=days), until
    if settings.digest_at is None:
        # Without a time of its own a day is the calendar's.
        return day_of(day + timedelta(days=1), time(), settings.time_zone)
    return day_of(day, settings.digest_at, settings.time_zone, days)
