"""Messages on their way to messengers that must be told."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store import json_text
from bot.store.engines import Engines
from bot.store.priority import Priority
from bot.store.tables import chats, messages
from bot.store.unit import UnitOfWork
from bot.team import TEAM_SPEAKER
from dialogs.events import Address
from dialogs.replies import Reply

_WAITING = ("pending", "sending")
_LOOKED_AT = 30
# More than Telegram takes in a minute.
_SENT_LOOKED_AT = 2_000
NOT_YET = -1


@dataclass(frozen=True, slots=True)
class Line:
    """A chat with messages waiting, and when its first one may be tried. What is most urgent in it
    counts for all of it, for its order is kept."""

    channel: str
    chat: str
    due: datetime
    priority: Priority = Priority.REPLY


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


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a message came to nothing, without quoting what was said. `told`: a notice to the team."""

    reason: str
    told: tuple[Address, Reply] | None = None


@dataclass(frozen=True, slots=True)
class Above:
    """What a person saw while writing: the question (None: there was none, NOT_YET: the present one was
    still to come) and the last message of ours, by the messenger's id."""

    offer: int | None
    last: int


class OutgoingMessages:
    """The outbox as rows; the order of a chat is the order of ids."""

    def __init__(self, engines: Engines) -> None:
        self._engines = engines

    async def lines(self, channels: Collection[str]) -> list[Line]:
        """Chats with something waiting; the ones whose turn comes first are first."""
        # The first message of a chat holds up the others, so its time counts, not the earliest.
        first = (
            select(func.min(messages.c.id).label("id"), func.min(messages.c.priority).label("priority"))
            .where(messages.c.state.in_(_WAITING), messages.c.channel.in_(channels))
            .group_by(messages.c.channel, messages.c.chat)
            .subquery()
        )
        query = (
            select(messages.c.channel, messages.c.chat, messages.c.not_before, first.c.priority)
            .join(first, first.c.id == messages.c.id)
            .order_by(first.c.priority, messages.c.not_before, messages.c.id)
        )
        async with self._engines.reader.connect() as connection:
            rows = (await connection.execute(query)).all()
        return [Line(row.channel, row.chat, row.not_before, Priority(row.priority)) for row in rows]

    async def take(self, channel: str, chat: str) -> Outgoing | None:
        """The chat's first waiting message, marked as being sent; None when nothing waits."""
        query = (
            select(messages)
            .where(messages.c.channel == channel, messages.c.chat == chat, messages.c.state.in_(_WAITING))
            .order_by(messages.c.id)
            .limit(1)
            # Not SKIP LOCKED: passing over a locked message would send the one behind it first.
            .with_for_update()
        )
        async with self._engines.writer.begin() as connection:
            row = (await connection.execute(query)).one_or_none()
            while row is not None and (state := await self._needless(connection, row)) is not None:
                await connection.execute(
                    update(messages).where(messages.c.id == row.id).values(state=state, body="{}")
                )
                row = (await connection.execute(query)).one_or_none()
            if row is None:
                return None
            replaces = await self._replaced(connection, row) if row.in_place else None
            await connection.execute(
                update(messages)
                .where(messages.c.id == row.id)
                # Marked already: the process ended in the middle of sending it.
                .values(
                    state="sending",
                    attempts=row.attempts + 1,
                    unsure=row.unsure or row.state == "sending",
                )
            )
        return Outgoing(
            row.id,
            Address(row.channel, row.chat, row.speaker),
            json_text.replies().value(row.body),
            replaces,
            row.attempts + 1,
            row.not_before,
            row.created,
            row.regarding,
            tuple(row.parts.split(",")) if row.parts else (),
            row.slot,
            row.offer,
            row.reference,
            row.faults,
        )

    async def _needless(self, connection: AsyncConnection, row: Any) -> str | None:
        """How a message ends that need not be sent; None for one that must."""
        if await self._is_outdated(connection, row):
            return "sent"
        # Whoever is answered has just written to us; what we say of ourselves they do not want.
        unasked = row.priority > Priority.REPLY
        return "failed" if unasked and await self._is_blocked(connection, row) else None

    async def _is_blocked(self, connection: AsyncConnection, row: Any) -> bool:
        blocked = select(chats.c.speaker).where(
            chats.c.channel == row.channel,
            chats.c.chat == row.chat,
            chats.c.speaker == row.speaker,
            chats.c.blocked.is_not(None),
        )
        return (await connection.execute(blocked)).first() is not None

    async def _is_outdated(self, connection: AsyncConnection, row: Any) -> bool:
        """Whether the same question, drawn again, already waits behind: then nobody needs this drawing."""
        if not row.in_place or row.slot is None or row.attempts or row.parts:
            return False
        if json_text.replies().value(row.body).attachments:
            return False
        later = select(messages.c.id).where(
            messages.c.channel == row.channel,
            messages.c.chat == row.chat,
            messages.c.speaker == row.speaker,
            messages.c.id > row.id,
            messages.c.slot == row.slot,
            messages.c.in_place,
            messages.c.state == "pending",
        )
        return (await connection.execute(later.limit(1))).first() is not None

    async def _replaced(self, connection: AsyncConnection, row: Any) -> str | None:
        """The message whose place this one takes: the same question as it stood before, or the question
        that was pressed to come here."""
        if row.slot is None:
            return None
        sent = select(messages.c.sent_as).where(
            messages.c.channel == row.channel,
            messages.c.chat == row.chat,
            messages.c.state == "sent",
            messages.c.sent_as.is_not(None),
        )
        same = sent.where(messages.c.slot == row.slot)
        found = (await connection.execute(same.order_by(messages.c.id.desc()).limit(1))).scalar_one_or_none()
        if found is not None or row.regarding is None:
            return found
        pressed = sent.where(
            messages.c.slot.is_not(None),
            or_(
                messages.c.sent_as == row.regarding,
                messages.c.sent_as.like(f"%,{row.regarding}"),
            ),
        )
        return (
            await connection.execute(pressed.order_by(messages.c.id.desc()).limit(1))
        ).scalar_one_or_none()

    async def partly_sent(self, id: int, parts: tuple[str, ...]) -> None:
        """The messenger has these parts of the message."""
        await self._mark(id, parts=",".join(parts))

    async def sent(self, outgoing: Outgoing, sent_as: str | None, now: datetime) -> tuple[str, ...]:
        """The messenger has the message. Returns its ids of earlier messages whose buttons are outdated
        now; they are named once."""
        # The text has reached the person; only what is needed to replace it later stays here.
        values = {"state": "sent", "sent": now, "sent_as": sent_as, "body": "{}", "parts": None}
        outdated = (
            messages.c.channel == outgoing.to.channel,
            messages.c.chat == outgoing.to.chat,
            messages.c.speaker == outgoing.to.person,
            messages.c.id < outgoing.id,
            messages.c.state == "sent",
            messages.c.slot.is_not(None),
            or_(messages.c.slot != outgoing.offer, messages.c.sent_as == sent_as),
        )
        async with self._engines.writer.begin() as connection:
            await connection.execute(update(messages).where(messages.c.id == outgoing.id).values(values))
            if outgoing.offer is None:
                return ()
            found = (
                await connection.execute(select(messages.c.id, messages.c.sent_as).where(*outdated))
            ).all()
            if found:
                ids = [row.id for row in found]
                await connection.execute(update(messages).where(messages.c.id.in_(ids)).values(slot=None))
        return tuple(row.sent_as for row in found if row.sent_as and row.sent_as != sent_as)

    async def moved(self, channel: str, chat: str, to: str) -> None:
        """The chat goes on under another name, with everything that waits for it."""
        async with self._engines.writer.begin() as connection:
            here = (messages.c.channel == channel, messages.c.chat == chat)
            await connection.execute(
                update(messages).where(*here, messages.c.state.in_(_WAITING)).values(chat=to, state="pending")
            )
            # Ids of messages are others there: nothing of before can be replaced or answered.
            await connection.execute(
                update(messages)
                .where(messages.c.channel == channel, messages.c.chat == to)
                .values(regarding=None)
            )
            await connection.execute(update(messages).where(*here).values(slot=None))

    async def above(self, to: Address, before: int) -> Above:
        """What stood above message `before` of the messenger, whose ids count up."""
        rows = (
            select(messages.c.slot, messages.c.state, messages.c.sent_as, messages.c.unsure)
            .where(
                messages.c.channel == to.channel,
                messages.c.chat == to.chat,
                messages.c.speaker == to.person,
                messages.c.state.in_((*_WAITING, "sent")),
            )
            .order_by(messages.c.id.desc())
            .limit(_LOOKED_AT)
        )
        async with self._engines.reader.connect() as connection:
            found = (await connection.execute(rows)).all()
        seen = [_first(row.sent_as) for row in found]
        last = max((id for id in seen if id < before), default=0)
        questions = [row for row in found if row.slot is not None]
        if not questions:
            return Above(None, last)
        present = questions[0].slot
        # What is being sent may have arrived without our knowing it yet, and so may an earlier try.
        shown = any(
            row.slot == present and (row.unsure or (row.state != "pending" and _first(row.sent_as) < before))
            for row in questions
        )
        return Above(int(present) if shown else NOT_YET, last)

    async def later(self, outgoing: Outgoing, due: datetime, *, counted: bool = True) -> None:
        """To be tried again. `counted`: it was tried and perhaps arrived, and the next wait is longer."""
        if counted:
            await self._mark(outgoing.id, state="pending", not_before=due, unsure=True)
        else:
            await self._mark(outgoing.id, state="pending", not_before=due, attempts=outgoing.attempts - 1)

    async def broke(self, outgoing: Outgoing, due: datetime) -> None:
        """A bug of ours was in the way; to be tried again."""
        await self._mark(outgoing.id, state="pending", not_before=due, faults=outgoing.faults + 1)

    async def failed(self, outgoing: Outgoing, failure: Failure, now: datetime) -> None:
        """The message is given up, and the team is told of it."""
        values = {"state": "failed", "body": "{}", "reason": failure.reason}
        async with self._engines.writer.begin() as connection:
            await connection.execute(update(messages).where(messages.c.id == outgoing.id).values(values))
            if failure.told is not None:
                address, notice = failure.told
                await UnitOfWork(connection, now, fresh_person="").tell(address, None, (notice,))

    async def gone(self, channel: str, chat: str, asked: datetime) -> None:
        """Nobody is there to be written to, as far as was known at `asked`: nothing that waited then will
        be sent, until they write again."""
        async with self._engines.writer.begin() as connection:
            await connection.execute(
                update(messages)
                .where(
                    messages.c.channel == channel,
                    messages.c.chat == chat,
                    messages.c.state.in_(_WAITING),
                    messages.c.created <= asked,
                    # The team may take the bot back any day, and has asked to be told.
                    messages.c.speaker != TEAM_SPEAKER,
                )
                .values(state="failed", body="{}")
            )
            await connection.execute(
                update(chats)
                .where(chats.c.channel == channel, chats.c.chat == chat, chats.c.updated <= asked)
                .values(blocked=asked)
            )

    async def back(self, channel: str, chat: str) -> None:
        """They can be written to again."""
        async with self._engines.writer.begin() as connection:
            await connection.execute(
                update(chats).where(chats.c.channel == channel, chats.c.chat == chat).values(blocked=None)
            )

    async def sent_since(self, channel: str, since: datetime) -> list[tuple[str, datetime]]:
        """To which chats something left after `since`, and when; once for each part of a long message."""
        query = (
            select(messages.c.chat, messages.c.sent, messages.c.sent_as)
            .where(messages.c.state == "sent", messages.c.channel == channel)
            .order_by(messages.c.id.desc())
            .limit(_SENT_LOOKED_AT)
        )
        async with self._engines.reader.connect() as connection:
            rows = (await connection.execute(query)).all()
        return sorted(
            (
                (row.chat, row.sent)
                for row in rows
                if row.sent is not None and row.sent > since
                for _ in (row.sent_as or "").split(",")
            ),
            key=lambda each: each[1],
        )

    async def _mark(self, id: int, **values: object) -> None:
        async with self._engines.writer.begin() as connection:
            await connection.execute(update(messages).where(messages.c.id == id).values(**values))


def _first(sent_as: str | None) -> int:
    first = (sent_as or "").partition(",")[0]
    return int(first) if first.isdigit() else 0
