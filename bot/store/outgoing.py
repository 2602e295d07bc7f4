"""Messages on their way to messengers that must be told."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import String, bindparam, func, or_, select, update

from bot.ports import Topic
from bot.store import json_text, topics
from bot.store.connection import Connection, only, prepared
from bot.store.database import Database
from bot.store.message_rows import MessageRows, Sending
from bot.store.shown_messages import first_part, has_part
from bot.store.tables import IN_CHAT_OF_SPEAKER, WAITING, WITH_BUTTONS, at, chats, messages
from bot.store.waiting import Holds, Outgoing, Priority, claim
from dialogs.team.notices import TEAM_SPEAKER
from dialogs.turn.events import Address
from dialogs.turn.replies import Reply


@dataclass(frozen=True, slots=True)
class WaitingChat:
    """A chat with messages waiting, and when its first one may be tried. What is most urgent in it
    counts for all of it, for its order is kept."""

    channel: str
    chat: str
    due: datetime
    priority: Priority = Priority.REPLY


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a message came to nothing, without quoting what was said. `told`: a notice to the team."""

    reason: str
    told: tuple[Address, Reply] | None = None


@dataclass(frozen=True, slots=True)
class Sent:
    """What a delivery leaves: the messenger's ids of earlier messages whose buttons are outdated now, each
    once, and the chat's next message, claimed."""

    retired: tuple[str, ...] = ()
    following: Outgoing | None = None


# The first message of a chat holds up the others, so its time counts, not the earliest.
_FIRST = (
    select(func.min(messages.c.id).label("id"), func.min(messages.c.priority).label("priority"))
    .where(WAITING, messages.c.channel.in_(bindparam("of", expanding=True)))
    .group_by(messages.c.channel, messages.c.chat)
    .subquery()
)
_LINES = (
    select(messages.c.channel, messages.c.chat, messages.c.not_before, _FIRST.c.priority)
    .join(_FIRST, _FIRST.c.id == messages.c.id)
    .order_by(_FIRST.c.priority, messages.c.not_before, messages.c.id)
)
# The text has reached the person; only what is needed to replace it later stays here.
_DELIVERED = prepared(
    update(messages)
    .where(messages.c.id == bindparam("at"))
    .values(state="sent", sent=bindparam("now"), sent_as=bindparam("as"), body="{}", parts=None)
)
_RETIRE = prepared(
    update(messages)
    .where(
        *IN_CHAT_OF_SPEAKER,
        messages.c.id < bindparam("before"),
        messages.c.state == "sent",
        WITH_BUTTONS,
        or_(messages.c.slot != bindparam("on_screen"), messages.c.sent_as == bindparam("as")),
    )
    .values(slot=None)
    .returning(messages.c.id, messages.c.sent_as)
)
_TRACE = prepared(
    select(messages.c.trace)
    .where(
        *IN_CHAT_OF_SPEAKER,
        has_part(bindparam("message", type_=String)),
        messages.c.trace.is_not(None),
    )
    .order_by(messages.c.id.desc())
    .limit(1)
)


