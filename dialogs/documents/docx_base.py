"""The empty Word document that every report starts from: our own parts, none of a library's leftovers."""

import io
import zipfile
from functools import lru_cache
from pathlib import Path

import docx
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle

from dialogs.documents.pieces import Align, Style

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


def empty_document(style: Style, language: str) -> Document:
    """A new document with our styles in the layout's fonts, sizes and spacing."""
    document = docx.Document(io.BytesIO(_packed_base()))
    for name in ("Normal", "Body Text", "Table Text", "Note", "Header"):
        _dress(document, name, style)
    indented = _paragraph_style(document, "Body Text").paragraph_format
    indented.first_line_indent = Mm(style.indent_mm)
    indented.alignment = _ALIGNMENT[style.body_align]
    _paragraph_style(document, "Table Text").paragraph_format.alignment = _ALIGNMENT[style.table_align]
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
    dressed = _paragraph_style(document, name)
    sizes = {"Table Text": style.table_pt, "Note": style.note_pt, "Header": style.table_pt}
    spacing = {"Table Text": style.table_spacing, "Note": 1.0, "Header": 1.0}.get(name, style.body_spacing)
    dressed.font.size = Pt(sizes.get(name, style.body_pt))
    dressed.paragraph_format.line_spacing = spacing
    if name == "Normal":
        dressed.font.name = style.font
        fonts = dressed.element.get_or_add_rPr().find(qn("w:rFonts"))
        assert fonts is not None
        for script in ("w:eastAsia", "w:cs"):
            fonts.set(qn(script), style.font)
        dressed.font.color.rgb = RGBColor.from_string(style.color.upper())


def _set_language(document: Document, language: str) -> None:
    for tag in document.styles.element.iter(qn("w:lang")):
        tag.set(qn("w:val"), language)
    for tag in document.settings.element.iter(qn("w:themeFontLang")):
        tag.set(qn("w:val"), language)
