"""What a turn's transaction costs on SQLite, 32 at once: `python -m benchmarks.transactions [rounds]`."""

import asyncio
import sys
import tempfile
import time
from pathlib import Path

from bot.app.app import open_store
from bot.settings import Settings
from bot.store.message_rows import Sending
from bot.store.store import Store
from bot.store.unit_of_work import UnitOfWork
from dialogs.turn.effects import LogQuestion, Turn
from dialogs.turn.events import Address
from dialogs.turn.replies import Reply
from knowledge.text.markup import paragraph

AT_ONCE = 32
TURNS = 60
REPLY = Reply(
    paragraph("Клиентоцентричность – это подход, при котором услуга строится вокруг человека. " * 4)
)


async def turn(store: Store, chat: int, number: int) -> None:
    """One event: recognised as new, the chat loaded, a session, a question and a reply saved."""
    address = Address("telegram", f"{chat}", f"{chat}")

    async def work(unit: UnitOfWork) -> None:
        assert await unit.accept(address.channel, f"{chat}-{number}")
        state = await unit.load(address)
        effects = (LogQuestion("что такое клиентоцентричность?", "answer", ("term.customer-centricity",)),)
        await unit.save(address, state, Turn(state.session, (REPLY,), effects), Sending())

    await store.transact(work)


async def measured(folder: Path) -> tuple[float, float]:
    """Milliseconds a turn: of computing, and by the clock."""
    settings = Settings(database=f"sqlite:///{folder / 'bot.db'}")
    async with open_store(settings, pauses=()) as store:
        await asyncio.gather(*(turn(store, chat, 0) for chat in range(AT_ONCE)))
        computing, clock = time.process_time(), time.perf_counter()
        for number in range(1, TURNS + 1):
            await asyncio.gather(*(turn(store, chat, number) for chat in range(AT_ONCE)))
        turns = AT_ONCE * TURNS / 1000
        return (time.process_time() - computing) / turns, (time.perf_counter() - clock) / turns


async def main(rounds: int) -> None:
    for _ in range(rounds):
        with tempfile.TemporaryDirectory() as folder:
            computing, clock = await measured(Path(folder))
        print(f"{computing:.2f} ms of computing a turn, {clock:.2f} ms by the clock")


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 5))
