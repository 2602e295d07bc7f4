"""The digest's figures and its bars on the team's page, up to this moment."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from aiohttp import web

from bot.web.team.signed_in import Handlers, PageDesk, SignedIn
from dialogs.team.digest_text import DigestFigures, digest, digest_chart

DAYS = (1, 7)

FiguresOf = Callable[[datetime, datetime], Awaitable[DigestFigures]]
"""What happened between two moments."""


class DigestSection:
    """What the team's chat is told of a day or a week."""

    def __init__(self, page_desk: PageDesk, figures_of: FiguresOf) -> None:
        self._page_desk = page_desk
        self._figures_of = figures_of

    def handlers(self) -> Handlers:
        return {"GET /digest": self.shown}

    async def shown(self, by: SignedIn) -> web.Response:
        days = next((each for each in DAYS if by.asked("days") == str(each)), DAYS[0])
        until = self._page_desk.rendering.local(self._page_desk.clock())
        figures = await self._figures_of(until - timedelta(days=days), until)
        language = self._page_desk.rendering.language(by.http)
        said = (self._page_desk.library.phrases, language, until, figures, days)
        return self._page_desk.page(
            by, "digest", text=digest(*said), chart=digest_chart(*said), days=days, choices=DAYS
        )
