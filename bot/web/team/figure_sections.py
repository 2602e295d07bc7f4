"""Figures on the team's page, up to this moment: the digest's, and where the interview is left."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from functools import partial

from aiohttp import web

from bot.store.connection import only
from bot.store.daily_counts import changed_since, of_drafts
from bot.web.team.signed_in import Handlers, PageDesk, SignedIn
from dialogs.interview.answers import Draft
from dialogs.team.figures import DigestFigures, DraftStanding, digest, digest_chart, drop_off, standing_of

DIGEST_DAYS, INTERVIEW_DAYS = (1, 7), (7, 30, 90)

FiguresOf = Callable[[datetime, datetime], Awaitable[DigestFigures]]
"""What happened between two moments."""


class DigestSection:
    """The digest of a day or a week, as the team's chat is told it."""

    def __init__(self, page_desk: PageDesk, figures_of: FiguresOf) -> None:
        self._page_desk = page_desk
        self._figures_of = figures_of

    def handlers(self) -> Handlers:
        return {"GET /digest": self.shown}

    async def shown(self, by: SignedIn) -> web.Response:
        days = next((each for each in DIGEST_DAYS if by.asked("days") == str(each)), DIGEST_DAYS[0])
        until = self._page_desk.rendering.local(self._page_desk.clock())
        figures = await self._figures_of(until - timedelta(days=days), until)
        language = self._page_desk.rendering.language(by.http)
        said = (self._page_desk.library.phrases, language, until, figures, days)
        return self._page_desk.page(
            by, "digest", text=digest(*said), chart=digest_chart(*said), days=days, choices=DIGEST_DAYS
        )


class InterviewSection:
    """Where people stopped in the drafts that were begun in the last days; those erased since are in no
    figure."""

    def __init__(self, page_desk: PageDesk) -> None:
        self._page_desk = page_desk

    def handlers(self) -> Handlers:
        return {"GET /interview": self.shown}

    async def shown(self, by: SignedIn) -> web.Response:
        days = next((each for each in INTERVIEW_DAYS if by.asked("days") == str(each)), INTERVIEW_DAYS[1])
        since = self._page_desk.clock() - timedelta(days=days)
        database = self._page_desk.store.database
        changed = [*(await database.look(only(changed_since(since)))).scalars()]
        found = await of_drafts(database, changed, partial(self._standing, since))
        figures = drop_off(each for each in found if each is not None)
        most = max((stop.drafts for stop in figures.stops), default=0)
        return self._page_desk.page(
            by, "interview", figures=figures, most=most, days=days, choices=INTERVIEW_DAYS
        )

    def _standing(self, since: datetime, draft: Draft) -> DraftStanding | None:
        if draft.created < since:
            return None
        library, now = self._page_desk.library, self._page_desk.clock()
        return standing_of(library.form, library.phrases, self._page_desk.desk.ticketing.language, draft, now)
