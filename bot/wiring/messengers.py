"""The messengers that must be told, from the first contact until we stop."""

import asyncio
import gc
import importlib
from typing import TYPE_CHECKING

from bot.chance import now
from bot.channels.telegram import NAME as TELEGRAM
from bot.delivery.outbox import PARALLEL_CHATS, Outbox
from bot.delivery.sole_sender import Sender
from bot.settings import Settings, StartError
from bot.store.holds import Holds
from bot.store.outgoing import OutgoingMessages
from bot.wiring.house import House
from bot.wiring.stopping import Stopping

if TYPE_CHECKING:
    from bot.channels.telegram.gate import Gate
    from bot.channels.telegram.running import Telegram


def open_gate(settings: Settings) -> "Gate | None":
    """The webhook's address, when Telegram is to call us."""
    from bot.channels.telegram.gate import Gate  # noqa: PLC0415

    if not settings.telegram_token or not settings.telegram_webhook or not settings.telegram_secret:
        return None
    return Gate(settings.telegram_secret)


async def push(
    house: House, gate: "Gate | None", sender: Sender, stopping: Stopping, failures: list[StartError]
) -> None:
    """The messengers that must be told, until we stop; a refused token ends everything."""
    if not house.settings.telegram_token:
        return
    # Seconds of work; the page is served meanwhile.
    running = await asyncio.to_thread(importlib.import_module, "bot.channels.telegram.running")
    parts = running.Parts(
        house.settings,
        house.library,
        lambda: house.finder.served,
        house.store,
        house.press,
        house.desk,
        now,
        house.patience,
    )
    telegram = running.Telegram(parts, gate)
    # All this lives as long as the process: looking through it for garbage again and again would cost a pause
    # of a tenth of a second every few hundred turns.
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
    engines = house.store.engines
    outbox = Outbox(
        OutgoingMessages(engines),
        Holds(engines),
        [telegram.channel],
        house.bell,
        now,
        house.alarm,
        sender.holds,
        house.tally,
        parallel=_parallel(house.settings.telegram_rate),
    )
    try:
        async with asyncio.TaskGroup() as group:
            sending = group.create_task(outbox.run())
            holding = group.create_task(sender.run())
            hearing = group.create_task(_hear(telegram, sender, stopping.asked, failures))
            await stopping.asked.wait()
            outbox.stop()
            await asyncio.wait([sending, group.create_task(telegram.rest())])
            # Only now may another copy send and ask in our place.
            holding.cancel()
            await stopping.uncalled.wait()
            await telegram.settle()
            hearing.cancel()
    finally:
        await telegram.close()


def _parallel(rate: int) -> int:
    """Chats that are written to at once: as many as have their turn in half a second, with room for polling
    among the connections to Telegram."""
    return min(max(rate // 2, PARALLEL_CHATS), 90)


async def _hear(
    telegram: "Telegram", sender: Sender, stop: asyncio.Event, failures: list[StartError]
) -> None:
    try:
        # Telegram gives its updates to one who asks; the others stand by.
        await telegram.run(lambda: sender.until_held(TELEGRAM))
    except StartError as error:
        failures.append(error)
        stop.set()
