"""Hands questions over that were left alone for a minute, reminds of tickets that wait too long, draws those
anew whose asker was forgotten by a command, and says of a preview that a stopped process will not end it."""

from collections.abc import Callable, Coroutine
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


class TicketWatch:
    """Does what is due for tickets. Any number of copies may look at the same time: what one has done is no
    longer due for the next."""

    def __init__(
        self,
        ticketing: Ticketing,
        store: Store,
        notifier: Notifier,
        hours: WorkingHours,
        time_zone: tzinfo,
    ) -> None:
        self._hours = hours
        self._time_zone = time_zone
        self._ticketing = ticketing
        self._store = store
        self._notifier = notifier

    async def look(self) -> None:
        """One transaction for each question that is due."""
        now = self._store.clock()
        if await self._store.look(lambda unit: unit.tickets.any_outdated()):
            await self._done(self._ticketing.forget)
        for key in await self._store.look(lambda unit: unit.tickets.due()):
            await self._done(partial(self._ticketing.hand_over, key=key))
        for ticket in await self._store.look(lambda unit: unit.tickets.waiting()):
            if ticket.waits_since is not None and self._worked(ticket.waits_since, now) >= PATIENCE:
                await self._done(partial(self._ticketing.remind, number=ticket.number))

        begun_before = now - PREVIEW_PATIENCE
        for run, id in await self._store.look(lambda unit: unit.learned.previews(begun_before)):
            await self._done(partial(self._ticketing.give_up_preview, run=run, id=id))

    def _worked(self, since: datetime, now: datetime) -> timedelta:
        return self._hours.between(since.astimezone(self._time_zone), now.astimezone(self._time_zone))

    async def _done(self, work: Callable[[UnitOfWork], Coroutine[Any, Any, Notified]]) -> None:
        try:
            told = await self._store.transact(work)
        except Conflict:
            return  # Somebody else is just at it; there is time.
        for to in told:
            self._notifier.notify(to)
