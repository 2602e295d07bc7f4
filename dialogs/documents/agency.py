"""An agency's own Word file, filled with the answers of a draft.

Its PDF keeps our own layout: what a Word file looks like on paper only Word knows.
"""

import io
from datetime import date
from pathlib import Path

from docx.document import Document
from docx.oxml.parser import parse_xml
from docxtpl import DocxTemplate

from dialogs.documents.agency_check import check_agency_template
from dialogs.documents.agency_values import context, sandbox
from dialogs.documents.docx_base import saved
from dialogs.documents.docx_file import render_docx, set_properties
from dialogs.documents.docx_header import watermark_run
from dialogs.documents.pieces import Report
from dialogs.documents.report import build_report, shown_parts
from dialogs.documents.wordprocessing import NAMESPACES, run
from dialogs.interview.answers import Draft
from dialogs.interview.definition import Form

__all__ = ["check_agency_template", "docx_of", "render_agency_docx"]


def docx_of(form: Form, draft: Draft, today: date) -> bytes:
    """The draft as DOCX: in the agency's own file when the form names one, else in our layout."""
    if form.template.docx_template is None:
        return render_docx(build_report(form, draft, today))
    return render_agency_docx(form, draft, today, Path(form.template.docx_template))


def render_agency_docx(form: Form, draft: Draft, today: date, template: Path) -> bytes:
    """The agency's file with every `{{ field_id }}` replaced by its answer, which stays text whatever is
    in it. An unfinished draft gets its mark at the top and across every page, as in our own layout.

    Raises what jinja2 or python-docx raise for a file that `check_agency_template` finds fault with.
    """
    report = build_report(form, draft, today)
    whole, segments, entity_title = shown_parts(form, draft, today)
    given = {"draft_mark": report.draft_mark, "entity_title": entity_title}
    filled = DocxTemplate(io.BytesIO(template.read_bytes()))
    filled.render(context(form, whole, segments, given), sandbox(), autoescape=True)
    document: Document = filled.docx
    set_properties(document, report)
    if report.draft_mark:
        _mark_as_draft(document, report)
    return saved(document)


def _mark_as_draft(document: Document, report: Report) -> None:
    first = next(iter(document.paragraphs), None)
    if first is not None and report.draft_mark not in "\n".join(p.text for p in document.paragraphs):
        mark = (
            f'<w:p {NAMESPACES}><w:pPr><w:jc w:val="center"/></w:pPr>{run(report.draft_mark, "<w:b/>")}</w:p>'
        )
        document.element.body.insert(0, parse_xml(mark))
    for number, section in enumerate(document.sections):
        headers = [section.header]
        if section.different_first_page_header_footer:
            headers.append(section.first_page_header)
        if document.settings.odd_and_even_pages_header_footer:
            headers.append(section.even_page_header)
        for kind, header in enumerate(headers):
            # A header that continues the one before it shows that one's mark already.
            if number > 0 and header.is_linked_to_previous:
                continue
            header.is_linked_to_previous = False
            line = header.paragraphs[0] if header.paragraphs else header.add_paragraph()
            line._p.append(parse_xml(watermark_run(report.draft_mark, f"{number}{kind}")))
