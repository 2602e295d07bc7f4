"""The few pieces of WordprocessingML that a report needs, as XML text."""

import hashlib
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal
from xml.sax.saxutils import escape, quoteattr

from dialogs.documents.pieces import Cell, ReportTable, Row, Style
from dialogs.documents.typography import NARROW_MM, clean, linked
from dialogs.interview.layout import Align

NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
_JUSTIFICATION: dict[Align, str] = {"left": "left", "center": "center", "right": "right", "justify": "both"}
_TEXT = '<w:t xml:space="preserve">'
_LONGEST_BOOKMARK = 40  # Word cuts longer bookmark names
_PREFIX = "_f_"  # Word hides bookmarks that begin with an underscore
_FIELD_END = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
# Dots that lead to no number would look unfinished; Word sets them when it fills in the numbers.
_NO_LEADER = '<w:tabs><w:tab w:val="right" w:pos="9638"/></w:tabs>'
_DRAWING_NAMESPACES = (
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
)
_FORMULAS = "".join(
    f'<v:f eqn="{formula}"/>'
    for formula in (
        "sum #0 0 10800",
        "prod #0 2 1",
        "sum 21600 0 @1",
        "sum 0 0 @2",
        "sum 21600 0 @3",
        "if @0 @3 0",
        "if @0 21600 @1",
        "if @0 0 @2",
        "if @0 @4 21600",
        "mid @5 @6",
        "mid @8 @5",
        "mid @7 @8",
        "mid @6 @7",
        "sum @6 0 @5",
    )
)
_WIDEST_PT = 480
_LETTER_PT = 60
_HEIGHT_PT = 88
# A word of so wide letters would not fit: it is hyphenated rather than cut anywhere.
_WIDE_LETTER_MM = 2.4
# LibreOffice keeps only whole tables with what follows them, so the last rows are a table of their own, and a
# paragraph stands between the two: it would join them.
_HAIRLINE = (
    '<w:p><w:pPr><w:keepNext/><w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/>'
    '<w:rPr><w:sz w:val="2"/></w:rPr></w:pPr></w:p>'
)


def twips(millimetres: float) -> int:
    return round(millimetres * 1440 / 25.4)


def run(text: str, properties: str = "") -> str:
    """One run of text."""
    words = f"{_TEXT}{run_text(text)}</w:t>"
    return f"<w:r>{f'<w:rPr>{properties}</w:rPr>' if properties else ''}{words}</w:r>"


def run_text(text: str) -> str:
    """What stands inside `w:t`: it stays text whatever is in it; line ends become line breaks."""
    return escape(clean(text)).replace("\n", f"</w:t><w:br/>{_TEXT}")


def paragraph(style: str, content: str, properties: str = "") -> str:
    """`properties` stand in the order of the schema, after the style."""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{properties}</w:pPr>{content}</w:p>'


def aligned(align: Align) -> str:
    return f'<w:jc w:val="{_JUSTIFICATION[align]}"/>'


@dataclass
class Numbers:
    """Hands out what must differ throughout one document: list numberings, bookmark ids, and `relate`'s id of
    an address outside."""

    relate: Callable[[str], str]
    lists: int = 0
    marked: set[str] = field(default_factory=set)

    def next_list(self) -> int:
        self.lists += 1
        return self.lists

    def bookmark(self, mark: str) -> tuple[str, str]:
        """The start and the end of a bookmark for `mark`; a second place of the same mark has none."""
        if not mark or mark in self.marked:
            return "", ""
        self.marked.add(mark)
        return named_place(len(self.marked), bookmark_name(mark))

    def text(self, text: str, properties: str = "") -> str:
        """Runs of text in which addresses are links."""
        return "".join(
            run(piece, properties) if not address else self._link(piece, address, properties)
            for piece, address in linked(text)
        )

    def _link(self, text: str, address: str, properties: str) -> str:
        styled = run(text, f'<w:rStyle w:val="Hyperlink"/>{properties}')
        return f'<w:hyperlink r:id="{self.relate(address)}">{styled}</w:hyperlink>'


def named_place(number: int, name: str) -> tuple[str, str]:
    """The start and the end of a bookmark."""
    return f'<w:bookmarkStart w:id="{number}" w:name="{name}"/>', f'<w:bookmarkEnd w:id="{number}"/>'


