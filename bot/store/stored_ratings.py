"""👍 and 👎 as rows: the latest of each person for each answer, with the reason of a 👎."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, insert, select, update

from bot.store.connection import Connection
from bot.store.tables import ratings


@dataclass(frozen=True, slots=True)
class Dislike:
    """A 👎 that the team has not dealt with."""

    id: int
    person: str
    reason: str | None


class Ratings:
    """The ratings within one transaction."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now

    async def rate(self, person: str, answer: str, *, good: bool) -> None:
        """The same again changes nothing; another takes the place of the one before."""
        theirs = (ratings.c.person == person, ratings.c.answer == answer)
        same = select(ratings.c.id).where(*theirs, ratings.c.good == good)
        if (await self._connection.execute(same)).first() is not None:
            return
        await self._connection.execute(delete(ratings).where(*theirs))
        row = {"person": person, "answer": answer, "good": good, "reviewed": False, "created": self._now}
        await self._connection.execute(insert(ratings).values(row))

    async def give_reason(self, person: str, answer: str, reason: str) -> None:
        theirs = (ratings.c.person == person, ratings.c.answer == answer, ratings.c.good.is_(False))
        await self._connection.execute(update(ratings).where(*theirs).values(reason=reason))

    async def dislikes(self, answer: str) -> list[Dislike]:
        """Those of one answer, each of another person."""
        which = (ratings.c.answer == answer, ratings.c.good.is_(False), ratings.c.reviewed.is_(False))
        rows = await self._connection.execute(select(ratings).where(*which).order_by(ratings.c.id))
        return [Dislike(row.id, row.person, row.reason) for row in rows]

    async def review(self, answer: str) -> None:
        """The team has looked at the answer: what was said of it so far is dealt with."""
        await self._connection.execute(
            update(ratings).where(ratings.c.answer == answer).values(reviewed=True)
        )

    async def counts(self) -> Counter[tuple[str, bool]]:
        """How often each answer was good, and how often not."""
        columns = (ratings.c.answer, ratings.c.good)
        rows = await self._connection.execute(select(*columns, func.count()).group_by(*columns))
        return Counter({(row.answer, row.good): row[2] for row in rows})
