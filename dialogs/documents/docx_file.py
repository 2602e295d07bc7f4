"""A report as a Word document that people go on editing; its empty document has parts of our own only."""

import io
import zipfile
from datetime import UTC, datetime, time
from functools import lru_cache
from pathlib import Path

import docx
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml
from docx.parts.hdrftr import FooterPart, HeaderPart
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle

from dialogs.documents.pieces import Report, ReportSection, Style, TitleLine
from dialogs.documents.typography import clean
from dialogs.documents.wordprocessing import (
    NAMESPACES,
    Numbers,
    aligned,
    contents,
    named_place,
    page_footer,
    page_header,
    paragraph,
    run,
    table,
    twips,
)
from dialogs.interview.layout import Align

_BASE = Path(__file__).parent / "base"
# A ZIP entry needs a date; a fixed one gives the same bytes for the same report.
_EPOCH = (1980, 1, 1, 0, 0, 0)
_ALIGNMENT: dict[Align, WD_ALIGN_PARAGRAPH] = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
    "justify": WD_ALIGN_PARAGRAPH.JUSTIFY,
}
_LANGUAGES = {"ru": "ru-RU", "en": "en-GB"}
_FIRST_PLACE = 100_000
_LONGEST_PROPERTY = 255  # python-docx refuses longer core properties


def render_docx(report: Report) -> bytes:
    """The report as DOCX: headings for navigation, repeated table headers, hidden bookmarks that name the
    field of every answer. The same report gives the same bytes; no text in it can break the file."""
    document = _empty_document(report.style, report.language)
    numbers = Numbers(lambda address: document.part.relate_to(address, RT.HYPERLINK, is_external=True))
    body = parse_xml(f"<w:body {NAMESPACES}>{_body(report, numbers)}</w:body>")
    document.element.body.extend(list(body))
    _number_lists(document, numbers.lists)
    for first_page, name in ((True, "rIdFirst"), (False, "rIdRest")):
        foot = [text for line in report.title_block if line.at_foot for text in line.lines]
        below = page_footer(report.style, foot if first_page else (report.footer,), first_page)
        for relation, written in (
            (name, page_header(report.style, report.draft_mark, first_page)),
            (f"{name}Foot", below),
        ):
            part = document.part.related_parts[relation]
            assert isinstance(part, HeaderPart | FooterPart)
            part.element.extend(list(parse_xml(written)))
    set_properties(document, report)
    return saved(document)


def _body(report: Report, numbers: Numbers) -> str:
    places = [f"_part_{n}" for n in range(len(report.sections))]
    parts = [_title_page(report)]
    main = [(place, s.heading) for place, s in zip(places, report.sections, strict=True) if s.level == 1]
    if report.contents:
        parts.append(contents(report.contents, main))
    last = len(report.sections) - 1
    parts += [
        _section(section, places[n], n, numbers, keep=n == last) for n, section in enumerate(report.sections)
    ]
    return "".join([*parts, _ending(report, numbers), _page(report.style)])


def _title_page(report: Report) -> str:
    mark = TitleLine((report.draft_mark,), "center", bold=True)
    lines = [mark] if report.draft_mark else []
    lines += [line for line in report.title_block if not line.at_foot]
    return "".join(
        paragraph(
            "Title" if line.title else "Subtitle",
            run("\n".join(line.lines), "<w:b/><w:bCs/>" if line.bold and not line.title else ""),
            (f'<w:spacing w:before="{twips(line.space_before_mm)}"/>' if line.space_before_mm else "")
            + aligned(line.align),
        )
        for line in lines
    )


def _section(section: ReportSection, place: str, number: int, numbers: Numbers, keep: bool) -> str:
    # Numbers of bookmarks of answers begin with one.
    start, end = named_place(_FIRST_PLACE + number, place)
    marked, closed = numbers.bookmark(section.mark)
    title = paragraph(f"Heading{section.level}", f"{start}{marked}{run(section.heading)}{closed}{end}")
    tables = [
        table(value, section.heading, numbers, keep and n == len(section.tables) - 1)
        for n, value in enumerate(section.tables)
    ]
    # Two tables without a paragraph between them would run together.
    return title + paragraph("Note", "").join(tables)


