"""Hands questions over that were left alone for a minute, reminds of tickets that wait too long, draws those
anew whose asker was forgotten by a command, and says of a preview that a stopped process will not end it."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from functools import partial
from typing import Any

import structlog

from bot.notify import Notifier
from bot.store.applied_effects import Conflict
from bot.store.store import Store
from bot.store.unit_of_work import UnitOfWork
from bot.turns.ticketing import Notified, Ticketing
from dialogs.team.working_hours import WorkingHours

log = structlog.get_logger(__name__)

PREVIEW_PATIENCE = timedelta(minutes=5)
"""What would change is known by then, or the process that worked it out is gone."""

PATIENCE = timedelta(hours=4)
"""Of working time; then the team is reminded, once for each time that it is waited for."""


@dataclass(frozen=True)
class TicketWatch:
    """Does what is due for tickets. Any number of copies may look at the same time: what one has done is no
    longer due for the next."""

    ticketing: Ticketing
    store: Store
    notifier: Notifier
    hours: WorkingHours
    time_zone: tzinfo

    async def look(self) -> None:
        """One transaction for each question that is due."""
        now = self.store.clock()
        if await self.store.look(lambda unit: unit.tickets.any_outdated()):
            await self._done(self.ticketing.forget)
        for key in await self.store.look(lambda unit: unit.tickets.due()):
            await self._done(partial(self.ticketing.hand_over, key=key))
        for ticket in await self.store.look(lambda unit: unit.tickets.waiting()):
            if ticket.waits_since is not None and self._worked(ticket.waits_since, now) >= PATIENCE:
                await self._done(partial(self.ticketing.remind, number=ticket.number))

        begun_before = now - PREVIEW_PATIENCE
        for run, id in await self.store.look(lambda unit: unit.learned.previews(begun_before)):
            await self._done(partial(self.ticketing.give_up_preview, run=run, id=id))

    def _worked(self, since: datetime, now: datetime) -> timedelta:
        return self.hours.between(since.astimezone(self.time_zone), now.astimezone(self.time_zone))

    async def _done(self, work: Callable[[UnitOfWork], Coroutine[Any, Any, Notified]]) -> None:
        try:
            told = await self.store.transact(work)
        except Conflict:
            return  # Somebody else is just at it; there is time.
        for to in told:
            self.notifier.notify(to)
