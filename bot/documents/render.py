"""A draft as a document in any format, and an export as an archive."""

import io
import shutil
import zipfile
from datetime import date, tzinfo
from functools import partial

import structlog
import yaml

from bot.documents.agency_file import AgencyFile
from bot.documents.cache import TemplateBroke
from bot.documents.long_document import draw_apart, draw_report, is_long
from bot.store.documents import Export, StoredDocument
from dialogs.documents.report import build_report
from dialogs.interview.answer_file import answers_as_file
from dialogs.interview.answers import Draft
from dialogs.interview.definition import Form
from dialogs.interview.summary import summary
from dialogs.interview.view import View
from dialogs.turn.replies import DocumentFormat

log = structlog.get_logger(__name__)


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