def contents(title: str, entries: Sequence[tuple[str, str]]) -> str:
    """A contents field that Word updates; until then its entries are links without page numbers. LibreOffice
    shows the numbers at once."""
    # LibreOffice never fills in the numbers within a contents field, and it knows one by the space after TOC.
    begin = _field_start(' TOC\t\\o "1-1" \\h \\z \\u ')
    return paragraph("TOCHeading", run(title), "<w:pageBreakBefore/>") + "".join(
        paragraph(
            "TOC1",
            (begin if n == 0 else "")
            + f'<w:hyperlink w:anchor="{name}" w:history="1">{run(text)}<w:r><w:tab/></w:r>'
            + _field_start(f" PAGEREF {name} \\h ")
            + _FIELD_END
            + "</w:hyperlink>"
            + (_FIELD_END if n == len(entries) - 1 else ""),
            _NO_LEADER,
        )
        for n, (name, text) in enumerate(entries)
    )


def _field_start(instruction: str) -> str:
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve">{instruction}</w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    )


def table(value: ReportTable, caption: str, numbers: Numbers, keep_with_next: bool) -> str:
    """A fixed-width bordered table; with `keep_with_next` its last rows stay with what follows it.
    The first row stays with the second: a page that ends with a header and one row looks torn."""
    widths = [twips(width) for width in value.widths_mm]
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    start, end = numbers.bookmark(value.mark)
    last = len(value.rows) - 1
    cut = max(0, len(value.rows) - value.kept_rows) if keep_with_next else 0
    described = f"{caption}: {', '.join(value.header)}"
    # LibreOffice does not keep a table of one row with what follows when that row may not be split.
    alone = last if 0 < cut == last else None
    rows = [
        _row(
            replace(row, splittable=True) if n == alone else row,
            widths,
            numbers,
            (start if n == 0 else "", end if n == last else ""),
            keep_with_next
            if n == last
            else (n >= cut > 0) or value.whole or row.group or (n == 0 and cut != 1 and not row.splittable),
        )
        for n, row in enumerate(value.rows)
    ]
    begun = (
        '<w:tbl><w:tblPr><w:tblStyle w:val="TableGrid"/>'
        f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
        '<w:tblLook w:val="0420" w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0"'
        f' w:noHBand="0" w:noVBand="1"/><w:tblCaption w:val={quoteattr(clean(caption))}/>'
        f"<w:tblDescription w:val={quoteattr(clean(described))}/></w:tblPr>"
        f"<w:tblGrid>{grid}</w:tblGrid>"
    )
    parts = [rows[:cut], rows[cut:]] if cut else [rows]
    headers = [_header(value.header, widths), ""]
    return _HAIRLINE.join(
        f"{begun}{header}{''.join(part)}</w:tbl>" for header, part in zip(headers, parts, strict=False)
    )


def _header(labels: Iterable[str], widths: list[int]) -> str:
    cells = "".join(
        _cell(paragraph("TableHeading", run(label)), width, centred=True)
        for label, width in zip(labels, widths, strict=True)
    )
    return f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{cells}</w:tr>"


def _row(row: Row, widths: list[int], numbers: Numbers, around: tuple[str, str], keep: bool) -> str:
    start, end = numbers.bookmark(row.mark)
    last = len(row.cells) - 1
    spans = len(row.cells) == 1 < len(widths)
    cells = "".join(
        _cell(
            _content(
                cell,
                numbers,
                (around[0] if n == 0 else "") + (start if n == last else ""),
                (end if n == last else "") + (around[1] if n == last else ""),
                keep,
                row.group,
                sum(widths) if spans else widths[n],
            ),
            sum(widths) if spans else widths[n],
            len(widths) if spans else 1,
        )
        for n, cell in enumerate(row.cells)
    )
    properties = "" if row.splittable else "<w:trPr><w:cantSplit/></w:trPr>"
    return f"<w:tr>{properties}{cells}</w:tr>"


def _cell(content: str, width: int, span: int = 1, centred: bool = False) -> str:
    properties = f'<w:tcW w:w="{width}" w:type="dxa"/>'
    if span > 1:
        properties += f'<w:gridSpan w:val="{span}"/>'
    if centred:
        properties += '<w:vAlign w:val="center"/>'
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{content}</w:tc>"


def _content(cell: Cell, numbers: Numbers, start: str, end: str, keep: bool, bold: bool, width: int) -> str:
    lines = cell.lines or ("",)
    properties = "<w:keepNext/>" if keep else ""
    if cell.numbered:
        number = numbers.next_list()
        properties += f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{number}"/></w:numPr>'
    longest = max((len(word) for line in lines for word in line.split()), default=0)
    if width >= max(twips(NARROW_MM), longest * twips(_WIDE_LETTER_MM)):
        properties += "<w:suppressAutoHyphens/>"
    properties += "{apart}"
    if cell.align != "left":
        properties += aligned(cell.align)
    face = "<w:b/><w:bCs/>" if bold else "" if cell.filled else "<w:i/><w:iCs/>"
    apart = "" if cell.numbered else '<w:spacing w:before="80"/>'
    return "".join(
        paragraph(
            "TableText",
            (start if n == 0 else "") + numbers.text(line, face) + (end if n == len(lines) - 1 else ""),
            properties.replace("{apart}", apart if n else ""),
        )
        for n, line in enumerate(lines)
    )


