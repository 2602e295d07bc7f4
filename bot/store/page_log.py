"""Bounds of the log that a page shows: the newest messages, and one review with every answer in it."""

from dataclasses import replace

from sqlalchemy import delete, select, update

from bot.store import json_text
from bot.store.connection import Connection, prepared
from bot.store.tables import IN_CHAT, messages
from dialogs.turn.events import Address

LOG_KEPT = 2_000
"""Messages of a page's log, the newest."""
PRUNED_EVERY = 16
"""Turns of a chat: what is older goes in bulk."""

_PRUNE = prepared(
    delete(messages).where(
        *IN_CHAT,
        messages.c.id
        <= select(messages.c.id)
        .where(*IN_CHAT)
        .order_by(messages.c.id.desc())
        .limit(1)
        .offset(LOG_KEPT)
        .scalar_subquery(),
    )
)
_REVIEWS = prepared(
    select(messages.c.id, messages.c.body).where(*IN_CHAT, messages.c.body.contains('"review":{"intro"'))
)


async def prune_log(connection: Connection, address: Address) -> None:
    """Only the newest messages of the chat stay."""
    await connection.execute(_PRUNE, {"in_channel": address.channel, "in_chat": address.chat})


async def close_reviews(connection: Connection, address: Address) -> None:
    """Takes the answers out of reviews in the log: before a new one comes, which holds them all again.

    A visit would otherwise add as much as all answers together, and a removed draft would live on there.
    """
    here = {"in_channel": address.channel, "in_chat": address.chat}
    for row in (await connection.execute(_REVIEWS, here)).all():
        reply = json_text.replies().value(row.body)
        body = json_text.replies().text(replace(reply, review=None))
        await connection.execute(update(messages).where(messages.c.id == row.id).values(body=body))
