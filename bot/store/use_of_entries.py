"""How often entries of the knowledge base were of use, by the log of questions."""

import json
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, select

from bot.store.connection import Connection
from bot.store.tables import questions

SUGGESTED = 3


@dataclass(frozen=True, slots=True)
class UseOfEntries:
    """By entry: to how many questions it was the answer, in how many it was among those to choose from."""

    answered: Counter[str] = field(default_factory=Counter)
    suggested: Counter[str] = field(default_factory=Counter)


async def use_of_entries(connection: Connection, since: datetime) -> UseOfEntries:
    """Of the questions asked since then."""
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
