"""A stored document as bytes in any format."""

from datetime import tzinfo
from pathlib import Path

from bot.press import export_as_zip, exported_drafts
from bot.store import json_text
from bot.store.store import StoredDocument
from dialogs.documents.docx_file import render_docx
from dialogs.documents.pdf import render_pdf, render_png
from dialogs.documents.report import build_report
from dialogs.interview.answer_file import answers_as_file
from dialogs.interview.form import Form
from dialogs.replies import DocumentFormat


class Drawing:
    """Draws documents of one form."""

    def __init__(self, form: Form, forms: Path | None, time_zone: tzinfo) -> None:
        self._form = form
        self._forms = forms
        self._time_zone = time_zone

    def __call__(self, stored: StoredDocument, format: DocumentFormat) -> bytes:
        raise NotImplementedError
