"""Documents on demand, made from the stored version."""

import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from functools import partial
from tempfile import TemporaryFile

from bot.documents.long_document import DocumentTooLong
from bot.fair_pool import FairPool, TooManyWaiting
from bot.ports import NO_METRICS, Metrics
from bot.store.documents import Export, StoredDocument
from bot.store.store import Store
from dialogs.turn.events import Address
from dialogs.turn.replies import DocumentFormat

DOCUMENTS_KEPT = 16
"""Documents kept at hand: a person downloads what was just made, often in several formats."""
MOST_DRAWINGS = 12
"""Documents that a person may have waiting; a messenger asks for one at a time, a browser for six."""

# Draws one document; slow (tens of milliseconds), so it runs in a thread.
Draw = Callable[[StoredDocument, DocumentFormat], bytes]
# Tells that a document is not in the agency's own file.
Tell = Callable[[str, BaseException], Awaitable[None]]


class TemplateBroke(Exception):
    """Raised where an agency's file could not be filled; `content` is the document in our own layout."""

    def __init__(self, content: bytes) -> None:
        super().__init__("an agency's file could not be filled")
        self.content = content


@dataclass(frozen=True, slots=True)
class File:
    """A document as bytes, under the name that the person sees."""

    name: str
    content: bytes


class DocumentCache:
    """Makes each document at most once at a time and keeps the last few."""

    def __init__(
        self,
        store: Store,
        draw: Draw,
        kept: int = DOCUMENTS_KEPT,
        metrics: Metrics = NO_METRICS,
        broken: Tell | None = None,
    ) -> None:
        self._store = store
        self._draw = draw
        self._kept = kept
        self._metrics = metrics
        self._broken = broken
        self._made: OrderedDict[tuple[str, DocumentFormat], bytes] = OrderedDict()
        self._exporting = set[str]()
        self._forgotten = 0
        # One thread: two documents drawn side by side only slow each other and the conversation.
        self._threads = FairPool("documents", most_waiting=MOST_DRAWINGS)

    async def file(self, document: str, format: DocumentFormat, owner: Address) -> File | None:
        """The document in `format`; None when there is none, or it is somebody else's.

        Raises TooManyWaiting and DocumentTooLong.
        """
        return await self._file(document, format, await self._store.document(document, owner))

    async def issued(self, document: str, format: DocumentFormat) -> File | None:
        """The document, whoever it belongs to: for messages that the conversation itself addressed.

        Raises TooManyWaiting and DocumentTooLong.
        """
        return await self._file(document, format, await self._store.issued(document))

    async def finished(self, document: str) -> File | None:
        """The Word document of a finished profile, whoever it belongs to: for the team.

        Raises TooManyWaiting and DocumentTooLong.
        """
        stored = await self._store.issued(document)
        return await self._file(document, "docx", stored if stored is not None and stored.final else None)

    async def _file(
        self, document: str, format: DocumentFormat, stored: StoredDocument | None
    ) -> File | None:
        if stored is None or (stored.draft is None) != (format == "zip"):
            return None
        key = (document, format)
        content = self._made.get(key)
        if content is None:
            forgotten = self._forgotten
            content = await (self._exported(stored) if format == "zip" else self._drawn(stored, format))
            if forgotten == self._forgotten:
                self._made[key] = content
            while len(self._made) > self._kept:
                self._made.popitem(last=False)
        else:
            self._made.move_to_end(key)
        if not content:
            raise DocumentTooLong
        return File(f"{stored.file_stem}.{format}", content)

    async def _drawn(self, stored: StoredDocument, format: DocumentFormat) -> bytes:
        try:
            return await self._threads.run(stored.person, partial(self._content, stored, format))
        except TemplateBroke as broke:
            if self._broken is not None:
                await self._broken(stored.id, broke.__cause__ or broke)
            return broke.content

    async def _exported(self, stored: StoredDocument) -> bytes:
        """Everything goes through a file, a few rows at a time: it may be more than fits in memory."""
        if stored.person in self._exporting:
            raise TooManyWaiting
        self._exporting.add(stored.person)
        try:
            with TemporaryFile() as everything:
                async for piece in self._store.everything(stored.person):
                    everything.write(piece.encode())
                everything.seek(0)
                drafts = await self._store.drafts_of_person(stored.person)
                return await self._drawn(replace(stored, export=Export(everything, drafts)), "zip")
        finally:
            self._exporting.discard(stored.person)

    def _content(self, stored: StoredDocument, format: DocumentFormat) -> bytes:
        """In the thread. Meanwhile it may have been made for the same person."""
        if (content := self._made.get((stored.id, format))) is not None:
            return content
        began = time.perf_counter()
        try:
            content = self._draw(stored, format)
        except DocumentTooLong:
            content = b""  # remembered like a document: to try again would take as long
        self._metrics.drawn(format, time.perf_counter() - began)
        return content

    def forget(self) -> None:
        """Keeps nothing, not even what is being drawn: someone asked to be erased."""
        self._forgotten += 1
        self._made.clear()
