"""What happened between two moments, counted; how often entries of the knowledge base were of use."""

import asyncio
import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from pydantic import ValidationError
from sqlalchemy import ColumnElement, Select, Table, func, select

from bot.store import json_text
from bot.store.connection import Connection, insert_into, only
from bot.store.database import Database
from bot.store.tables import audit, digests, drafts, messages, questions, ratings, tickets
from dialogs.interview.answers import Draft
from dialogs.team.figures import ABANDONED_AFTER

_AT_ONCE = 10  # drafts, each of which may be long

Result = TypeVar("Result")

# Characters of a question that a digest needs to tell it from others.
LONGEST_COUNTED = 500


@dataclass(frozen=True, slots=True)
class Counts:
    """`outcomes` of questions; `unknown` are those that stayed without an answer, `reasons` those of a 👎,
    each with its person's id; `changed` are the ids of the drafts changed since, `left` those of the
    unfinished ones that became old in this time."""

    people: int
    outcomes: Counter[str]
    tickets: Counter[str]
    unknown: tuple[tuple[str, str | None], ...]
    reasons: tuple[tuple[str, str | None], ...]
    thumbs: Counter[bool]
    changed: tuple[str, ...]
    left: tuple[str, ...]
    waiting: int


async def count(database: Database, since: datetime, until: datetime) -> Counts:
    """Counts what happened from `since` on and before `until`."""

    async def counted(connection: Connection) -> Counts:
        in_stretch = await _between(connection, messages, since, until)
        spoke = await connection.execute(
            select(func.count(messages.c.person.distinct())).where(*in_stretch, messages.c.kind != "notice")
        )
        asked = await _between(connection, questions, since, until)
        outcomes = await connection.execute(
            select(questions.c.outcome, func.count()).where(*asked).group_by(questions.c.outcome)
        )
        unknown = await connection.execute(
            select(
                func.substr(questions.c.question, 1, LONGEST_COUNTED).label("question"), questions.c.person
            ).where(*asked, questions.c.outcome == "unknown")
        )
        changed = await connection.execute(_changed_since(since))
        became_old = (drafts.c.updated >= since - ABANDONED_AFTER, drafts.c.updated < until - ABANDONED_AFTER)
        left = await connection.execute(select(drafts.c.id).where(*became_old, drafts.c.status == "filling"))
        thumbs = await _between(connection, ratings, since, until)
        rated = (await connection.execute(select(ratings).where(*thumbs).order_by(ratings.c.id))).all()
        waiting = await connection.execute(
            select(func.count()).select_from(drafts).where(drafts.c.status == "filling")
        )
        return Counts(
            spoke.scalar() or 0,
            Counter({row[0]: row[1] for row in outcomes}),
            await _tickets(connection, since, until),
            tuple((row.question, row.person) for row in unknown),
            tuple((row.reason, row.person) for row in rated if row.reason),
            Counter(row.good for row in rated),
            tuple(changed.scalars()),
            tuple(left.scalars()),
            waiting.scalar() or 0,
        )

    return await database.look(counted)


def _changed_since(moment: datetime) -> Select[tuple[str]]:
    return select(drafts.c.id).where(drafts.c.updated >= moment)


async def of_changed_drafts(
    database: Database, since: datetime, look: Callable[[Draft], Result]
) -> Sequence[Result]:
    """What `look` finds in each of the drafts that were changed since then, as `of_drafts` reads them."""
    ids = (await database.look(only(_changed_since(since)))).scalars()
    return await of_drafts(database, [*ids], look)


async def of_drafts(
    database: Database, ids: Sequence[str], look: Callable[[Draft], Result]
) -> Sequence[Result]:
    """What `look` finds in each of the drafts, without those that only another version could read. A few are
    read at a time, in a thread: all of them may be more than memory holds, and take time that turns need."""
    found: list[Result] = []
    for first in range(0, len(ids), _AT_ONCE):
        some = select(drafts.c.body).where(drafts.c.id.in_(ids[first : first + _AT_ONCE]))
        bodies = (await database.look(only(some))).scalars()
        found += await asyncio.to_thread(lambda read: [*map(look, _readable(read))], bodies)
    return found


def _readable(bodies: Iterable[str]) -> Iterable[Draft]:
    for body in bodies:
        try:
            yield json_text.DRAFTS.value(body)
        except ValidationError:
            continue


async def _tickets(connection: Connection, since: datetime, until: datetime) -> Counter[str]:
    """What was done on tickets, as the audit log has it, and how many wait for the team now."""
    done = await _between(connection, audit, since, until)
    rows = await connection.execute(select(audit.c.did, func.count()).where(*done).group_by(audit.c.did))
    counted = Counter({row[0]: row[1] for row in rows})
    open_now = (tickets.c.state != "closed", tickets.c.waits_since.is_not(None))
    waiting = await connection.execute(
        select(tickets.c.reminded, func.count()).where(*open_now).group_by(tickets.c.reminded)
    )
    for reminded, count in waiting:
        counted["waiting"] += count
        counted["overdue"] += count if reminded else 0
    return counted


async def _between(
    connection: Connection, table: Table, since: datetime, until: datetime
) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Rows are numbered as they come, so a stretch of time is a stretch of numbers: no index is needed,
    which every turn would have to keep."""
    first, last = [await _first_since(connection, table, moment) for moment in (since, until)]
    return table.c.id >= first, table.c.id < last


async def _first_since(connection: Connection, table: Table, moment: datetime) -> int:
    low, high = 0, ((await connection.execute(select(func.max(table.c.id)))).scalar() or 0) + 1
    while low < high:
        middle = (low + high) // 2
        row = select(table.c.created).where(table.c.id >= middle).order_by(table.c.id).limit(1)
        created = (await connection.execute(row)).scalar()
        if created is None or created >= moment:
            high = middle
        else:
            low = middle + 1
    return low


async def is_claimed(database: Database, day: str) -> bool:
    return (await database.look(only(select(digests.c.day).where(digests.c.day == day)))).scalar() is not None


async def claim(connection: Connection, day: str, now: datetime) -> bool:
    """Whether the day is ours to tell of: of all copies, for one; undone with the transaction."""
    claimed = await connection.execute(
        insert_into(digests, connection.dialect).values(day=day, created=now).on_conflict_do_nothing()
    )
    return claimed.rowcount == 1


SUGGESTED = 3


@dataclass(frozen=True, slots=True)
class UseOfEntries:
    """How often each entry was the answer to a question, and how often it was among those to choose from."""

    answered: Counter[str] = field(default_factory=Counter)
    suggested: Counter[str] = field(default_factory=Counter)


async def use_of_entries(connection: Connection, since: datetime) -> UseOfEntries:
    """How entries were used by the questions asked since then."""
    counted = (
        select(questions.c.outcome, questions.c.entries, func.count())
        .where(questions.c.created >= since, questions.c.outcome.in_(("answer", "suggest")))
        .group_by(questions.c.outcome, questions.c.entries)
    )
    use = UseOfEntries()
    for outcome, entries, times in await connection.execute(counted):
        ranked = json.loads(entries)
        if outcome == "answer":
            use.answered.update(dict.fromkeys(ranked[:1], times))
        else:
            use.suggested.update(dict.fromkeys(ranked[:SUGGESTED], times))
    return use
