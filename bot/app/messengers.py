"""What is sent to while it runs: Telegram, services for notices, and the outbox."""

import asyncio
import gc
import importlib
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from bot.app.app import App, elsewhere
from bot.channels.telegram.webhook import Webhook
from bot.clock import now
from bot.notify import Leadership
from bot.outbox.outbox import PARALLEL_CHATS, Outbox
from bot.ports import NOTICES, TELEGRAM, Channel
from bot.store.outgoing import OutgoingMessages

if TYPE_CHECKING:
    from bot.channels.telegram.running import Telegram


@dataclass(eq=False, repr=False)
class Messengers:
    """Telegram, services for notices, and the outbox. What reaches them is imported when this runs."""

    app: App
    webhook: Webhook | None
    leader: Leadership
    _telegram: "Telegram | None" = field(default=None, init=False)
    _outbox: Outbox | None = field(default=None, init=False)
    _sending: asyncio.Task[None] | None = field(default=None, init=False)

    async def run(self) -> None:
        """Sends and takes updates until cancelled. Raises a group with StartError for a refused token."""
        app, settings, channels = self.app, self.app.settings, list[Channel]()
        telegram = await self._opened() if settings.telegram_token else None
        if telegram is not None:
            channels.append(telegram.channel)
        if services := elsewhere(settings):
            notices = await asyncio.to_thread(importlib.import_module, "bot.channels.notice_services")
            page = f"{settings.web_url}/team" if settings.web_url and app.desk is not None else None
            told = (settings.notices, app.documents, app.library.phrases, page)
            channels.append(notices.Notices(NOTICES, *told))
        outbox = Outbox(
            OutgoingMessages(app.store.database, services),
            channels,
            app.notifier,
            now,
            app.failure_notices,
            self.leader.holds,
            app.metrics,
            parallel=_parallel(settings.telegram_rate),
        )
        async with asyncio.TaskGroup() as group:
            self._telegram, self._outbox = telegram, outbox
            self._sending = group.create_task(outbox.run())
            if telegram is not None:
                # Telegram gives its updates to one who asks; the others stand by.
                group.create_task(telegram.run(partial(self.leader.until_held, TELEGRAM)))

    async def _opened(self) -> "Telegram":
        app = self.app
        # Seconds of work; the page is served meanwhile.
        running = await asyncio.to_thread(importlib.import_module, "bot.channels.telegram.running")
        telegram: Telegram = running.Telegram(
            app.settings,
            app.library,
            app.finder.snapshot,
            app.store,
            app.documents,
            app.turn_handler,
            app.retrier,
            app.desk,
            self.webhook,
        )
        # It lives as long as the process, too: see `serve`.
        gc.freeze()
        return telegram

    async def drain(self) -> None:
        """Asks for no more updates; returns when those in hand are taken and what is being sent is sent."""
        if self._outbox is None or self._sending is None:
            return
        self._outbox.stop()
        if self._telegram is not None:
            await self._telegram.stop()
        await asyncio.wait([self._sending])
        if self._telegram is not None:
            await self._telegram.join()

    async def close(self) -> None:
        if self._telegram is not None:
            await self._telegram.close()


def _parallel(rate: int) -> int:
    """Chats that are written to at once: as many as have their turn in half a second, with room for polling
    among the connections to Telegram."""
    return min(max(rate // 2, PARALLEL_CHATS), 90)
