"""How much waits for delivery, in one cheap look."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, select

from bot.store.connection import Connection
from bot.store.database import Database
from bot.store.tables import WAITING, messages

# All of it stands in the index of what waits: a hundred thousand rows need not be read for three figures.
# Messages are numbered as they are written, so the first is the oldest.
_WAITING = (
    select(messages.c.channel, func.count().label("waiting"), func.min(messages.c.id).label("first"))
    .where(WAITING)
    .group_by(messages.c.channel)
)
_CREATED = select(messages.c.id, messages.c.created).where(
    messages.c.id.in_(bindparam("ids", expanding=True))
)


@dataclass(frozen=True, slots=True)
class Backlog:
    """Waiting messages of one channel, and when the oldest was written."""

    count: int
    oldest: datetime | None


async def backlog(database: Database) -> Mapping[str, Backlog]:
    """By channel; a channel that nothing waits for is missing. Raises DatabaseUnavailable."""

    async def counted(connection: Connection) -> Mapping[str, Backlog]:
        waiting = (await connection.execute(_WAITING)).all()
        oldest = await connection.execute(_CREATED, {"ids": [row.first for row in waiting]})
        created = {row.id: row.created for row in oldest}
        # One that was sent between the two statements has no age any more.
        return {row.channel: Backlog(row.waiting, created.get(row.first)) for row in waiting}

    return await database.look(counted)
