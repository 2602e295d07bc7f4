"""Warns of drafts that nobody touches, and ends them."""

from dataclasses import dataclass
from datetime import datetime, time, tzinfo
from functools import partial

import structlog

from bot.notify import Notifier
from bot.store.applied_effects import Conflict
from bot.store.message_rows import Sending
from bot.store.personal_data import erase_removed, owners_to_visit
from bot.store.store import Store
from bot.store.unit_of_work import EVERY_DRAFT, UnitOfWork
from bot.store.waiting import Priority
from dialogs.filling.expiry import conclude
from dialogs.turn.effects import ExpireDraft, Turn
from dialogs.turn.events import Address
from dialogs.turn.world import Library, World

log = structlog.get_logger(__name__)

# Of thousands at once (the first start after years), the messengers would have to be told for hours.
VISITS_A_LOOK = 500


async def tidy(store: Store, zone: tzinfo) -> None:
    """Erases what was removed before today and can be put back no more, and rows that nobody needs."""
    today = store.clock().astimezone(zone).date()
    await erase_removed(store.database, datetime.combine(today, time(), zone))
    await store.tidy()


@dataclass(frozen=True)
class Expiry:
    """Warns of drafts that nobody touches, and erases them. Any number of copies may look at the same time: a
    person's row is locked while their drafts are judged, and what one copy has done is no longer due for the
    next."""

    store: Store
    library: Library
    notifier: Notifier
    time_zone: tzinfo

    async def look(self) -> None:
        """One transaction for each person with something due; one that fails holds up none of the others."""
        owners = await owners_to_visit(self.store.database, self.store.clock(), VISITS_A_LOOK)
        warned = erased = 0
        for owner in owners:
            try:
                told, ended = await self._visit(owner)
            except Conflict:
                continue  # they are just speaking; there is time
            except Exception:
                log.exception("a draft could not expire")
                continue
            warned, erased = warned + told, erased + ended
        if owners:
            log.info("expiry", warned=warned, erased=erased)
        if erased:
            await self.store.scrub()

    async def _visit(self, address: Address) -> tuple[int, int]:
        """How many drafts were warned of, and how many ended."""
        turn = await self.store.transact(partial(self._conclude, address))
        if turn is None:
            return 0, 0
        self.notifier.notify(address)
        ended = sum(isinstance(effect, ExpireDraft) for effect in turn.effects)
        return len(turn.effects) - ended, ended

    async def _conclude(self, address: Address, work: UnitOfWork) -> Turn | None:
        situation = await work.load(address, at_hand=EVERY_DRAFT)
        now = self.store.clock()
        world = World(self.library, now.astimezone(self.time_zone), situation.drafts, situation.about_person)
        turn = conclude(situation.session, world, await work.idle_drafts(situation.person))
        if turn is not None:
            await work.save(address, situation, turn, Sending(unasked=True, priority=Priority.NOTICE))
        return turn
