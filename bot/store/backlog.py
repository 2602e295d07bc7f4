"""How much waits for delivery, in one cheap look."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from bot.store.engines import Engines
from bot.store.tables import WAITING, messages


@dataclass(frozen=True, slots=True)
class Backlog:
    """Waiting messages of one channel, and when the oldest was written."""

    count: int
    oldest: datetime | None


async def backlog(engines: Engines) -> Mapping[str, Backlog]:
    """By channel; a channel that nothing waits for is missing. Raises DatabaseAway."""
    query = (
        select(messages.c.channel, func.count(), func.min(messages.c.created))
        .where(WAITING)
        .group_by(messages.c.channel)
    )
    async with engines.reader.connect() as connection:
        return {row[0]: Backlog(row[1], row[2]) for row in await connection.execute(query)}
