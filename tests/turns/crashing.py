"""A process to be killed: takes numbered notes for ever and says which of them it has acknowledged.

`python -m tests.turns.crashing DATABASE FIRST` prints the number of each note once it was accepted.
"""

import asyncio
import itertools
import sys

from bot.clock import fresh_id, now
from bot.store.database import open_database
from bot.store.store import Store
from bot.telemetry.log import set_up_logs
from dialogs.turn.events import Address, Incoming, Said
from dialogs.turn.phrases import Intents, Phrases
from dialogs.turn.world import Library
from tests.turns.wiring import turn_handler

PERSON = Address("web", "chat-1", "chat-1")


async def main(database: str, first: int) -> None:
    set_up_logs("WARNING")
    store = Store(open_database(database), now, fresh_id)
    await store.prepare()
    # Nothing else of it is asked.
    library = Library(None, None, Phrases({}, {}, Intents({}, "")))  # type: ignore[arg-type]
    handler = turn_handler(store, library)
    for number in itertools.count(first):
        await handler.handle(Incoming(PERSON, str(number), Said(str(number))))
        sys.stdout.write(f"{number}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2])))
