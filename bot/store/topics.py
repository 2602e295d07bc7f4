"""Where in the team's chat something is talked of: a ticket in a topic of its own, a post in the group of its
channel."""

import re
from typing import Any

from sqlalchemy import select

from bot.ports import Topic
from bot.store.connection import Connection, insert_into
from bot.store.tables import learned, topics
from dialogs.turn.events import Address

_SUBJECT = re.compile(r"(ticket:\d+)|learned:learned\.(\d+)")


def of_post(message: str) -> str:
    """The subject that a post of the team's channel is."""
    return f"post:{message}"


async def topic_of(connection: Connection, row: Any) -> Topic | None:
    """Where a message to the team belongs by its key, that of a proposal to the ticket it comes from."""
    found = _SUBJECT.match(row.key)
    if found is None:
        return None
    subject: str | None = found[1]
    if subject is None:
        query = select(learned.c.ticket).where(learned.c.id == int(found[2]))
        ticket = (await connection.execute(query)).scalar()
        subject = None if ticket is None else f"ticket:{ticket}"
    return None if subject is None else await topic_at(connection, row.channel, row.chat, subject)


async def topic_at(connection: Connection, channel: str, chat: str, subject: str) -> Topic:
    """What is known of it."""
    here = (topics.c.channel == channel, topics.c.chat == chat, topics.c.subject == subject)
    row = (await connection.execute(select(topics).where(*here))).first()
    return Topic(subject) if row is None else Topic(subject, row.thread, row.closed)


async def post_at(connection: Connection, team: Address, thread: str) -> str:
    """The post of the team's channel that is discussed there."""
    here = (topics.c.channel == team.channel, topics.c.chat == team.chat, topics.c.thread == thread)
    found: str | None = (await connection.execute(select(topics.c.subject).where(*here))).scalar()
    return (found or "").removeprefix("post:")


async def discusses(connection: Connection, team: Address, group: str) -> bool:
    """Whether posts of the team's channel are discussed in this group."""
    here = (topics.c.channel == team.channel, topics.c.chat == team.chat, topics.c.thread.like(f"%@{group}"))
    return (await connection.execute(select(topics.c.subject).where(*here).limit(1))).first() is not None


async def keep_topic(connection: Connection, channel: str, chat: str, topic: Topic) -> None:
    values = {"thread": topic.thread, "closed": topic.closed}
    here = {"channel": channel, "chat": chat, "subject": topic.subject}
    insertion = insert_into(topics, connection.dialect).values(**here, **values)
    await connection.execute(
        insertion.on_conflict_do_update(index_elements=list(topics.primary_key), set_=values)
    )
