"""A report as a Word document that people go on editing."""

from datetime import UTC, datetime, time

from docx.document import Document
from docx.oxml.parser import parse_xml
from docx.parts.hdrftr import HeaderPart

from dialogs.documents.clean import clean
from dialogs.documents.docx_base import empty_document, saved
from dialogs.documents.docx_header import header
from dialogs.documents.pieces import Margins, Report, Section, Style, TitleLine
from dialogs.documents.wordprocessing import (
    NAMESPACES,
    Numbers,
    aligned,
    paragraph,
    run,
    table,
    twips,
)

_A4_MM = (210, 297)
_LONGEST_PROPERTY = 255  # python-docx refuses longer core properties


def render_docx(report: Report) -> bytes:
    """The report as DOCX: headings for navigation, repeated table headers, hidden bookmarks that name the
    field of every answer. The same report gives the same bytes; no text in it can break the file."""
    document = empty_document(report.style, report.language)
    numbers = Numbers()
    body = parse_xml(f"<w:body {NAMESPACES}>{_body(report, numbers)}</w:body>")
    document.element.body.extend(list(body))
    _number_lists(document, numbers.lists)
    for relation, first_page in (("rIdFirst", True), ("rIdRest", False)):
        part = document.part.related_parts[relation]
        assert isinstance(part, HeaderPart)
        written = parse_xml(header(report.style, report.draft_mark, first_page))
        part.element.extend(list(written))
    set_properties(document, report)
    return saved(document)


def _body(report: Report, numbers: Numbers) -> str:
    portrait = _page(report.style, landscape=False, first=True)
    parts = [_title_block(report)]
    parts += [
        _section(section, numbers, keep=not report.comparison and n == len(report.sections) - 1)
        for n, section in enumerate(report.sections)
    ]
    if report.comparison is None:
        return "".join([*parts, _ending(report), portrait])
    parts.append(_page_break(portrait))
    parts.append(_section(report.comparison, numbers, keep=True))
    return "".join([*parts, _ending(report), _page(report.style, landscape=True, first=False)])


def _title_block(report: Report) -> str:
    mark = TitleLine((report.draft_mark,), "center", bold=True)
    lines = [mark, *report.title_block] if report.draft_mark else list(report.title_block)
    return "".join(
        paragraph(
            "Title" if line.title else "Subtitle",
            run("\n".join(line.lines), "<w:b/><w:bCs/>" if line.bold and not line.title else ""),
            aligned(line.align),
        )
        for line in lines
    )


def _section(section: Section, numbers: Numbers, keep: bool) -> str:
    title = paragraph(
        f"Heading{section.level}", run(section.heading), "<w:pageBreakBefore/>" if section.new_page else ""
    )
    tables = [
        table(value, section.heading, numbers, keep and n == len(section.tables) - 1)
        for n, value in enumerate(section.tables)
    ]
    # Two tables without a paragraph between them would run together.
    return title + paragraph("Note", "").join(tables)


def _ending(report: Report) -> str:
    properties = (
        '<w:keepNext/><w:keepLines/><w:spacing w:before="{before}"/><w:ind w:firstLine="0"/>'
        + aligned("left")
    )
    signature = [
        paragraph("BodyText", run(line), properties.format(before=360 if n == 0 else 240))
        for n, line in enumerate(report.signature)
    ]
    notes = [
        paragraph("Note", run(note), '<w:spacing w:before="240"/>' if n == 0 else "")
        for n, note in enumerate(report.notes)
    ]
    return "".join([*signature, *notes]) or paragraph("Note", "")


def _page_break(page: str) -> str:
    # The paragraph that ends a section: as low as a line can be, so that it never needs a page of its own.
    tiny = f'<w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/>{page}'
    return paragraph("Note", "", tiny)


def _page(style: Style, landscape: bool, first: bool) -> str:
    margins: Margins = style.landscape_margins if landscape else style.margins
    width, height = reversed(_A4_MM) if landscape else _A4_MM
    headers = (
        '<w:headerReference w:type="first" r:id="rIdFirst"/>'
        '<w:headerReference w:type="default" r:id="rIdRest"/>'
        if first
        else ""
    )
    turned = ' w:orient="landscape"' if landscape else ""
    return (
        f'<w:sectPr>{headers}<w:type w:val="nextPage"/>'
        f'<w:pgSz w:w="{twips(width)}" w:h="{twips(height)}"{turned}/>'
        f'<w:pgMar w:top="{twips(margins.top)}" w:right="{twips(margins.right)}"'
        f' w:bottom="{twips(margins.bottom)}" w:left="{twips(margins.left)}"'
        f' w:header="{twips(style.page_number_mm)}" w:footer="{twips(style.page_number_mm)}" w:gutter="0"/>'
        f"{'<w:titlePg/>' if first else ''}</w:sectPr>"
    )


def _number_lists(document: Document, count: int) -> None:
    numbering = document.part.numbering_part.element
    for number in range(1, count + 1):
        numbering.append(
            parse_xml(
                f'<w:num {NAMESPACES} w:numId="{number}"><w:abstractNumId w:val="0"/>'
                '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>'
            )
        )


def set_properties(document: Document, report: Report) -> None:
    """What a file manager shows; nothing is left of whoever made the file that we began with."""
    shown, written = report.properties, document.core_properties
    created = datetime.combine(shown.created, time(), UTC).replace(tzinfo=None)
    written.title = _property(shown.title)
    written.author = written.last_modified_by = _property(shown.author)
    written.created = written.modified = created
    written.version = _property(shown.version)
    written.identifier = _property(shown.identifier)
    written.language = {"ru": "ru-RU"}.get(report.language, report.language)
    written.subject = written.keywords = written.comments = written.category = ""
    written.revision = 1


def _property(text: str) -> str:
    return clean(text).replace("\n", " ")[:_LONGEST_PROPERTY]
