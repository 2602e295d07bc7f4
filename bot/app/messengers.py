"""The messengers that must be told, from the first contact until we stop."""

import asyncio
import gc
import importlib
from functools import partial
from typing import TYPE_CHECKING

from bot.app.app import App
from bot.app.stopping import Stopping
from bot.channels.telegram import NAME as TELEGRAM
from bot.clock import now
from bot.notify.leader import Leadership
from bot.outbox.outbox import PARALLEL_CHATS, Outbox
from bot.settings import Settings, StartError
from bot.store.outbox import OutgoingMessages
from bot.store.waiting import Holds

if TYPE_CHECKING:
    from bot.channels.telegram.running import Telegram
    from bot.channels.telegram.webhook import Webhook


def open_webhook(settings: Settings) -> "Webhook | None":
    """The webhook's address, when Telegram is to call us."""
    from bot.channels.telegram.webhook import Webhook  # noqa: PLC0415

    if not settings.telegram_token or not settings.telegram_webhook or not settings.telegram_secret:
        return None
    return Webhook(settings.telegram_secret)


async def push(
    app: App, webhook: "Webhook | None", sender: Leadership, stopping: Stopping, failures: list[StartError]
) -> None:
    """The messengers that must be told, until we stop; a refused token ends everything."""
    if not app.settings.telegram_token:
        return
    # Seconds of work; the page is served meanwhile.
    running = await asyncio.to_thread(importlib.import_module, "bot.channels.telegram.running")
    parts = running.Parts(
        app.settings,
        app.library,
        lambda: app.finder.served,
        app.store,
        app.documents,
        app.turn_handler,
        now,
        app.retrier,
    )
    telegram = running.Telegram(parts, webhook)
    # All this lives as long as the process: looking through it for garbage again and again would cost a pause
    # of a tenth of a second every few hundred turns.
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
    database = app.store.database
    outbox = Outbox(
        OutgoingMessages(database),
        Holds(database),
        [telegram.channel],
        app.notifier,
        now,
        app.failure_notices,
        sender.holds,
        app.metrics,
        parallel=_parallel(app.settings.telegram_rate),
    )
    try:
        async with asyncio.TaskGroup() as group:
            sending = group.create_task(outbox.run())
            holding = group.create_task(sender.run())
            hearing = group.create_task(_hear(telegram, sender, stopping.asked, failures))
            await stopping.asked.wait()
            outbox.stop()
            await asyncio.wait([sending, group.create_task(telegram.stop())])
            # Only now may another copy send and ask in our place.
            holding.cancel()
            await stopping.uncalled.wait()
            await telegram.join()
            hearing.cancel()
    finally:
        await telegram.close()


def _parallel(rate: int) -> int:
    """Chats that are written to at once: as many as have their turn in half a second, with room for polling
    among the connections to Telegram."""
    return min(max(rate // 2, PARALLEL_CHATS), 90)


async def _hear(
    telegram: "Telegram", sender: Leadership, stop: asyncio.Event, failures: list[StartError]
) -> None:
    try:
        # Telegram gives its updates to one who asks; the others stand by.
        await telegram.run(partial(sender.until_held, TELEGRAM))
    except StartError as error:
        failures.append(error)
        stop.set()
