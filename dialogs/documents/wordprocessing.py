"""The few pieces of WordprocessingML that a report needs, as XML text."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from xml.sax.saxutils import escape, quoteattr

from dialogs.documents.clean import clean
from dialogs.documents.marks import bookmark_name
from dialogs.documents.pieces import Align, Cell, Row, Table

NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
_JUSTIFICATION: dict[Align, str] = {"left": "left", "center": "center", "right": "right", "justify": "both"}


def twips(millimetres: float) -> int:
    return round(millimetres * 1440 / 25.4)


def run(text: str, properties: str = "") -> str:
    """One run of text; line ends become line breaks."""
    words = "<w:br/>".join(
        f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in clean(text).split("\n")
    )
    return f"<w:r>{f'<w:rPr>{properties}</w:rPr>' if properties else ''}{words}</w:r>"


def paragraph(style: str, content: str, properties: str = "") -> str:
    """`properties` stand in the order of the schema, after the style."""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{properties}</w:pPr>{content}</w:p>'


def aligned(align: Align) -> str:
    return f'<w:jc w:val="{_JUSTIFICATION[align]}"/>'


@dataclass
class Numbers:
    """Hands out what must differ throughout one document: list numberings and bookmark ids."""

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
        number = len(self.marked)
        start = f'<w:bookmarkStart w:id="{number}" w:name="{bookmark_name(mark)}"/>'
        return start, f'<w:bookmarkEnd w:id="{number}"/>'


def table(value: Table, caption: str, numbers: Numbers, keep_with_next: bool) -> str:
    """A fixed-width bordered table; with `keep_with_next` its last row stays with what follows it.
    The first row stays with the second: a page that ends with a header and one row looks torn."""
    widths = [twips(width) for width in value.widths_mm]
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    start, end = numbers.bookmark(value.mark)
    last = len(value.rows) - 1
    rows = "".join(
        _row(
            row,
            widths,
            numbers,
            (start if n == 0 else "", end if n == last else ""),
            keep_with_next if n == last else value.whole or (n == 0 and not row.splittable),
        )
        for n, row in enumerate(value.rows)
    )
    return (
        '<w:tbl><w:tblPr><w:tblStyle w:val="TableGrid"/>'
        f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
        '<w:tblLook w:val="0420" w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0"'
        f' w:noHBand="0" w:noVBand="1"/><w:tblCaption w:val={quoteattr(clean(caption))}/></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>"
        f"{_header(value.header, widths)}{rows}</w:tbl>"
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


def _content(cell: Cell, numbers: Numbers, start: str, end: str, keep: bool) -> str:
    lines = cell.lines or ("",)
    properties = "<w:keepNext/>" if keep else ""
    if cell.numbered:
        number = numbers.next_list()
        properties += f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{number}"/></w:numPr>'
    if cell.align != "left":
        properties += aligned(cell.align)
    face = "" if cell.filled else "<w:i/><w:iCs/>"
    return "".join(
        paragraph(
            "TableText",
            (start if n == 0 else "") + run(line, face) + (end if n == len(lines) - 1 else ""),
            properties,
        )
        for n, line in enumerate(lines)
    )
