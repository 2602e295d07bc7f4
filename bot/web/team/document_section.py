"""Finished profiles for the team, where a service does not carry them and the settings let them go along."""

from aiohttp import web

from bot.documents.cache import DocumentCache
from bot.documents.long_document import DocumentTooLong
from bot.fair_pool import TooManyWaiting
from bot.web.chat.application import TYPES, disposition
from bot.web.team.signed_in import Handlers, PageDesk, SignedIn


class DocumentSection:
    """The finished profile that the link in a notice leads to; `documents` is None where they do not go to
    the team."""

    def __init__(self, page_desk: PageDesk, documents: DocumentCache | None) -> None:
        self._page_desk = page_desk
        self._documents = documents

    def handlers(self) -> Handlers:
        return {"GET /documents/{id:[A-Za-z0-9]{1,64}}": self.sent}

    async def sent(self, by: SignedIn) -> web.Response:
        try:
            file = await self._documents.finished(by.http.match_info["id"]) if self._documents else None
        except (TooManyWaiting, DocumentTooLong):
            return self._page_desk.page(by, "refusal", 503, what="undrawn", form={})
        if file is None:
            return self._page_desk.page(by, "refusal", 404, what="no_document", form={})
        headers = {
            "Content-Disposition": disposition("attachment", file.name, "docx"),
            "Cache-Control": "no-store",
        }
        return web.Response(body=file.content, content_type=TYPES["docx"], headers=headers)
