"""A process to be killed: takes numbered notes for ever and says which of them it has acknowledged.

`python -m tests.turns.crashing DATABASE FIRST` prints the number of each note once it was accepted.
"""

import asyncio
import itertools
import sys
from datetime import UTC

from bot.clock import fresh_id, now
from bot.notify.notifier import Notifier
from bot.store.database import open_database
from bot.store.store import Store
from bot.telemetry.log import set_up_logs
from bot.turns.handler import TurnHandler
from dialogs.turn.events import Address, Incoming, Said
from dialogs.turn.intents import Intents
from dialogs.turn.phrases import Phrases
from dialogs.turn.world import Library
from tests.turns import standin

PERSON = Address("web", "chat-1", "chat-1")


async def main(database: str, first: int) -> None:
    set_up_logs("WARNING")
    store = Store(open_database(database), now, fresh_id)
    await store.prepare()
    turn_handler = TurnHandler(
        store=store,
        library=Library(None, None, Phrases({}, {}, Intents({}, ""))),  # type: ignore[arg-type]  # nothing is asked of it
        finder=standin.Ignorant(),
        converse=standin.converse,
        clock=now,
        time_zone=UTC,
        fresh_id=fresh_id,
        logging_channels={"web"},
        notifier=Notifier(),
    )
    for number in itertools.count(first):
        await turn_handler.handle(Incoming(PERSON, str(number), Said(str(number))))
        sys.stdout.write(f"{number}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2])))
