"""Adds messages to the outbox's queue, or to the log that a page shows, whose length is bounded."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select, update

from bot.ports import PULLING
from bot.store import json_text
from bot.store.connection import Connection, prepared
from bot.store.shown_messages import WINDOW
from bot.store.tables import IN_CHAT, messages
from bot.store.waiting import Priority
from bot.telemetry.log import reference
from dialogs.turn.events import Address
from dialogs.turn.replies import Reply

_ADD = prepared(insert(messages))
_UNLINKED: Mapping[str, str | None] = {"key": None, "under": None, "quotes": None}
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


@dataclass(frozen=True, slots=True)
class Sending:
    """How the messages of a turn travel.

    `in_place`: the event was a press, so a reply may take the place of what was pressed. `echo`: the
    person's own words for the log.
    `regarding`: the messenger's id of the message that the first reply answers. `unasked`: nobody spoke.
    `priority`: how long others may be let go first.
    """

    in_place: bool = False
    echo: str | None = None
    regarding: str | None = None
    unasked: bool = False
    priority: Priority = Priority.REPLY


@dataclass(slots=True)
class MessageRows:
    """The rows of the messages of one transaction."""

    connection: Connection
    now: datetime
    elsewhere: Sequence[Address] = ()
    """Where notices go besides the team's chat."""

    async def add(
        self,
        address: Address,
        person: str | None,
        replies: tuple[Reply, ...],
        sending: Sending,
        offer: int | None,
        linked: Mapping[str, str | None] = _UNLINKED,
    ) -> int:
        """Adds the messages; returns how many characters they have."""
        notices = [reply for reply in replies if reply.notice is not None]
        if notices:
            await self._add_notices(notices, sending, linked["quotes"] or quoting(person))
            replies = tuple(replace(reply, notice=None) for reply in replies)
            if address in self.elsewhere:
                return 0
        pulled = address.channel in PULLING
        if any(reply.review is not None for reply in replies):
            if pulled:
                await close_reviews(self.connection, address)
            else:
                replies = tuple(replace(reply, review=None) for reply in replies)
        common: dict[str, Any] = {
            "channel": address.channel,
            "chat": address.chat,
            "speaker": address.speaker,
            "person": person,
            "in_place": sending.in_place,
            "priority": sending.priority,
            "attempts": 0,
            "not_before": self.now,
            "created": self.now,
            "offer": offer,
            "reference": reference(),
            **linked,
        }
        rows: list[dict[str, Any]] = [
            {
                **common,
                "kind": "notice" if sending.unasked else "reply",
                "body": json_text.REPLIES.text(reply),
                "slot": reply.slot,
                "question": reply.question if reply.slot is None else reply.question or "",
                "state": "log" if pulled else "pending",
                "regarding": sending.regarding if number == 0 else None,
                **({"key": WINDOW} if reply.window and not pulled else {}),
            }
            for number, reply in enumerate(replies)
        ]
        if pulled and sending.echo is not None and person is not None:
            echo = json.dumps({"text": sending.echo}, ensure_ascii=False)
            spoken = {"kind": "echo", "body": echo, "slot": None, "state": "log"}
            rows.insert(0, {**common, **spoken, "question": None, "regarding": None})
        if rows:
            await self.connection.execute(_ADD, rows)
        return sum(len(row["body"]) for row in rows)

    async def _add_notices(self, notices: Iterable[Reply], sending: Sending, quotes: str | None) -> None:
        """The same in words for other services: they stand there for good, as they are; what is not sent yet
        goes with whoever is quoted."""
        told = tuple(
            Reply(each.notice, attachments=each.attachments, language=each.language)
            for each in notices
            if each.notice is not None
        )
        alone = replace(sending, in_place=False, regarding=None)
        for service in self.elsewhere:
            await self.add(service, None, told, alone, None, {**_UNLINKED, "quotes": quotes})


def quoting(*persons: str | None) -> str | None:
    """Whose words a message to the team carries, as the table holds it."""
    named = [person for person in persons if person is not None]
    return f",{','.join(named)}," if named else None


async def prune_log(connection: Connection, address: Address) -> None:
    """Deletes all but the newest messages of the chat."""
    await connection.execute(_PRUNE, {"in_channel": address.channel, "in_chat": address.chat})


async def close_reviews(connection: Connection, address: Address) -> None:
    """Takes the answers out of reviews in the log: before a new one comes, which holds them all again.

    A visit would otherwise add as much as all answers together, and a removed draft would live on there.
    """
    here = {"in_channel": address.channel, "in_chat": address.chat}
    for row in (await connection.execute(_REVIEWS, here)).all():
        reply = json_text.REPLIES.value(row.body)
        body = json_text.REPLIES.text(replace(reply, review=None))
        await connection.execute(update(messages).where(messages.c.id == row.id).values(body=body))
