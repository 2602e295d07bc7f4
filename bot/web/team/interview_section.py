"""The interview's drop-off on the team's page: a table with bars."""

from datetime import datetime, timedelta
from functools import partial

from aiohttp import web

from bot.store.connection import only
from bot.store.daily_counts import changed_since, of_drafts
from bot.web.team.signed_in import Handlers, PageDesk, SignedIn
from dialogs.interview.answers import Draft
from dialogs.team.drop_off import DraftStanding, drop_off, standing_of

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
        database = self._page_desk.store.database
        changed = [*(await database.look(only(changed_since(since)))).scalars()]
        found = await of_drafts(database, changed, partial(self._standing, since))
        figures = drop_off(each for each in found if each is not None)
        most = max((stop.drafts for stop in figures.stops), default=0)
        return self._page_desk.page(by, "interview", figures=figures, most=most, days=days, choices=DAYS)

    def _standing(self, since: datetime, draft: Draft) -> DraftStanding | None:
        if draft.created < since:
            return None
        library, now = self._page_desk.library, self._page_desk.clock()
        return standing_of(library.form, library.phrases, self._page_desk.desk.ticketing.language, draft, now)
