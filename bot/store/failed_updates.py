"""Updates on which our code broke: how often, where, and under which reference they were set aside."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update

from bot.store.connection import Connection, insert_into, only
from bot.store.database import Database
from bot.store.tables import failed_updates, messages
from bot.store.unit_of_work import digest_of


@dataclass(frozen=True, slots=True)
class UpdateFault:
    """Our code broke on an update: nothing here quotes what was said. `kind` is the event's, as in
    `said`; `place` a line of our code."""

    channel: str
    update: str
    kind: str
    error: str
    place: str


@dataclass(frozen=True, slots=True)
class SetAside:
    """An update that will not be tried again."""

    reference: str
    channel: str
    kind: str
    tries: int
    error: str
    place: str
    created: datetime


@dataclass(frozen=True, slots=True)
class Undelivered:
    """A message that will not be sent again."""

    reference: str
    channel: str
    message: int
    reason: str
    created: datetime


@dataclass(frozen=True)
class FailedUpdates:
    """What is kept about failures; not the updates, which hold what people said."""

    database: Database

    async def another(self, fault: UpdateFault, now: datetime) -> int:
        """One more try failed. Returns how many have."""
        return await self.database.transact(lambda connection: _counted(connection, fault, now))

    async def mended(self, channel: str, update: str) -> None:
        """A later try went well."""
        await self.database.transact(only(delete(failed_updates).where(*_of(channel, update))))

    async def set_aside(self) -> list[SetAside]:
        """All that was, newest first."""
        table = failed_updates.c
        query = (
            select(
                table.reference,
                table.channel,
                table.kind,
                table.tries,
                table.error,
                table.place,
                table.created,
            )
            .where(table.reference.is_not(None))
            .order_by(table.created.desc())
        )
        return [SetAside(*row) for row in await self.database.look(only(query))]

    async def undelivered(self) -> list[Undelivered]:
        """Messages that were given up for a reason of ours or of the messenger's, newest first."""
        table = messages.c
        query = (
            select(table.reference, table.channel, table.id, table.reason, table.created)
            .where(table.state == "failed", table.reason.is_not(None))
            .order_by(table.id.desc())
        )
        rows = (await self.database.look(only(query))).all()
        return [Undelivered(row[0] or "", *row[1:]) for row in rows]


async def put_aside(connection: Connection, fault: UpdateFault, reference: str, now: datetime) -> None:
    """The update, failed before or not, will not be tried again."""
    named = (
        update(failed_updates)
        .where(*_of(fault.channel, fault.update))
        .values(reference=reference, error=fault.error, place=fault.place)
    )
    if (await connection.execute(named)).rowcount == 0:
        await _counted(connection, fault, now)
        await connection.execute(named)


async def _counted(connection: Connection, fault: UpdateFault, now: datetime) -> int:
    what = {"kind": fault.kind, "error": fault.error, "place": fault.place}
    row = {**what, "channel": fault.channel, "id": digest_of(fault.update), "tries": 1, "created": now}
    upsert = (
        insert_into(failed_updates, connection.dialect)
        .values(row)
        .on_conflict_do_update(
            index_elements=["channel", "id"], set_={**what, "tries": failed_updates.c.tries + 1}
        )
        .returning(failed_updates.c.tries)
    )
    return int((await connection.execute(upsert)).scalar_one())


def _of(channel: str, update: str) -> tuple[Any, ...]:
    return failed_updates.c.channel == channel, failed_updates.c.id == digest_of(update)
