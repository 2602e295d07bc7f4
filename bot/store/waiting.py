"""Messages that wait to be sent: their priority, the next of a chat, how many there are, what holds them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import Any

from sqlalchemy import bindparam, delete, func, insert, select, update

from bot.ports import Topic
from bot.store import json_text
from bot.store.connection import Connection, prepared
from bot.store.database import Database
from bot.store.shown_messages import first_shown, replaced
from bot.store.tables import (
    CHAT_OF_SPEAKER,
    IN_CHAT,
    IN_CHAT_OF_SPEAKER,
    WAITING,
    at,
    chats,
    holds,
    messages,
    persons,
)
from bot.store.topics import of_post, topic_at, topic_of
from dialogs.team.notices import TEAM_SPEAKER
from dialogs.turn.events import Address
from dialogs.turn.replies import Reply


class Priority(IntEnum):
    """How urgent a message is: lower goes first; within one chat the order of messages stands above it."""

    REPLY = 0
    """Somebody waits for it."""
    NOTICE = 1
    """To the team, or a warning to a person: minutes do not matter."""
    DIGEST = 2
    """Regular and to many at once."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """The first waiting message of a chat. `replaces` is the messenger's id of the message whose place
    it takes: the same question, shown earlier, of which a button was pressed."""

    id: int
    to: Address
    reply: Reply
    replaces: str | None
    attempts: int
    due: datetime
    created: datetime
    regarding: str | None = None
    parts: tuple[str, ...] = ()
    slot: int | None = None
    offer: int | None = None
    reference: str | None = None
    faults: int = 0
    topic: Topic | None = None


_FIRST = prepared(
    select(messages)
    .where(*IN_CHAT, WAITING)
    .order_by(messages.c.id)
    .limit(1)
    # Not SKIP LOCKED: passing over a locked message would send the one behind it first.
    .with_for_update()
)
_CLAIM = prepared(
    update(messages)
    .where(messages.c.id == bindparam("at"))
    .values(state="sending", attempts=bindparam("tried"), unsure=bindparam("lost"))
)
_END = prepared(
    update(messages)
    .where(messages.c.id == bindparam("at"))
    .values(state=bindparam("ends"), body="{}", quotes=None)
)
_BLOCKED = prepared(select(chats.c.speaker).where(*CHAT_OF_SPEAKER, chats.c.blocked.is_not(None)))
_DRAWN_AGAIN = prepared(
    select(messages.c.id)
    .where(
        *IN_CHAT_OF_SPEAKER,
        messages.c.id > bindparam("after"),
        messages.c.slot == bindparam("at_slot"),
        messages.c.in_place,
        messages.c.state == "pending",
    )
    .limit(1)
)


async def claim(connection: Connection, channel: str, chat: str) -> Outgoing | None:
    """The chat's first waiting message, marked as being sent; None when nothing waits."""
    here = {"in_channel": channel, "in_chat": chat}
    row = (await connection.execute(_FIRST, here)).one_or_none()
    while row is not None and (ends := await _needless(connection, row)) is not None:
        await connection.execute(_END, {"at": row.id, "ends": ends})
        row = (await connection.execute(_FIRST, here)).one_or_none()
    if row is None:
        return None
    replaces = await replaced(connection, row) if row.in_place else None
    regarding = row.regarding
    if row.under is not None:
        regarding = await first_shown(connection, channel, chat, row.under)
    to_team = row.key is not None and row.speaker == TEAM_SPEAKER
    topic = await topic_of(connection, row) if to_team else None
    if to_team and row.under is not None and regarding is not None:
        # Below a channel's post people talk in its group.
        post = await topic_at(connection, channel, chat, of_post(regarding))
        regarding = post.thread or regarding
    # Marked already: the process ended in the middle of sending it, for which no wait is to be longer.
    crashed = row.state == "sending"
    tried = row.attempts + (not crashed)
    lost = row.unsure or crashed
    await connection.execute(_CLAIM, {"at": row.id, "tried": tried, "lost": lost})
    return Outgoing(
        row.id,
        _address_of(row),
        json_text.REPLIES.value(row.body),
        replaces,
        tried,
        row.not_before,
        row.created,
        regarding,
        tuple(row.parts.split(",")) if row.parts else (),
        row.slot,
        row.offer,
        row.reference,
        row.faults,
        topic,
    )


async def _needless(connection: Connection, row: Any) -> str | None:
    """How a message ends that need not be sent; None for one that must."""
    if await _is_outdated(connection, row):
        return "sent"
    if row.quotes is not None and not await _all_known(connection, row.quotes.strip(",").split(",")):
        return "failed"
    # Whoever is answered has just written to us; what we say of ourselves they do not want.
    if row.priority <= Priority.REPLY:
        return None
    blocked = await connection.execute(_BLOCKED, at(_address_of(row)))
    return "failed" if blocked.first() is not None else None


async def _all_known(connection: Connection, quoted: Collection[str]) -> bool:
    """Whether nobody of them was forgotten while the message was being sent, which a crash interrupted."""
    known = await connection.execute(select(persons.c.id).where(persons.c.id.in_(quoted)))
    return set(known.scalars()) == set(quoted)


async def _is_outdated(connection: Connection, row: Any) -> bool:
    """Whether the same question, drawn again, already waits behind: then nobody needs this drawing."""
    if not row.in_place or row.slot is None or row.attempts or row.parts:
        return False
    if json_text.REPLIES.value(row.body).attachments:
        return False
    later = await connection.execute(
        _DRAWN_AGAIN, {**at(_address_of(row)), "after": row.id, "at_slot": row.slot}
    )
    return later.first() is not None


def _address_of(row: Any) -> Address:
    return Address(row.channel, row.chat, row.speaker)


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
    """How much waits, by channel; a channel that nothing waits for is missing. Raises DatabaseUnavailable."""

    async def counted(connection: Connection) -> Mapping[str, Backlog]:
        waiting = (await connection.execute(_WAITING)).all()
        oldest = await connection.execute(_CREATED, {"ids": [row.first for row in waiting]})
        created = {row.id: row.created for row in oldest}
        # One that was sent between the two statements has no age any more.
        return {row.channel: Backlog(row.waiting, created.get(row.first)) for row in waiting}

    return await database.look(counted)


_EVERY_CHAT = ""


@dataclass(frozen=True)
class Holds:
    """Reads and writes for how long a messenger wants nothing sent. The chat None stands for all chats of the
    channel."""

    database: Database

    async def keep(self, channel: str, chat: str | None, until: datetime) -> None:
        """Remembers; a later word of the messenger replaces an earlier one."""
        name = _EVERY_CHAT if chat is None else chat

        async def replaced(connection: Connection) -> None:
            await connection.execute(delete(holds).where(holds.c.channel == channel, holds.c.chat == name))
            await connection.execute(insert(holds).values(channel=channel, chat=name, until=until))

        await self.database.transact(replaced)

    async def of(self, channel: str, now: datetime) -> list[tuple[str | None, datetime]]:
        """What still holds; what is over is let go."""

        async def found(connection: Connection) -> list[tuple[str | None, datetime]]:
            await connection.execute(delete(holds).where(holds.c.until <= now))
            query = select(holds.c.chat, holds.c.until).where(holds.c.channel == channel)
            return [
                (None if chat == _EVERY_CHAT else chat, until)
                for chat, until in await connection.execute(query)
            ]

        return await self.database.transact(found)
