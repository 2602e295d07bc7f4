"""The interview's drop-off on the team's page: a table with bars."""

import asyncio
from datetime import datetime, timedelta

from aiohttp import web
from sqlalchemy import select

from bot.store.daily_counts import readable
from bot.store.tables import drafts
from bot.web.team.signed_in import Handlers, PageDesk, SignedIn
from dialogs.team.drop_off import DropOff, drop_off

DAYS = (7, 30, 90)


class InterviewSection:
    """Of the drafts that were begun in the last days; those erased since are in no figure."""

    def __init__(self, page_desk: PageDesk) -> None:
        self._page_desk = page_desk

    def handlers(self) -> Handlers:
        return {"GET /interview": self.shown}

    async def shown(self, by: SignedIn) -> web.Response:
        days = next((each for each in DAYS if by.asked("days") == str(each)), DAYS[1])
        since = self._page_desk.clock() - timedelta(days=days)
        begun = select(drafts.c.body).where(drafts.c.updated >= since)
        rows = await self._page_desk.store.database.look(lambda connection: connection.execute(begun))
        # Thousands of drafts take time that turns need.
        figures = await asyncio.to_thread(self._figures, list(rows.scalars()), since)
        most = max((stop.drafts for stop in figures.stops), default=0)
        return self._page_desk.page(by, "interview", figures=figures, most=most, days=days, choices=DAYS)

    def _figures(self, bodies: list[str], since: datetime) -> DropOff:
        library, now = self._page_desk.library, self._page_desk.clock()
        found = [draft for draft in readable(bodies) if draft.created >= since]
        return drop_off(library.form, library.phrases, self._page_desk.desk.ticketing.language, found, now)
