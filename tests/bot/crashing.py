"""A process to be killed: takes numbered notes for ever and says which of them it has acknowledged.

`python -m tests.bot.crashing DATABASE FIRST` prints the number of each note once the desk has accepted it.
"""

import asyncio
import itertools
import sys
from datetime import UTC

from bot.chance import fresh_id, now
from bot.delivery.bell import Bell
from bot.desk import Desk
from bot.store.engines import open_engines
from bot.store.store import Store
from dialogs.events import Address, Incoming, Said
from dialogs.turn import Library
from tests.bot import standin

PERSON = Address("web", "chat-1", "chat-1")


async def main(database: str, first: int) -> None:
    store = Store(open_engines(database), now, fresh_id)
    await store.prepare()
    desk = Desk(
        store=store,
        library=Library(None, None, None),  # type: ignore[arg-type]  # the stand-in asks nothing of it
        finder=standin.Ignorant(),
        converse=standin.converse,
        clock=now,
        time_zone=UTC,
        fresh_id=fresh_id,
        logging_channels={"web"},
        bell=Bell(),
    )
    for number in itertools.count(first):
        await desk.handle(Incoming(PERSON, str(number), Said(str(number))))
        sys.stdout.write(f"{number}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2])))