@dataclass(frozen=True)
class OutgoingMessages:
    """The outbox as rows; the order of a chat is the order of ids."""

    database: Database
    elsewhere: Sequence[Address] = ()

    @property
    def holds(self) -> Holds:
        """The waits that messengers asked for."""
        return Holds(self.database)

    async def lines(self, channels: Collection[str]) -> list[WaitingChat]:
        """Chats with something waiting; the ones whose turn comes first are first."""
        rows = await self.database.look(only(_LINES, {"of": list(channels)}))
        return [WaitingChat(row.channel, row.chat, row.not_before, Priority(row.priority)) for row in rows]

    async def take_over(self, channel: str) -> None:
        """Marks what another process was sending for the channel: it may have arrived."""
        being_sent = (messages.c.channel == channel, messages.c.state == "sending", WAITING)
        await self.database.transact(only(update(messages).where(*being_sent).values(unsure=True)))

    async def take(self, channel: str, chat: str) -> Outgoing | None:
        """The chat's first waiting message, marked as being sent; None when nothing waits."""
        return await self.database.transact(lambda connection: claim(connection, channel, chat))

    async def take_each(self, lines: Collection[WaitingChat]) -> list[Outgoing]:
        """The first waiting message of each chat, marked as being sent, all in one transaction."""

        async def claimed(connection: Connection) -> list[Outgoing]:
            found = [await claim(connection, line.channel, line.chat) for line in lines]
            return [outgoing for outgoing in found if outgoing is not None]

        return await self.database.transact(claimed)

    async def partly_sent(self, id: int, parts: tuple[str, ...]) -> None:
        """The messenger has these parts of the message."""
        await self._mark(id, parts=",".join(parts))

    async def keep_topic(self, channel: str, chat: str, topic: Topic) -> None:
        """The messenger has made, closed or lost the place."""
        keep = topics.keep_topic
        await self.database.transact(lambda connection: keep(connection, channel, chat, topic))

    async def sent(
        self, outgoing: Outgoing, sent_as: str | None, now: datetime, *, go_on: bool = False
    ) -> Sent:
        """The messenger has the message; with `go_on` the chat's next one is claimed at once."""

        async def marked(connection: Connection) -> Sent:
            await connection.execute(_DELIVERED, {"at": outgoing.id, "as": sent_as, "now": now})
            retired = await _retired(connection, outgoing, sent_as) if outgoing.offer is not None else ()
            following = await claim(connection, outgoing.to.channel, outgoing.to.chat) if go_on else None
            return Sent(retired, following)

        return await self.database.transact(marked)

    async def trace_of(self, to: Address, message: str) -> Reply | None:
        """What an outdated message becomes; None for one that leaves nothing, or whose person was erased."""
        values = {**at(to), "message": first_part(message)}
        row = (await self.database.look(only(_TRACE, values))).first()
        return json_text.REPLIES.value(row.trace) if row is not None else None

    async def moved(self, channel: str, chat: str, to: str) -> None:
        """The chat goes on under another name, with everything that waits for it."""
        here = (messages.c.channel == channel, messages.c.chat == chat)
        there = (messages.c.channel == channel, messages.c.chat == to)

        async def renamed(connection: Connection) -> None:
            await connection.execute(update(messages).where(*here, WAITING).values(chat=to, state="pending"))
            # Ids of messages are others there: nothing of before can be replaced or answered.
            await connection.execute(update(messages).where(*there).values(regarding=None))
            await connection.execute(update(messages).where(*here).values(slot=None))

        await self.database.transact(renamed)

    async def later(self, outgoing: Outgoing, due: datetime, *, counted: bool = True) -> None:
        """Puts a message off, to be tried again. `counted`: it was tried and perhaps arrived, and the next
        wait is longer."""
        if counted:
            await self._mark(outgoing.id, state="pending", not_before=due, unsure=True)
        else:
            await self._mark(outgoing.id, state="pending", not_before=due, attempts=outgoing.attempts - 1)

    async def broke(self, outgoing: Outgoing, due: datetime) -> None:
        """A bug of ours was in the way; to be tried again."""
        await self._mark(outgoing.id, state="pending", not_before=due, faults=outgoing.faults + 1)

    async def failed(self, outgoing: Outgoing, failure: Failure, now: datetime) -> None:
        """The message is given up, and the team is told of it."""
        values = {"state": "failed", "body": "{}", "quotes": None, "reason": failure.reason}

        async def given_up(connection: Connection) -> None:
            await connection.execute(update(messages).where(messages.c.id == outgoing.id).values(values))
            if failure.told is not None:
                await self._tell(connection, *failure.told, now)

        await self.database.transact(given_up)

    async def tell(self, to: Address, notice: Reply, now: datetime) -> None:
        """Adds a notice outside of any turn."""
        await self.database.transact(lambda connection: self._tell(connection, to, notice, now))

    async def _tell(self, connection: Connection, to: Address, notice: Reply, now: datetime) -> None:
        sending = Sending(priority=Priority.NOTICE)
        await MessageRows(connection, now, self.elsewhere).add(to, None, (notice,), sending, None)

    async def gone(self, channel: str, chat: str, asked: datetime) -> None:
        """Lets go of what waits for a chat where nobody is there to be written to, as far as was known at
        `asked`, until they write again."""

        async def let_go(connection: Connection) -> None:
            await connection.execute(
                update(messages)
                .where(
                    messages.c.channel == channel,
                    messages.c.chat == chat,
                    WAITING,
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

        await self.database.transact(let_go)

    async def back(self, channel: str, chat: str) -> None:
        """Lets the chat be written to again."""
        here = (chats.c.channel == channel, chats.c.chat == chat)
        await self.database.transact(only(update(chats).where(*here).values(blocked=None)))

    async def sent_since(self, channel: str, since: datetime) -> list[tuple[str, datetime]]:
        """The chats to which something left after `since`, and when; once for each part of a long message."""
        # All messages are looked through, once a start: an index would cost every message something.
        query = (
            select(messages.c.chat, messages.c.sent, messages.c.sent_as)
            .where(messages.c.channel == channel, messages.c.sent > since)
            .order_by(messages.c.sent)
        )
        rows = (await self.database.look(only(query))).all()
        return [(row.chat, row.sent) for row in rows for _ in (row.sent_as or "").split(",")]

    async def _mark(self, id: int, **values: object) -> None:
        change = update(messages).where(messages.c.id == id).values(**values)
        await self.database.transact(only(change))


async def _retired(connection: Connection, outgoing: Outgoing, sent_as: str | None) -> tuple[str, ...]:
    values = {**at(outgoing.to), "before": outgoing.id, "on_screen": outgoing.offer, "as": sent_as}
    outdated = sorted((await connection.execute(_RETIRE, values)).all())
    # The same message may stand in several rows, a question that was drawn again; of several parts, some may
    # have gone on the way.
    newest = {first_part(row.sent_as): row.sent_as for row in outdated if row.sent_as}
    newest.pop(first_part(sent_as), None)
    return tuple(newest.values())