def _ending(report: Report, numbers: Numbers) -> str:
    properties = (
        '<w:keepNext/><w:keepLines/><w:spacing w:before="{before}"/><w:ind w:firstLine="0"/>'
        + aligned("left")
    )
    signature = [
        paragraph("BodyText", numbers.text(line), properties.format(before=360 if n == 0 else 240))
        for n, line in enumerate(report.signature)
    ]
    notes = [
        paragraph("Note", numbers.text(note), '<w:spacing w:before="240"/>' if n == 0 else "")
        for n, note in enumerate(report.notes)
    ]
    return "".join([*signature, *notes]) or paragraph("Note", "")


def _page(style: Style) -> str:
    margins, (width, height) = style.page.margins_mm, style.page.size_mm
    turned = ' w:orient="landscape"' if style.page.orientation == "landscape" else ""
    edge = twips(style.page_numbers.distance_from_edge_mm)
    references = "".join(
        f'<w:{part}Reference w:type="{kind}" r:id="{relation}{ending}"/>'
        for part, ending in (("header", ""), ("footer", "Foot"))
        for kind, relation in (("first", "rIdFirst"), ("default", "rIdRest"))
    )
    return (
        f'<w:sectPr>{references}<w:type w:val="nextPage"/>'
        f'<w:pgSz w:w="{twips(width)}" w:h="{twips(height)}"{turned}/>'
        f'<w:pgMar w:top="{twips(margins.top)}" w:right="{twips(margins.right)}"'
        f' w:bottom="{twips(margins.bottom)}" w:left="{twips(margins.left)}"'
        f' w:header="{edge}" w:footer="{edge}" w:gutter="0"/>'
        "<w:titlePg/></w:sectPr>"
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
    written.language = _LANGUAGES.get(report.language, report.language)
    written.subject = written.keywords = written.comments = written.category = ""
    written.revision = 1


def _property(text: str) -> str:
    return clean(text).replace("\n", " ")[:_LONGEST_PROPERTY]


def _empty_document(style: Style, language: str) -> Document:
    """A new document with our styles in the layout's fonts, sizes and spacing."""
    document = docx.Document(io.BytesIO(_packed_base()))
    for name in ("Normal", "Body Text", "Table Text", "Note", "Header", "Footer"):
        _dress(document, name, style)
    indented = _paragraph_style(document, "Body Text").paragraph_format
    indented.first_line_indent = Mm(style.paragraph.first_line_indent_mm)
    indented.alignment = _ALIGNMENT[style.paragraph.align_body]
    table_text = _paragraph_style(document, "Table Text").paragraph_format
    table_text.alignment = _ALIGNMENT[style.paragraph.align_table]
    _set_language(document, _LANGUAGES.get(language, language))
    return document


def saved(document: Document) -> bytes:
    """The document's file; equal documents give equal bytes."""
    written = io.BytesIO()
    document.save(written)
    result = io.BytesIO()
    with (
        zipfile.ZipFile(written) as source,
        zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as target,
    ):
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, source.read(name))
    return result.getvalue()


@lru_cache(maxsize=1)
def _packed_base() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as target:
        for part in sorted(path for path in _BASE.rglob("*") if path.is_file()):
            target.writestr(part.relative_to(_BASE).as_posix(), part.read_bytes())
    return packed.getvalue()


def _paragraph_style(document: Document, name: str) -> ParagraphStyle:
    found = document.styles[name]
    assert isinstance(found, ParagraphStyle)
    return found


def _dress(document: Document, name: str, style: Style) -> None:
    dressed, font, lines = _paragraph_style(document, name), style.font, style.paragraph
    sizes = {
        "Table Text": font.table_pt,
        "Note": font.note_pt,
        "Header": font.table_pt,
        "Footer": font.note_pt,
    }
    spacing = {"Table Text": lines.line_spacing_table, "Note": 1.0, "Header": 1.0, "Footer": 1.0}.get(
        name, lines.line_spacing_body
    )
    dressed.font.size = Pt(sizes.get(name, font.body_pt))
    dressed.paragraph_format.line_spacing = spacing
    if name == "Normal":
        dressed.font.name = font.family
        fonts = dressed.element.get_or_add_rPr().find(qn("w:rFonts"))
        assert fonts is not None
        for script in ("w:eastAsia", "w:cs"):
            fonts.set(qn(script), font.family)
        dressed.font.color.rgb = RGBColor.from_string(font.color.upper())


def _set_language(document: Document, language: str) -> None:
    for tag in document.styles.element.iter(qn("w:lang")):
        tag.set(qn("w:val"), language)
    for tag in document.settings.element.iter(qn("w:themeFontLang")):
        tag.set(qn("w:val"), language)
