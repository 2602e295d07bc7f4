"""What people and experts teach, as rows: ratings of answers, words for entries, proposals of experts."""

import re
from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, func, insert, select, update

from bot.store import json_text
from bot.store.connection import Connection
from bot.store.tables import learned, phrasings, previews, questions, ratings
from dialogs.team.learned_answers import Proposal, State
from dialogs.team.tickets import Asker, Ticket
from dialogs.turn.events import Address
from knowledge.base.entries import Entry
from knowledge.text.normalisation import plain_words


@dataclass(frozen=True, slots=True)
class Dislike:
    """A 👎 that the team has not dealt with."""

    id: int
    person: str
    reason: str | None


@dataclass(frozen=True)
class Ratings:
    """The ratings within one transaction."""

    connection: Connection
    now: datetime

    async def rate(self, person: str, answer: str, *, good: bool) -> None:
        """Keeps a rating: the same again changes nothing, another takes the place of the one before."""
        theirs = (ratings.c.person == person, ratings.c.answer == answer)
        same = select(ratings.c.id).where(*theirs, ratings.c.good == good)
        if (await self.connection.execute(same)).first() is not None:
            return
        await self.connection.execute(delete(ratings).where(*theirs))
        row = {"person": person, "answer": answer, "good": good, "reviewed": False, "created": self.now}
        await self.connection.execute(insert(ratings).values(row))

    async def give_reason(self, person: str, answer: str, reason: str) -> None:
        theirs = (ratings.c.person == person, ratings.c.answer == answer, ratings.c.good.is_(False))
        await self.connection.execute(update(ratings).where(*theirs).values(reason=reason))

    async def dislikes(self, answer: str) -> list[Dislike]:
        """The dislikes of one answer that nobody has reviewed yet, each of another person."""
        which = (ratings.c.answer == answer, ratings.c.good.is_(False), ratings.c.reviewed.is_(False))
        rows = await self.connection.execute(select(ratings).where(*which).order_by(ratings.c.id))
        return [Dislike(row.id, row.person, row.reason) for row in rows]

    async def review(self, answer: str) -> None:
        """The team has looked at the answer: what was said of it so far is dealt with."""
        await self.connection.execute(update(ratings).where(ratings.c.answer == answer).values(reviewed=True))

    async def counts(self) -> Counter[tuple[str, bool]]:
        """How often each answer was good, and how often not."""
        columns = (ratings.c.answer, ratings.c.good)
        rows = await self.connection.execute(select(*columns, func.count()).group_by(*columns))
        return Counter({(row.answer, row.good): row[2] for row in rows})


LEARNED_PREFIX = "learned."
PICKED_BY = 3
"""So many people must have meant an entry by the same words."""
MOST_QUESTIONS_TRIED = 50_000
"""The newest questions: all that a crowd can ask in that time may be more than memory holds."""
_NOBODY = Address("", "", "")

AskedBy = tuple[str, str | None]
"""A question, and who asked it."""

_NAMED = re.compile(rf"{re.escape(LEARNED_PREFIX)}([0-9]{{1,9}})")


@dataclass(frozen=True, slots=True)
class StoredProposal:
    """A proposal with the number of the ticket that it comes from, if that is still there."""

    proposal: Proposal
    ticket: int | None
    changed: datetime | None = None

    @property
    def written(self) -> str:
        """Tells one state of it from every other one."""
        return self.changed.isoformat() if self.changed else ""


