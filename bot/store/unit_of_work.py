"""One transaction around one event: recognise repeats, load where the chat stands, save the turn."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from hashlib import blake2b
from typing import Any

from sqlalchemy import Executable, String, bindparam, func, insert, or_, select, update

from bot.ports import PULLING
from bot.store import json_text
from bot.store.applied_effects import ChatState, Conflict, apply_effects
from bot.store.connection import Connection, insert_into, prepared
from bot.store.message_rows import PRUNED_EVERY, MessageRows, Sending, prune_log, quoting
from bot.store.personal_data import idle_drafts, stored_characters
from bot.store.stored_learning import Learned, Ratings
from bot.store.stored_tickets import Tickets
from bot.store.tables import (
    CHAT_OF_SPEAKER,
    IN_CHAT_OF_SPEAKER,
    WITH_BUTTONS,
    at,
    chats,
    drafts,
    messages,
    persons,
    updates,
)
from bot.store.waiting import Priority
from dialogs.filling.expiry import Idle
from dialogs.interview.answers import Draft
from dialogs.team.notices import TEAM_SPEAKER
from dialogs.team.tickets import Letter
from dialogs.turn.effects import Turn
from dialogs.turn.events import Address
from dialogs.turn.replies import Reply
from dialogs.turn.session import Session
from knowledge.text.language import Language

DRAFTS_AT_HAND = 12
"""More than a list shows, for one of them may go in the same turn."""
EVERY_DRAFT = 1_000_000
MOST_WRITTEN = 16_000_000
"""Characters that are kept about a person: a hundred times what one leaves who fills a profile a week."""

LARGEST_DRAFT = 400_000
"""Characters of a draft, ten times what a thorough one has: to check and show all of it takes a third of a
second, in which nobody else is served."""


# Built once: to build a statement costs more than to run it.
@lru_cache
def _accept(dialect: str) -> Executable:
    insertion: Executable = insert_into(updates, dialect).on_conflict_do_nothing()
    return prepared(insertion)


_CHAT = prepared(
    select(chats.c.person, chats.c.session, chats.c.revision, chats.c.written, persons.c.about)
    .join(persons, persons.c.id == chats.c.person)
    .where(*CHAT_OF_SPEAKER)
    # PostgreSQL reads what it had to wait for anew, but only of the tables that are locked; and rows that
    # hang on the person may be added meanwhile (NO KEY).
    .with_for_update(of=(chats, persons), key_share=True)
)
_HERS = drafts.c.person == bindparam("of")
_NEWEST = select(drafts.c.id).where(_HERS).order_by(drafts.c.updated.desc()).limit(bindparam("most"))
_COUNT = select(func.count()).select_from(drafts).where(_HERS)
_NAMED = bindparam("named", type_=String)
# Those changed last, and those whose ids stand somewhere in `named`: without them it is another text.
_DRAFTS = prepared(
    select(drafts.c.body, _COUNT.scalar_subquery().label("count")).where(
        _HERS, or_(drafts.c.id.in_(_NEWEST), func.replace(_NAMED, drafts.c.id, "") != _NAMED)
    )
)
_MOVE_ON = prepared(update(chats).where(*CHAT_OF_SPEAKER, chats.c.revision == bindparam("before")))
# The chats of a page are read from their log, of which only the end is of use.
_LEAVE_TRACE = prepared(
    update(messages).where(*IN_CHAT_OF_SPEAKER, messages.c.slot == bindparam("of"), WITH_BUTTONS)
)
_OF_PERSON = prepared(
    select(chats.c.channel, chats.c.chat, chats.c.speaker).where(chats.c.person == bindparam("of"))
)
_ADD_PERSON, _ADD_CHAT = map(prepared, (insert(persons), insert(chats)))


class UnitOfWork:
    """A transaction in progress; the store commits it when the work ends well."""

    def __init__(
        self,
        connection: Connection,
        now: datetime,
        fresh_id: Callable[[], str],
        elsewhere: Sequence[Address] = (),
    ) -> None:
        """`elsewhere`: where notices go besides the team's chat."""
        self.connection = connection
        self.now = now
        self._fresh_id = fresh_id
        self._messages = MessageRows(connection, now, elsewhere)
        self.forgot = False

    @property
    def tickets(self) -> Tickets:
        return Tickets(self.connection, self.now)

    @property
    def learned(self) -> Learned:
        return Learned(self.connection, self.now)

    @property
    def ratings(self) -> Ratings:
        return Ratings(self.connection, self.now)

    async def accept(self, channel: str, update_id: str) -> bool:
        """Whether the update is new; from now on it is not."""
        values = {"channel": channel, "id": digest_of(update_id), "created": self.now}
        added = await self.connection.execute(_accept(self.connection.dialect), values)
        return added.rowcount == 1

    async def load(self, address: Address, named: str = "", at_hand: int = DRAFTS_AT_HAND) -> ChatState:
        """Loads where the chat stands; it is locked for the rest of the transaction, so the ids of its
        messages are in the order of commits. Drafts whose ids stand in `named` are read besides the
        newest."""
        row = await self._row(address)
        if row is None and self.connection.dialect == "postgresql":
            # There is no row to lock yet: its name is locked, and whoever was first has made the row.
            name = f"{address.channel}\n{address.chat}\n{address.speaker}"
            await self.connection.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(name, 0))))
            row = await self._row(address)
        if row is None:
            return ChatState(self._fresh_id(), False, Session(revision=self._first_revision()))
        which = {"of": row.person, "named": f"{row.session} {named}", "most": at_hand}
        found = (await self.connection.execute(_DRAFTS, which)).all()
        written = row.written
        if written > MOST_WRITTEN:
            # Some of it was written over, or is gone by now.
            written = await stored_characters(self.connection, row.person)
        session = json_text.SESSIONS.readable(row.session, "session unreadable, brought home")
        about = json_text.ANSWERS_BY_FIELD.readable(row.about, "standing answers unreadable, asked again")
        read = [(draft, len(each.body)) for each in found if (draft := _draft(each.body)) is not None]
        return ChatState(
            row.person,
            True,
            # The drafts are safe in rows of their own: from home they can be opened again.
            _at_revision(session or Session(), row.revision),
            {draft.id: draft for draft, _ in read},
            about or {},
            more_drafts=found[0].count - len(found) if found else 0,
            written=written,
            full=written > MOST_WRITTEN,
            overlong=frozenset(draft.id for draft, length in read if length > LARGEST_DRAFT),
        )

    async def chats_of(self, person: str) -> list[Address]:
        """The chats in which the person speaks."""
        rows = (await self.connection.execute(_OF_PERSON, {"of": person})).all()
        return [Address(row.channel, row.chat, row.speaker) for row in rows]

    async def begin(self, address: Address, person: str, language: Language) -> None:
        """Adds a chat of somebody who speaks elsewhere already; nothing is said there yet."""
        session = Session(revision=self._first_revision(), chosen_language=language)
        await self._save_session(address, ChatState(person, False, session), session, 0, unasked=True)

    async def idle_drafts(self, person: str) -> list[Idle]:
        """Drafts of the person that are near their end, or past it."""
        return await idle_drafts(self.connection, person, self.now)

    async def _row(self, address: Address) -> Any:
        return (await self.connection.execute(_CHAT, at(address))).one_or_none()

    def _first_revision(self) -> int:
        # Offers are numbered by the revision: buttons from before, of an erased or lost chat, must not
        # match an offer of the new one by chance.
        return int(self.now.timestamp()) - 1_700_000_000

    async def save(self, address: Address, state: ChatState, turn: Turn, sending: Sending) -> None:
        """The turn's session, effects and messages. Raises Conflict when the chat moved on meanwhile."""
        if not state.known:
            person_row = {"id": state.person, "about": "{}", "created": self.now}
            await self.connection.execute(_ADD_PERSON, person_row)
        written = await apply_effects(self.connection, state, turn.effects, self.now)
        self.forgot = written is None
        if turn.trace is not None:
            await self._leave_trace(address, *turn.trace)
        person = None if self.forgot else state.person
        said = await self._messages.add(address, person, turn.replies, sending, turn.session.offer.number)
        if written is not None:
            written += said
            await self._save_session(address, state, turn.session, written, unasked=sending.unasked)
        if address.channel in PULLING and state.session.revision % PRUNED_EVERY == 0:
            await prune_log(self.connection, address)

    async def _leave_trace(self, address: Address, offer: int, trace: Reply) -> None:
        values = {**at(address), "of": offer, "trace": json_text.REPLIES.text(trace)}
        await self.connection.execute(_LEAVE_TRACE, values)

    async def tell(
        self,
        address: Address,
        person: str | None,
        replies: tuple[Reply, ...],
        priority: Priority = Priority.NOTICE,
    ) -> None:
        """Adds messages outside of any turn; they are erased with `person`."""
        await self._messages.add(address, person, replies, Sending(priority=priority), None)

    async def post(self, *letters: Letter, priority: Priority = Priority.NOTICE) -> set[Address]:
        """Sends letters, and returns whose chats have something new. An asker's hang on the asker; those to
        the team on nobody, for one of several whom they quote may go: see `erase_person`."""
        for letter in letters:
            sending = Sending(letter.in_place, None, letter.regarding, True, priority)
            to_team = letter.to.speaker == TEAM_SPEAKER
            person = letter.persons[0] if letter.persons and not to_team else None
            quotes = quoting(*letter.persons) if to_team else None
            linked = {"key": letter.key, "under": letter.under, "quotes": quotes}
            await self._messages.add(letter.to, person, (letter.reply,), sending, None, linked)
        return {letter.to for letter in letters}

    async def _save_session(
        self, address: Address, state: ChatState, session: Session, written: int, *, unasked: bool
    ) -> None:
        revision = state.session.revision + 1
        values: dict[str, Any] = {
            "session": json_text.SESSIONS.text(_at_revision(session, revision)),
            "revision": revision,
            "updated": self.now,
            "written": state.written + written,
        }
        if not unasked:
            # Who writes to us can be written to.
            values["blocked"] = None
        if not state.known:
            named = {"channel": address.channel, "chat": address.chat, "speaker": address.speaker}
            await self.connection.execute(_ADD_CHAT, {**named, "person": state.person, **values})
            return
        expected = {**at(address), "before": state.session.revision}
        changed = await self.connection.execute(_MOVE_ON, {**expected, **values})
        if changed.rowcount != 1:
            raise Conflict


def _draft(body: str) -> Draft | None:
    return json_text.DRAFTS.readable(body, "draft unreadable, left as it is")


def _at_revision(session: Session, revision: int) -> Session:
    # Nearly always it has it; to copy a session takes as long as to read one.
    return session if session.revision == revision else replace(session, revision=revision)


def digest_of(update_id: str) -> str:
    """By which an update is known here: some channels put their chat into the id, and a chat must be
    forgettable."""
    return blake2b(update_id.encode(), digest_size=16).hexdigest()
