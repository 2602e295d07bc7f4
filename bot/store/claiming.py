"""Of each chat that waits, the first message that is still worth sending: claimed before it is sent."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, or_, select, update

from bot.store import json_text
from bot.store.connection import Connection
from bot.store.prepared import prepared
from bot.store.priority import Priority
from bot.store.tables import WAITING, WITH_BUTTONS, chats, messages
from dialogs.turn.events import Address
from dialogs.turn.replies import Reply


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


_HERE = (messages.c.channel == bindparam("in_channel"), messages.c.chat == bindparam("in_chat"))
_FIRST = prepared(
    select(messages)
    .where(*_HERE, WAITING)
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
    update(messages).where(messages.c.id == bindparam("at")).values(state=bindparam("ends"), body="{}")
)
_BLOCKED = prepared(
    select(chats.c.speaker).where(
        chats.c.channel == bindparam("in_channel"),
        chats.c.chat == bindparam("in_chat"),
        chats.c.speaker == bindparam("to"),
        chats.c.blocked.is_not(None),
    )
)
_DRAWN_AGAIN = prepared(
    select(messages.c.id)
    .where(
        *_HERE,
        messages.c.speaker == bindparam("to"),
        messages.c.id > bindparam("after"),
        messages.c.slot == bindparam("at_slot"),
        messages.c.in_place,
        messages.c.state == "pending",
    )
    .limit(1)
)
_SENT = (
    select(messages.c.sent_as)
    .where(*_HERE, WITH_BUTTONS, messages.c.state == "sent", messages.c.sent_as.is_not(None))
    .order_by(messages.c.id.desc())
    .limit(1)
)
_SAME_QUESTION = prepared(_SENT.where(messages.c.slot == bindparam("at_slot")))
_PRESSED = prepared(
    _SENT.where(
        or_(
            messages.c.sent_as == bindparam("pressed"),
            messages.c.sent_as.like("%," + bindparam("pressed", type_=messages.c.sent_as.type)),
        )
    )
)


async def claim(statements: Connection, channel: str, chat: str) -> Outgoing | None:
    """The chat's first waiting message, marked as being sent; None when nothing waits."""
    here = {"in_channel": channel, "in_chat": chat}
    row = (await statements.execute(_FIRST, here)).one_or_none()
    while row is not None and (ends := await _needless(statements, row)) is not None:
        await statements.execute(_END, {"at": row.id, "ends": ends})
        row = (await statements.execute(_FIRST, here)).one_or_none()
    if row is None:
        return None
    replaces = await _replaced(statements, row) if row.in_place else None
    # Marked already: the process ended in the middle of sending it, for which no wait is to be longer.
    crashed = row.state == "sending"
    tried = row.attempts + (not crashed)
    lost = row.unsure or crashed
    await statements.execute(_CLAIM, {"at": row.id, "tried": tried, "lost": lost})
    return Outgoing(
        row.id,
        Address(row.channel, row.chat, row.speaker),
        json_text.replies().value(row.body),
        replaces,
        tried,
        row.not_before,
        row.created,
        row.regarding,
        tuple(row.parts.split(",")) if row.parts else (),
        row.slot,
        row.offer,
        row.reference,
        row.faults,
    )


async def _needless(statements: Connection, row: Any) -> str | None:
    """How a message ends that need not be sent; None for one that must."""
    if await _is_outdated(statements, row):
        return "sent"
    # Whoever is answered has just written to us; what we say of ourselves they do not want.
    if row.priority <= Priority.REPLY:
        return None
    blocked = await statements.execute(_BLOCKED, _of(row))
    return "failed" if blocked.first() is not None else None


async def _is_outdated(statements: Connection, row: Any) -> bool:
    """Whether the same question, drawn again, already waits behind: then nobody needs this drawing."""
    if not row.in_place or row.slot is None or row.attempts or row.parts:
        return False
    if json_text.replies().value(row.body).attachments:
        return False
    later = await statements.execute(_DRAWN_AGAIN, {**_of(row), "after": row.id, "at_slot": row.slot})
    return later.first() is not None


async def _replaced(statements: Connection, row: Any) -> str | None:
    """The message whose place this one takes: the same question as it stood before, or the question
    that was pressed to come here."""
    if row.slot is None:
        return None
    here = {"in_channel": row.channel, "in_chat": row.chat}
    same = (await statements.execute(_SAME_QUESTION, {**here, "at_slot": row.slot})).scalar_one_or_none()
    if same is not None or row.regarding is None:
        found: str | None = same
    else:
        pressed = {**here, "pressed": row.regarding}
        found = (await statements.execute(_PRESSED, pressed)).scalar_one_or_none()
    return found


def _of(row: Any) -> dict[str, Any]:
    return {"in_channel": row.channel, "in_chat": row.chat, "to": row.speaker}
