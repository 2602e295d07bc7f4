"""The store: transactions for the turn handler, and looking things up for the channels."""

import json
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal

import structlog
from sqlalchemy import Executable, and_, bindparam, delete, func, or_, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from bot.store import json_text
from bot.store.applied_effects import Conflict
from bot.store.connection import Connection, Result, only, prepared
from bot.store.database import Database, migrate, version
from bot.store.documents import StoredDocument, find_document
from bot.store.personal_data import erase_person, everything
from bot.store.tables import (
    CHAT_OF_SPEAKER,
    IN_CHAT,
    at,
    chats,
    documents,
    drafts,
    failed_updates,
    holds,
    messages,
    updates,
)
from bot.store.unit_of_work import UnitOfWork
from dialogs.interview.answers import Draft
from dialogs.turn.events import Address
from dialogs.turn.replies import Reply
from dialogs.turn.session import Session

log = structlog.get_logger(__name__)

# Telegram repeats an update for a day; a page, for as long as it stays open.
REMEMBER_UPDATES = timedelta(days=7)
# Whatever the clock says: one that jumps ahead must not make a repeat of a moment ago new.
REMEMBER_AT_LEAST = 10_000
REMEMBER_FAILURES = timedelta(days=90)
# A page shows that everything was erased for as long as somebody may still look at it.
LAST_WORDS = timedelta(days=1)
# Of a transaction that others keep coming before, until it is given up.
CONFLICTS = 8

_SESSION = prepared(select(chats.c.session).where(*CHAT_OF_SPEAKER))

LOG_AT_ONCE = 500_000
"""Characters of a log that are read at once: what makes a page wait no longer than it has to. A message that
is longer comes alone."""


def _log(*, newest: bool) -> Executable:
    order = messages.c.id.desc() if newest else messages.c.id
    lengths = (
        select(messages.c.id, func.length(messages.c.body).label("length"))
        .where(*IN_CHAT, messages.c.state == "log", messages.c.id > bindparam("after"))
        .order_by(order)
        .limit(bindparam("most"))
        .subquery()
    )
    ordered = lengths.c.id.desc() if newest else lengths.c.id
    before = func.sum(lengths.c.length).over(order_by=ordered) - lengths.c.length
    found = select(lengths.c.id, lengths.c.length, before.label("before")).subquery()
    return prepared(
        select(messages.c.id, messages.c.kind, messages.c.body)
        .join(found, found.c.id == messages.c.id)
        .where(found.c.before < LOG_AT_ONCE)
        .order_by(order)
    )


_NEXT, _NEWEST = _log(newest=False), _log(newest=True)


@dataclass(frozen=True, slots=True)
class LoggedMessage:
    """One line of a chat's log, read when it is asked for: a long one takes some milliseconds. `body` is JSON
    as it is stored."""

    id: int
    kind: Literal["reply", "notice", "echo"]
    body: str

    @property
    def echo(self) -> str | None:
        """What the person said; None of what the bot did."""
        return json.loads(self.body)["text"] if self.kind == "echo" else None

    @property
    def reply(self) -> Reply | None:
        """What the bot said, unasked too; None of what the person did."""
        return None if self.kind == "echo" else json_text.REPLIES.value(self.body)


