"""Sections of the team's page that only show: the digest, where the interview is left, finished profiles."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from aiohttp import web

from bot.documents.long_document import DocumentTooLong
from bot.documents.on_demand import DocumentCache
from bot.fair_pool import TooManyWaiting
from bot.store.daily_counts import of_changed_drafts
from bot.web.downloads import file_response
from bot.web.team.signed_in import Handlers, SignedIn, TeamSection
from dialogs.interview.answers import Draft
from dialogs.team.figures import DigestFigures, DraftStanding, digest, digest_chart, drop_off, standing_of

DIGEST_DAYS, INTERVIEW_DAYS = (1, 7), (7, 30, 90)

FiguresOf = Callable[[datetime, datetime], Awaitable[DigestFigures]]
"""What happened between two moments."""


@dataclass(frozen=True)
class DigestSection(TeamSection):
    """The digest of a day or a week, as the team's chat is told it."""

    figures_of: FiguresOf

    def handlers(self) -> Handlers:
        return {"GET /digest": self.shown}

    async def shown(self, by: SignedIn) -> web.Response:
        days = next((each for each in DIGEST_DAYS if by.asked("days") == str(each)), DIGEST_DAYS[0])
        until = self.rendering.local(self.desk.store.clock())
        figures = await self.figures_of(until - timedelta(days=days), until)
        language = self.rendering.language(by.http)
        said = (self.desk.library.phrases, language, until, figures, days)
        return self.page(
            by, "digest", text=digest(*said), chart=digest_chart(*said), days=days, choices=DIGEST_DAYS
        )


class InterviewSection(TeamSection):
    """Shows where people stopped in the drafts that were begun in the last days; those erased since are in no
    figure."""

    def handlers(self) -> Handlers:
        return {"GET /interview": self.shown}

    async def shown(self, by: SignedIn) -> web.Response:
        days = next((each for each in INTERVIEW_DAYS if by.asked("days") == str(each)), INTERVIEW_DAYS[1])
        since = self.desk.store.clock() - timedelta(days=days)
        found = await of_changed_drafts(self.desk.store.database, since, partial(self._standing, since))
        figures = drop_off(each for each in found if each is not None)
        most = max((stop.drafts for stop in figures.stops), default=0)
        return self.page(by, "interview", figures=figures, most=most, days=days, choices=INTERVIEW_DAYS)

    def _standing(self, since: datetime, draft: Draft) -> DraftStanding | None:
        if draft.created < since:
            return None
        library, now = self.desk.library, self.desk.store.clock()
        return standing_of(library.form, library.phrases, draft, now)


@dataclass(frozen=True)
class DocumentSection(TeamSection):
    """The finished profile that the link in a notice leads to; `documents` is None where they do not go to
    the team."""

    documents: DocumentCache | None

    def handlers(self) -> Handlers:
        return {"GET /documents/{id:[A-Za-z0-9]{1,64}}": self.sent}

    async def sent(self, by: SignedIn) -> web.Response:
        try:
            file = await self.documents.finished(by.http.match_info["id"]) if self.documents else None
        except (TooManyWaiting, DocumentTooLong):
            return self.page(by, "refusal", 503, what="undrawn", form={})
        if file is None:
            return self.page(by, "refusal", 404, what="no_document", form={})
        return file_response(file, "docx", cache="no-store")
