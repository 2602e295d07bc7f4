"""The messengers while they run: Telegram and the outbox that sends to it."""

import asyncio
import gc
import importlib
from functools import partial
from typing import TYPE_CHECKING

from bot.app.app import App
from bot.channels.telegram import NAME as TELEGRAM
from bot.channels.telegram.webhook import Webhook
from bot.clock import now
from bot.notify.leader import Leadership
from bot.outbox.outbox import PARALLEL_CHATS, Outbox
from bot.store.outgoing import OutgoingMessages
from bot.store.waiting import Holds

if TYPE_CHECKING:
    from bot.channels.telegram.running import Telegram


class Messengers:
    """Telegram and the outbox that sends to it. aiogram is imported when this runs."""

    def __init__(self, app: App, webhook: Webhook | None, leader: Leadership) -> None:
        self._app = app
        self._webhook = webhook
        self._leader = leader
        self._telegram: Telegram | None = None
        self._outbox: Outbox | None = None
        self._sending: asyncio.Task[None] | None = None

    async def run(self) -> None:
        """Sends and takes updates until cancelled. Raises a group with StartError for a refused token."""
        app, settings = self._app, self._app.settings
        # Seconds of work; the page is served meanwhile.
        running = await asyncio.to_thread(importlib.import_module, "bot.channels.telegram.running")
        parts = running.Parts(
            settings,
            app.library,
            app.finder.snapshot,
            app.store,
            app.documents,
            app.turn_handler,
            now,
            app.retrier,
            app.searches,
            app.desk,
        )
        telegram: Telegram = running.Telegram(parts, self._webhook)
        # All this lives as long as the process: looking through it for garbage again and again would cost a
        # pause of a tenth of a second every few hundred turns.
        gc.collect()
        gc.freeze()
        gc.set_threshold(20_000, 20, 20)
        outbox = Outbox(
            OutgoingMessages(app.store.database),
            Holds(app.store.database),
            [telegram.channel],
            app.notifier,
            now,
            app.failure_notices,
            self._leader.holds,
            app.metrics,
            parallel=_parallel(settings.telegram_rate),
        )
        async with asyncio.TaskGroup() as group:
            self._telegram, self._outbox = telegram, outbox
            self._sending = group.create_task(outbox.run())
            # Telegram gives its updates to one who asks; the others stand by.
            group.create_task(telegram.run(partial(self._leader.until_held, TELEGRAM)))

    async def drain(self) -> None:
        """Asks for no more updates; returns when those in hand are taken and what is being sent is sent."""
        if self._telegram is None or self._outbox is None or self._sending is None:
            return
        self._outbox.stop()
        await self._telegram.stop()
        await asyncio.wait([self._sending])
        await self._telegram.join()

    async def close(self) -> None:
        if self._telegram is not None:
            await self._telegram.close()


def _parallel(rate: int) -> int:
    """Chats that are written to at once: as many as have their turn in half a second, with room for polling
    among the connections to Telegram."""
    return min(max(rate // 2, PARALLEL_CHATS), 90)
