"""Messages on their way to messengers that must be told."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update

from bot.store import json_text
from bot.store.engines import Engines
from bot.store.tables import messages
from dialogs.events import Address
from dialogs.replies import Reply

_WAITING = ("pending", "sending")


@dataclass(frozen=True, slots=True)
class Line:
    """A chat with messages waiting, and when its first one may be tried."""

    channel: str
    chat: str
    due: datetime


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


class OutgoingMessages:
    """The outbox as rows; the order of a chat is the order of ids."""

    def __init__(self, engines: Engines) -> None:
        self._engines = engines

    async def lines(self, channels: Collection[str]) -> list[Line]:
        """Chats with something waiting; the ones whose turn comes first are first."""
        # The first message of a chat holds up the others, so its time counts, not the earliest.
        first = (
            select(func.min(messages.c.id))
            .where(messages.c.state.in_(_WAITING), messages.c.channel.in_(channels))
            .group_by(messages.c.channel, messages.c.chat)
        )
        query = (
            select(messages.c.channel, messages.c.chat, messages.c.not_before)
            .where(messages.c.id.in_(first))
            .order_by(messages.c.not_before, messages.c.id)
        )
        async with self._engines.reader.connect() as connection:
            return [Line(*row) for row in await connection.execute(query)]

    async def take(self, channel: str, chat: str) -> Outgoing | None:
        """The chat's first waiting message, marked as being sent; None when nothing waits."""
        query = (
            select(messages)
            .where(messages.c.channel == channel, messages.c.chat == chat, messages.c.state.in_(_WAITING))
            .order_by(messages.c.id)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        async with self._engines.writer.begin() as connection:
            row = (await connection.execute(query)).one_or_none()
            if row is None:
                return None
            replaces = None
            if row.in_place and row.slot is not None:
                replaces = (
                    await connection.execute(
                        select(messages.c.sent_as)
                        .where(
                            messages.c.channel == channel,
                            messages.c.chat == chat,
                            messages.c.slot == row.slot,
                            messages.c.state == "sent",
                        )
                        .order_by(messages.c.id.desc())
                        .limit(1)
                    )
                ).scalar_one_or_none()
            await connection.execute(
                update(messages)
                .where(messages.c.id == row.id)
                .values(state="sending", attempts=row.attempts + 1)
            )
        return Outgoing(
            row.id,
            Address(row.channel, row.chat, row.speaker),
            json_text.replies().value(row.body),
            replaces,
            row.attempts + 1,
            row.not_before,
            row.created,
        )

    async def sent(self, id: int, sent_as: str | None) -> None:
        # The text has reached the person; only what is needed to replace it later stays here.
        await self._mark(id, state="sent", sent_as=sent_as, body="{}")

    async def later(self, id: int, due: datetime) -> None:
        await self._mark(id, state="pending", not_before=due)

    async def failed(self, id: int) -> None:
        await self._mark(id, state="failed", body="{}")

    async def gone(self, channel: str, chat: str) -> None:
        """Nothing that waits for the chat will be sent."""
        async with self._engines.writer.begin() as connection:
            await connection.execute(
                update(messages)
                .where(messages.c.channel == channel, messages.c.chat == chat, messages.c.state.in_(_WAITING))
                .values(state="failed", body="{}")
            )

    async def _mark(self, id: int, **values: object) -> None:
        async with self._engines.writer.begin() as connection:
            await connection.execute(update(messages).where(messages.c.id == id).values(**values))
