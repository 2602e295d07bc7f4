"""What goes on beside the chats: tidying, drafts that expire, the daily digest."""

import asyncio
import logging
from collections.abc import Callable, Collection, Coroutine
from datetime import datetime, time, tzinfo

from bot.notify.notifier import Notifier
from bot.settings import Settings
from bot.store.expiring import erase_removed
from bot.store.store import Store
from bot.upkeep.digest import Digest
from bot.upkeep.expiry import Expiry
from dialogs.team.notices import Team
from dialogs.turn.world import Library

log = logging.getLogger(__name__)

TIDY_EVERY = 3600.0


def upkeep(
    settings: Settings,
    store: Store,
    library: Library,
    notifier: Notifier,
    team: Team | None,
    clock: Callable[[], datetime],
    logging_channels: Collection[str],
) -> list[Coroutine[None, None, None]]:
    """Works to be run until they are cancelled; every copy of the bot runs them all."""
    expiry = Expiry(
        store=store,
        library=library,
        clock=clock,
        time_zone=settings.time_zone,
        logging_channels=logging_channels,
        notifier=notifier,
    )
    works = [_tidy(store, clock, settings.time_zone), expiry.run()]
    if settings.digest_at is not None and team is None:
        log.warning("no digest: SEGMENTBOT_DIGEST_AT is set, but no team's chat that could be reached")
    elif settings.digest_at is not None and team is not None:
        digest = Digest(
            address=team.address,
            at=settings.digest_at,
            store=store,
            library=library,
            clock=clock,
            time_zone=settings.time_zone,
            notifier=notifier,
        )
        works.append(digest.run())
    return works


async def _tidy(store: Store, clock: Callable[[], datetime], zone: tzinfo) -> None:
    while True:
        await asyncio.sleep(TIDY_EVERY)
        try:
            today = clock().astimezone(zone).date()
            await erase_removed(store.database, datetime.combine(today, time(), zone))
            await store.tidy()
        except Exception:
            log.exception("tidying failed, tried again in an hour")
