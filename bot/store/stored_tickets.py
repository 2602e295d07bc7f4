"""Tickets as rows: kept questions, tickets with their askers and posts, and the audit log."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, exists, func, insert, literal, select, update

from bot.store import json_text
from bot.store.connection import Connection
from bot.store.personal_data import NO_QUOTES
from bot.store.shown_messages import has_part
from bot.store.stored_learning import Learned
from bot.store.tables import KEYED, QUOTING, askers, audit, messages, posts, tickets
from dialogs.team.same_question import same, what_is_asked
from dialogs.team.tickets import Asker, Expert, Ticket
from dialogs.turn.effects import KeepQuestion
from dialogs.turn.events import Address
from dialogs.turn.world import Asked
from knowledge.finding import Scored
from knowledge.text.language import Language

_OPENING = 0x71C4E7
_WORDS_GONE = (QUOTING, messages.c.quotes == NO_QUOTES)
COMPARED = 300
"""Who asked last on open tickets; with how many of them a question is compared letter by letter."""
_TICKET = re.compile(r"ticket:(\d+)")


@dataclass(frozen=True, slots=True)
class Kept:
    """A question that is not handed over yet, with what goes into its ticket."""

    asker: Asker
    nearest: tuple[Scored, ...]


@dataclass(frozen=True, slots=True)
class AuditLine:
    """A line of the audit log."""

    created: datetime
    actor: str
    did: str
    subject: str


@dataclass(frozen=True)
class Tickets:
    """The tickets within one transaction."""

    connection: Connection
    now: datetime

    # Questions that are not handed over yet

    async def keep(
        self, effect: KeepQuestion, at: Address, person: str, language: Language, regarding: str | None
    ) -> None:
        """A new question, or more words of one."""
        values: dict[str, Any]
        row = (
            await self.connection.execute(
                select(askers.c.question).where(askers.c.key == effect.key, askers.c.person == person)
            )
        ).first()
        if row is not None:
            words = f"{row.question}\n{effect.words}"
            values = {"question": words, "said": what_is_asked(words), "due": effect.due}
            changed = update(askers).where(askers.c.key == effect.key).values(values)
            await self.connection.execute(changed)
            return
        values = {
            "key": effect.key,
            "person": person,
            "channel": at.channel,
            "chat": at.chat,
            "speaker": at.speaker,
            "language": language,
            "regarding": regarding,
            "question": effect.words,
            "said": what_is_asked(effect.words),
            "nearest": json_text.NEAREST.text(effect.nearest),
            "due": effect.due,
            "created": self.now,
        }
        await self.connection.execute(insert(askers).values(values))

    async def kept(self, key: str, person: str | None = None) -> Kept | None:
        """A question by its key, locked, unless it is handed over."""
        query = select(askers).where(askers.c.key == key, askers.c.ticket.is_(None)).with_for_update()
        if person is not None:
            query = query.where(askers.c.person == person)
        row = (await self.connection.execute(query)).first()
        return None if row is None else Kept(_asker(row), json_text.NEAREST.value(row.nearest))

    async def due(self) -> list[str]:
        """The keys of questions whose time has come."""
        query = select(askers.c.key).where(askers.c.ticket.is_(None), askers.c.due <= self.now)
        return list((await self.connection.execute(query.order_by(askers.c.due))).scalars())

    async def drop(self, key: str, person: str) -> None:
        """The person does not want it asked any more."""
        which = (askers.c.key == key, askers.c.person == person, askers.c.ticket.is_(None))
        await self.connection.execute(delete(askers).where(*which))

    async def asked_by(self, person: str) -> dict[str, Asked]:
        """What a person has asked, by key."""
        query = (
            select(askers.c.key, askers.c.ticket, askers.c.question, tickets.c.state)
            .outerjoin(tickets, tickets.c.id == askers.c.ticket)
            .where(askers.c.person == person)
        )
        rows = await self.connection.execute(query)
        return {row.key: Asked(row.key, row.ticket, row.state == "closed", row.question) for row in rows}

    # Tickets

    async def lock(self) -> None:
        """Locks the opening of tickets until the transaction ends: the same question must not become two."""
        if self.connection.dialect == "postgresql":
            await self.connection.execute(select(func.pg_advisory_xact_lock(_OPENING)))

    async def open(self, nearest: tuple[Scored, ...]) -> Ticket:
        """A new one, nobody asking yet."""
        values = {
            "state": "open",
            "nearest": json_text.NEAREST.text(nearest),
            "reminded": False,
            "created": self.now,
            "touched": self.now,
        }
        added = await self.connection.execute(insert(tickets).values(values).returning(tickets.c.id))
        return Ticket(added.scalar_one(), self.now, self.now, nearest=nearest)

    async def load(self, number: int) -> Ticket | None:
        """A ticket, locked for the rest of the transaction."""
        return await self.read(number, lock=True)

    async def read(self, number: int, *, lock: bool = False) -> Ticket | None:
        """A ticket as it stands, which may change the next moment."""
        found = await self._tickets(tickets.c.id == number, lock=lock)
        return found[0] if found else None

    async def number_of(self, key: str, person: str) -> int | None:
        """The number of the ticket that a person's question has become."""
        query = select(askers.c.ticket).where(askers.c.key == key, askers.c.person == person)
        number: int | None = (await self.connection.execute(query)).scalar_one_or_none()
        return number

    async def of_key(self, key: str, person: str) -> Ticket | None:
        """The ticket of a person's question."""
        number = await self.number_of(key, person)
        return None if number is None else await self.load(number)

    async def asking(self, question: str) -> Ticket | None:
        """The open ticket of the same question: any in which somebody says the same, and of the newest those
        that differ in some letters."""
        said, joined = what_is_asked(question), askers.join(tickets, tickets.c.id == askers.c.ticket)
        here = select(askers.c.ticket, askers.c.said).select_from(joined).where(tickets.c.state != "closed")
        found = (await self.connection.execute(here.where(askers.c.said == said).limit(1))).first()
        if found is None:
            newest = here.order_by(tickets.c.id.desc()).limit(COMPARED)
            rows = await self.connection.execute(newest)
            found = next((row for row in rows if same(said, row.said)), None)
        return None if found is None else await self.load(found.ticket)

    async def not_closed(self) -> list[Ticket]:
        return await self._tickets(tickets.c.state != "closed")

    async def waiting(self) -> list[Ticket]:
        """The tickets that wait for the team and that it was not yet reminded of."""
        return await self._tickets(
            tickets.c.state != "closed", tickets.c.waits_since.is_not(None), tickets.c.reminded.is_(False)
        )

    async def _tickets(self, *which: ColumnElement[bool], lock: bool = False) -> list[Ticket]:
        query = select(tickets).where(*which).order_by(tickets.c.id)
        rows = (await self.connection.execute(query.with_for_update() if lock else query)).all()
        numbers = [row.id for row in rows]
        asking = await self._of(askers, numbers, askers.c.created, askers.c.key)
        said = await self._of(posts, numbers, posts.c.id)
        return [
            Ticket(
                row.id,
                row.created,
                row.touched,
                row.state,
                tuple(_asker(each) for each in asking if each.ticket == row.id),
                json_text.NEAREST.value(row.nearest),
                Expert(row.owner, row.owner_name or "") if row.owner else None,
                tuple(json_text.POSTS.value(each.post) for each in said if each.ticket == row.id),
                row.waits_since,
                row.reminded,
                row.thread,
            )
            for row in rows
        ]

    async def _of(self, table: Any, numbers: Sequence[int], *order: Any) -> Sequence[Any]:
        if not numbers:
            return ()
        query = select(table).where(table.c.ticket.in_(numbers)).order_by(*order)
        return (await self.connection.execute(query)).all()

    async def save(self, before: Ticket, ticket: Ticket) -> None:
        """What is different now."""
        values = {
            "state": ticket.state,
            "owner": ticket.owner.id if ticket.owner else None,
            "owner_name": ticket.owner.name if ticket.owner else None,
            "touched": ticket.touched,
            "waits_since": ticket.waits_since,
            "reminded": ticket.reminded,
            "thread": ticket.thread,
        }
        await self.connection.execute(update(tickets).where(tickets.c.id == ticket.number).values(values))
        for asker in set(ticket.askers) - set(before.askers):
            changed = {"ticket": ticket.number, "helped": asker.helped, "named": asker.named, "due": None}
            await self.connection.execute(update(askers).where(askers.c.key == asker.key).values(changed))
        for post in [post for post in ticket.posts if post != before.post(post.message)]:
            body = {"post": json_text.POSTS.text(post)}
            if before.post(post.message) is not None:
                here = (posts.c.ticket == ticket.number, posts.c.message == post.message)
                await self.connection.execute(update(posts).where(*here).values(body))
                continue
            said_by = ticket.asker(post.asker) if post.asker else None
            more = {"ticket": ticket.number, "person": said_by.person if said_by else None}
            added = insert(posts).values(**body, **more, message=post.message, created=self.now)
            await self.connection.execute(added)

    async def any_outdated(self) -> bool:
        for which in (
            select(tickets.c.id).where(tickets.c.outdated),
            select(messages.c.id).where(*_WORDS_GONE),
        ):
            if (await self.connection.execute(which.limit(1))).first() is not None:
                return True
        return False

    async def words_gone(self) -> list[str]:
        """The keys of what stands in the team's chat with words that are gone, and nothing in its place; from
        now on they count as seen to."""
        later = messages.alias()
        newer = exists().where(
            *(later.c[name] == messages.c[name] for name in ("channel", "chat", "key")),
            later.c.id > messages.c.id,
        )
        keys = (await self.connection.execute(select(messages.c.key).where(*_WORDS_GONE, ~newer))).scalars()
        found = [key for key in keys if key]
        await self.connection.execute(update(messages).where(*_WORDS_GONE).values(quotes=None))
        return found

    async def outdated(self) -> list[Ticket]:
        """Tickets that somebody's words are gone from; from now on they count as drawn anew."""
        found = await self._tickets(tickets.c.outdated, lock=True)
        numbers = [each.number for each in found]
        await self.connection.execute(update(tickets).where(tickets.c.id.in_(numbers)).values(outdated=False))
        return found

    async def erase_empty(self) -> None:
        """Tickets that nobody asks any more, with what was answered."""
        nobody = ~exists().where(askers.c.ticket == tickets.c.id)
        await self.connection.execute(delete(tickets).where(nobody))
        await Learned(self.connection, self.now).erase_orphans()

    # What is linked by reply

    async def key_at(self, address: Address, message: str, *, anybody: bool = False) -> str:
        """The key of our message `message` of a chat, empty for one that has none."""
        shown = [
            messages.c.channel == address.channel,
            messages.c.chat == address.chat,
            KEYED,
            has_part(literal(message)),
        ]
        if not anybody:
            shown.append(messages.c.speaker == address.speaker)
        query = select(messages.c.key).where(*shown).order_by(messages.c.id.desc()).limit(1)
        return (await self.connection.execute(query)).scalar() or ""

    async def is_shown(self, address: Address, key: str) -> bool:
        """Whether a message of this key is known to stand in the chat."""
        here = (messages.c.channel == address.channel, messages.c.chat == address.chat, KEYED)
        query = select(messages.c.id).where(*here, messages.c.key == key, messages.c.sent_as.is_not(None))
        return (await self.connection.execute(query.limit(1))).first() is not None

    async def by_post(self, message: str) -> Ticket | None:
        """The ticket that an expert answered with this message of the team's chat."""
        query = select(posts.c.ticket).where(posts.c.message == message, posts.c.person.is_(None))
        number = (await self.connection.execute(query.order_by(posts.c.id.desc()).limit(1))).scalar()
        return None if number is None else await self.load(number)

    # The audit log

    async def note(self, actor: str, did: str, subject: str) -> None:
        row = {"actor": actor, "did": did, "subject": subject, "created": self.now}
        await self.connection.execute(insert(audit).values(row))

    async def actions(self, limit: int) -> list[AuditLine]:
        """The newest lines of the audit log, the newest last."""
        query = select(audit).order_by(audit.c.id.desc()).limit(limit)
        rows = (await self.connection.execute(query)).all()
        return [AuditLine(row.created, row.actor, row.did, row.subject) for row in reversed(rows)]


def ticket_of(key: str) -> int | None:
    """The number of the ticket that a message of this key is about."""
    found = _TICKET.match(key)
    return int(found[1]) if found else None


def _asker(row: Any) -> Asker:
    return Asker(
        row.key,
        row.person,
        Address(row.channel, row.chat, row.speaker),
        row.question,
        row.language,
        row.regarding,
        row.helped,
        row.named,
    )