@dataclass(frozen=True)
class Learned:
    """The proposals within one transaction."""

    connection: Connection
    now: datetime

    async def add(self, proposal: Proposal, ticket: int | None, message: str) -> Proposal | None:
        """A new one under an id that no published entry has; None when there is one of this message."""
        if ticket is not None:
            same = (learned.c.ticket == ticket, learned.c.message == message)
            if (await self.connection.execute(select(learned.c.id).where(*same))).first() is not None:
                return None
        values = {"ticket": ticket, "message": message, "state": proposal.state, "proposal": "{}"}
        # An entry that was imported has the id that another bot gave it.
        taken = {each.id for each in await self.published()} - {proposal.entry.id if proposal.entry else ""}
        numbers = list[int]()
        while not numbers or f"{LEARNED_PREFIX}{numbers[-1]}" in taken:
            added = await self.connection.execute(
                insert(learned).values(**values, created=self.now, changed=self.now).returning(learned.c.id)
            )
            numbers.append(added.scalar_one())
        await self.connection.execute(delete(learned).where(learned.c.id.in_(numbers[:-1])))
        named = replace(proposal, id=f"{LEARNED_PREFIX}{numbers[-1]}")
        await self.save(named)
        return named

    async def load(self, id: str) -> StoredProposal | None:
        """A proposal, locked for the rest of the transaction."""
        return await self.at(id, lock=True)

    async def at(self, id: str, *, lock: bool = False) -> StoredProposal | None:
        """A proposal as it stands, which may change the next moment."""
        named = _NAMED.fullmatch(id)
        return None if named is None else await self._one(learned.c.id == int(named[1]), lock=lock)

    async def of_post(self, ticket: int, message: str) -> StoredProposal | None:
        """The one of this answer, locked for the rest of the transaction."""
        return await self._one(learned.c.ticket == ticket, learned.c.message == message, lock=True)

    async def read(self, *states: State) -> list[StoredProposal]:
        """All in these states, as they stand, the newest first."""
        return (await self._stored(learned.c.state.in_(states)))[::-1]

    async def save(self, proposal: Proposal) -> None:
        values: dict[str, Any] = {
            "state": proposal.state,
            "proposal": json_text.PROPOSALS.text(proposal),
            "changed": self.now,
        }
        number = int(proposal.id.removeprefix(LEARNED_PREFIX))
        await self.connection.execute(update(learned).where(learned.c.id == number).values(values))

    async def unpublished(self, ticket: int) -> list[StoredProposal]:
        """The proposals of a ticket that its askers' words still stand in."""
        found = await self._stored(learned.c.state != "published")
        return [each for each in found if ticket in (each.ticket, *each.proposal.gathered)]

    async def extensions(self) -> list[StoredProposal]:
        """The proposals of more phrasings for an entry in which words of people who picked it still stand."""
        found = await self._stored(learned.c.state != "published")
        return [each for each in found if each.proposal.extends is not None]

    async def undecided(self) -> list[StoredProposal]:
        """Proposals of answers that wait for a decision."""
        found = await self._stored(learned.c.state == "proposed")
        return [each for each in found if each.proposal.extends is None]

    async def extending(self, entry: str) -> StoredProposal | None:
        """The proposal of more phrasings for an entry that waits for a decision."""
        open = [each for each in await self.extensions() if each.proposal.state != "rejected"]
        return next((each for each in open if each.proposal.extends == entry), None)

    async def _one(self, *which: ColumnElement[bool], lock: bool) -> StoredProposal | None:
        found = await self._stored(*which, lock=lock)
        return found[0] if found else None

    async def _stored(self, *which: ColumnElement[bool], lock: bool = False) -> list[StoredProposal]:
        query = select(learned).where(*which).order_by(learned.c.id)
        rows = await self.connection.execute(query.with_for_update() if lock else query)
        return [
            StoredProposal(json_text.PROPOSALS.value(row.proposal), row.ticket, row.changed) for row in rows
        ]

    async def published(self) -> list[Entry]:
        return [proposal.entry for proposal in await self.all_published() if proposal.entry is not None]

    async def all_published(self) -> list[Proposal]:
        return [each.proposal for each in await self._stored(learned.c.state == "published")]

    async def stamp(self) -> tuple[object, ...]:
        """Changes when what is published may have changed."""
        query = select(func.count(), func.max(learned.c.changed)).where(learned.c.state != "proposed")
        return tuple((await self.connection.execute(query)).all()[0])

    async def picked(self, entry: str) -> Ticket | None:
        """The words by which enough people meant an entry, as if they had asked in them; None without any."""
        which = (phrasings.c.entry == entry, phrasings.c.state == "proposed", phrasings.c.person.is_not(None))
        rows = await self.connection.execute(select(phrasings).where(*which).order_by(phrasings.c.id))
        by_words: dict[str, dict[str, str]] = {}
        for row in rows:
            by_words.setdefault(plain_words(row.question), {})[row.person] = row.question
        askers = [
            Asker("", person, _NOBODY, words)
            for people in by_words.values()
            if len(people) >= PICKED_BY
            for person, words in people.items()
        ]
        return Ticket(0, self.now, self.now, askers=tuple(askers)) if askers else None

    async def settle(self, proposal: Proposal) -> None:
        """The words in what was published or rejected are no candidates any more; in what was taken back they
        are again."""
        if proposal.extends is None:
            return
        again = proposal.state in ("undone", "proposed")
        before, after = ("settled", "proposed") if again else ("proposed", "settled")
        here = (phrasings.c.entry == proposal.extends, phrasings.c.state == before)
        await self.connection.execute(update(phrasings).where(*here).values(state=after))

    async def asked(self, since: datetime) -> list[AskedBy]:
        """The questions since then with who asked, the newest first."""
        asked = select(questions.c.question, questions.c.person).where(questions.c.created >= since)
        newest = asked.order_by(questions.c.id.desc()).limit(MOST_QUESTIONS_TRIED)
        return [(row.question, row.person) for row in await self.connection.execute(newest)]

    async def begin_preview(self, run: str, id: str) -> None:
        """What the proposal would change is being worked out."""
        await self.connection.execute(insert(previews).values(run=run, proposal=id, created=self.now))

    async def end_preview(self, run: str) -> bool:
        """Whether it was not ended before."""
        ended = await self.connection.execute(delete(previews).where(previews.c.run == run))
        return ended.rowcount == 1

    async def previews(self, begun_before: datetime) -> list[tuple[str, str]]:
        """The previews that have not ended, and their proposals."""
        query = select(previews.c.run, previews.c.proposal).where(previews.c.created < begun_before)
        return [(row.run, row.proposal) for row in await self.connection.execute(query)]

    async def erase_orphans(self) -> None:
        """Unpublished words of tickets that are no more."""
        for each in await self._stored(learned.c.ticket.is_(None), learned.c.state != "published"):
            if each.proposal.extends is None:
                number = int(each.proposal.id.removeprefix(LEARNED_PREFIX))
                await self.connection.execute(delete(learned).where(learned.c.id == number))
