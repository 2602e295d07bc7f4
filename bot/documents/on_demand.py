"""Documents on demand: drawn in any format from the stored version, each once, the last few kept."""

import io
import shutil
import time
import zipfile
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import date, tzinfo
from functools import partial
from tempfile import TemporaryFile

import structlog
import yaml

from bot.documents.agency_file import AgencyFile
from bot.documents.long_document import DocumentTooLong, draw_apart, draw_report, is_long
from bot.fair_pool import FairPool, TooManyWaiting
from bot.store.documents import Export, StoredDocument
from bot.store.store import Store
from bot.telemetry.metrics import Metrics
from dialogs.documents.report import build_report
from dialogs.interview.answer_file import answers_as_file
from dialogs.interview.answers import Draft
from dialogs.interview.definition import Form
from dialogs.interview.summary import summary
from dialogs.interview.view import View
from dialogs.turn.events import Address
from dialogs.turn.replies import DocumentFormat

log = structlog.get_logger(__name__)


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


class DocumentRenderer:
    """Draws documents of one form."""

    def __init__(self, form: Form, time_zone: tzinfo) -> None:
        self.agency_file = AgencyFile(form)
        self._form = form
        self._time_zone = time_zone

    def __call__(self, stored: StoredDocument, format: DocumentFormat) -> bytes:
        """The stored version, as it was when it was issued."""
        if stored.draft is not None:
            return self.draw(stored.draft, format, stored.created.astimezone(self._time_zone).date())
        assert stored.export is not None
        return self._archive(stored.export)

    def draw(self, draft: Draft, format: DocumentFormat, today: date) -> bytes:
        """The draft as it stands; `today` dates a profile that has no date of its own.

        Raises TemplateBroke when our own layout had to stand in for the agency's file, and DocumentTooLong.
        """
        if format == "zip":
            raise ValueError("an export is no draft")
        template = self.agency_file.load() if format == "docx" else None
        if template is None:
            return draw_report(build_report(self._form, draft, today), format)
        try:
            small = None if is_long(draft) else template.render_small(draft, today)
            return small or draw_apart(partial(template.render, draft, today), "docx")
        except Exception as error:
            log.exception("Word template broke, our own layout is used")
            raise TemplateBroke(draw_report(build_report(self._form, draft, today), format)) from error

    def _archive(self, export: Export) -> bytes:
        """Everything as JSON, and each draft as text for its person and as a file of answers for `fill`."""
        content = io.BytesIO()
        with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
            with archive.open("everything.json", "w") as everything:
                shutil.copyfileobj(export.everything, everything)
            for draft in export.drafts:
                archive.writestr(f"drafts/{draft.id}.yaml", self._answers(draft))
                # The mark by which every program knows the encoding.
                archive.writestr(f"drafts/{draft.id}.txt", self._in_words(draft).encode("utf-8-sig"))
        return content.getvalue()

    def _in_words(self, draft: Draft) -> str:
        """Every answer behind its label, under the headings of the document."""
        lines = [self._form.title]
        for section in summary(View(self._form, draft)):
            answered = [row for row in section.rows if row.state != "missing"]
            if answered:
                number = None if section.segment is None else section.segment + 1
                segment = self._form.messages.unnamed_segment.format(number=number) + ". " if number else ""
                lines += ["", f"{segment}{section.title}"]
                lines += [f"{row.label}: {'; '.join(row.lines)}" for row in answered]
        return "\n".join(lines) + "\n"

    def _answers(self, draft: Draft) -> str:
        return yaml.safe_dump(answers_as_file(self._form, draft), allow_unicode=True, sort_keys=False)


@dataclass(eq=False, repr=False)
class DocumentCache:
    """Makes each document at most once at a time and keeps the last few."""

    store: Store
    draw: Draw
    kept: int = DOCUMENTS_KEPT
    metrics: Metrics = field(default_factory=Metrics)
    broken: Tell | None = None
    _made: OrderedDict[tuple[str, DocumentFormat], bytes] = field(default_factory=OrderedDict, init=False)
    _exporting: set[str] = field(default_factory=set, init=False)
    _forgotten: int = field(default=0, init=False)
    # One thread: two documents drawn side by side only slow each other and the conversation.
    _threads: FairPool = field(
        default_factory=partial(FairPool, "documents", most_waiting=MOST_DRAWINGS), init=False
    )

    async def file(self, document: str, format: DocumentFormat, owner: Address) -> File | None:
        """The document in `format`; None when there is none, or it is somebody else's.

        Raises TooManyWaiting and DocumentTooLong.
        """
        return await self._file(document, format, await self.store.document(document, owner))

    async def issued(self, document: str, format: DocumentFormat) -> File | None:
        """The document, whoever it belongs to: for messages that the conversation itself addressed.

        Raises TooManyWaiting and DocumentTooLong.
        """
        return await self._file(document, format, await self.store.issued(document))

    async def finished(self, document: str) -> File | None:
        """The Word document of a finished profile, whoever it belongs to: for the team.

        Raises TooManyWaiting and DocumentTooLong.
        """
        stored = await self.store.issued(document)
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
            while len(self._made) > self.kept:
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
            if self.broken is not None:
                await self.broken(stored.id, broke.__cause__ or broke)
            return broke.content

    async def _exported(self, stored: StoredDocument) -> bytes:
        """Everything goes through a file, a few rows at a time: it may be more than fits in memory."""
        if stored.person in self._exporting:
            raise TooManyWaiting
        self._exporting.add(stored.person)
        try:
            with TemporaryFile() as everything:
                async for piece in self.store.everything(stored.person):
                    everything.write(piece.encode())
                everything.seek(0)
                drafts = await self.store.drafts_of_person(stored.person)
                return await self._drawn(replace(stored, export=Export(everything, drafts)), "zip")
        finally:
            self._exporting.discard(stored.person)

    def _content(self, stored: StoredDocument, format: DocumentFormat) -> bytes:
        """Runs in the thread. Meanwhile it may have been made for the same person."""
        if (content := self._made.get((stored.id, format))) is not None:
            return content
        began = time.perf_counter()
        try:
            content = self.draw(stored, format)
        except DocumentTooLong:
            content = b""  # remembered like a document: to try again would take as long
        self.metrics.drawn(format, time.perf_counter() - began)
        return content

    def forget(self) -> None:
        """Keeps nothing, not even what is being drawn: someone asked to be erased."""
        self._forgotten += 1
        self._made.clear()
