"""Keeps the knowledge that is served in step with what experts publish, in every copy of the bot."""

from dataclasses import dataclass, field

import structlog

from bot.content.knowledge_service import KnowledgeService, run_in_daemon_thread
from bot.notify import Notifier
from bot.store.store import Store
from bot.turns.learning import KNOWLEDGE

log = structlog.get_logger(__name__)

FEED_EVERY = 2.0


@dataclass(eq=False, repr=False)
class LearnedFeed:
    """Takes up what is published when it is notified, and every two seconds: a notification may be lost."""

    store: Store
    finder: KnowledgeService
    notifier: Notifier
    _stamp: tuple[object, ...] | None = field(default=None, init=False)

    async def run(self) -> None:
        """Runs until it is cancelled."""
        with self.notifier.subscribe(KNOWLEDGE.channel, KNOWLEDGE.chat) as subscription:
            while True:
                try:
                    await self.look()
                except Exception:
                    log.exception("learned entries unreadable, tried again")
                await subscription.wait(FEED_EVERY)

    async def look(self) -> None:
        """Serves what is published now."""
        stamp = await self.store.look(lambda unit: unit.learned.stamp())
        if stamp == self._stamp:
            return
        entries = await self.store.look(lambda unit: unit.learned.published())
        await run_in_daemon_thread(lambda: self.finder.learn(tuple(entries)))
        self._stamp = stamp
