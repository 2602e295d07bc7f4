"""What happened between two moments, counted."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from pydantic import ValidationError
from sqlalchemy import ColumnElement, Table, func, select

from bot.store import json_text
from bot.store.access import Connected
from bot.store.engines import Engines
from bot.store.tables import digests, drafts, messages, questions
from bot.store.upserting import insert_into
from dialogs.interview.answers import Draft


@dataclass(frozen=True, slots=True)
class Counts:
    """`outcomes` of questions; `unknown` are the questions themselves that stayed without an answer.
    `bodies` are the drafts changed since, as they are stored: to read thousands takes time."""

    people: int
    outcomes: Counter[str]
    unknown: tuple[str, ...]
    bodies: tuple[str, ...]
    waiting: int


async def count(engines: Engines, since: datetime, until: datetime) -> Counts:
    """From `since` on and before `until`."""
    async with engines.reader.connect() as connection:
        spoke = await connection.scalar(
            select(func.count(messages.c.person.distinct())).where(
                *await _between(connection, messages, since, until), messages.c.kind != "notice"
            )
        )
        asked = await _between(connection, questions, since, until)
        outcomes = await connection.execute(
            select(questions.c.outcome, func.count()).where(*asked).group_by(questions.c.outcome)
        )
        unknown = await connection.execute(
            select(questions.c.question).where(*asked, questions.c.outcome == "unknown")
        )
        changed = await connection.execute(select(drafts.c.body).where(drafts.c.updated >= since))
        waiting = await connection.scalar(
            select(func.count()).select_from(drafts).where(drafts.c.status == "filling")
        )
        return Counts(
            spoke or 0,
            Counter({row[0]: row[1] for row in outcomes}),
            tuple(unknown.scalars()),
            tuple(changed.scalars()),
            waiting or 0,
        )


def readable(bodies: Iterable[str]) -> Iterable[Draft]:
    """The drafts, without those that only another version could read."""
    for body in bodies:
        try:
            yield json_text.drafts().value(body)
        except ValidationError:
            continue


async def _between(
    connection: Connected, table: Table, since: datetime, until: datetime
) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Rows are numbered as they come, so a stretch of time is a stretch of numbers: no index is needed,
    which every turn would have to keep."""
    first, last = [await _first_since(connection, table, moment) for moment in (since, until)]
    return table.c.id >= first, table.c.id < last


async def _first_since(connection: Connected, table: Table, moment: datetime) -> int:
    low, high = 0, (await connection.scalar(select(func.max(table.c.id))) or 0) + 1
    while low < high:
        middle = (low + high) // 2
        row = select(table.c.created).where(table.c.id >= middle).order_by(table.c.id).limit(1)
        created = await connection.scalar(row)
        if created is None or created >= moment:
            high = middle
        else:
            low = middle + 1
    return low


async def is_claimed(engines: Engines, day: str) -> bool:
    async with engines.reader.connect() as connection:
        return await connection.scalar(select(digests.c.day).where(digests.c.day == day)) is not None


async def claim(connection: Connected, day: str, now: datetime) -> bool:
    """Whether the day is ours to tell of: of all copies, for one; undone with the transaction."""
    claimed = await connection.execute(
        insert_into(digests, connection.dialect.name).values(day=day, created=now).on_conflict_do_nothing()
    )
    return claimed.rowcount == 1
