"""What is counted of all drafts of a time takes no more memory than a few of them."""

import tracemalloc
from datetime import timedelta

from sqlalchemy import insert, select

from bot.clock import now
from bot.store.connection import Connection
from bot.store.daily_counts import of_changed_drafts
from bot.store.tables import drafts
from dialogs.conversation import converse
from dialogs.turn.events import Said
from tests.turns.reception import Opening

MANY, LETTERS, MB = 60, 150_000, 1024 * 1024


async def test_long_drafts_are_looked_at_a_few_at_a_time(opening: Opening) -> None:
    async with opening(converse) as reception:
        await reception.hears(Said("/profile"))
        await reception.hears(Said("Министерство труда"))
        database = reception.store.database

        async def multiplied(connection: Connection) -> None:
            row = (await connection.execute(select(drafts))).first()._asdict()
            body = row["body"].replace("труда", "т" * LETTERS)
            await connection.execute(
                insert(drafts), [{**row, "id": f"long-{n}", "body": body} for n in range(MANY)]
            )
            await connection.execute(
                insert(drafts), [{**row, "id": "of-another-version", "body": '{"no": "draft"}'}]
            )

        await database.transact(multiplied)
        tracemalloc.start()
        try:
            lengths = await of_changed_drafts(
                database, now() - timedelta(days=400), lambda draft: draft.length
            )
            _, most = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        assert len(lengths) == MANY + 1 and sum(length > LETTERS for length in lengths) == MANY
        assert most < 15 * MB, "all of them are far more"
