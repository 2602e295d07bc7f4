"""Our messages that stand in a messenger's chat: which of them another replaces, what was pressed there, and
what stood above a text when it was typed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, String, bindparam, or_, select, text

from bot.store.connection import Connection, prepared
from bot.store.tables import IN_CHAT, IN_CHAT_OF_SPEAKER, KEYED, WITH_BUTTONS, at, messages
from dialogs.turn.events import Address

_LOOKED_AT = 30
WINDOW = "window"
"""The key of messages that show one thing after the other in the same place."""


def has_part(message: ColumnElement[str]) -> ColumnElement[bool]:
    """Whether it is, begins or ends with this message, by the messenger's ids: a long one has several."""
    sent_as = messages.c.sent_as
    return or_(sent_as == message, sent_as.like(message + ",%"), sent_as.like("%," + message))


_HAS_PART = has_part(bindparam("message", type_=String))
_SENT = (
    select(messages.c.sent_as)
    .where(*IN_CHAT, WITH_BUTTONS, messages.c.state == "sent", messages.c.sent_as.is_not(None))
    .order_by(messages.c.id.desc())
    .limit(1)
)
_ON_SCREEN = prepared(_SENT)
_SAME_QUESTION = prepared(_SENT.where(messages.c.slot == bindparam("at_slot")))
_KEYED = (
    select(messages.c.sent_as)
    .where(*IN_CHAT, KEYED, messages.c.key == bindparam("at_key"), messages.c.sent_as.is_not(None))
    .order_by(messages.c.id.desc())
    .limit(1)
)
_SAME_THING = prepared(_KEYED.where(messages.c.speaker == bindparam("by")))
_SHOWS = prepared(_KEYED)
_WINDOW = prepared(_KEYED.where(messages.c.speaker == bindparam("by"), _HAS_PART))
_SHOWN_TO = prepared(
    select(messages.c.speaker).where(*IN_CHAT, _HAS_PART).order_by(messages.c.id.desc()).limit(1)
)
_PRESSED = prepared(
    _SENT.where(
        # What was answered by the press stays, as its trace; the next question comes below it.
        messages.c.trace.is_(None),
        _HAS_PART,
    )
)
_LAST = prepared(
    select(
        messages.c.question,
        messages.c.state,
        messages.c.sent_as,
        messages.c.unsure,
        messages.c.regarding,
        messages.c.in_place,
        messages.c.sent,
    )
    .where(*IN_CHAT_OF_SPEAKER, text("messages.state IN ('pending', 'sending', 'sent')"))
    .order_by(messages.c.id.desc())
    .limit(_LOOKED_AT)
)


_ASKED = prepared(
    select(messages.c.question)
    .where(
        *IN_CHAT_OF_SPEAKER,
        messages.c.question.is_not(None),
        _HAS_PART,
    )
    .order_by(messages.c.id.desc())
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class Above:
    """What a person saw while writing: the question by its name (None: not known, "": none) and the last
    message of ours, by the messenger's id. `arriving`: a later question is being sent at this moment, and
    whether it stood above is known only when the messenger has named it. `under`: the question that this last
    message itself asks; "" for any other message."""

    question: str | None
    last: int
    arriving: bool = False
    under: str = ""


async def replaced(connection: Connection, row: Any) -> str | None:
    """The message whose place this one takes: the same question as it stood before, or the question
    that was pressed to come here."""
    to = Address(row.channel, row.chat, row.speaker)
    if row.key == WINDOW:
        return await window_of(connection, to, row.regarding)
    if row.key is not None:
        again = await connection.execute(_SAME_THING, {**at(to), "at_key": row.key})
        shown: str | None = again.scalar_one_or_none()
        return shown
    if row.slot is None:
        return None
    here = {"in_channel": row.channel, "in_chat": row.chat}
    same = (await connection.execute(_SAME_QUESTION, {**here, "at_slot": row.slot})).scalar_one_or_none()
    if same is None and row.kind == "notice":
        # Nothing was pressed here: another chat of the person has gone on, and the question goes along.
        same = (await connection.execute(_ON_SCREEN, here)).scalar_one_or_none()
    if same is not None or row.regarding is None:
        found: str | None = same
        return found
    pressed = {**here, "message": row.regarding}
    found = (await connection.execute(_PRESSED, pressed)).scalar_one_or_none()
    # Above the same question, shown again since, what comes now would stand above a message without buttons.
    last = (await connection.execute(_ON_SCREEN, here)).scalar_one_or_none()
    return found if found == last else None


async def first_shown(connection: Connection, channel: str, chat: str, key: str) -> str | None:
    """The first part of the newest message of this key in the chat, whoever it answers."""
    values = {"in_channel": channel, "in_chat": chat, "at_key": key}
    shown: str | None = (await connection.execute(_SHOWS, values)).scalar_one_or_none()
    return first_part(shown) if shown else None


async def window_of(connection: Connection, to: Address, regarding: str | None) -> str | None:
    """The window in which the message `regarding` was pressed; None for another message."""
    values = {**at(to), "at_key": WINDOW, "message": (regarding or "").partition(":")[0]}
    found: str | None = (await connection.execute(_WINDOW, values)).scalar_one_or_none()
    return found


async def shown_to_another(connection: Connection, to: Address, regarding: str) -> bool:
    """Whether the message `regarding` of a chat answers somebody else than whom `to` names."""
    here = {"in_channel": to.channel, "in_chat": to.chat, "message": regarding.partition(":")[0]}
    speaker = (await connection.execute(_SHOWN_TO, here)).scalar_one_or_none()
    return speaker is not None and speaker != to.speaker


async def asked_in(connection: Connection, to: Address, message: str) -> str:
    """The name of the question in this message of ours; "" where none is."""
    values = {**at(to), "message": message}
    return (await connection.execute(_ASKED, values)).scalar_one_or_none() or ""


async def above(connection: Connection, to: Address, before: int, arrived: datetime) -> Above:
    """What stood above message `before` of the messenger, whose ids count up, and which `arrived` then."""
    found = (await connection.execute(_LAST, at(to))).all()
    seen = [_first(row.sent_as) for row in found]
    last = max((id for id in seen if id < before), default=0)
    under = next((row.question or "" for row in found if _first(row.sent_as) == last), "") if last else ""
    asked = [
        row
        for number, row in enumerate(found)
        if row.question is not None and not _changed_later(row, found[number + 1 :], arrived)
    ]
    if not asked:
        return Above(None, last, under=under)
    heard = max((id for row in found if (id := _first(row.regarding)) < before), default=0)
    shown = next((row.question for row in asked if _may_stand_above(row, before, heard)), "")
    newest = asked[0]
    arriving = newest.state == "sending" and not newest.unsure and newest.question != shown
    return Above(shown, last, arriving, under)


def _changed_later(row: Any, earlier: Sequence[Any], arrived: datetime) -> bool:
    """Whether an earlier message became this one, as far as we know, only after the text had arrived."""
    late = row.in_place and row.sent is not None and row.sent > arrived
    part = first_part(row.sent_as)
    return bool(late) and any(first_part(other.sent_as) == part for other in earlier)


def _may_stand_above(row: Any, before: int, heard: int) -> bool:
    if 0 < _first(row.sent_as) < before:
        return True
    # An earlier try may have arrived without our knowing it, but not before what it answers.
    return bool(row.unsure) and before > heard + 1


def _first(ids: str | None) -> int:
    first = first_part(ids)
    return int(first) if first.isdigit() else 0


def first_part(ids: str | None) -> str:
    """The messenger's id of the first of a message's parts, which stays whatever is shown in its place."""
    return (ids or "").partition(",")[0]