@dataclass(eq=False, repr=False)
class Store:
    """Reads and writes everything that is kept, in transactions of one writer and one reader."""

    database: Database
    clock: Callable[[], datetime]
    fresh_id: Callable[[], str]
    elsewhere: Sequence[Address] = ()
    forgetting: list[Callable[[], None]] = field(default_factory=list, init=False)
    """Done when somebody is erased: each empties what this process remembers of what people typed."""

    def forget_typed(self) -> None:
        """No cache of this process holds anything that somebody typed."""
        for forget in self.forgetting:
            forget()

    async def prepare(self) -> None:
        """The newest tables stand when this returns."""
        await migrate(self.database)
        # The process before us may have ended between erasing and overwriting.
        await self.database.scrub()

    async def close(self) -> None:
        await self.database.dispose()

    async def transact(self, work: Callable[[UnitOfWork], Coroutine[Any, Any, Result]]) -> Result:
        """What the work returns, in one transaction: committed when it ends well, undone when it raises, and
        repeated when another one was first. Raises Conflict when that was so eight times."""
        for _ in range(CONFLICTS - 1):
            try:
                return await self._transact_once(work)
            except Conflict:
                continue
        return await self._transact_once(work)

    async def _transact_once(self, work: Callable[[UnitOfWork], Coroutine[Any, Any, Result]]) -> Result:
        forgot = False

        async def unit(connection: Connection) -> Result:
            nonlocal forgot
            unit = self._unit(connection)
            result = await work(unit)
            forgot = unit.forgot
            return result

        try:
            result = await self.database.transact(unit)
        except IntegrityError as error:
            raise Conflict from error
        if forgot:
            # First, for the reply leaves while the log is overwritten.
            self.forget_typed()
            try:
                await self.scrub()
            except (DBAPIError, OSError, TimeoutError):
                log.exception("erased, but the write-ahead log was not overwritten yet")
        return result

    async def look(self, work: Callable[[UnitOfWork], Coroutine[Any, Any, Result]]) -> Result:
        """What the work returns, which changes nothing and locks nothing."""
        return await self.database.look(lambda connection: work(self._unit(connection)))

    def _unit(self, connection: Connection) -> UnitOfWork:
        return UnitOfWork(connection, self.clock(), self.fresh_id, self.elsewhere)

    async def scrub(self) -> None:
        """Overwrites what was erased in SQLite's log too, not only in its tables."""
        if not await self.database.scrub():
            log.warning("erased, but the write-ahead log is in use: it is overwritten at the next tidying")

    async def version(self) -> str | None:
        """The version of the tables, as asked of the database now. Raises DatabaseUnavailable."""
        return await self.database.look(lambda connection: connection.run_sync(version))

    async def probe(self) -> None:
        """Writes what is there already, to learn whether writing works, and whether somebody holds the table
        that every turn needs. Raises DatabaseUnavailable."""

        async def written(connection: Connection) -> None:
            await connection.execute(text("UPDATE alembic_version SET version_num = version_num"))
            await connection.execute(text("UPDATE chats SET revision = revision WHERE 1 = 0"))

        await self.database.transact(written)

    async def messages(self, channel: str, chat: str, after: int, limit: int = 200) -> list[LoggedMessage]:
        """The chat's log after message `after`, oldest first; longer than LOG_AT_ONCE it comes in parts."""
        return await self._log(_NEXT, channel, chat, after, limit)

    async def recent(self, channel: str, chat: str, limit: int = 50) -> list[LoggedMessage]:
        """The last messages of the chat's log, oldest first, and no more than LOG_AT_ONCE of them."""
        return (await self._log(_NEWEST, channel, chat, 0, limit))[::-1]

    async def _log(
        self, query: Executable, channel: str, chat: str, after: int, limit: int
    ) -> list[LoggedMessage]:
        which = {"in_channel": channel, "in_chat": chat, "after": after, "most": limit}
        rows = (await self.database.look(only(query, which))).all()
        return [LoggedMessage(row.id, row.kind, row.body) for row in rows]

    async def document(self, id: str, address: Address) -> StoredDocument | None:
        """A document of the person at `address`; None for anyone else's."""
        query = (
            select(documents)
            .join(chats, chats.c.person == documents.c.person)
            .where(documents.c.id == id, *CHAT_OF_SPEAKER)
        )
        return await find_document(self.database, query, at(address))

    async def issued(self, id: str) -> StoredDocument | None:
        """A document, whoever it belongs to."""
        return await find_document(self.database, select(documents).where(documents.c.id == id))

    async def draft_texts_of(self, address: Address) -> Sequence[str]:
        """The drafts of the person at `address` as they are stored, last changed first."""
        query = (
            select(drafts.c.body)
            .join(chats, chats.c.person == drafts.c.person)
            .where(*CHAT_OF_SPEAKER)
            .order_by(drafts.c.updated.desc())
        )
        return list((await self.database.look(only(query, at(address)))).scalars())

    async def drafts_of(self, address: Address) -> list[Draft]:
        """The drafts of the person at `address`, last changed first."""
        return [json_text.DRAFTS.value(body) for body in await self.draft_texts_of(address)]

    async def session_of(self, address: Address) -> Session | None:
        """Where the chat stands; None before its first turn."""
        body = (await self.database.look(only(_SESSION, at(address)))).scalar_one_or_none()
        return None if body is None else json_text.SESSIONS.value(body)

    async def persons_at(self, channel: str, chat: str) -> list[str]:
        """The persons who speak in a chat."""
        query = select(chats.c.person).where(chats.c.channel == channel, chats.c.chat == chat).distinct()
        return list((await self.database.look(only(query))).scalars())

    async def erase(self, person: str) -> None:
        """Forgets a person, and all that hangs on them."""
        await self.database.transact(lambda connection: erase_person(connection, person))
        await self.scrub()

    def everything(self, person: str) -> AsyncIterator[str]:
        """All that is stored about a person as one JSON text, in pieces."""
        return everything(self.database, person, self.clock())

    async def drafts_of_person(self, person: str) -> list[Draft]:
        """All drafts of a person, in any order."""
        query = select(drafts.c.body).where(drafts.c.person == person)
        return [json_text.DRAFTS.value(body) for body in (await self.database.look(only(query))).scalars()]

    async def tidy(self) -> None:
        """Lets go of update ids that no messenger will repeat any more, of old failures, of waits that are
        over, of last words to people who were forgotten, and of what lingers in the log."""
        now = self.clock()
        heard = or_(
            messages.c.state.in_(("sent", "failed")),
            and_(messages.c.state == "log", messages.c.created < now - LAST_WORDS),
        )

        async def tidied(connection: Connection) -> None:
            newest = select(updates.c.created).order_by(updates.c.created.desc())
            kept_since = (await connection.execute(newest.offset(REMEMBER_AT_LEAST - 1).limit(1))).scalar()
            if kept_since is not None:
                forgotten = updates.c.created < min(now - REMEMBER_UPDATES, kept_since)
                await connection.execute(delete(updates).where(forgotten))
            await connection.execute(delete(holds).where(holds.c.until <= now))
            # They name a chat, and hang on nobody any more.
            await connection.execute(delete(messages).where(messages.c.person.is_(None), heard))
            await connection.execute(
                delete(failed_updates).where(failed_updates.c.created < now - REMEMBER_FAILURES)
            )

        await self.database.transact(tidied)
        await self.scrub()