def bookmark_name(mark: str) -> str:
    """A hidden Word bookmark for a field path such as «needs@0»: always the same, one per path."""
    field, _, segment = mark.partition("@")
    ending = f"__{segment}" if segment else ""
    safe = re.sub(r"\W", "_", field, flags=re.ASCII)
    name = f"{_PREFIX}{safe}{ending}"
    if safe == field and len(name) <= _LONGEST_BOOKMARK:
        return name
    digest = hashlib.sha256(mark.encode()).hexdigest()[:8]
    return f"{name[: _LONGEST_BOOKMARK - len(digest) - 1]}_{digest}"


def page_header(style: Style, draft_mark: str, first_page: bool) -> str:
    """The content of a header part; the first page has a number only where the layout says so."""
    mark = _watermark(draft_mark, "First" if first_page else "Rest") if draft_mark else ""
    content = _numbered(mark, style) if has_number(style, first_page, "top") else paragraph("Header", mark)
    return f"<w:hdr {NAMESPACES} {_DRAWING_NAMESPACES}>{content}</w:hdr>"


def has_number(style: Style, first_page: bool, at: Literal["top", "bottom"]) -> bool:
    """Whether the number of a page stands there."""
    numbers = style.page_numbers
    return numbers.position.startswith(at) and (numbers.show_on_first_page or not first_page)


def _numbered(before: str, style: Style) -> str:
    properties = aligned("right") if style.page_numbers.position.endswith("right") else ""
    return paragraph("Header", before + _page_field(), properties)


def _page_field() -> str:
    return f"{_field_start(' PAGE ')}<w:r><w:t>2</w:t></w:r>{_FIELD_END}"


def page_footer(style: Style, lines: Sequence[str], first_page: bool) -> str:
    """The content of a footer part, with the page's number below it where the layout has it there."""
    name = "Subtitle" if first_page else "Footer"
    written = "".join(paragraph(name, run(line)) for line in lines or ("",))
    number = _numbered("", style) if has_number(style, first_page, "bottom") else ""
    return f"<w:ftr {NAMESPACES}>{written}{number}</w:ftr>"


def watermark_run(text: str, name: str) -> str:
    """The mark alone, to be put into a header of somebody else's document; `name` differs for each."""
    return _watermark(text, name).replace("<w:r>", f"<w:r {NAMESPACES} {_DRAWING_NAMESPACES}>", 1)


def _watermark(text: str, name: str) -> str:
    # WordArt the way Word itself writes it for «Подложка», so that its command can also remove it.
    text = clean(text)
    width = min(_WIDEST_PT, _LETTER_PT * len(text))
    place = (
        f"position:absolute;margin-left:0;margin-top:0;width:{width}pt;height:{_HEIGHT_PT}pt;rotation:315;"
        "z-index:-251658752;mso-position-horizontal:center;mso-position-horizontal-relative:margin;"
        "mso-position-vertical:center;mso-position-vertical-relative:margin"
    )
    return (
        "<w:r><w:rPr><w:noProof/></w:rPr><w:pict>"
        '<v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800"'
        f' path="m@7,l@8,m@5,21600l@6,21600e"><v:formulas>{_FORMULAS}</v:formulas>'
        '<v:path textpathok="t" o:connecttype="custom" o:connectlocs="@9,0;@10,10800;@11,21600;@12,10800"'
        ' o:connectangles="270,180,90,0"/><v:textpath on="t" fitshape="t"/>'
        '<v:handles><v:h position="#0,bottomRight" xrange="6629,14971"/></v:handles>'
        '<o:lock v:ext="edit" text="t" shapetype="t"/></v:shapetype>'
        f'<v:shape id="PowerPlusWaterMarkObject{name}" o:spid="_x0000_s10{len(name) + 40}"'
        ' type="#_x0000_t136"'
        f' alt={quoteattr(text)} style="{place}" o:allowincell="f" fillcolor="#d0d0d0" stroked="f">'
        '<v:fill opacity=".6"/>'
        '<v:textpath style="font-family:&quot;Times New Roman&quot;;font-size:1pt;font-weight:bold"'
        f" string={quoteattr(text)}/>"
        "</v:shape></w:pict></w:r>"
    )
